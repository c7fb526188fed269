package dev.watertight.fixes;

import static com.google.common.truth.Truth.assertThat;

import dev.watertight.bugpatterns.BusyPolling;
import dev.watertight.bugpatterns.HandleNeverReleased;
import org.junit.jupiter.api.Test;

/** The annotation that suppresses a report: the last fix, or by an option the first. */
final class LastResortTest {
  private static final String OPTION = "-XepOpt:Watertight:Suppress=true";

  private static final String FIELD =
      """
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;

      class A {
        private final ExecutorService pool = Executors.newFixedThreadPool(1);

        void run(Runnable task) {
          pool.execute(task);
        }
      }
      """;

  @Test
  void narrowestDeclaration() {
    Repair.by(HandleNeverReleased.class)
        .option(OPTION)
        .turnsExactly(
            FIELD,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              @SuppressWarnings("HandleNeverReleased") // reason:
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }
            }
            """);
  }

  @Test
  void lastWithoutTheOption() {
    Repair.by(HandleNeverReleased.class)
        .second()
        .turns(
            FIELD,
            FIELD.replace(
                "  private final",
                "  @SuppressWarnings(\"HandleNeverReleased\") // reason:\n  private final"));
  }

  @Test
  void annotationThatIsThere() {
    Repair.by(HandleNeverReleased.class)
        .option(OPTION)
        .turns(
            """
            import java.util.concurrent.Executors;

            class A {
              @SuppressWarnings("unused")
              void run(Runnable task) {
                Executors.newFixedThreadPool(1).execute(task);
              }

              @SuppressWarnings({"unused", "unchecked"})
              void runTwo(Runnable task) {
                Executors.newFixedThreadPool(2).execute(task);
              }
            }
            """,
            """
            import java.util.concurrent.Executors;

            class A {
              @SuppressWarnings({"unused", "HandleNeverReleased" /* reason: */})
              void run(Runnable task) {
                Executors.newFixedThreadPool(1).execute(task);
              }

              @SuppressWarnings({"unused", "unchecked", "HandleNeverReleased" /* reason: */})
              void runTwo(Runnable task) {
                Executors.newFixedThreadPool(2).execute(task);
              }
            }
            """);
  }

  @Test
  void twoChecksAtOneDeclaration() {
    PatchRun run = PatchRun.of(HandleNeverReleased.class, BusyPolling.class).with(OPTION);
    String once =
        run.patch(
            """
            import java.util.concurrent.*;

            class A {
              void run(BlockingQueue<Runnable> tasks) {
                Executors.newFixedThreadPool(1).execute(() -> {});
                while (tasks.isEmpty()) {}
              }
            }
            """);
    assertThat(once).contains("@SuppressWarnings(");
    assertThat(run.patch(once)).contains("HandleNeverReleased");
    assertThat(run.patch(once)).contains("BusyPolling");
  }
}
