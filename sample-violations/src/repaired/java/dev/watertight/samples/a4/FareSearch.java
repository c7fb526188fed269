package dev.watertight.samples.a4;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;

/** Compares the fares of two slow partners with our own, which is missing for one route. */
public final class FareSearch {
  private static final Map<String, Integer> OWN_FARES = Map.of("Oslo-Bergen", 490);

  private FareSearch() {}

  public static void main(String[] args) throws Exception {
    try {
      System.out.println("from " + cheapest("Oslo-Tromso"));
    } catch (IOException e) {
      System.out.println("no offer: " + e.getMessage());
    }
  }

  private static int cheapest(String route) throws IOException, InterruptedException {
    try (StructuredTaskScope<Integer, Void> scope = StructuredTaskScope.open()) {
      Subtask<Integer> rail = scope.fork(() -> ask("rail", route));
      Subtask<Integer> coach = scope.fork(() -> ask("coach", route));
      int own = ownFare(route);
      scope.join();
      return Math.min(own, Math.min(rail.get(), coach.get()));
    }
  }

  private static int ask(String partner, String route) throws InterruptedException {
    Thread.sleep(Duration.ofSeconds(20));
    return 40 * route.length() + partner.length();
  }

  private static int ownFare(String route) throws IOException {
    Integer fare = OWN_FARES.get(route);
    if (fare == null) {
      throw new IOException("no fare for " + route);
    }
    return fare;
  }
}
