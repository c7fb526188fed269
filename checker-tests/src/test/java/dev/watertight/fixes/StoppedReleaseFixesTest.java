package dev.watertight.fixes;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.BugCheckerRefactoringTestHelper.TestMode;
import dev.watertight.bugpatterns.HandleOwnerNeverClosed;
import org.junit.jupiter.api.Test;

/** Releases of several that stop at the first one for what it says. */
final class StoppedReleaseFixesTest {
  @Test
  void allMatch() {
    fixed(
        """
          boolean close() {
            return shards.stream().allMatch(Shard::close);
          }
        """,
        """
          boolean close() {
            return shards.stream().map(Shard::close).reduce(true, Boolean::logicalAnd);
          }
        """);
  }

  @Test
  void anyMatch() {
    fixed(
        """
          boolean close() {
            return shards.stream()
                .anyMatch(shard -> !shard.close());
          }
        """,
        """
          boolean close() {
            return shards.stream()
                .map(shard -> !shard.close())
                .reduce(false, Boolean::logicalOr);
          }
        """);
  }

  @Test
  void loop() {
    unchanged(
        """
          boolean close() {
            for (Shard shard : shards) {
              if (!shard.close()) {
                return false;
              }
            }
            return true;
          }
        """);
  }

  private static void unchanged(String code) {
    fixed(code, code);
  }

  private static void fixed(String code, String fixed) {
    BugCheckerRefactoringTestHelper.newInstance(
            HandleOwnerNeverClosed.class, StoppedReleaseFixesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("A.java", source(code))
        .addOutputLines("A.java", source(fixed))
        .doTest(TestMode.TEXT_MATCH);
  }

  private static String source(String code) {
    return """
    import java.util.List;
    import java.util.concurrent.ExecutorService;
    import java.util.concurrent.Executors;
    import java.util.stream.IntStream;

    final class A {
      static final class Shard {
        private final ExecutorService writer = Executors.newFixedThreadPool(1);
        private int rejected;

        Shard(int id) {
          rejected = id;
        }

        void write(String key) {
          writer.execute(() -> System.out.println(key));
        }

        boolean close() {
          writer.shutdown();
          return rejected == 0;
        }
      }

      private final List<Shard> shards = IntStream.range(0, 3).mapToObj(Shard::new).toList();

      void put(String key) {
        shards.get(0).write(key);
      }

    CODE
    }
    """
        .replace("CODE\n", code);
  }
}
