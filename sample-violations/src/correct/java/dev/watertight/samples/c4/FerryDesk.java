package dev.watertight.samples.c4;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Announces ferries: an interrupt wakes the announcer, and shutdownNow() finds both tasks ready.
 */
public final class FerryDesk implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  private final Queue<String> ferries = new ConcurrentLinkedQueue<>();
  private final ExecutorService radio = Executors.newFixedThreadPool(2);
  private final Thread announcer = new Thread(this::announce, "announcer");
  private volatile boolean isOpen = true;

  private FerryDesk() {
    announcer.start();
    radio.execute(this::listen);
    radio.execute(this::callHarbour);
  }

  public static void main(String[] args) throws InterruptedException {
    try (FerryDesk desk = new FerryDesk()) {
      desk.arrive("Elba");
      desk.arrive("Ischia");
      Thread.sleep(100);
    }
  }

  private void arrive(String ferry) {
    ferries.add(ferry);
    announcer.interrupt();
  }

  /** Sleeps through every interrupt, but looks at the flag each time. */
  private void announce() {
    while (isOpen || !ferries.isEmpty()) {
      for (String ferry = ferries.poll(); ferry != null; ferry = ferries.poll()) {
        System.out.println("the ferry to " + ferry + " has arrived");
      }
      pause(TimeUnit.MINUTES.toMillis(1));
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      // Somebody has something to announce, or closes the desk.
    }
  }

  /** Leaves its loop by the exception. */
  private void listen() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives up by itself, whoever interrupts it. */
  private void callHarbour() {
    for (int i = 1; i <= ATTEMPTS; i++) {
      System.out.println("call " + i);
      pause(10);
    }
  }

  @Override
  public void close() throws InterruptedException {
    isOpen = false;
    announcer.interrupt();
    announcer.join();
    radio.shutdownNow();
  }
}
