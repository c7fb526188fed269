package dev.watertight.samples.b1;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Adds up what meters report, in a thread that ends after the last of them. */
public final class MeterReading {
  private static final Integer LAST = Integer.MIN_VALUE;

  private final BlockingQueue<Integer> values = new LinkedBlockingQueue<>();

  public static void main(String[] args) throws Exception {
    MeterReading reading = new MeterReading();
    Thread.startVirtualThread(() -> reading.parse(List.of("1204", "877", "n/a")));
    Thread adder = new Thread(reading::add, "adder");
    adder.start();
    adder.join(500);
    System.out.println("invoice is sent");
  }

  private void parse(List<String> reports) {
    for (String report : reports) {
      values.add(Integer.parseInt(report));
    }
    values.add(LAST);
  }

  private void add() {
    try {
      int sum = 0;
      for (Integer value = values.take(); !value.equals(LAST); value = values.take()) {
        sum += value;
      }
      System.out.println("total: " + sum + " kWh");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
