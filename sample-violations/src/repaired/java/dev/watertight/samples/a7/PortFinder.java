package dev.watertight.samples.a7;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.util.concurrent.Executors;

/** Finds a port that is free. */
public final class PortFinder {
  private PortFinder() {}

  public static void main(String[] args) throws IOException {
    System.out.println("found " + (freePort() > 0));
  }

  private static int freePort() throws IOException {
    AsynchronousChannelGroup group =
        AsynchronousChannelGroup.withFixedThreadPool(2, Executors.defaultThreadFactory());
    try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open(group)) {
      server.bind(new InetSocketAddress(0));
      return ((InetSocketAddress) server.getLocalAddress()).getPort();
    } finally {
      group.shutdown();
    }
  }
}
