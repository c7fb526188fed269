package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

final class InterruptIgnoredTest {
  @Test
  void clauseThatLeaves() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (true) {
              try {
                Thread.sleep(1);
              } catch (InterruptedException e) {
                return;
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void restoredFlagThatTheLoopLooksAt() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (!Thread.currentThread().isInterrupted()) {
              try {
                Thread.sleep(2);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void flagThatIsSetBesideTheInterrupt() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private volatile boolean isOpen = true;
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (isOpen) {
              try {
                Thread.sleep(3);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            isOpen = false;
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void loopThatCounts() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            for (int i = 0; i < 10; i++) {
              try {
                Thread.sleep(4);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void declaredExceptionThatLeaves() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private java.io.InputStream in;
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            try {
              while (true) {
                System.out.println(in.read());
                try {
                  Thread.sleep(5);
                } catch (InterruptedException e) {
                  System.out.println(e);
                }
              }
            } catch (java.io.IOException e) {
              System.out.println("closed");
            }
          }

          void stop() throws java.io.IOException {
            in.close();
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void otherWaitThatIsLeft() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final Semaphore work = new Semaphore(0);
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.submit(() -> run());
          }

          private Void run() throws InterruptedException {
            while (true) {
              work.acquire();
              try {
                Thread.sleep(6);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void executorThatRefuses() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService workers = Executors.newFixedThreadPool(2);
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (true) {
              workers.execute(() -> System.out.println("tick"));
              try {
                Thread.sleep(7);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            workers.shutdown();
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void clauseThatCallsWhatThrows() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (true) {
              try {
                Thread.sleep(8);
              } catch (InterruptedException e) {
                fail(e);
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }

          private static void fail(Exception e) {
            throw new IllegalStateException(e);
          }
        }
        """);
  }

  @Test
  void nobodyInterrupts() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (true) {
              try {
                Thread.sleep(9);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void interruptOnlyWhereSomethingFails() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (true) {
              try {
                Thread.sleep(10);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            try {
              pool.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              pool.shutdownNow();
            }
          }
        }
        """);
  }

  @Test
  void interruptThatWakes() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final Thread thread = new Thread(this::run);

          void start() {
            thread.start();
          }

          private void run() {
            while (true) {
              try {
                Thread.sleep(11);
              } catch (InterruptedException e) {
                // There is work to do.
              }
            }
          }

          void wake() {
            thread.interrupt();
          }
        }
        """);
  }

  @Test
  void processThatEndsAfterwards() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (true) {
              try {
                Thread.sleep(12);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() throws InterruptedException {
            pool.shutdownNow();
            if (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
              System.exit(1);
            }
          }
        }
        """);
  }

  @Test
  void interruptByAHookOfTheProcess() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (true) {
              try {
                Thread.sleep(13);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void install() {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> pool.shutdownNow()));
          }
        }
        """);
  }

  @Test
  void daemonOfAProgram() {
    assertReports(
        """
        class A {
          public static void main(String[] args) throws InterruptedException {
            Thread thread = new Thread(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                try {
                  Thread.sleep(14);
                } catch (InterruptedException e) {
                  System.out.println(e);
                }
              }
            });
            thread.setDaemon(true);
            thread.start();
            Thread.sleep(100);
            thread.interrupt();
          }
        }
        """);
  }

  @Test
  void loopThatLooksAtAnotherThread() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();
          private Thread parent;

          void start() {
            parent = Thread.currentThread();
            pool.execute(this::run);
          }

          private void run() {
            while (!parent.isInterrupted()) {
              try {
                Thread.sleep(19);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void clauseThatAsksForTheFlag() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (true) {
              try {
                Thread.sleep(15);
              } catch (InterruptedException e) {
                Thread.interrupted();
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void receiveThatAnotherCheckReports() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (true) {
              try {
                System.out.println(lines.poll(1, TimeUnit.SECONDS));
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void scopeInWhichNothingFails() {
    assertReports(
        """
        import java.util.concurrent.StructuredTaskScope;

        class A {
          void poll() throws InterruptedException {
            try (StructuredTaskScope<Object, Void> scope = StructuredTaskScope.open()) {
              scope.fork(() -> "here");
              scope.fork(() -> {
                while (true) {
                  try {
                    Thread.sleep(16);
                  } catch (InterruptedException e) {
                    System.out.println(e);
                  }
                }
              });
              scope.join();
            }
          }

          private static Object ask(String host) {
            if (host.isEmpty()) {
              throw new IllegalStateException("no host");
            }
            return host;
          }
        }
        """);
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void scopeInWhichOthersCanOnlyBeInterrupted() {
    assertReports(
        """
        import java.util.concurrent.StructuredTaskScope;

        class A {
          void poll() throws InterruptedException {
            try (StructuredTaskScope<Object, Void> scope = StructuredTaskScope.open()) {
              scope.fork(() -> {
                Thread.sleep(17);
                return "here";
              });
              scope.fork(() -> {
                while (true) {
                  try {
                    Thread.sleep(18);
                  } catch (InterruptedException e) {
                    System.out.println(e);
                  }
                }
              });
              scope.join();
            }
          }

          private static Object ask(String host) {
            if (host.isEmpty()) {
              throw new IllegalStateException("no host");
            }
            return host;
          }
        }
        """);
  }

  @Test
  void flagOfTheThreadAsCondition() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            // BUG: Diagnostic contains: Loop around sleep() swallows the interrupt by which shutdownNow() in line 22 is to end it, and has no other way out; its thread never ends
            while (!Thread.currentThread().isInterrupted()) {
              try {
                Thread.sleep(20);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void flagThatIsClearedByTheTest() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            // BUG: Diagnostic contains: Loop around sleep()
            while (!Thread.interrupted()) {
              try {
                Thread.sleep(21);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void restoredFlagAtWhichNobodyLooks() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            // BUG: Diagnostic contains: Loop around sleep()
            while (true) {
              try {
                Thread.sleep(22);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void waitInAMonitor() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private int level;
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private synchronized void run() {
            // BUG: Diagnostic contains: Loop around wait()
            for (;;) {
              try {
                wait(1000);
              } catch (InterruptedException e) {
                continue;
              }
              System.out.println(level);
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void latchWithLimit() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final CountDownLatch ready = new CountDownLatch(1);
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            // BUG: Diagnostic contains: Loop around await()
            while (true) {
              try {
                System.out.println(ready.await(1, TimeUnit.SECONDS));
              } catch (InterruptedException e) {
                System.out.println("not ready");
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void futureWithLimit() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private Future<String> answer;
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            // BUG: Diagnostic contains: Loop around get()
            while (true) {
              try {
                System.out.println(answer.get(1, TimeUnit.SECONDS));
              } catch (Exception e) {
                System.out.println("no answer");
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void helperThatSwallows() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            // BUG: Diagnostic contains: Loop around pause()
            while (true) {
              pause();
            }
          }

          void stop() {
            pool.shutdownNow();
          }

          private static void pause() {
            try {
              Thread.sleep(23);
            } catch (InterruptedException e) {
              // Then the pause is shorter.
            }
          }
        }
        """);
  }

  @Test
  void exceptionOfAMethodThatWaitsInALoop() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private String mail;
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            // BUG: Diagnostic contains: Loop around next()
            while (true) {
              try {
                System.out.println(next());
              } catch (InterruptedException e) {
                System.out.println("no mail");
              }
            }
          }

          private void finish() {
            pool.shutdownNow();
          }

          static void test(A a) {
            a.finish();
          }

          private synchronized String next() throws InterruptedException {
            while (mail == null) {
              wait();
            }
            return mail;
          }
        }
        """);
  }

  @Test
  void cancelledFuture() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private Future<?> job;

          void start(ExecutorService pool) {
            job = pool.submit(this::run);
          }

          private void run() {
            // BUG: Diagnostic contains: Loop around sleep() swallows the interrupt by which cancel() in line 22 is to end it, and has no other way out; its thread never ends
            while (true) {
              try {
                Thread.sleep(24);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            job.cancel(true);
          }
        }
        """);
  }

  @Test
  void threadInterruptedByTheCloser() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final Thread thread = new Thread(this::run);

          void start() {
            thread.start();
          }

          private void run() {
            // BUG: Diagnostic contains: Loop around sleep() swallows the interrupt by which interrupt() in line 22 is to end it, and has no other way out; its thread never ends
            while (true) {
              try {
                Thread.sleep(25);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void close() {
            thread.interrupt();
          }
        }
        """);
  }

  @Test
  void threadThatIsJoinedAfterwards() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final Thread thread = new Thread(this::run);

          void start() {
            thread.start();
          }

          private void run() {
            // BUG: Diagnostic contains: join() in line 23 waits for it for ever
            while (true) {
              try {
                Thread.sleep(26);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void enough() throws InterruptedException {
            thread.interrupt();
            thread.join();
          }
        }
        """);
  }

  @Test
  void shutdownNowAfterALimit() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            // BUG: Diagnostic contains: shutdownNow() in line
            while (true) {
              try {
                Thread.sleep(27);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            pool.shutdown();
            try {
              if (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
                pool.shutdownNow();
              }
            } catch (InterruptedException e) {
              pool.shutdownNow();
            }
          }
        }
        """);
  }

  @EnabledForJreRange(minVersion = 21)
  @Test
  void executorClosedByItsBlock() {
    assertReports(
        """
        import java.util.concurrent.*;

        class A {
          static void run() {
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
              pool.submit(() -> {
                // BUG: Diagnostic contains: close() in line 5 waits for it for ever
                while (true) {
                  try {
                    Thread.sleep(28);
                  } catch (InterruptedException e) {
                    System.out.println(e);
                  }
                }
              });
              pool.shutdownNow();
            }
          }
        }
        """);
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void subtaskWhoseScopeHasATimeLimit() {
    assertReports(
        """
        import java.time.Duration;
        import java.util.concurrent.StructuredTaskScope;
        import java.util.concurrent.StructuredTaskScope.Joiner;

        class A {
          void poll() throws InterruptedException {
            try (var scope = StructuredTaskScope.open(Joiner.awaitAll(), c -> c.withTimeout(Duration.ofSeconds(2)))) {
              scope.fork(
                  () -> {
                    // BUG: Diagnostic contains: swallows the interrupt by which its scope ends it
                    while (true) {
                      try {
                        Thread.sleep(29);
                      } catch (InterruptedException e) {
                        System.out.println(e);
                      }
                    }
                  });
              scope.join();
            }
          }
        }
        """);
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void subtaskWhoseScopeHasAName() {
    assertReports(
        """
        import java.time.Duration;
        import java.util.concurrent.StructuredTaskScope;
        import java.util.concurrent.StructuredTaskScope.Joiner;

        class A {
          void poll() throws InterruptedException {
            try (var scope = StructuredTaskScope.open(Joiner.awaitAll(), c -> c.withName("29"))) {
              scope.fork(
                  () -> {
                    while (true) {
                      try {
                        Thread.sleep(29);
                      } catch (InterruptedException e) {
                        System.out.println(e);
                      }
                    }
                  });
              scope.join();
            }
          }
        }
        """);
  }

  @Test
  void taskThatIsCancelledWhenTheTimeIsUp() {
    assertReports(
        """
        import java.util.List;
        import java.util.concurrent.Callable;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.TimeUnit;

        class A {
          private Integer poll() {
            // BUG: Diagnostic contains: swallows the interrupt by which invokeAll() in line 22 ends it
            while (true) {
              try {
                Thread.sleep(31);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void all() throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            List<Callable<Integer>> tasks = List.of(this::poll, () -> 31);
            pool.invokeAll(tasks, 1, TimeUnit.SECONDS);
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void taskThatIsCancelledForAnother() {
    assertReports(
        """
        import java.util.List;
        import java.util.concurrent.Callable;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.TimeUnit;

        class A {
          private Integer poll() {
            // BUG: Diagnostic contains: swallows the interrupt by which invokeAny() in line 22 ends it
            while (true) {
              try {
                Thread.sleep(31);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void all() throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            List<Callable<Integer>> tasks = List.of(this::poll, () -> 31);
            pool.invokeAny(tasks);
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void taskThatNobodyCancels() {
    assertReports(
        """
        import java.util.List;
        import java.util.concurrent.Callable;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.TimeUnit;

        class A {
          private Integer poll() {
            while (true) {
              try {
                Thread.sleep(31);
              } catch (InterruptedException e) {
                System.out.println(e);
              }
            }
          }

          void all() throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            List<Callable<Integer>> tasks = List.of(this::poll, () -> 31);
            pool.invokeAll(tasks);
            pool.shutdown();
          }
        }
        """);
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void subtaskWhoseScopeFails() {
    assertReports(
        """
        import java.util.concurrent.StructuredTaskScope;

        class A {
          void poll() throws InterruptedException {
            try (StructuredTaskScope<Object, Void> scope = StructuredTaskScope.open()) {
              scope.fork(() -> ask(""));
              scope.fork(() -> {
                // BUG: Diagnostic contains: swallows the interrupt by which its scope ends it when it needs it no more, and has no other way out; close() in line 5 waits for it for ever
                while (true) {
                  try {
                    Thread.sleep(29);
                  } catch (InterruptedException e) {
                    System.out.println(e);
                  }
                }
              });
              scope.join();
            }
          }

          private static Object ask(String host) {
            if (host.isEmpty()) {
              throw new IllegalStateException("no host");
            }
            return host;
          }
        }
        """);
  }

  @Test
  void computationWithoutEnd() {
    assertReports(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            long hash = 30;
            // BUG: Diagnostic contains: Loop does not notice the interrupt by which shutdownNow() in line 20 is to end it, and has no other way out; its thread never ends
            while (true) {
              hash = hash * 31 + 1;
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void flagThatNobodySets() {
    assertReports(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private boolean isDone;

          private void run() {
            // BUG: Diagnostic contains: Loop does not notice
            while (!isDone) {
              Thread.onSpinWait();
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void waitThatCannotBeInterrupted() {
    assertReports(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private final Semaphore permits = new Semaphore(1);

          private void run() {
            // BUG: Diagnostic contains: Loop does not notice
            for (;;) {
              permits.acquireUninterruptibly();
              System.out.println(31);
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void flagOfTheThreadThatIsOnlyCleared() {
    assertReports(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            // BUG: Diagnostic contains: Loop does not notice
            while (true) {
              if (Thread.interrupted()) {
                System.out.println(32);
              }
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void flagThatSomebodyMaySet() {
    assertReports(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private volatile boolean isDone;

          void done() {
            isDone = true;
          }

          private void run() {
            while (!isDone) {
              Thread.onSpinWait();
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void methodThatAsksForTheInterrupt() {
    assertReports(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (goesOn()) {
              System.out.println(33);
            }
          }

          private static boolean goesOn() {
            return !Thread.currentThread().isInterrupted();
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void methodThatThrowsOnAnInterrupt() {
    assertReports(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            while (true) {
              check();
              System.out.println(34);
            }
          }

          private static void check() {
            if (Thread.interrupted()) {
              throw new CancellationException();
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void elementsThatComeToAnEnd() {
    assertReports(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private Iterator<String> lines;

          private void run() {
            while (true) {
              System.out.println(lines.next());
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void arrayThatComesToAnEnd() {
    assertReports(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private final int[] sizes = new int[35];

          private void run() {
            int i = 0;
            while (true) {
              sizes[i++] = i;
            }
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void functionOfOthers() {
    assertReports(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private Runnable step;

          private void run() {
            while (true) {
              step.run();
            }
          }

          void use(Runnable next) {
            step = next;
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void computationThatNobodyInterrupts() {
    assertReports(
        """
        import java.util.*;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();

          void start() {
            pool.execute(this::run);
          }

          private void run() {
            long hash = 36;
            while (true) {
              hash = hash * 31 + 1;
            }
          }

          void stop() {
            pool.shutdown();
          }
        }
        """);
  }

  private void assertReports(String source) {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .setArgs(
            "-XDcompilePolicy=simple",
            "--enable-preview",
            "--release",
            String.valueOf(Runtime.version().feature()))
        .addSourceLines("A.java", source)
        .doTest();
  }

  /** What is read may come to its end. */
  @Test
  void numbersOfALibrary() {
    assertReports(
        """
        import java.nio.ByteBuffer;
        import java.util.concurrent.*;

        class A {
          private final ExecutorService pool = Executors.newSingleThreadExecutor();
          private int sum;

          void start(ByteBuffer bytes) {
            pool.execute(
                () -> {
                  while (true) {
                    sum += bytes.get();
                  }
                });
          }

          void stop() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void loopEndsByExceptionThatTheCallerCatches() {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.NoSuchElementException;
            import java.util.SortedSet;
            import java.util.TreeSet;

            class A {
              private final SortedSet<String> jobs = new TreeSet<>();
              private final Thread worker = new Thread(this::work);

              void start() {
                jobs.add("sweep");
                worker.start();
              }

              private void work() {
                try {
                  drain();
                } catch (NoSuchElementException e) {
                  System.out.println("done");
                }
              }

              private void drain() {
                while (true) {
                  try {
                    Thread.sleep(10);
                  } catch (InterruptedException e) {
                    System.out.println("at once, then");
                  }
                  jobs.remove(jobs.first());
                }
              }

              void stop() {
                worker.interrupt();
              }
            }
            """)
        .doTest();
  }
}
