package dev.watertight.samples.b2;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Exports the stops of bus routes, each route with a writer of its own. */
public final class RouteExport {
  private RouteExport() {}

  public static void main(String[] args) throws InterruptedException {
    export(List.of("harbour", "market", "station"));
    export(List.of("station", "university"));
  }

  private static void export(List<String> stops) throws InterruptedException {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    CountDownLatch written = new CountDownLatch(stops.size());
    new Thread(() -> write(lines, written), "route-writer").start();
    for (String stop : stops) {
      lines.put("stop " + stop);
    }
    written.await();
  }

  private static void write(BlockingQueue<String> lines, CountDownLatch written) {
    try {
      while (true) {
        System.out.println(lines.take());
        written.countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
