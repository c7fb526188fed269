package dev.watertight.samples.b2;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/** Adds up the readings of a meter in a virtual thread. */
public final class MeterReader {
  private final BlockingQueue<Long> readings = new LinkedBlockingQueue<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final LongAdder total = new LongAdder();

  public static void main(String[] args) throws InterruptedException {
    MeterReader reader = new MeterReader();
    reader.start();
    reader.read(120);
    reader.read(80);
    while (reader.total() < 200) {
      Thread.sleep(10);
    }
    reader.stop();
    System.out.println("total " + reader.total());
  }

  void start() {
    executor.execute(
        () -> {
          while (true) {
            try {
              total.add(readings.take());
            } catch (InterruptedException e) {
              System.out.println("interrupted");
              Thread.currentThread().interrupt();
              return;
            }
          }
        });
  }

  void read(long reading) {
    readings.add(reading);
  }

  long total() {
    return total.sum();
  }

  void stop() {
    executor.shutdownNow();
  }
}
