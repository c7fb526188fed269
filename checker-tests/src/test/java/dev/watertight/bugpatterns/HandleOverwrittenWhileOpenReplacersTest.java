package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Methods that open a handle anew by the method which has opened the first. */
final class HandleOverwrittenWhileOpenReplacersTest {
  @Test
  void replacerCallsStart() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              private ScheduledExecutorService timer;
              private long period;
              private boolean started;

              void start() {
                // BUG: Diagnostic contains: Field 'timer' is given another
                timer = Executors.newScheduledThreadPool(1);
                timer.scheduleAtFixedRate(() -> {}, 0, 9, TimeUnit.SECONDS);
                started = true;
              }

              void reconfigure(long to) {
                period = to;
                start();
              }

              void stop() {
                if (timer != null) {
                  timer.shutdownNow();
                  timer = null;
                  started = false;
                }
              }

              static void use() {
                A a = new A();
                a.start();
                a.reconfigure(4);
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void replacerAsksForItsArgument() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              private ScheduledExecutorService timer;
              private long period;
              private boolean started;

              void start() {
                // BUG: Diagnostic contains: Field 'timer' is given another
                timer = Executors.newScheduledThreadPool(1);
                timer.scheduleAtFixedRate(() -> {}, 0, 9, TimeUnit.SECONDS);
                started = true;
              }

              void reconfigure(long to) {
                if (to == period) {
                  return;
                }
                period = to;
                start();
              }

              void stop() {
                if (timer != null) {
                  timer.shutdownNow();
                  timer = null;
                  started = false;
                }
              }

              static void use() {
                A a = new A();
                a.start();
                a.reconfigure(4);
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void replacerStops() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              private ScheduledExecutorService timer;
              private long period;
              private boolean started;

              void start() {
                timer = Executors.newScheduledThreadPool(1);
                timer.scheduleAtFixedRate(() -> {}, 0, 9, TimeUnit.SECONDS);
                started = true;
              }

              void reconfigure(long to) {
                stop();
                period = to;
                start();
              }

              void stop() {
                if (timer != null) {
                  timer.shutdownNow();
                  timer = null;
                  started = false;
                }
              }

              static void use() {
                A a = new A();
                a.start();
                a.reconfigure(4);
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void replacerAsksForTheHandle() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              private ScheduledExecutorService timer;
              private long period;
              private boolean started;

              void start() {
                timer = Executors.newScheduledThreadPool(1);
                timer.scheduleAtFixedRate(() -> {}, 0, 9, TimeUnit.SECONDS);
                started = true;
              }

              void reconfigure(long to) {
                if (timer != null) {
                  return;
                }
                period = to;
                start();
              }

              void stop() {
                if (timer != null) {
                  timer.shutdownNow();
                  timer = null;
                  started = false;
                }
              }

              static void use() {
                A a = new A();
                a.start();
                a.reconfigure(4);
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void replacerAsksForState() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              private ScheduledExecutorService timer;
              private long period;
              private boolean started;

              void start() {
                timer = Executors.newScheduledThreadPool(1);
                timer.scheduleAtFixedRate(() -> {}, 0, 9, TimeUnit.SECONDS);
                started = true;
              }

              void reconfigure(long to) {
                if (started) {
                  return;
                }
                period = to;
                start();
              }

              void stop() {
                if (timer != null) {
                  timer.shutdownNow();
                  timer = null;
                  started = false;
                }
              }

              static void use() {
                A a = new A();
                a.start();
                a.reconfigure(4);
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void replacerAsksForArgumentAndState() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              private ScheduledExecutorService timer;
              private long period;
              private boolean started;

              void start() {
                timer = Executors.newScheduledThreadPool(1);
                timer.scheduleAtFixedRate(() -> {}, 0, 9, TimeUnit.SECONDS);
                started = true;
              }

              void reconfigure(long to) {
                if (to == period || started) {
                  return;
                }
                period = to;
                start();
              }

              void stop() {
                if (timer != null) {
                  timer.shutdownNow();
                  timer = null;
                  started = false;
                }
              }

              static void use() {
                A a = new A();
                a.start();
                a.reconfigure(4);
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void callersStopBefore() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              private ScheduledExecutorService timer;
              private long period;
              private boolean started;

              void start() {
                timer = Executors.newScheduledThreadPool(1);
                timer.scheduleAtFixedRate(() -> {}, 0, 9, TimeUnit.SECONDS);
                started = true;
              }

              void reconfigure(long to) {
                period = to;
                start();
              }

              void stop() {
                if (timer != null) {
                  timer.shutdownNow();
                  timer = null;
                  started = false;
                }
              }

              static void use() {
                A a = new A();
                a.start();
                a.stop();
                a.reconfigure(4);
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void startReleases() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              private ScheduledExecutorService timer;
              private long period;
              private boolean started;

              void start() {
                if (timer != null) {
                  timer.shutdown();
                }
                timer = Executors.newScheduledThreadPool(1);
                timer.scheduleAtFixedRate(() -> {}, 0, 9, TimeUnit.SECONDS);
                started = true;
              }

              void reconfigure(long to) {
                period = to;
                start();
              }

              void stop() {
                if (timer != null) {
                  timer.shutdownNow();
                  timer = null;
                  started = false;
                }
              }

              static void use() {
                A a = new A();
                a.start();
                a.reconfigure(4);
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void startIsForTheFirstOnly() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              private ScheduledExecutorService timer;
              private long period;
              private boolean started;

              void start() {
                if (timer != null) {
                  return;
                }
                timer = Executors.newScheduledThreadPool(1);
                timer.scheduleAtFixedRate(() -> {}, 0, 9, TimeUnit.SECONDS);
                started = true;
              }

              void reconfigure(long to) {
                period = to;
                start();
              }

              void stop() {
                if (timer != null) {
                  timer.shutdownNow();
                  timer = null;
                  started = false;
                }
              }

              static void use() {
                A a = new A();
                a.start();
                a.reconfigure(4);
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void stoppedAsSupertypeBefore() {
    supervised("stopAll();\n    service.restart();\n    stopAll();", "");
  }

  @Test
  void stoppedAsSupertypeAtTheEnd() {
    supervised(
        "service.restart();\n    stopAll();",
        "// BUG: Diagnostic contains: Field 'pool' is given another");
  }

  private void supervised(String end, String report) {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            interface Stoppable {
              void stop();
            }

            class Service implements Stoppable {
              private ExecutorService pool;

              void start() {
                %s
                pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> System.out.println("up"));
              }

              void restart() {
                start();
              }

              @Override
              public void stop() {
                pool.shutdown();
              }
            }

            class A {
              private final List<Stoppable> running = new ArrayList<>();

              void stopAll() {
                running.forEach(Stoppable::stop);
              }

              void run() {
                Service service = new Service();
                running.add(service);
                service.start();
                %s
              }
            }
            """
                .formatted(report, end))
        .doTest();
  }

  @Test
  void otherClassReleasesTheOldOneAfterwards() {
    tuned("ExecutorService old = workers.pool; workers.restart(); old.shutdown();");
  }

  @Test
  void otherClassReleasesTheOldOneBefore() {
    tuned("workers.pool().shutdown(); workers.restart();");
  }

  private static void tuned(String replace) {
    CompilationTestHelper.newInstance(
            HandleOverwrittenWhileOpen.class, HandleOverwrittenWhileOpenReplacersTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Tuner.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Workers {
              ExecutorService pool;
              private int size;

              Workers() {
                pool = Executors.newFixedThreadPool(1);
              }

              ExecutorService pool() {
                return pool;
              }

              void restart() {
                size++;
                pool = Executors.newFixedThreadPool(2);
              }

              void close() {
                pool.shutdown();
              }
            }

            class Tuner {
              private final Workers workers = new Workers();

              void grow() {
                replace();
              }

              private void replace() {
                %s
              }

              public static void main(String[] args) {
                Tuner tuner = new Tuner();
                tuner.grow();
                tuner.workers.close();
              }
            }
            """
                .formatted(replace))
        .doTest();
  }
}
