package dev.watertight.samples.a5;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks at the pressure in each boiler of a house for a while. */
public final class BoilerRoom {
  /** Reads the pressure again and again while it is open. */
  private static final class Gauge implements AutoCloseable {
    private final CountDownLatch readings = new CountDownLatch(3);
    private final String boiler;

    Gauge(String boiler, ScheduledExecutorService scheduler) {
      this.boiler = boiler;
      scheduler.scheduleAtFixedRate(() -> readings.countDown(), 0, 20, TimeUnit.MILLISECONDS);
    }

    void watch() throws InterruptedException {
      readings.await();
    }

    @Override
    public void close() {
      System.out.println("pressure seen in boiler " + boiler);
    }
  }

  private BoilerRoom() {}

  public static void main(String[] args) throws InterruptedException {
    ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    // Whoever looks at a gauge when the house is shut down may do so to the end.
    scheduler.setContinueExistingPeriodicTasksAfterShutdownPolicy(true);
    try {
      for (String boiler : List.of("north", "south")) {
        try (Gauge gauge = new Gauge(boiler, scheduler)) {
          gauge.watch();
        }
      }
    } finally {
      scheduler.shutdown();
    }
  }
}
