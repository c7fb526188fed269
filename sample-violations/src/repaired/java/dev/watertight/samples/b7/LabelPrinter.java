package dev.watertight.samples.b7;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Prints parcel labels in a thread of its own, which its owner interrupts when it is done. */
public final class LabelPrinter {
  private static final long MILLIS_PER_LABEL = 2;

  private final BlockingQueue<String> labels = new LinkedBlockingQueue<>();
  private final List<String> printed = new ArrayList<>();
  private final Thread worker = new Thread(this::work, "label-printer");

  public static void main(String[] args) throws InterruptedException {
    LabelPrinter printer = new LabelPrinter();
    printer.worker.start();
    printer.labels.add("AMS-1042");
    printer.labels.add("BRU-0007");
    Thread.sleep(100);
    printer.worker.interrupt();
    System.out.println("printed: " + printer.printed());
  }

  private void work() {
    try {
      while (true) {
        String label = labels.take();
        Thread.sleep(MILLIS_PER_LABEL);
        synchronized (printed) {
          printed.add(label);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> printed() {
    synchronized (printed) {
      return List.copyOf(printed);
    }
  }
}
