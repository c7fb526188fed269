package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Timers: their thread lives as long as they have tasks. */
final class HandlesTimersTest {
  @Test
  void periodicTaskNeverCancelled() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              // BUG: Diagnostic contains: Timer with one platform thread in field 'timer' is never cancelled; its threads never end
              private final Timer timer = new Timer("beat");

              void start(Runnable beat) {
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {
                        beat.run();
                      }
                    },
                    0,
                    1000);
              }
            }
            """)
        .doTest();
  }

  @Test
  void periodicTaskInVariable() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              static class Beat extends TimerTask {
                @Override
                public void run() {}
              }

              static class Other extends TimerTask {
                @Override
                public void run() {
                  cancel();
                }
              }

              void start() {
                Beat beat = new Beat();
                // BUG: Diagnostic contains: Timer with one platform thread in 'timer' is never cancelled
                Timer timer = new Timer(true);
                timer.scheduleAtFixedRate(beat, 0, 2000);
              }
            }
            """)
        .doTest();
  }

  @Test
  void lostOnEarlyReturn() {
    CompilationTestHelper.newInstance(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              void poll(boolean ready) throws InterruptedException {
                // BUG: Diagnostic contains: Timer with one platform thread in 'timer' is not cancelled on a path through poll()
                Timer timer = new Timer();
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {}
                    },
                    0,
                    3000);
                if (ready) {
                  return;
                }
                Thread.sleep(1);
                timer.cancel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void overwrittenByRestart() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              private Timer timer;

              void restart() {
                // BUG: Diagnostic contains: Field 'timer' is given another timer with one platform thread
                timer = new Timer();
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {}
                    },
                    0,
                    4000);
              }

              void stop() {
                timer.cancel();
              }

              static void run() {
                A a = new A();
                a.restart();
                a.restart();
                a.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneTaskOnly() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              void later(Runnable work) {
                // BUG: Diagnostic contains: its thread stays until garbage collection and the end of its tasks
                Timer timer = new Timer();
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {
                        work.run();
                      }
                    },
                    5000);
              }
            }
            """)
        .doTest();
  }

  @Test
  void userThreadForProcess() {
    CompilationTestHelper.newInstance(NonDaemonStaticHandle.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              // BUG: Diagnostic contains: Timer with one platform thread in field 'USER' is never cancelled and its threads are no daemons
              private static final Timer USER = new Timer("user");
              private static final Timer DAEMON = new Timer("daemon", true);

              static void start(Timer given) {
                USER.schedule(new TimerTask() {
                      @Override
                      public void run() {}
                    }, 0, 6000);
                DAEMON.schedule(new TimerTask() {
                      @Override
                      public void run() {}
                    }, 0, 7000);
              }
            }
            """)
        .doTest();
  }

  @Test
  void cancelledInTask() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              void count() {
                Timer timer = new Timer();
                timer.schedule(
                    new TimerTask() {
                      private int ticks;

                      @Override
                      public void run() {
                        if (++ticks > 3) {
                          timer.cancel();
                        }
                      }
                    },
                    0,
                    8000);
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskCancelsItself() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              private final Timer timer = new Timer();

              void count() {
                timer.schedule(
                    new TimerTask() {
                      private int ticks;

                      @Override
                      public void run() {
                        if (++ticks > 3) {
                          cancel();
                        }
                      }
                    },
                    0,
                    9000);
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskCancelledOrSeenByOthers() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Timer;
            import java.util.TimerTask;

            import java.util.List;

            class A {
              private final Timer first = new Timer();
              private final Timer second = new Timer();
              private final Timer third = new Timer();
              private TimerTask kept;

              static class Beat extends TimerTask {
                @Override
                public void run() {}
              }

              static class Tick extends TimerTask {
                @Override
                public void run() {}
              }

              void start(TimerTask given, List<TimerTask> all) {
                kept = new Beat();
                first.schedule(kept, 0, 10000);
                second.schedule(given, 0, 11000);
                TimerTask listed = new Tick();
                all.add(listed);
                third.schedule(listed, 0, 12000);
              }

              void stop() {
                kept.cancel();
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedAndEndedByFunctions() {
    CompilationTestHelper.newInstance(ExpiringHandleNotReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.Timer;
            import java.util.function.Consumer;
            import java.util.function.Supplier;

            class A {
              private final List<Runnable> ends = new ArrayList<>();

              <T> T manage(Supplier<? extends T> opener, Consumer<? super T> end) {
                T opened = opener.get();
                ends.add(() -> end.accept(opened));
                return opened;
              }

              void run() {
                Timer timer = manage(Timer::new, Timer::cancel);
                ends.forEach(Runnable::run);
              }
            }
            """)
        .doTest();
  }

  @Test
  void lastsAsLongAsMain() {
    AllChecks.in(getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Timer;
            import java.util.TimerTask;

            class A {
              public static void main(String[] args) {
                Timer timer = new Timer();
                timer.schedule(
                    new TimerTask() {
                      @Override
                      public void run() {}
                    },
                    0,
                    13000);
              }
            }
            """)
        .doTest();
  }

  @Test
  void onlyAnotherTaskIsCancelled() {
    session(
        true,
        """
        private TimerTask late;

        Session() {
          timer.schedule(new Beat(), 25, 25);
        }

        void arm() {
          if (late != null) {
            late.cancel();
          }
          late = new Late();
          timer.schedule(late, 60);
        }
        """);
  }

  @Test
  void taskInAVariableIsCancelled() {
    session(
        false,
        """
        private TimerTask beat;

        Session() {
          beat = new Beat();
          timer.schedule(beat, 25, 25);
        }

        void end() {
          beat.cancel();
        }
        """);
  }

  @Test
  void someTaskIsCancelled() {
    session(
        false,
        """
        private final List<TimerTask> all = new ArrayList<>();

        Session() {
          timer.schedule(new Beat(), 25, 25);
        }

        void end() {
          all.forEach(TimerTask::cancel);
          for (TimerTask task : all) {
            task.cancel();
          }
        }
        """);
  }

  @Test
  void taskThatAMethodIsGivenIsCancelled() {
    session(
        false,
        """
        Session() {
          timer.schedule(new Beat(), 25, 25);
        }

        static void end(TimerTask task) {
          task.cancel();
        }
        """);
  }

  private void session(boolean isReported, String code) {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Session.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.Timer;
            import java.util.TimerTask;

            class Session {
              %s
              private final Timer timer = new Timer("session");

              %s

              private static final class Beat extends TimerTask {
                @Override
                public void run() {
                  System.out.println("beat");
                }
              }

              private static final class Late extends TimerTask {
                @Override
                public void run() {
                  System.out.println("late");
                }
              }
            }
            """
                .formatted(isReported ? "// BUG: Diagnostic contains: never cancelled" : "", code))
        .doTest();
  }
}
