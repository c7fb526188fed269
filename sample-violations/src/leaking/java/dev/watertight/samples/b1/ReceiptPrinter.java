package dev.watertight.samples.b1;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Prints the receipts of a day in a thread of its own, which is to end at closing time. */
public final class ReceiptPrinter implements Runnable {
  private static final String CLOSING_TIME = new String("closing time");

  private final BlockingQueue<String> receipts = new ArrayBlockingQueue<>(2);

  public static void main(String[] args) throws Exception {
    ReceiptPrinter printer = new ReceiptPrinter();
    Thread thread = new Thread(printer, "printer");
    thread.start();
    printer.sell(List.of("bread 2.80", "milk 1.20", "salt 0.45"));
    thread.join(500);
    System.out.println("shop is closed");
  }

  private void sell(List<String> goods) throws InterruptedException {
    for (String item : goods) {
      receipts.put(item);
    }
  }

  @Override
  public void run() {
    try {
      for (String next = receipts.take(); next != CLOSING_TIME; next = receipts.take()) {
        System.out.println(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
