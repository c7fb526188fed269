package dev.watertight.samples.b2;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the scans of parcels in a depot until it is closed. */
public final class ParcelTracker implements AutoCloseable {
  private final BlockingQueue<String> scans = new ArrayBlockingQueue<>(64);
  private final AtomicInteger tracked = new AtomicInteger();
  private boolean open = true;

  ParcelTracker() {
    new Thread(this::track, "parcel-tracker").start();
  }

  public static void main(String[] args) throws InterruptedException {
    try (ParcelTracker tracker = new ParcelTracker()) {
      tracker.scan("parcel 17");
      tracker.scan("parcel 4");
      while (tracker.tracked() < 2) {
        Thread.sleep(10);
      }
      System.out.println("tracked " + tracker.tracked());
    }
  }

  void scan(String parcel) throws InterruptedException {
    scans.put(parcel);
  }

  int tracked() {
    return tracked.get();
  }

  private void track() {
    while (open) {
      try {
        String parcel = scans.take();
        System.out.println("seen " + parcel);
        tracked.incrementAndGet();
      } catch (InterruptedException e) {
        System.out.println("tracker interrupted");
      }
    }
  }

  @Override
  public void close() {
    open = false;
  }
}
