package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.bugpatterns.HandleOwnerNeverClosed;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class LocalRegionTest {
  @Test
  void twoVariablesInOneDeclaration() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              int sum() throws Exception {
                ExecutorService executor = Executors.newFixedThreadPool(2);
                Future<Integer> one = executor.submit(() -> 1);
                Future<Integer> two = executor.submit(() -> 2);
                int a = one.get(), b = two.get();
                return a + b;
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              int sum() throws Exception {
                try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
                  Future<Integer> one = executor.submit(() -> 1);
                  Future<Integer> two = executor.submit(() -> 2);
                  int a = one.get(), b = two.get();
                  return a + b;
                }
              }
            }
            """);
  }

  @Test
  void ownerThatWritesAtItsEnd() {
    Repair.by(HandleOwnerNeverClosed.class)
        .turns(
            """
            import java.io.Closeable;
            import java.io.IOException;
            import java.io.Writer;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Log implements Closeable {
                private final ExecutorService executor = Executors.newFixedThreadPool(1);
                private final Writer out;

                Log(Writer out) {
                  this.out = out;
                }

                void add(Runnable task) {
                  executor.execute(task);
                }

                @Override
                public void close() throws IOException {
                  executor.shutdown();
                  out.write("end");
                }
              }

              String text(Writer out, Runnable task) {
                Log log = new Log(out);
                log.add(task);
                return out.toString();
              }
            }
            """,
            """
            import java.io.Closeable;
            import java.io.IOException;
            import java.io.UncheckedIOException;
            import java.io.Writer;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Log implements Closeable {
                private final ExecutorService executor = Executors.newFixedThreadPool(1);
                private final Writer out;

                Log(Writer out) {
                  this.out = out;
                }

                void add(Runnable task) {
                  executor.execute(task);
                }

                @Override
                public void close() throws IOException {
                  executor.shutdown();
                  out.write("end");
                }
              }

              String text(Writer out, Runnable task) {
                Log log = new Log(out);
                try {
                  log.add(task);
                  return out.toString();
                } finally {
                  try {
                    log.close();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }
              }
            }
            """);
  }
}
