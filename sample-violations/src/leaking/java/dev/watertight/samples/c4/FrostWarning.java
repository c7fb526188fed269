package dev.watertight.samples.c4;

import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.atomic.AtomicInteger;

/** Watches three thermometers until the first of them says that it freezes. */
public final class FrostWarning {
  private final AtomicInteger readings = new AtomicInteger();
  private final AtomicInteger latest = new AtomicInteger();

  private FrostWarning() {}

  public static void main(String[] args) throws InterruptedException {
    FrostWarning warning = new FrostWarning();
    Thread watch = Thread.ofPlatform().start(warning::watch);
    watch.join(500);
    System.out.println("readings: " + (warning.latest.get() > 0));
  }

  private void watch() {
    try (StructuredTaskScope<Void, Void> scope = StructuredTaskScope.open()) {
      scope.fork(() -> measure("roof", 3));
      scope.fork(() -> measure("cellar", 1_000));
      scope.fork(this::refresh);
      scope.join();
    } catch (FailedException e) {
      System.out.println(e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Void measure(String place, int degrees) throws InterruptedException {
    for (int now = degrees; now >= 0; now--) {
      readings.incrementAndGet();
      Thread.sleep(20);
    }
    throw new IllegalStateException("it freezes: " + place);
  }

  private Void refresh() {
    while (true) {
      latest.set(readings.get());
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        readings.addAndGet(1);
      }
    }
  }
}
