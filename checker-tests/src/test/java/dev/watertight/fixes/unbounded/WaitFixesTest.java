package dev.watertight.fixes.unbounded;

import dev.watertight.bugpatterns.UnboundedWaitForTasks;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class WaitFixesTest {
  private static final String SOURCE =
      """
      import java.util.List;
      import java.util.concurrent.Callable;
      import java.util.concurrent.CompletableFuture;
      import java.util.concurrent.CountDownLatch;
      import java.util.concurrent.ExecutorService;

      class A {
        void all(ExecutorService pool, CountDownLatch unused) throws InterruptedException {
          CountDownLatch go = new CountDownLatch(1);
          Callable<String> late = () -> {
            go.await();
            return "late";
          };
          pool.invokeAll(List.of(() -> "soon", late));
        }

        String any(ExecutorService pool) throws Exception {
          CountDownLatch go = new CountDownLatch(2);
          Callable<String> late = () -> {
            go.await();
            return "later";
          };
          return pool.invokeAny(List.of(late));
        }

        Object first() {
          CompletableFuture<String> left = new CompletableFuture<>();
          CompletableFuture<String> right = new CompletableFuture<>();
          return CompletableFuture.anyOf(left, right).join();
        }
      }
      """;

  @Test
  void replacement() {
    Repair.by(UnboundedWaitForTasks.class)
        .turns(
            SOURCE,
            SOURCE
                .replace(
                    "import java.util.concurrent.ExecutorService;\n",
                    """
                    import java.util.concurrent.ExecutorService;
                    import java.util.concurrent.TimeUnit;
                    """)
                .replace("\"soon\", late));", "\"soon\", late), 30, TimeUnit.SECONDS);")
                .replace("List.of(late))", "List.of(late), 30, TimeUnit.SECONDS)")
                .replace("right).join()", "right).orTimeout(30, TimeUnit.SECONDS).join()"));
  }

  @Test
  void timeoutNotAllowed() {
    Repair.by(UnboundedWaitForTasks.class)
        .keeps(
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.ExecutorService;

            class A {
              String any(ExecutorService pool) throws InterruptedException, ExecutionException {
                CountDownLatch go = new CountDownLatch(1);
                Callable<String> late = () -> {
                  go.await();
                  return "later";
                };
                // BUG: Diagnostic contains: invokeAny() waits for ever
                return pool.invokeAny(List.of(late));
              }
            }
            """);
  }

  @Test
  void otherTimeUnit() {
    String source =
        """
        import java.util.concurrent.CompletableFuture;

        class A {
          enum TimeUnit {
            DAY
          }

          Object first() {
            CompletableFuture<String> left = new CompletableFuture<>();
            CompletableFuture<String> right = new CompletableFuture<>();
            return CompletableFuture.anyOf(left, right).join();
          }
        }
        """;
    Repair.by(UnboundedWaitForTasks.class)
        .turns(
            source,
            source.replace(
                "right).join()",
                "right).orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join()"));
  }
}
