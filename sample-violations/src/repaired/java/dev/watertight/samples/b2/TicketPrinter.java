package dev.watertight.samples.b2;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** Prints the tickets of a box office at two printers. */
public final class TicketPrinter implements AutoCloseable {
  private final BlockingQueue<String> tickets = new LinkedBlockingQueue<>();
  private final ExecutorService printers = Executors.newFixedThreadPool(2);
  private final CountDownLatch sold = new CountDownLatch(3);

  TicketPrinter() {
    for (int i = 0; i < 2; i++) {
      printers.execute(this::print);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    try (TicketPrinter printer = new TicketPrinter()) {
      printer.sell("row 3, seat 1");
      printer.sell("row 3, seat 2");
      printer.sell("row 7, seat 9");
      printer.awaitPrinted();
    }
  }

  void sell(String seat) {
    tickets.add(seat);
  }

  void awaitPrinted() throws InterruptedException {
    sold.await();
  }

  private void print() {
    try {
      while (true) {
        System.out.println("ticket for " + tickets.take());
        sold.countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    printers.shutdownNow();
  }
}
