package dev.watertight.samples.c2;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Tests the lamps of a house at once, and reports when all have been tested. */
public final class LampTest {
  private record Lamp(String room, boolean connected) {}

  public static void main(String[] args) throws InterruptedException {
    List<Lamp> lamps =
        List.of(new Lamp("hall", true), new Lamp("attic", false), new Lamp("kitchen", true));
    Thread test = new Thread(() -> testAll(lamps), "test");
    test.start();
    test.join(500);
    System.out.println("good night");
  }

  private static void testAll(List<Lamp> lamps) {
    List<Lamp> connected = lamps.stream().filter(Lamp::connected).toList();
    CountDownLatch tested = new CountDownLatch(connected.size());
    for (Lamp lamp : connected) {
      Thread.startVirtualThread(
          () -> {
            System.out.println(lamp.room() + " is lit");
            tested.countDown();
          });
    }
    try {
      tested.await();
      System.out.println("all lamps are tested");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
