package dev.watertight.samples.b3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Greets whoever connects, and is stopped when nobody does any more. */
public final class GreetingServer {
  private final Selector selector;
  private final ServerSocketChannel server;
  private volatile boolean running = true;

  GreetingServer() throws IOException {
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  public static void main(String[] args) throws Exception {
    GreetingServer greeter = new GreetingServer();
    greeter.start();
    try (SocketChannel client = SocketChannel.open(greeter.address())) {
      ByteBuffer answer = ByteBuffer.allocate(2);
      client.read(answer);
      System.out.println("greeted " + (char) answer.get(0));
    }
    Thread.sleep(500);
    greeter.stop();
  }

  void start() {
    new Thread(this::run, "greeter").start();
  }

  SocketAddress address() throws IOException {
    return server.getLocalAddress();
  }

  private void run() {
    try (selector;
        server) {
      while (running) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isAcceptable()) {
            greet();
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      System.out.println("greeter: " + e);
    }
  }

  private void greet() throws IOException {
    try (SocketChannel client = server.accept()) {
      if (client != null) {
        client.write(ByteBuffer.wrap(new byte[] {'h', 'i'}));
      }
    }
  }

  void stop() {
    running = false;
  }
}
