package dev.watertight.fixes;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.BugCheckerRefactoringTestHelper.TestMode;
import dev.watertight.bugpatterns.WaitNeverEnded;
import org.junit.jupiter.api.Test;

/** Tasks that wait for ever, and others for them with a time limit. */
final class TimedTaskFixesTest {
  @Test
  void timeIsUp() {
    fixed(
        """
              return "none";
        """,
        """
              reading.cancel(true);
              return "none";
        """);
  }

  @Test
  void askedAgain() {
    unchanged(
        """
              return reading.isDone() ? "done" : "none";
        """);
  }

  private static void unchanged(String code) {
    fixed(code, code);
  }

  private static void fixed(String code, String fixed) {
    BugCheckerRefactoringTestHelper.newInstance(WaitNeverEnded.class, TimedTaskFixesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("A.java", source(code))
        .addOutputLines("A.java", source(fixed))
        .doTest(TestMode.TEXT_MATCH);
  }

  private static String source(String code) {
    return """
    import java.util.Map;
    import java.util.concurrent.CompletableFuture;
    import java.util.concurrent.ExecutionException;
    import java.util.concurrent.ExecutorService;
    import java.util.concurrent.Executors;
    import java.util.concurrent.Future;
    import java.util.concurrent.TimeUnit;
    import java.util.concurrent.TimeoutException;

    final class A {
      private final Map<String, CompletableFuture<String>> rates =
          Map.of("JPY", new CompletableFuture<>());
      private final ExecutorService readers = Executors.newCachedThreadPool();

      private String read(String currency) throws InterruptedException, ExecutionException {
        return rates.get(currency).get();
      }

      String rate(String currency) throws InterruptedException, ExecutionException {
        Future<String> reading = readers.submit(() -> read(currency));
        try {
          return reading.get(300, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
    CODE
        }
      }

      void close() {
        readers.shutdown();
      }
    }
    """
        .replace("CODE\n", code);
  }
}
