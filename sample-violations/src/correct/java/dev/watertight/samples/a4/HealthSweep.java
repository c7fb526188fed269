package dev.watertight.samples.a4;

import java.time.Duration;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Subtask;

/** Asks three services whether they are well; the first that is not ends the sweep. */
public final class HealthSweep {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private HealthSweep() {}

  public static void main(String[] args) throws Exception {
    System.out.println(sweep(Duration.ofMillis(60)));
    System.out.println(sweep(Duration.ofMinutes(1)));
  }

  private static String sweep(Duration searchAnswersAfter) throws InterruptedException {
    try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
      Subtask<String> shop = scope.fork(() -> ping("shop", Duration.ofMillis(20)));
      Subtask<String> billing = scope.fork(() -> ping("billing", searchAnswersAfter.dividedBy(2)));
      Subtask<String> search = scope.fork(() -> pingSearch(searchAnswersAfter));
      scope.join();
      return String.join(", ", shop.get(), billing.get(), search.get());
    } catch (FailedException e) {
      return e.getCause().getMessage();
    }
  }

  private static String pingSearch(Duration answersAfter) throws InterruptedException {
    if (answersAfter.compareTo(PATIENCE) > 0) {
      Thread.sleep(Duration.ofMillis(40));
      throw new IllegalStateException("search does not answer");
    }
    return ping("search", answersAfter);
  }

  private static String ping(String service, Duration answersAfter) throws InterruptedException {
    Thread.sleep(answersAfter);
    return service + " is well";
  }
}
