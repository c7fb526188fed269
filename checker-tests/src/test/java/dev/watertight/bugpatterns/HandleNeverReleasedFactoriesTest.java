package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Pools whose thread factory marks threads as daemons if it is told to. */
final class HandleNeverReleasedFactoriesTest {
  private static final String REPORTED = "// BUG: Diagnostic contains: 'pool' is never shut down";

  @Test
  void givenTrue() {
    check("", "given(true)");
  }

  @Test
  void givenFalse() {
    check(REPORTED, "given(false)");
  }

  @Test
  void givenFromOutside() {
    check("", "given(args.length > 0)");
  }

  @Test
  void constantObject() {
    check(REPORTED, "r -> { Thread t = new Thread(r); t.setDaemon(Boolean.FALSE); return t; }");
  }

  @Test
  void builtWithFalse() {
    check(REPORTED, "new Builder().daemon(false).build()");
  }

  private void check(String comment, String factory) {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;
            class A {
              public static void main(String[] args) {
                COMMENT
                ExecutorService pool = Executors.newFixedThreadPool(2, FACTORY);
                pool.execute(() -> System.out.println("x"));
              }
              private static ThreadFactory given(boolean daemon) {
                return task -> {
                  Thread thread = new Thread(task);
                  thread.setDaemon(daemon);
                  return thread;
                };
              }
              private static class Builder {
                private boolean daemon;
                Builder daemon(boolean daemon) {
                  this.daemon = daemon;
                  return this;
                }
                ThreadFactory build() {
                  final Boolean marked = daemon;
                  return task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(marked);
                    return thread;
                  };
                }
              }
            }
            """
                .replace("COMMENT", comment)
                .replace("FACTORY", factory))
        .doTest();
  }

  @Test
  void builtWithTrue() {
    check("", "new Builder().daemon(true).build()");
  }
}
