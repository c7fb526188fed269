package dev.watertight.samples.c3;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Makes the rounds through a house until the morning. */
public final class NightWatch {
  private static final Map<String, Integer> ROUNDS = new ConcurrentHashMap<>();

  private NightWatch() {}

  private static Void watch(String floor) throws InterruptedException {
    while (true) {
      ROUNDS.merge(floor, 1, Integer::sum);
      Thread.sleep(200);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    ExecutorService guards = Executors.newFixedThreadPool(2);
    try {
      guards.submit(() -> watch("first floor"));
      guards.submit(() -> watch("second floor"));
    } finally {
      guards.shutdown();
    }
    guards.awaitTermination(500, TimeUnit.MILLISECONDS);
    System.out.println("good morning after these rounds: " + ROUNDS);
  }
}
