package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Flags that only the loop itself sets, and loops that a superclass starts. */
final class BackgroundLoopNeverEndsFlagsTest {
  @Test
  void flagThatAnInterruptAloneSets() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private volatile boolean running = true;
              private Thread thread;
              private int rounds;

              void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                // BUG: Diagnostic contains: ends when it is interrupted, which stop() does not do
                while (running) {
                  System.out.println(rounds);
                  pause();
                }
              }

              private void pause() {
                try {
                  Thread.sleep(10);
                } catch (InterruptedException e) {
                  running = false;
                }
              }

              void stop() {
                thread = null;
              }
            }
            """)
        .doTest();
  }

  @Test
  void loopIsInterrupted() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private volatile boolean running = true;
              private Thread thread;
              private int rounds;

              void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (running) {
                  System.out.println(rounds);
                  pause();
                }
              }

              private void pause() {
                try {
                  Thread.sleep(10);
                } catch (InterruptedException e) {
                  running = false;
                }
              }

              void stop() {
                thread.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void flagIsSetByOthersToo() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private volatile boolean running = true;
              private Thread thread;
              private int rounds;

              void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (running) {
                  System.out.println(rounds);
                  pause();
                }
              }

              private void pause() {
                try {
                  Thread.sleep(10);
                } catch (InterruptedException e) {
                  running = false;
                }
              }

              void stop() {
                running = false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void partCountsItsRounds() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private volatile boolean running = true;
              private Thread thread;
              private int rounds;

              void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (running) {
                  System.out.println(rounds);
                  pause();
                }
              }

              private void pause() {
                try {
                  Thread.sleep(10);
                } catch (InterruptedException e) {
                  running = false;
                }
                if (rounds++ > 9) {
                  running = false;
                }
              }

              void stop() {
                thread = null;
              }
            }
            """)
        .doTest();
  }

  @Test
  void partThrowsTheInterrupt() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private volatile boolean running = true;
              private Thread thread;
              private int rounds;

              void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (running) {
                  System.out.println(rounds);
                  pause();
                }
              }

              private void pause() {
                try {
                  if (rounds++ > 9) {
                    throw new InterruptedException();
                  }
                  Thread.sleep(10);
                } catch (InterruptedException e) {
                  running = false;
                }
              }

              void stop() {
                thread = null;
              }
            }
            """)
        .doTest();
  }

  @Test
  void partIsCalledByOthers() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            class A {
              private volatile boolean running = true;
              private Thread thread;
              private int rounds;

              void start() {
                thread = new Thread(this::loop);
                thread.start();
              }

              private void loop() {
                while (running) {
                  System.out.println(rounds);
                  pause();
                }
              }

              private void pause() {
                try {
                  Thread.sleep(10);
                } catch (InterruptedException e) {
                  running = false;
                }
                running = rounds < 9;
              }

              void stop() {
                pause();
              }
            }
            """)
        .doTest();
  }

  @Test
  void shadowedFlag() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            abstract class A {
              private Thread thread;
              protected volatile boolean running = true;

              final void start() {
                thread = new Thread(this::serve);
                thread.start();
              }

              protected abstract void serve();

              void stop() {
                running = false;
              }
            }

            class B extends A {
              private volatile boolean running = true;

              @Override
              protected void serve() {
                // BUG: Diagnostic contains: ends when it is interrupted, which stop() does not do
                while (running) {
                  pause();
                }
              }

              private void pause() {
                try {
                  Thread.sleep(10);
                } catch (InterruptedException e) {
                  running = false;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void shadowedFlagInFunction() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            abstract class A {
              private Thread thread;
              protected volatile boolean running = true;

              final void start() {
                thread = new Thread(() -> serve());
                thread.start();
              }

              protected abstract void serve();

              void stop() {
                running = false;
              }
            }

            class B extends A {
              private volatile boolean running = true;

              @Override
              protected void serve() {
                // BUG: Diagnostic contains: ends when it is interrupted, which stop() does not do
                while (running) {
                  pause();
                }
              }

              private void pause() {
                try {
                  Thread.sleep(10);
                } catch (InterruptedException e) {
                  running = false;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void superclassInterrupts() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            abstract class A {
              private Thread thread;
              protected volatile boolean running = true;

              final void start() {
                thread = new Thread(this::serve);
                thread.start();
              }

              protected abstract void serve();

              void stop() {
                thread.interrupt();
              }
            }

            class B extends A {
              private volatile boolean running = true;

              @Override
              protected void serve() {
                while (running) {
                  pause();
                }
              }

              private void pause() {
                try {
                  Thread.sleep(10);
                } catch (InterruptedException e) {
                  running = false;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclassStartsNothing() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            abstract class A {
              private Thread thread;
              protected volatile boolean running = true;

              void start() {
                thread = new Thread(this::serve);
                thread.start();
              }

              protected abstract void serve();

              void stop() {
                running = false;
              }
            }

            class B extends A {
              private volatile boolean running = true;

              @Override
              void start() {}

              @Override
              protected void serve() {
                while (running) {
                  pause();
                }
              }

              private void pause() {
                try {
                  Thread.sleep(10);
                } catch (InterruptedException e) {
                  running = false;
                }
              }
            }
            """)
        .doTest();
  }
}
