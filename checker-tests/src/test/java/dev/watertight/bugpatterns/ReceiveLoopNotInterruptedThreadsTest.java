package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Threads that others may find and interrupt. */
final class ReceiveLoopNotInterruptedThreadsTest {
  @Test
  void threadInVariable() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Threads.java",
            """
            package kept;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Threads {
              static final class Variable implements AutoCloseable {
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
                private volatile Thread runner;

                Variable() {
                  new Thread(this::work).start();
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                private void work() {
                  Thread me = Thread.currentThread();
                  runner = me;
                  try {
                    while (true) {
                      jobs.take().run();
                    }
                  } catch (InterruptedException e) {
                    me.interrupt();
                  }
                }

                @Override
                public void close() {
                  runner.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadRegistered() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Threads.java",
            """
            package kept;

            import java.util.Set;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.LinkedBlockingQueue;

            class Threads {
              static final class Registered implements AutoCloseable {
                private final Set<Thread> live = ConcurrentHashMap.newKeySet();
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

                Registered() {
                  new Thread(this::work).start();
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                private void work() {
                  live.add(Thread.currentThread());
                  try {
                    while (true) {
                      jobs.take().run();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } finally {
                    live.remove(Thread.currentThread());
                  }
                }

                @Override
                public void close() {
                  live.forEach(Thread::interrupt);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadReferred() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Threads.java",
            """
            package kept;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.atomic.AtomicReference;

            class Threads {
              static final class Referred implements AutoCloseable {
                private final AtomicReference<Thread> worker = new AtomicReference<>();
                private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

                Referred() {
                  Thread.startVirtualThread(
                      () -> {
                        worker.set(Thread.currentThread());
                        try {
                          while (true) {
                            jobs.take().run();
                          }
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
                }

                void add(Runnable job) {
                  jobs.add(job);
                }

                @Override
                public void close() {
                  Thread thread = worker.getAndSet(null);
                  if (thread != null) {
                    thread.interrupt();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadInGroup() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Group.java",
            """
            package group;

            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Group implements AutoCloseable {
              private final ThreadGroup group = new ThreadGroup("jobs");
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

              Group() {
                new Thread(group, this::work).start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                try {
                  while (true) {
                    jobs.take().run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                group.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void threadFoundByName() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Named.java",
            """
            package named;

            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Named implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

              Named() {
                new Thread(this::work, "jobs").start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                try {
                  while (true) {
                    jobs.take().run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                  if (thread.getName().equals("jobs")) {
                    thread.interrupt();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptRestored() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Restoring.java",
            """
            package restoring;

            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Restoring implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
              private String owner = "";

              Restoring() {
                new Thread(this::work).start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                Thread me = Thread.currentThread();
                owner = me.getName();
                try {
                  // BUG: Diagnostic contains: which nobody does
                  while (true) {
                    jobs.take().run();
                  }
                } catch (InterruptedException e) {
                  me.interrupt();
                }
              }

              @Override
              public void close() {
                System.out.println(owner + Thread.getAllStackTraces().size());
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskOfListThatEndsWithTheFirst() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .addSourceLines(
            "Station.java",
            """
            import java.util.List;
            import java.util.concurrent.*;

            class Station implements AutoCloseable {
              private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
              private final CountDownLatch closed = new CountDownLatch(1);
              private final Thread duty = new Thread(this::serve);

              void open() {
                duty.start();
              }

              private void serve() {
                try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                  List<Callable<String>> shifts = List.of(this::listen, this::untilClosed);
                  System.out.println(pool.invokeAny(shifts));
                } catch (InterruptedException | ExecutionException e) {
                  throw new IllegalStateException(e);
                }
              }

              private String listen() throws InterruptedException {
                while (true) {
                  System.out.println(calls.take());
                }
              }

              private String untilClosed() throws InterruptedException {
                closed.await();
                return "closed";
              }

              @Override
              public void close() throws InterruptedException {
                closed.countDown();
                duty.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedByAReferenceAmongAllThreads() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Found.java",
            """
            package found;

            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Found implements AutoCloseable {
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

              Found() {
                new Thread(this::work, "jobs").start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                try {
                  while (true) {
                    jobs.take().run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("jobs"))
                    .forEach(Thread::interrupt);
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedByAnotherMethodThanTheOneThatFindsThem() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Found.java",
            """
            package found;

            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Found implements AutoCloseable {
              private final ThreadGroup group = new ThreadGroup("jobs");
              private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();

              Found() {
                new Thread(group, this::work).start();
              }

              void add(Runnable job) {
                jobs.add(job);
              }

              private void work() {
                try {
                  while (true) {
                    jobs.take().run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private Thread[] threads() {
                Thread[] found = new Thread[group.activeCount()];
                group.enumerate(found);
                return found;
              }

              @Override
              public void close() {
                for (Thread thread : threads()) {
                  thread.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void mainAwaitsThreadOfSwitchThatBreaks() {
    awaitedByMain("break", "// BUG: Diagnostic contains: which nobody does");
    awaitedByMain("return", "");
  }

  @Test
  void mainAwaitsThreadThatFailsAtTheLastValue() {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Sum.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Sum extends Thread {
              private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
              private int sum;

              private void addAll() throws InterruptedException {
                while (true) {
                  sum += Integer.parseInt(texts.take());
                }
              }

              @Override
              public void run() {
                try {
                  addAll();
                } catch (NumberFormatException | InterruptedException e) {
                  System.out.println(sum);
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Sum sum = new Sum();
                sum.start();
                sum.texts.add("1");
                sum.texts.add("total");
                sum.join();
              }
            }
            """)
        .doTest();
  }

  private void awaitedByMain(String end, String report) {
    CompilationTestHelper.newInstance(ReceiveLoopNotInterrupted.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Lift.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Lift extends Thread {
              private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();

              void order(String order) {
                orders.add(order);
              }

              @Override
              public void run() {
                try {
                  %s
                  while (true) {
                    String order = orders.take();
                    switch (order) {
                      case "off" -> {
                        %s;
                      }
                      default -> System.out.println(order);
                    }
                  }
                } catch (InterruptedException e) {
                  System.out.println("stuck");
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Lift lift = new Lift();
                lift.start();
                lift.order("up");
                lift.order("off");
                lift.join();
              }
            }
            """
                .formatted(report, end))
        .doTest();
  }
}
