package dev.watertight.bugpatterns;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class TimedOutTaskNotCancelledTest {
  private static final String HEADER =
      """
      import java.util.concurrent.*;
      """;

  @Test
  void taskThatMayEnd() {
    compile(
        """
        class A {
          int sum(ExecutorService pool, int n) throws Exception {
            Future<Integer> sum = pool.submit(() -> n + 1);
            try {
              return sum.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              return 0;
            }
          }
        }
        """);
  }

  @Test
  void threadOfItsOwn() {
    CompilationTestHelper.newInstance(TimedOutTaskNotCancelled.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A extends Thread {
              @Override
              public void run() {
                new Thread() {}.start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void gateThatIsOpened() {
    compile(
        """
        class A {
          void gate(ExecutorService pool) throws Exception {
            CountDownLatch gate = new CountDownLatch(1);
            Future<?> pass = pool.submit(() -> { gate.await(); return 2; });
            try {
              pass.get(2, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              System.out.println("closed");
            }
            gate.countDown();
          }
        }
        """);
  }

  @Test
  void interruptedElsewhere() {
    compile(
        """
        class A {
          private final ExecutorService pool = Executors.newFixedThreadPool(3);
          private final CountDownLatch never = new CountDownLatch(1);

          void ask() throws Exception {
            try {
              pool.submit(() -> { never.await(); return 3; }).get(3, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              System.out.println("closed");
            }
          }

          void close() {
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void poolInterruptedBefore() {
    compile(
        """
        class A {
          void end() throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(4);
            pool.submit(() -> { never.await(); return 4; });
            pool.shutdownNow();
            pool.awaitTermination(4, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void waitRepeatedUntilTheEnd() {
    compile(
        """
        class A {
          void end() throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(5);
            pool.submit(() -> { never.await(); return 5; });
            pool.shutdown();
            while (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
              System.out.println("waiting");
            }
          }
        }
        """);
  }

  @Test
  void answerForTheCaller() {
    compile(
        """
        class A {
          boolean end() throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(6);
            pool.submit(() -> { never.await(); return 6; });
            pool.shutdown();
            return pool.awaitTermination(6, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void daemonsOfAProgram() {
    compile(
        """
        class A {
          public static void main(String[] args) throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            ExecutorService pool = new ForkJoinPool(7);
            Future<?> wait = pool.submit(() -> { never.await(); return 7; });
            try {
              wait.get(7, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              System.out.println("end");
            }
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void endOfTheProcess() {
    compile(
        """
        class A {
          public static void main(String[] args) throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(8);
            pool.submit(() -> { never.await(); return 8; });
            pool.shutdown();
            pool.awaitTermination(8, TimeUnit.SECONDS);
            System.exit(8);
          }
        }
        """);
  }

  @Test
  void loopThatAFlagEnds() {
    compile(
        """
        class A {
          private volatile boolean ended;

          void run(ExecutorService pool) throws Exception {
            Future<?> rounds = pool.submit(() -> { while (!ended) Thread.sleep(9); return 9; });
            try {
              rounds.get(9, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              ended = true;
            }
          }
        }
        """);
  }

  @Test
  void cancelledIfItIsNotDone() {
    compile(
        """
        class A {
          void ask(ExecutorService pool) throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            Future<?> wait = pool.submit(() -> { never.await(); return 10; });
            try {
              wait.get(10, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              System.out.println("late");
            }
            if (!wait.isDone()) {
              wait.cancel(true);
            }
          }
        }
        """);
  }

  @Test
  void leftInACatchClause() {
    compile(
        """
        class A {
          void ask(ExecutorService pool) throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            Future<?> wait = pool.submit(() -> { never.await(); return 11; });
            try {
              // BUG: Diagnostic contains: nobody interrupts the task of line 5
              wait.get(11, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              wait.cancel(true);
            } catch (TimeoutException e) {
              wait.cancel(false);
            }
          }
        }
        """);
  }

  @Test
  void answerThatNobodyReads() {
    compile(
        """
        class A {
          void end() throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(12);
            pool.execute(
                () -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            pool.shutdown();
            // BUG: Diagnostic contains: awaitTermination() gives up
            pool.awaitTermination(12, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void answerThatIsOnlyTold() {
    compile(
        """
        class A {
          void end() throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(13);
            pool.submit(() -> { never.await(); return 13; });
            pool.shutdown();
            // BUG: Diagnostic contains: awaitTermination() gives up
            boolean ended = pool.awaitTermination(13, TimeUnit.SECONDS);
            if (!ended) {
              System.out.println("still running");
            }
          }
        }
        """);
  }

  @Test
  void loopWithAPauseInAMethod() {
    compile(
        """
        class A {
          void beat(ExecutorService pool) throws Exception {
            Future<?> beat = pool.submit(() -> { while (true) { System.out.println(14); pause(); } });
            try {
              // BUG: Diagnostic contains: which waits for ever in line 4
              beat.get(14, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              System.out.println("enough");
            }
          }

          private static void pause() throws InterruptedException {
            Thread.sleep(14);
          }
        }
        """);
  }

  @Test
  void latchOfTheTask() {
    compile(
        """
        class A {
          void run(ExecutorService pool) throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(1);
            pool.submit(() -> { never.await(); done.countDown(); return 15; });
            // BUG: Diagnostic contains: await() gives up when the time is up
            done.await(15, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void latchOfTheBegin() {
    compile(
        """
        class A {
          void run(ExecutorService pool) throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            CountDownLatch begun = new CountDownLatch(1);
            pool.submit(() -> { begun.countDown(); never.await(); return 16; });
            begun.await(16, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void poolOfADaemon() {
    compile(
        """
        class A {
          private final CountDownLatch never = new CountDownLatch(1);

          void ask() throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(1, Thread::new);
            Future<?> wait = pool.submit(() -> { never.await(); return 21; });
            try {
              wait.get(21, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              System.out.println("end");
            }
            pool.shutdown();
          }

          public static void main(String[] args) throws Exception {
            A a = new A();
            Thread.startVirtualThread(() -> { try { a.ask(); } catch (Exception e) { } }).join();
          }
        }
        """);
  }

  @Test
  void threadThatIsJoinedForSomeTime() {
    compile(
        """
        class A {
          private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
          private final Thread worker = new Thread(this::work);

          void start() {
            worker.start();
          }

          private void work() {
            try {
              while (true) {
                System.out.println(next());
              }
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }

          private String next() throws InterruptedException {
            while (jobs.isEmpty()) {
              synchronized (jobs) {
                jobs.wait();
              }
            }
            return jobs.take();
          }

          void close() throws InterruptedException {
            // BUG: Diagnostic contains: join() gives up when the time is up, and nobody interrupts the task of line 7
            worker.join(2_000);
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A();
            a.start();
            a.close();
          }
        }
        """);
  }

  @Test
  void threadThatIsInterruptedThen() {
    compile(
        """
        class A {
          private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
          private final Thread worker = new Thread(this::work);

          void start() {
            worker.start();
          }

          private void work() {
            try {
              while (true) {
                System.out.println(next());
              }
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }

          private String next() throws InterruptedException {
            while (jobs.isEmpty()) {
              synchronized (jobs) {
                jobs.wait();
              }
            }
            return jobs.take();
          }

          void close() throws InterruptedException {
            worker.join(2_000);
            worker.interrupt();
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A();
            a.start();
            a.close();
          }
        }
        """);
  }

  @Test
  void threadThatIsInterruptedIfAlive() {
    compile(
        """
        class A {
          private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
          private final Thread worker = new Thread(this::work);

          void start() {
            worker.start();
          }

          private void work() {
            try {
              while (true) {
                System.out.println(next());
              }
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }

          private String next() throws InterruptedException {
            while (jobs.isEmpty()) {
              synchronized (jobs) {
                jobs.wait();
              }
            }
            return jobs.take();
          }

          void close() throws InterruptedException {
            worker.join(2_000);
            if (worker.isAlive()) {
              worker.interrupt();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A();
            a.start();
            a.close();
          }
        }
        """);
  }

  @Test
  void daemonThatIsJoinedForSomeTime() {
    compile(
        """
        class A {
          private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
          private final Thread worker = new Thread(this::work);

          void start() {
            worker.setDaemon(true);
            worker.start();
          }

          private void work() {
            try {
              while (true) {
                System.out.println(next());
              }
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }

          private String next() throws InterruptedException {
            while (jobs.isEmpty()) {
              synchronized (jobs) {
                jobs.wait();
              }
            }
            return jobs.take();
          }

          void close() throws InterruptedException {
            worker.join(2_000);
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A();
            a.start();
            a.close();
          }
        }
        """);
  }

  @Test
  void threadWithAFlag() {
    compile(
        """
        class A {
          private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
          private final Thread worker = new Thread(this::work);

          private volatile boolean on = true;

          void start() {
            worker.start();
          }

          private void work() {
            try {
              while (on) {
                System.out.println(next());
              }
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }

          private String next() throws InterruptedException {
            while (jobs.isEmpty()) {
              synchronized (jobs) {
                jobs.wait();
              }
            }
            return jobs.take();
          }

          void close() throws InterruptedException {
            on = false;
            worker.join(2_000);
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A();
            a.start();
            a.close();
          }
        }
        """);
  }

  @Test
  void processEndsAfterTheThread() {
    compile(
        """
        class A {
          private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
          private final Thread worker = new Thread(this::work);

          void start() {
            worker.start();
          }

          private void work() {
            try {
              while (true) {
                System.out.println(next());
              }
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }

          private String next() throws InterruptedException {
            while (jobs.isEmpty()) {
              synchronized (jobs) {
                jobs.wait();
              }
            }
            return jobs.take();
          }

          void close() throws InterruptedException {
            worker.join(2_000);
            System.exit(0);
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A();
            a.start();
            a.close();
          }
        }
        """);
  }

  @Test
  void threadOfItsOwnClass() {
    compile(
        """
        class A extends Thread {
          private final SynchronousQueue<String> door = new SynchronousQueue<>();

          @Override
          public void run() {
            try {
              for (; ; ) {
                System.out.println(door.take());
              }
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }

          public static void main(String[] args) throws InterruptedException {
            A guard = new A();
            guard.start();
            // BUG: Diagnostic contains: join() gives up when the time is up
            if (!guard.join(java.time.Duration.ofSeconds(2))) {
              System.out.println("still there");
            }
          }
        }
        """);
  }

  @Test
  void answerForACallerInView() {
    compile(
        """
        class A {
          private final CountDownLatch done = new CountDownLatch(1);

          private boolean poll() throws InterruptedException {
            new Thread(
                    () -> {
                      try {
                        while (true) {
                          Thread.sleep(10);
                        }
                      } catch (InterruptedException e) {
                        done.countDown();
                      }
                    })
                .start();
            // BUG: Diagnostic contains: await() gives up when the time is up
            return done.await(1, TimeUnit.SECONDS);
          }

          public static void main(String[] args) throws InterruptedException {
            System.out.println(new A().poll());
          }
        }
        """);
  }

  @Test
  void threadInterruptedByTheFix() {
    BugCheckerRefactoringTestHelper.newInstance(TimedOutTaskNotCancelled.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("A.java", joined("worker.join(2_000);"))
        .addOutputLines("A.java", joined("worker.join(2_000);", "worker.interrupt();"))
        .doTest();
  }

  private static String joined(String... lines) {
    return """
        class A {
          void poll() throws InterruptedException {
            Thread worker =
                new Thread(
                    () -> {
                      try {
                        while (true) {
                          Thread.sleep(10);
                        }
                      } catch (InterruptedException e) {
                        System.out.println(e);
                      }
                    });
            worker.start();
            %s
          }
        }
        """
        .formatted(String.join("\n    ", lines));
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            TimedOutTaskNotCancelled.class, TimedOutTaskNotCancelledTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", HEADER + source)
        .doTest();
  }

  /** Somebody sets the field, or nobody: then a loop that goes on until it is set never ends. */
  @Test
  void fieldThatNobodySets() {
    for (boolean sets : new boolean[] {true, false}) {
      compile(
          """
          class A {
            private volatile String leader;

            private String leader() throws InterruptedException {
              while (leader == null) {
                Thread.sleep(10);
              }
              return leader;
            }

            SETTER

            String ask() throws Exception {
              ExecutorService pool = Executors.newSingleThreadExecutor();
              Future<String> asked = pool.submit(this::leader);
              try {
                MARK
                return asked.get(1, TimeUnit.SECONDS);
              } catch (TimeoutException e) {
                return "nobody";
              } finally {
                pool.shutdown();
              }
            }
          }
          """
              .replace("SETTER", sets ? "void elect(String name) { leader = name; }" : "")
              .replace("MARK", sets ? "" : "// BUG: Diagnostic contains: waits for ever"));
    }
  }

  @Test
  void loopEndsByExceptionThatTheCallerCatches() {
    CompilationTestHelper.newInstance(TimedOutTaskNotCancelled.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.nio.BufferUnderflowException;
            import java.nio.ByteBuffer;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.TimeoutException;

            class A {
              private final ExecutorService pool = Executors.newFixedThreadPool(1);

              private static void show(ByteBuffer frames) throws InterruptedException {
                while (true) {
                  System.out.println(frames.get());
                  Thread.sleep(20);
                }
              }

              private static void showAll(ByteBuffer frames) {
                try {
                  show(frames);
                } catch (BufferUnderflowException e) {
                  System.out.println("the end");
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void watch(ByteBuffer frames) throws Exception {
                Future<?> shown = pool.submit(() -> showAll(frames));
                try {
                  shown.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                  System.out.println("enough");
                } finally {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }
}
