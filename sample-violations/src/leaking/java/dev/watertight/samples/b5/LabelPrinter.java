package dev.watertight.samples.b5;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Renders the labels of several depots at the same time, and prints them one after the other. */
public final class LabelPrinter {
  private static final String END = new String("end");

  private final BlockingQueue<String> labels = new ArrayBlockingQueue<>(4);

  public static void main(String[] args) throws InterruptedException {
    new LabelPrinter().print(List.of("Oslo", "Bergen", "Tromso"));
  }

  private void print(List<String> depots) throws InterruptedException {
    Thread printer = new Thread(this::printAll, "printer");
    printer.start();
    for (String depot : depots) {
      Thread.ofPlatform().name(depot).start(() -> render(depot));
    }
    labels.put(END);
    printer.join();
  }

  private void render(String depot) {
    try {
      for (int parcel = 1; parcel <= 12; parcel++) {
        Thread.sleep(Duration.ofMillis(10));
        labels.put(depot + "/" + parcel);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void printAll() {
    try {
      int printed = 0;
      while (labels.take() != END) {
        printed++;
      }
      System.out.println("labels printed: " + printed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
