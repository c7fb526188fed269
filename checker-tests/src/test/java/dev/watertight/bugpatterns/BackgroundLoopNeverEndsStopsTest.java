package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops with a flag that is set too late, and loops that several classes have in common parts. */
final class BackgroundLoopNeverEndsStopsTest {
  private static final String LATE =
      "// BUG: Diagnostic contains: Loop ends when 'running' is set, which happens only behind the"
          + " wait for its end in line ";

  @Test
  void resourceIsClosedBeforeFinally() {
    executor(
        LATE, "step();", "try (pool) { pool.submit(this::loop); } finally { running = false; }");
  }

  @Test
  void closedBeforeTheFlagIsSet() {
    executor(LATE, "step();", "pool.submit(this::loop); pool.close(); running = false;");
  }

  @Test
  void setBeforeItIsClosed() {
    executor("", "step();", "pool.submit(this::loop); running = false; pool.close();");
  }

  @Test
  void setInsideTheBlock() {
    executor("", "step();", "try (pool) { pool.submit(this::loop); running = false; }");
  }

  @Test
  void onlyShutDown() {
    executor("", "step();", "pool.submit(this::loop); pool.shutdown(); running = false;");
  }

  @Test
  void interruptedBefore() {
    executor(
        "",
        "pause();",
        "pool.submit(this::loop); pool.shutdownNow(); pool.close(); running = false;");
  }

  @Test
  void exceptionLeavesTheLoop() {
    executor(
        "",
        "if (n > 5) throw new IllegalStateException();",
        "pool.submit(this::loop); pool.close(); running = false;");
  }

  @Test
  void codeOutOfViewMayFail() {
    executor("", "given.run();", "pool.submit(this::loop); pool.close(); running = false;");
  }

  @Test
  void codeOutOfViewThatFailsIsCaught() {
    executor(
        LATE,
        "try { given.run(); } catch (RuntimeException e) { n++; }",
        "pool.submit(this::loop); pool.close(); running = false;");
  }

  @Test
  void countEndsTheLoop() {
    executor("", "if (n++ > 5) break;", "pool.submit(this::loop); pool.close(); running = false;");
  }

  @Test
  void loopSetsTheFlag() {
    executor(
        "",
        "if (n++ > 5) running = false;",
        "pool.submit(this::loop); pool.close(); running = false;");
  }

  @Test
  void onlySometimesClosed() {
    executor("", "step();", "pool.submit(this::loop); if (n > 3) pool.close(); running = false;");
  }

  private void executor(String report, String step, String run) {
    compile(
        """
        import java.util.concurrent.*;

        final class A {
          private volatile boolean running = true;
          private final Runnable given;
          private int n;

          A(Runnable given) {
            this.given = given;
          }

          void run() throws InterruptedException {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            RUN
          }

          private void loop() {
            REPORT
            while (running) {
              STEP
            }
          }

          private void step() {
            n++;
          }

          private void pause() {
            try {
              Thread.sleep(5);
            } catch (InterruptedException e) {
              PAUSED
            }
          }
        }
        """
            .replace("PAUSED", step.equals("pause();") ? "running = false;" : "n++;")
            .replace("RUN", run)
            .replace("REPORT", report)
            .replace("STEP", step));
  }

  @Test
  void threadIsJoinedBeforeTheFlagIsSet() {
    thread(LATE, "", "thread.join(); running = false;");
  }

  @Test
  void interruptOfTheWaitSetsTheFlag() {
    thread("", "", "try { thread.join(); } finally { running = false; }");
  }

  @Test
  void joinedWithTimeLimit() {
    thread("", "", "thread.join(100); running = false;");
  }

  @Test
  void anotherMethodSetsTheFlag() {
    thread("", "void halt() { running = false; }", "thread.join(); running = false;");
  }

  @Test
  void subclassOutOfViewMayEndTheLoop() {
    compile(
        """
        public class A {
          private volatile boolean running = true;
          private final Thread thread = new Thread(this::loop);

          public void start() {
            thread.start();
          }

          private void loop() {
            while (running) {
              step();
            }
          }

          protected void step() {}

          public void stop() throws InterruptedException {
            thread.join();
            running = false;
          }
        }
        """);
  }

  @Test
  void anotherThreadIsJoined() {
    thread("", "private final Thread other = new Thread();", "other.join(); running = false;");
  }

