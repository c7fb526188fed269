package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tasks that wait for tasks of the pool whose threads they have. */
final class UnboundedWaitForTasksOwnPoolTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: is to run in the thread that waits";
  private static final String POOL =
      "// BUG: Diagnostic contains: once all threads of the pool wait like this";
  private static final String FIXED = "Executors.newFixedThreadPool(4)";

  @Test
  void tasksOfTheirOwnKind() {
    scan(FIXED, POOL, "", "part.get()");
  }

  @Test
  void asManyThreadsAsProcessors() {
    scan(
        "Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())",
        POOL,
        "",
        "part.get()");
  }

  @Test
  void asManyThreadsAsTasks() {
    scan("Executors.newCachedThreadPool()", "", "", "part.get()");
  }

  @Test
  void poolWhoseWaitingThreadsWork() {
    scan("Executors.newWorkStealingPool(4)", "", "", "part.get()");
  }

  @Test
  void timeLimit() {
    scan(FIXED, "", "", "part.get(1, TimeUnit.MINUTES)");
  }

  @Test
  void fewTasksByANumber() {
    scan(FIXED, "", "if (folder.depth() > 2) continue;", "part.get()");
  }

  @Test
  void startedTasksDoNotWait() {
    check(
        """
        long total(Folder root) throws Exception {
          return pool.submit(() -> scan(root)).get();
        }

        private long scan(Folder folder) throws Exception {
          List<Future<Long>> parts = new ArrayList<>();
          for (Folder child : folder.children()) {
            parts.add(pool.submit(() -> own(child)));
          }
          long sum = 0;
          for (Future<Long> part : parts) {
            // BUG: Diagnostic contains: is to run in the same pool
            sum += part.get();
          }
          return sum;
        }

        private static long own(Folder folder) {
          return folder.depth();
        }
        """,
        FIXED);
  }

  @Test
  void poolOfEachCall() {
    check(
        """
        long total(Folder root) throws Exception {
          ExecutorService own = Executors.newFixedThreadPool(2);
          try {
            long sum = 0;
            for (Folder child : root.children()) {
              sum += own.submit(() -> total(child)).get();
            }
            return sum;
          } finally {
            own.shutdown();
          }
        }
        """,
        FIXED);
  }

  @Test
  void callersThreadWaits() {
    check(
        """
        long total(Folder root) throws Exception {
          long sum = 0;
          for (Folder child : root.children()) {
            sum += pool.submit(() -> (long) child.depth()).get();
            sum += total(child);
          }
          return sum;
        }
        """,
        FIXED);
  }

  @Test
  void executorOfMainInTwoObjects() {
    shop("Executors.newSingleThreadExecutor()", "database", REPORTED);
  }

  @Test
  void twoExecutorsOfMain() {
    shop("Executors.newSingleThreadExecutor()", "Executors.newSingleThreadExecutor()", "");
  }

  @Test
  void executorOfMainWithTwoThreads() {
    shop(FIXED, "database", "");
  }

  private void scan(String pool, String report, String guard, String get) {
    check(
        """
        long total(Folder root) throws Exception {
          return pool.submit(() -> scan(root)).get();
        }

        private long scan(Folder folder) throws Exception {
          List<Future<Long>> parts = new ArrayList<>();
          for (Folder child : folder.children()) {
            %s
            parts.add(pool.submit(() -> scan(child)));
          }
          long sum = 1;
          for (Future<Long> part : parts) {
            %s
            sum += %s;
          }
          return sum;
        }
        """
            .formatted(guard, report, get),
        pool);
  }

  private void check(String members, String pool) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Disk.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;
            import java.util.concurrent.TimeUnit;

            final class Disk {
              record Folder(List<Folder> children, int depth) {}

              private final ExecutorService pool = %s;

            %s}
            """
                .formatted(pool, members.indent(2)))
        .doTest();
  }

  @Test
  void executorThatAnObjectGivesToItsParts() {
    parts("private final ExecutorService io = ONE;", "new Rates(io)", "rates.rate(name)", REPORTED);
  }

  @Test
  void endOfAllTasksIsNoHelp() {
    parts(
        "private final ExecutorService io = ONE; void stop() { io.shutdownNow(); }",
        "new Rates(io)",
        "rates.rate(name)",
        REPORTED);
  }

  @Test
  void otherExecutorForAPart() {
    parts(
        "private final ExecutorService io = ONE; private final ExecutorService other = ONE;",
        "new Rates(other)",
        "rates.rate(name)",
        "");
  }

  @Test
  void flagSaysWhichThreadItIs() {
    parts(
        """
        private final ThreadLocal<Boolean> isOwn = ThreadLocal.withInitial(() -> false);
          private final ExecutorService io = ONE;

          void enter() {
            isOwn.set(true);
          }
        """,
        "new Rates(io)",
        "(isOwn.get() ? 0 : rates.rate(name))",
        "");
  }

  @Test
  void executorOfNextActor() {
    compileActors(
        "next = n == 0 ? null : new Actor(n - 1);",
        "return ex.submit(() -> 1).get();",
        "next.ask()");
  }

  @Test
  void partWithExecutorOfNextActor() {
    compileActors(
        "next = n == 0 ? null : new Actor(n - 1);"
            + " part = next == null ? null : new Part(next.ex);",
        "return 1;",
        "part.work()");
  }

  @Test
  void partOfNextActor() {
    compileActors(
        "part = new Part(ex); next = n == 0 ? null : new Actor(n - 1);",
        "return 1;",
        "next.part.work()");
  }

  @Test
  void partOfActorItself() {
    compileActors(
        "part = new Part(this.ex); next = n == 0 ? null : new Actor(n - 1);",
        "return 1;",
        REPORTED,
        "part.work()");
  }

  private void compileActors(String make, String ask, String asked) {
    compileActors(make, ask, "", asked);
  }

  private void compileActors(String make, String ask, String report, String asked) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Actors.java",
            """
            import java.util.concurrent.*;

            class Actors {
              static final class Part {
                private final ExecutorService ex;

                Part(ExecutorService ex) {
                  this.ex = ex;
                }

                int work() throws Exception {
                  %s
                  return ex.submit(() -> 1).get();
                }
              }

              static final class Actor {
                private final ExecutorService ex = Executors.newSingleThreadExecutor();
                private Actor next;
                private Part part;

                Actor(int n) {
                  %s
                }

                int ask() throws Exception {
                  %s
                }

                void go() {
                  ex.execute(
                      () -> {
                        try {
                          System.out.println(%s);
                        } catch (Exception e) {
                          System.out.println(e);
                        }
                      });
                }
              }

              public static void main(String[] args) {
                Actor actor = new Actor(1);
                actor.go();
                actor.ex.shutdown();
              }
            }
            """
                .formatted(report, make, ask, asked))
        .doTest();
  }

  private void parts(String fields, String source, String ask, String report) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Billing.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            interface Source {
              int rate(String name) throws Exception;
            }

            class Rates implements Source {
              private final ExecutorService io;

              Rates(ExecutorService io) {
                this.io = io;
              }

              @Override
              public int rate(String name) throws Exception {
                Future<Integer> loaded = io.submit(() -> name.length());
                %s
                return loaded.get();
              }
            }

            class Billing {
              %s
              private final Source rates = %s;

              void bill(String name) {
                io.execute(() -> print(name));
              }

              private void print(String name) {
                try {
                  System.out.println(%s);
                } catch (Exception e) {
                  System.err.println(e);
                }
              }

              void show(String name) throws Exception {
                System.out.println(rates.rate(name));
              }
            }
            """
                .formatted(
                    report,
                    fields.replace("ONE", "Executors.newSingleThreadExecutor()"),
                    source,
                    ask))
        .doTest();
  }

  private void shop(String database, String other, String report) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Shop.java",
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Shop {
              static final class Log {
                private final Executor writer;

                Log(Executor writer) {
                  this.writer = writer;
                }

                CompletableFuture<Integer> append(String row) {
                  return CompletableFuture.supplyAsync(() -> row.length(), writer);
                }
              }

              static final class Orders {
                private final Executor database;
                private final Log log;

                Orders(Executor database, Log log) {
                  this.database = database;
                  this.log = log;
                }

                CompletableFuture<Integer> place(String order) {
                  return CompletableFuture.supplyAsync(() -> reserve(order), database);
                }

                private int reserve(String order) {
                  %s
                  return log.append(order).join();
                }
              }

              public static void main(String[] args) {
                ExecutorService database = %s;
                Log log = new Log(%s);
                new Orders(database, log).place("lamp").join();
                database.shutdown();
              }
            }
            """
                .formatted(report, database, other))
        .doTest();
  }
}
