package dev.watertight.samples.a4;

import java.time.Duration;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;

/** Shows what two weather stations measure at the same time. */
public final class WeatherBoard {
  private WeatherBoard() {}

  public static void main(String[] args) throws Exception {
    System.out.println(compare("Harbour", "Airport"));
  }

  private static String compare(String here, String there) throws InterruptedException {
    try (StructuredTaskScope<Integer, Void> scope = StructuredTaskScope.open()) {
      Subtask<Integer> left = scope.fork(() -> measure(here));
      Subtask<Integer> right = scope.fork(() -> measure(there));
      scope.join();
      int difference = left.get() - right.get();
      return here + " is " + Math.abs(difference) + (difference < 0 ? " colder" : " warmer");
    }
  }

  private static int measure(String station) throws InterruptedException {
    Thread.sleep(Duration.ofMillis(200));
    return Math.floorMod(station.hashCode(), 30);
  }
}