  private void thread(String report, String members, String stop) {
    compile(
        """
        final class A {
          private volatile boolean running = true;
          private final Thread thread = new Thread(this::loop);
          private int n;
          MEMBERS

          void start() {
            thread.start();
          }

          private void loop() {
            REPORT
            while (running) {
              n++;
            }
          }

          void stop() throws InterruptedException {
            STOP
          }
        }
        """
            .replace("MEMBERS", members)
            .replace("REPORT", report)
            .replace("STOP", stop));
  }

  @Test
  void twoLoopsThatPauseInTheSameMethod() {
    compile(
        """
        final class A {
          static void pause() {
            try {
              Thread.sleep(50);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          static final class First {
            private boolean running = true;
            private final Thread thread = new Thread(this::run);

            First() {
              thread.start();
            }

            private void run() {
              // BUG: Diagnostic contains: Loop around pause() swallows interrupts
              while (running) {
                pause();
              }
            }

            void stop(boolean running) {
              running = false;
            }
          }

          static final class Second {
            private boolean running = true;
            private final Thread thread = new Thread(this::run);

            Second() {
              thread.start();
            }

            private void run() {
              // BUG: Diagnostic contains: Loop around pause() swallows interrupts
              while (running) {
                pause();
              }
            }

            void stop() {
              boolean running = false;
              System.out.println(running);
            }
          }
        }
        """);
  }

  @Test
  void flagThatHidesTheOneThatIsSet() {
    compile(
        """
        class A {
          protected volatile boolean stopped;

          void shutdown() {
            stopped = true;
          }

          static final class B extends A implements Runnable {
            private volatile boolean stopped;

            @Override
            public void run() {
              // BUG: Diagnostic contains: Loop around sleep() swallows interrupts
              while (!stopped) {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  System.err.println(e);
                }
              }
            }
          }

          static final class C extends A implements Runnable {
            @Override
            public void run() {
              while (!stopped) {
                try {
                  Thread.sleep(60);
                } catch (InterruptedException e) {
                  System.err.println(e);
                }
              }
            }
          }

          static void use() {
            B b = new B();
            new Thread(b).start();
            b.shutdown();
            C c = new C();
            new Thread(c).start();
            c.shutdown();
          }
        }
        """);
  }

  @Test
  void referencesOfTheGarbageCollector() {
    references("// BUG: Diagnostic contains: Loop around remove() ends when it is interrupted", "");
    references("", "thread.interrupt();");
  }

  private void references(String report, String close) {
    compile(
        """
        import java.lang.ref.*;

        final class A implements AutoCloseable {
          private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();
          private final Thread thread = new Thread(this::clean);

          A() {
            thread.start();
          }

          private void clean() {
            try {
              REPORT
              while (!Thread.currentThread().isInterrupted()) {
                System.out.println(dropped.remove());
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void close() {
            CLOSE
          }
        }
        """
            .replace("REPORT", report)
            .replace("CLOSE", close));
  }

  private void compile(String source) {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }

  @Test
  void flagSetByVarHandleOfAHelper() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.lang.invoke.MethodHandles;
            import java.lang.invoke.VarHandle;

            class A implements AutoCloseable {
              private static final VarHandle ON = handle("on");
              private final Thread counter = new Thread(this::count);
              private volatile boolean on = true;
              private long sum;

              private static VarHandle handle(String name) {
                try {
                  return MethodHandles.lookup().findVarHandle(A.class, name, boolean.class);
                } catch (ReflectiveOperationException e) {
                  throw new IllegalStateException(e);
                }
              }

              void open() {
                counter.start();
              }

              private void count() {
                while (on) {
                  sum++;
                }
              }

              @Override
              public void close() throws InterruptedException {
                ON.setVolatile(this, false);
                counter.join();
                on = false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitsForTheThreadOfAnotherObject() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A {
              private final A before;
              private final Thread counter = new Thread(this::count);
              private volatile boolean on = true;
              private long sum;

              A(A before) {
                this.before = before;
              }

              void open() {
                counter.start();
              }

              private void count() {
                while (on) {
                  sum++;
                }
              }

              void close() throws InterruptedException {
                if (before != null) {
                  before.counter.join();
                }
                on = false;
              }
            }
            """)
        .doTest();
  }
}
