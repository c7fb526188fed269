package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class CompletionServiceTakeWithoutTaskCachesTest {
  private void compile(String code) {
    CompilationTestHelper.newInstance(CompletionServiceTakeWithoutTask.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            """
                + code)
        .doTest();
  }

  @Test
  void variableOfWhatIsKnown() {
    compile(
        """
        class A {
          private final Map<String, Integer> known = new HashMap<>();

          void learn(String name, int size) {
            known.put(name, size);
          }

          void all(Executor pool, List<String> names) throws Exception {
            CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              Integer size = known.get(name);
              if (size != null) {
                System.out.println(size);
                continue;
              }
              done.submit(() -> name.length());
            }
            for (int i = 0; i < names.size(); i++) {
              // BUG: Diagnostic contains: does not get a task each time
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void unknownOnly() {
    compile(
        """
        class A {
          private final Map<String, Integer> known = new HashMap<>();

          void learn(String name, int size) {
            known.put(name, size);
          }

          void all(Executor pool, List<String> names) throws Exception {
            CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              if (known.get(name) == null) {
                done.submit(() -> name.length());
              }
            }
            for (int i = 0; i < names.size(); i++) {
              // BUG: Diagnostic contains: does not get a task each time
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void otherTaskForWhatIsKnown() {
    compile(
        """
        class A {
          private final Map<String, Integer> known = new HashMap<>();

          void learn(String name, int size) {
            known.put(name, size);
          }

          void all(Executor pool, List<String> names) throws Exception {
            CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              Integer size = known.get(name);
              if (size != null) {
                done.submit(() -> size);
                continue;
              }
              done.submit(() -> name.length());
            }
            for (int i = 0; i < names.size(); i++) {
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void eachOnce() {
    compile(
        """
        class A {
          private final Map<String, Integer> known = new HashMap<>();

          void learn(String name, int size) {
            known.put(name, size);
          }

          void all(Executor pool, List<String> names) throws Exception {
            CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              if (known.get(name) == null) {
                known.put(name, 0);
                done.submit(() -> name.length());
              }
            }
            for (int i = 0; i < names.size(); i++) {
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }
}
