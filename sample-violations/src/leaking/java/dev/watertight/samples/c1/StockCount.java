package dev.watertight.samples.c1;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Counts the stock of several depots at once, and prints a report when all have been counted. */
public final class StockCount {
  private final List<String> depots;
  private final CountDownLatch counted;

  StockCount(List<String> depots) {
    this.depots = depots;
    this.counted = new CountDownLatch(depots.size());
  }

  public static void main(String[] args) throws InterruptedException {
    StockCount count = new StockCount(List.of("north", "", "west"));
    Thread report = new Thread(count::report, "report");
    report.start();
    count.start();
    report.join(500);
    System.out.println("the shop opens");
  }

  private void start() {
    for (String depot : depots) {
      Thread.startVirtualThread(() -> count(depot));
    }
  }

  private void count(String depot) {
    if (depot.isEmpty()) {
      System.out.println("depot without a name");
      return;
    }
    System.out.println("counting " + depot);
    counted.countDown();
  }

  private void report() {
    try {
      counted.await();
      System.out.println("all depots are counted");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
