package dev.watertight.samples.b4;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;

/** Ships the lines that a crashed process has left behind. */
public final class LogShipper {
  private static final String END = "-- end --";

  private LogShipper() {}

  public static void main(String[] args) throws InterruptedException {
    List<String> lines = IntStream.range(0, 40).mapToObj(i -> "line " + i).toList();
    Thread boot = Thread.ofPlatform().daemon().name("boot").start(() -> ship(lines));
    boot.join(300);
    System.out.println("process is up");
  }

  private static void ship(List<String> lines) {
    BlockingQueue<String> backlog = new ArrayBlockingQueue<>(16);
    try {
      Thread sender = new Thread(() -> send(backlog), "sender");
      sender.setDaemon(true);
      sender.start();
      for (String line : lines) {
        backlog.put(line);
      }
      backlog.put(END);
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(BlockingQueue<String> backlog) {
    try {
      int count = 0;
      for (String line = backlog.take(); line != END; line = backlog.take()) {
        count++;
      }
      System.out.println(count + " lines shipped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
