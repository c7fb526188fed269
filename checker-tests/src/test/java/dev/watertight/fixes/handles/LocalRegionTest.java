package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
import dev.watertight.bugpatterns.HandleOverwrittenWhileOpen;
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

  @Test
  void variableOfOneRound() {
    Repair.by(HandleOverwrittenWhileOpen.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(List<Callable<String>> tasks, int... sizes) throws InterruptedException {
                ExecutorService executor = null;
                for (int size : sizes) {
                  executor = Executors.newFixedThreadPool(size);
                  executor.invokeAll(tasks);
                }
                if (executor != null) {
                  executor.shutdown();
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(List<Callable<String>> tasks, int... sizes) throws InterruptedException {
                for (int size : sizes) {
                  try (ExecutorService executor = Executors.newFixedThreadPool(size)) {
                    executor.invokeAll(tasks);
                  }
                }
              }
            }
            """);
  }

  @Test
  void variableOfOneRoundAt17() {
    Repair.by(HandleOverwrittenWhileOpen.class)
        .release("17")
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(List<Callable<String>> tasks, int... sizes) throws InterruptedException {
                ExecutorService executor = null;
                for (int size : sizes) {
                  executor = Executors.newFixedThreadPool(size);
                  executor.invokeAll(tasks);
                }
                if (executor != null) {
                  executor.shutdown();
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(List<Callable<String>> tasks, int... sizes) throws InterruptedException {
                for (int size : sizes) {
                  ExecutorService executor = Executors.newFixedThreadPool(size);
                  try {
                    executor.invokeAll(tasks);
                  } finally {
                    executor.shutdown();
                  }
                }
              }
            }
            """);
  }

  @Test
  void roundThatGoesOn() {
    Repair.by(HandleOverwrittenWhileOpen.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(List<Callable<String>> tasks) throws Exception {
                for (Callable<String> task : tasks) {
                  ExecutorService executor = Executors.newFixedThreadPool(2);
                  if (executor.submit(task).get() == null) {
                    continue;
                  }
                  executor.shutdown();
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(List<Callable<String>> tasks) throws Exception {
                for (Callable<String> task : tasks) {
                  try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
                    if (executor.submit(task).get() == null) {
                      continue;
                    }
                  }
                }
              }
            }
            """);
  }

  @Test
  void releaseInTryWithFinally() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .release("17")
        .turns(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              String m(Callable<String> task) throws Exception {
                ExecutorService executor = Executors.newFixedThreadPool(2);
                List<String> results = new ArrayList<>();
                try {
                  results.add(executor.submit(task).get());
                  executor.shutdown();
                  return results.get(0);
                } finally {
                  results.clear();
                }
              }
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              String m(Callable<String> task) throws Exception {
                ExecutorService executor = Executors.newFixedThreadPool(2);
                List<String> results = new ArrayList<>();
                try {
                  results.add(executor.submit(task).get());
                  return results.get(0);
                } finally {
                  executor.shutdown();
                  results.clear();
                }
              }
            }
            """);
  }

  @Test
  void tryBehindPlainDeclaration() {
    Repair.by(HandleNotReleasedOnAllPaths.class)
        .turns(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              String m(Callable<String> task) throws Exception {
                ExecutorService executor = Executors.newFixedThreadPool(2);
                List<String> results = new ArrayList<>();
                try {
                  results.add(executor.submit(task).get());
                  executor.shutdown();
                  return results.get(0);
                } finally {
                  results.clear();
                }
              }
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              String m(Callable<String> task) throws Exception {
                List<String> results = new ArrayList<>();
                try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
                  results.add(executor.submit(task).get());
                  return results.get(0);
                } finally {
                  results.clear();
                }
              }
            }
            """);
  }

  @Test
  void localContainer() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(int lanes, Callable<String> task) throws Exception {
                List<ExecutorService> executors = new ArrayList<>();
                for (int i = 0; i < lanes; i++) {
                  executors.add(Executors.newFixedThreadPool(1));
                }
                for (ExecutorService executor : executors) {
                  System.out.println(executor.submit(task).get());
                }
              }
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(int lanes, Callable<String> task) throws Exception {
                List<ExecutorService> executors = new ArrayList<>();
                try {
                  for (int i = 0; i < lanes; i++) {
                    executors.add(Executors.newFixedThreadPool(1));
                  }
                  for (ExecutorService executor : executors) {
                    System.out.println(executor.submit(task).get());
                  }
                } finally {
                  executors.forEach(ExecutorService::shutdown);
                }
              }
            }
            """);
  }

  @Test
  void localArray() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(int lanes, Callable<String> task) throws Exception {
                ExecutorService[] executors = new ExecutorService[lanes];
                for (int i = 0; i < lanes; i++) {
                  executors[i] = Executors.newFixedThreadPool(1);
                }
                for (int i = 0; i < lanes; i++) {
                  System.out.println(executors[i].submit(task).get());
                }
              }
            }
            """,
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void m(int lanes, Callable<String> task) throws Exception {
                ExecutorService[] executors = new ExecutorService[lanes];
                try {
                  for (int i = 0; i < lanes; i++) {
                    executors[i] = Executors.newFixedThreadPool(1);
                  }
                  for (int i = 0; i < lanes; i++) {
                    System.out.println(executors[i].submit(task).get());
                  }
                } finally {
                  for (ExecutorService executor : executors) {
                    if (executor != null) {
                      executor.shutdown();
                    }
                  }
                }
              }
            }
            """);
  }
}
