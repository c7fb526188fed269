package dev.watertight.samples.a8;

import java.util.concurrent.CountDownLatch;

/** Reads the water level again and again. */
public final class TideGauge implements AutoCloseable {
  private final CountDownLatch read = new CountDownLatch(1);
  private final Thread thread = new Thread(this::readLevels, "tide-gauge");
  private volatile int level;

  private TideGauge() {
    thread.start();
  }

  public static void main(String[] args) throws InterruptedException {
    try (TideGauge gauge = new TideGauge()) {
      gauge.read.await();
      System.out.println("level " + (gauge.level > 0));
    }
  }

  private void readLevels() {
    try {
      while (true) {
        level++;
        read.countDown();
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    System.out.println("closed");
  }
}
