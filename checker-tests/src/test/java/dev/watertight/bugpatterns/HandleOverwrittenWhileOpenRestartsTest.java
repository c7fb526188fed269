package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Starting methods that open again what may have ended. */
final class HandleOverwrittenWhileOpenRestartsTest {
  @Test
  void endedBefore() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ended.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class Ended {
              private ScheduledExecutorService service = Executors.newSingleThreadScheduledExecutor();

              void start() {
                if (service.isShutdown() || service.isTerminated()) {
                  service = Executors.newSingleThreadScheduledExecutor();
                }
                service.scheduleWithFixedDelay(() -> {}, 0, 1, TimeUnit.SECONDS);
              }

              void stop() {
                service.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void nullOrEnded() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ended.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class NullOrEnded {
              private ScheduledExecutorService service = Executors.newSingleThreadScheduledExecutor();

              void start() {
                if (service == null || service.isShutdown()) {
                  service = Executors.newSingleThreadScheduledExecutor();
                }
                service.scheduleWithFixedDelay(() -> {}, 0, 1, TimeUnit.SECONDS);
              }

              void stop() {
                service.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void endedInFlagOrMethod() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ended.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class EndedInFlagOrMethod {
              private ScheduledExecutorService service = Executors.newSingleThreadScheduledExecutor();

              void start() {
                boolean dead = service.isShutdown();
                if (dead) service = Executors.newSingleThreadScheduledExecutor();
                service.scheduleWithFixedDelay(() -> {}, 0, 1, TimeUnit.SECONDS);
              }

              private boolean isDead() {
                return service == null || service.isTerminated();
              }

              void restart() {
                if (isDead()) service = Executors.newSingleThreadScheduledExecutor();
                service.scheduleWithFixedDelay(() -> {}, 0, 1, TimeUnit.SECONDS);
              }

              void stop() {
                service.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void endingBefore() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ended.java",
            """
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class Ending {
              private ThreadPoolExecutor service =
                  new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());

              void start() {
                if (service.isTerminating() || service.isTerminated()) {
                  service = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                }
                service.execute(() -> {});
              }

              void start2() {
                if (!(service != null && !service.isShutdown())) {
                  service = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                }
                service.execute(() -> {});
              }

              void start3() {
                if (service != null && !service.isShutdown()) return;
                service = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                service.execute(() -> {});
              }

              void stop() {
                service.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void testsWhetherOpen() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ended.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class MaybeOpen {
              private ScheduledExecutorService service = Executors.newSingleThreadScheduledExecutor();
              private boolean fresh;

              void start() {
                if (service.isShutdown() || fresh) {
                  // BUG: Diagnostic contains: Field 'service' is given another
                  service = Executors.newSingleThreadScheduledExecutor();
                }
                service.scheduleWithFixedDelay(() -> {}, 0, 1, TimeUnit.SECONDS);
              }

              void stop() {
                service.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void testAndedWithOpen() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ended.java",
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class AndedWithOpen {
              private ScheduledExecutorService service = Executors.newSingleThreadScheduledExecutor();

              void start(boolean again) {
                if (!service.isShutdown() && again) {
                  // BUG: Diagnostic contains: Field 'service' is given another
                  service = Executors.newSingleThreadScheduledExecutor();
                }
                service.scheduleWithFixedDelay(() -> {}, 0, 1, TimeUnit.SECONDS);
              }

              void stop() {
                service.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void restartOfWhatIsStopped() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);
              private State state = State.RUNNING;

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                pool.shutdown();
                state = State.STOPPED;
              }

              void restart() {
                if (state != State.STOPPED) {
                  throw new IllegalStateException();
                }
                pool = Executors.newFixedThreadPool(2);
                state = State.RUNNING;
              }

              enum State {
                RUNNING,
                STOPPED
              }
            }
            """)
        .doTest();
  }

  @Test
  void restartOfWhatIsClosed() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);
              private boolean closed;

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                closed = true;
                pool.shutdown();
              }

              void restart() {
                if (!closed) {
                  throw new IllegalStateException();
                }
                pool = Executors.newFixedThreadPool(2);
                closed = false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void restartUnlessClosed() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);
              private boolean closed;

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                closed = true;
                pool.shutdown();
              }

              void restart() {
                if (closed) {
                  return;
                }
                // BUG: Diagnostic contains: Field 'pool' is given another fixed pool of 2 platform threads
                pool = Executors.newFixedThreadPool(2);
              }
            }
            """)
        .doTest();
  }

  @Test
  void stoppedBeforeRestart() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);
              private boolean running = true;

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                running = false;
                pool.shutdown();
              }

              void restart() {
                if (running) {
                  stop();
                }
                pool = Executors.newFixedThreadPool(2);
                running = true;
              }
            }
            """)
        .doTest();
  }

  @Test
  void listenersStopBeforeRestart() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);
              private final java.util.List<Runnable> listeners = new java.util.ArrayList<>();

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                pool.shutdown();
              }

              void restart() {
                listeners.forEach(listener -> listener.run());
                pool = Executors.newFixedThreadPool(2);
              }

              A() {
                listeners.add(this::stop);
              }
            }
            """)
        .doTest();
  }

  @Test
  void guardInHelper() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }

              private boolean hasEnded() {
                return pool.isShutdown();
              }

              void stop() {
                pool.shutdown();
              }

              void restart() {
                if (hasEnded()) {
                  pool = Executors.newFixedThreadPool(2);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void callerStopsOrRestarts() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                pool.shutdown();
              }

              private void resume() {
                pool = Executors.newFixedThreadPool(2);
              }

              void handle(String event) {
                switch (event) {
                  case "suspend" -> stop();
                  case "resume" -> resume();
                  default -> {}
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void callerElsewhereStopsFirst() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                pool.shutdown();
              }

              void resume() {
                pool = Executors.newFixedThreadPool(2);
              }
            }

            class Owner {
              void renew(A a) {
                a.stop();
                a.resume();
              }
            }
            """)
        .doTest();
  }

  @Test
  void anotherMethodOfCallerStopsFirst() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                pool.shutdown();
              }

              void resume() {
                pool = Executors.newFixedThreadPool(2);
              }
            }

            record Owner(A a) {
              void rest() {
                a.stop();
              }

              void work() {
                a.resume();
              }
            }
            """)
        .doTest();
  }

  @Test
  void callersOfOwnerStopFirst() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                pool.shutdown();
              }

              void resume() {
                pool = Executors.newFixedThreadPool(2);
              }
            }

            record Owner(A a) {
              void stop() {
                a.stop();
              }

              void resume() {
                a.resume();
              }

              public static void main(String[] args) {
                Owner owner = new Owner(new A());
                owner.stop();
                owner.resume();
              }
            }
            """)
        .doTest();
  }

  @Test
  void stoppedBeforeItIsPassed() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                pool.shutdown();
              }

              void resume() {
                pool = Executors.newFixedThreadPool(2);
              }
            }

            class Owner {
              static void renew(A a) {
                a.resume();
              }

              public static void main(String[] args) {
                A a = new A();
                a.stop();
                renew(a);
              }
            }
            """)
        .doTest();
  }

  @Test
  void handedOverAsFunctions() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                pool.shutdown();
              }

              void resume() {
                pool = Executors.newFixedThreadPool(2);
              }
            }

            class Owner {
              static void serve(A a, java.util.Map<String, Runnable> commands) {
                commands.put("stop", a::stop);
                commands.put("resume", a::resume);
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerStopsAtTheEndOnly() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool = Executors.newFixedThreadPool(1);

              void run(Runnable task) {
                pool.execute(task);
              }

              void stop() {
                pool.shutdown();
              }

              void resume() {
                // BUG: Diagnostic contains: Field 'pool' is given another
                pool = Executors.newFixedThreadPool(2);
              }
            }

            record Owner(A a) {
              void reload() {
                a.resume();
              }

              void stop() {
                a.stop();
              }

              public static void main(String[] args) {
                Owner owner = new Owner(new A());
                owner.reload();
                owner.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void againIsTheOnlyOpener() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private ExecutorService pool;

              void refresh(Runnable task) {
                pool = Executors.newFixedThreadPool(3);
                pool.execute(task);
              }

              void close() {
                if (pool != null) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void hookOfTheOneBefore() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              private ThreadPoolExecutor pool = open();

              private ThreadPoolExecutor open() {
                return new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()) {
                  @Override
                  protected void terminated() {
                    restart();
                  }
                };
              }

              private void restart() {
                pool = open();
              }

              void run(Runnable task) {
                pool.execute(task);
              }

              void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  private void night(String members, String night) {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Line.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.atomic.AtomicReference;

            class Line {
              enum State { NEW, OPEN, CLOSED }

              private ExecutorService pool;

            %s
              static void night(Line line) {
                Line own = new Line();
            %s  }
            }
            """
                .formatted(members.indent(2), night.indent(4)))
        .doTest();
  }

  @Test
  void overloadThatOnlyUses() {
    night(
        """
        void start() {
          pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
        }

        void start(Runnable task) {
          pool.execute(task);
        }

        void stop() {
          pool.shutdown();
        }
        """,
        """
        own.start();
        own.start(() -> {});
        own.stop();
        """);
  }

  @Test
  void stateRequiredByAnotherMethod() {
    night(
        """
        private State state = State.NEW;

        private void require(State expected) {
          if (state != expected) {
            throw new IllegalStateException();
          }
        }

        void connect() {
          require(State.NEW);
          pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
          state = State.OPEN;
        }

        void reconnect() {
          require(State.CLOSED);
          pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
          state = State.OPEN;
        }

        void close() {
          pool.shutdown();
          state = State.CLOSED;
        }
        """,
        """
        line.connect();
        """);
  }

  @Test
  void stateEnteredByAnotherMethod() {
    night(
        """
        private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

        private boolean enter(State from, State to) {
          return state.compareAndSet(from, to);
        }

        void start() {
          if (!enter(State.NEW, State.OPEN)) {
            return;
          }
          pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
        }

        void stop() {
          if (enter(State.OPEN, State.CLOSED)) {
            pool.shutdown();
          }
        }
        """,
        """
        own.start();
        own.start();
        own.stop();
        """);
  }

  @Test
  void openedTwiceWithoutState() {
    night(
        """
        private int starts;

        private boolean count() {
          return ++starts > 0;
        }

        void start() {
          count();
          // BUG: Diagnostic contains: is given another fixed pool
          pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
        }

        void stop() {
          pool.shutdown();
        }
        """,
        """
        own.start();
        own.start();
        own.stop();
        """);
  }

  @Test
  void handedOutAndReleasedInBetween() {
    night(
        """
        void start() {
          pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
        }

        ExecutorService detach() {
          ExecutorService detached = pool;
          pool = null;
          return detached;
        }
        """,
        """
        own.start();
        java.util.concurrent.ExecutorService old = own.detach();
        old.shutdown();
        own.start();
        old = own.detach();
        old.shutdown();
        """);
  }

  @Test
  void awaitedUntilItHasEnded() {
    night(
        """
        void start() {
          pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
        }

        void stop() {
          pool.shutdown();
        }

        void restart() throws InterruptedException {
          while (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
            Thread.yield();
          }
          pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
        }
        """,
        "");
  }

  @Test
  void stateRequiredOfAnotherObject() {
    night(
        """
        static final class Life {
          private State state = State.NEW;

          void move(State from, State to) {
            if (state != from) {
              throw new IllegalStateException();
            }
            state = to;
          }
        }

        private final Life life = new Life();

        Line() {
          life.move(State.NEW, State.OPEN);
          pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
        }

        void reopen() {
          life.move(State.CLOSED, State.OPEN);
          pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
        }

        void close() {
          life.move(State.OPEN, State.CLOSED);
          pool.shutdown();
        }
        """,
        "");
  }

  private void openTwice(String between) {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Hub.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Hub {
              static final class Janitor {
                void retire(Hub hub) {
                  hub.pool().shutdown();
                }
              }

              private final Janitor janitor = new Janitor();
              private final List<Runnable> listeners = new ArrayList<>();
              private ExecutorService pool;

              Hub() {
                listeners.add(this::close);
              }

              void close() {
                pool.shutdown();
              }

              ExecutorService pool() {
                return pool;
              }

              private void open() {
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> System.out.println("open"));
              }

              void run() {
                open();
                %s
                open();
              }

              void end() {
                janitor.retire(this);
              }
            }
            """
                .formatted(between))
        .doTest();
  }

  @Test
  void anotherObjectReleasesBetween() {
    openTwice("janitor.retire(this);");
  }

  @Test
  void listenersMayReleaseBetween() {
    openTwice("listeners.forEach(Runnable::run);");
  }

  private void taskOpensAndWaits(String task, String report) {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;

            class Work implements Runnable {
              private final ExecutorService worker;
              private final CountDownLatch over;

              Work(ExecutorService worker, CountDownLatch over) {
                this.worker = worker;
                this.over = over;
              }

              @Override
              public void run() {
                %s
                over.countDown();
              }
            }

            class A {
              private ExecutorService worker;
              private CountDownLatch over;

              void start() {
                over = new CountDownLatch(1);
                %s
                worker = Executors.newFixedThreadPool(2);
                worker.execute(new Work(worker, over));
              }

              void await() throws InterruptedException {
                over.await();
              }

              void close() {
                worker.shutdown();
              }

              static void use() throws InterruptedException {
                A a = new A();
                a.start();
                a.await();
                a.start();
                a.await();
                a.close();
              }
            }
            """
                .formatted(task, report))
        .doTest();
  }

  @Test
  void taskReleasesWhatItIsGiven() {
    taskOpensAndWaits("worker.shutdown();", "");
  }

  @Test
  void taskOnlyUsesWhatItIsGiven() {
    taskOpensAndWaits(
        "System.out.println(worker);", "// BUG: Diagnostic contains: Field 'worker' is given");
  }
}
