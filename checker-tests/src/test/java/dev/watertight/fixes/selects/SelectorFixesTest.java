package dev.watertight.fixes.selects;

import dev.watertight.bugpatterns.SelectorNeverWokenUp;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class SelectorFixesTest {
  private static final String FLAG =
      """
      import java.io.IOException;
      import java.nio.channels.Selector;

      class A {
        private Selector selector;
        private volatile boolean running;

        void start() throws IOException {
          selector = Selector.open();
          running = true;
          new Thread(this::loop).start();
        }

        private void loop() {
          try {
            while (running) {
              selector.select();
            }
          } catch (IOException e) {
            System.out.println(e);
          }
        }

        void stop() {
          running = false; // Read by the loop.
          System.out.println("stopping");
        }
      }
      """;

  @Test
  void wakeup() {
    Repair.by(SelectorNeverWokenUp.class)
        .turns(
            FLAG,
            """
            import java.io.IOException;
            import java.nio.channels.Selector;

            class A {
              private Selector selector;
              private volatile boolean running;

              void start() throws IOException {
                selector = Selector.open();
                running = true;
                new Thread(this::loop).start();
              }

              private void loop() {
                try {
                  while (running) {
                    selector.select();
                  }
                } catch (IOException e) {
                  System.out.println(e);
                }
              }

              void stop() {
                running = false; // Read by the loop.
                if (selector != null) {
                  selector.wakeup();
                }
                System.out.println("stopping");
              }
            }
            """);
  }

  @Test
  void timeLimit() {
    Repair.by(SelectorNeverWokenUp.class)
        .second()
        .turns(FLAG, FLAG.replace("selector.select();", "selector.select(1000);"));
  }

  @Test
  void timeLimitForLocalSelector() {
    Repair.by(SelectorNeverWokenUp.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.channels.Selector;
            import java.util.concurrent.atomic.AtomicBoolean;

            class A {
              private final AtomicBoolean stopped = new AtomicBoolean();

              void start() {
                new Thread(() -> {
                  try (Selector keys = Selector.open()) {
                    while (!stopped.get()) {
                      keys.select(System.out::println);
                    }
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                }).start();
              }

              void stop() {
                stopped.set(true);
              }
            }
            """,
            """
            import java.io.IOException;
            import java.nio.channels.Selector;
            import java.util.concurrent.atomic.AtomicBoolean;

            class A {
              private final AtomicBoolean stopped = new AtomicBoolean();

              void start() {
                new Thread(() -> {
                  try (Selector keys = Selector.open()) {
                    while (!stopped.get()) {
                      keys.select(System.out::println, 1000);
                    }
                  } catch (IOException e) {
                    System.out.println(e);
                  }
                }).start();
              }

              void stop() {
                stopped.set(true);
              }
            }
            """);
  }

  @Test
  void newFlag() {
    Repair.by(SelectorNeverWokenUp.class)
        .turns(
            """
            import java.io.IOException;
            import java.nio.channels.Selector;

            class A implements AutoCloseable {
              private final Selector selector = Selector.open();

              A() throws IOException {
                new Thread(this::loop).start();
              }

              private void loop() {
                try {
                  for (; ; ) {
                    selector.select();
                  }
                } catch (IOException e) {
                  System.out.println(e);
                }
              }

              @Override
              public void close() {
                System.out.println("closed");
              }
            }
            """,
            """
            import java.io.IOException;
            import java.nio.channels.Selector;

            class A implements AutoCloseable {
              private final Selector selector = Selector.open();
              private volatile boolean stopped;

              A() throws IOException {
                new Thread(this::loop).start();
              }

              private void loop() {
                try {
                  while (!stopped) {
                    selector.select();
                  }
                } catch (IOException e) {
                  System.out.println(e);
                }
              }

              @Override
              public void close() {
                System.out.println("closed");
                stopped = true;
                selector.wakeup();
              }
            }
            """);
  }

  @Test
  void localSelectorAndFlagThatNobodyReads() {
    String before =
        """
        import java.io.IOException;
        import java.nio.channels.Selector;

        class A {
          private boolean shutdown;

          A() {
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              Selector selector = Selector.open();
              while (true) {
                selector.select();
                selector.selectedKeys().clear();
              }
            } catch (IOException e) {
              e.printStackTrace();
            }
          }

          public void shutdown() {
            shutdown = true;
          }
        }
        """;
    Repair.by(SelectorNeverWokenUp.class)
        .turns(
            before,
            before
                .replace(
                    "private boolean shutdown;",
                    "private volatile boolean shutdown;\n  private volatile Selector selector;")
                .replace("Selector selector = Sel", "selector = Sel")
                .replace("(true)", "(!shutdown)")
                .replace(
                    "shutdown = true;",
                    """
                    shutdown = true;
                        if (selector != null) {
                          selector.wakeup();
                        }\
                    """));
  }

  @Test
  void selectorThatATryStatementCloses() {
    String before =
        """
        import java.io.IOException;
        import java.nio.channels.Selector;

        class A {
          private volatile boolean shutdown;

          A() {
            new Thread(this::loop).start();
          }

          private void loop() {
            try (Selector selector = Selector.open()) {
              while (true) {
                selector.select();
                selector.selectedKeys().clear();
              }
            } catch (IOException e) {
              e.printStackTrace();
            }
          }

          public void shutdown() {
            shutdown = true;
          }
        }
        """;
    Repair.by(SelectorNeverWokenUp.class)
        .turns(
            before,
            before
                .replace(
                    "private volatile boolean shutdown;",
                    "private volatile boolean shutdown;\n  private volatile Selector selector;")
                .replace(
                    "      while (true)",
                    "      this.selector = selector;\n      while (!shutdown)")
                .replace(
                    "    shutdown = true;",
                    "    shutdown = true;\n"
                        + "    if (selector != null) {\n"
                        + "      selector.wakeup();\n"
                        + "    }"));
  }
}
