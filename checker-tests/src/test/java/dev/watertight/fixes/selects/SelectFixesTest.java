package dev.watertight.fixes.selects;

import dev.watertight.bugpatterns.SelectWithoutExit;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class SelectFixesTest {
  private static final String LOCAL =
      """
      import com.softwaremill.jox.Channel;
      import com.softwaremill.jox.Select;
      import java.util.List;

      class A {
        void serve(List<String> names) throws InterruptedException {
          Channel<String> orders = Channel.newRendezvousChannel();
          Channel<String> cancels = Channel.newRendezvousChannel();
          Thread.startVirtualThread(() -> {
            try {
              while (true) {
                System.out.println(Select.select(orders.receiveClause(), cancels.receiveClause()));
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
          for (String name : names) {
            orders.send(name);
          }
          System.out.println("served");
        }
      }
      """;

  private static final String OWNER =
      """
      import com.softwaremill.jox.Channel;
      import com.softwaremill.jox.Select;

      class A implements AutoCloseable {
        private final Channel<String> orders = Channel.newBufferedChannel(8);
        private final Thread worker = Thread.startVirtualThread(this::listen);

        private void listen() {
          while (true) {
            try {
              System.out.println(Select.select(orders.receiveClause()));
            } catch (InterruptedException e) {
              System.out.println("interrupted");
            }
          }
        }

        void order(String order) throws InterruptedException {
          orders.send(order);
        }

        @Override
        public void close() throws InterruptedException {
          worker.interrupt();
        }
      }
      """;

  private static final String CLOSING =
      """
      import com.softwaremill.jox.Channel;
      import com.softwaremill.jox.ChannelClosedException;
      import com.softwaremill.jox.Select;

      class A implements AutoCloseable {
        private final Channel<String> orders = Channel.newBufferedChannel(8);
        private final Thread worker = Thread.startVirtualThread(this::listen);

        private void listen() {
          while (true) {
            try {
              System.out.println(Select.select(orders.receiveClause()));
            } catch (ChannelClosedException e) {
              // Closed: nothing more will come.
              return;
            } catch (InterruptedException e) {
              System.out.println("interrupted");
            }
          }
        }

        void order(String order) throws InterruptedException {
          orders.send(order);
        }

        @Override
        public void close() throws InterruptedException {
          worker.interrupt();
          orders.doneOrClosed();
        }
      }
      """;

  @Test
  void closingAfterUse() {
    Repair.by(SelectWithoutExit.class)
        .turns(
            LOCAL,
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosedException;
            import com.softwaremill.jox.Select;
            import java.util.List;

            class A {
              void serve(List<String> names) throws InterruptedException {
                Channel<String> orders = Channel.newRendezvousChannel();
                Channel<String> cancels = Channel.newRendezvousChannel();
                Thread.startVirtualThread(() -> {
                  try {
                    while (true) {
                      System.out.println(Select.select(orders.receiveClause(), cancels.receiveClause()));
                    }
                  } catch (ChannelClosedException e) {
                    // Closed: nothing more will come.
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
                try {
                  for (String name : names) {
                    orders.send(name);
                  }
                } finally {
                  orders.doneOrClosed();
                  cancels.doneOrClosed();
                }
                System.out.println("served");
              }
            }
            """);
  }

  @Test
  void closingWithOwner() {
    Repair.by(SelectWithoutExit.class).turns(OWNER, CLOSING);
  }

  @Test
  void closingBeforeJoin() {
    String join = "if (worker != null) {\n      worker.join(300);\n    }";
    Repair.by(SelectWithoutExit.class)
        .turns(
            OWNER.replace("worker.interrupt();", join),
            CLOSING.replace(
                "worker.interrupt();\n    orders.doneOrClosed();",
                "orders.doneOrClosed();\n    " + join));
  }

  @Test
  void closingBeforeEndOfExecutor() {
    String await = "pool.awaitTermination(1, TimeUnit.SECONDS);";
    Repair.by(SelectWithoutExit.class)
        .turns(
            onPool(OWNER).replace("worker.interrupt();", "pool.shutdown();\n    " + await),
            onPool(CLOSING)
                .replace(
                    "worker.interrupt();\n    orders.doneOrClosed();",
                    "pool.shutdown();\n    orders.doneOrClosed();\n    " + await));
  }

  private static String onPool(String code) {
    return code.replace(
            "Select;\n",
            "Select;\nimport java.util.concurrent.ExecutorService;\nimport java.util.concurrent.Executors;\nimport java.util.concurrent.TimeUnit;\n")
        .replace(
            "  private final Thread worker = Thread.startVirtualThread(this::listen);\n",
            "  private final ExecutorService pool = Executors.newCachedThreadPool();\n\n  A() {\n    pool.execute(this::listen);\n  }\n");
  }

  @Test
  void noTimeLimitIsGuessed() {
    Repair.by(SelectWithoutExit.class)
        .keeps(
            """
            import static com.softwaremill.jox.Select.select;

            import com.softwaremill.jox.Channel;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void serve(String order) throws InterruptedException {
                Channel<String> orders = Channel.newBufferedChannel(1);
                try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                  pool.submit(() -> {
                    while (true) {
                      // BUG: Diagnostic contains: (who closes them, and when, is yours to choose)
                      System.out.println(select(orders.receiveClause()));
                    }
                  });
                  orders.send(order);
                }
              }
            }
            """);
  }

  @Test
  void resultThatSaysClosed() {
    Repair.by(SelectWithoutExit.class)
        .keeps(
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Select;

            class A {
              void serve(String order) throws InterruptedException {
                Channel<String> orders = Channel.newRendezvousChannel();
                Thread.startVirtualThread(() -> {
                  try {
                    while (true) {
                      // BUG: Diagnostic contains: nobody closes 'orders'
                      System.out.println(Select.selectOrClosed(orders.receiveClause()));
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
                orders.send(order);
              }
            }
            """);
  }

  @Test
  void closedIsCaughtAlready() {
    String before =
        """
        import com.softwaremill.jox.Channel;
        import com.softwaremill.jox.ChannelClosedException;
        import com.softwaremill.jox.Select;

        class A implements AutoCloseable {
          private final Channel<String> questions = Channel.newBufferedChannel(4);

          void start() {
            new Thread(this::serve).start();
          }

          private void serve() {
            try {
              while (true) {
                System.out.println(Select.select(questions.receiveClause()));
              }
            } catch (ChannelClosedException e) {
              System.out.println("closed");
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void close() {
            System.out.println("closing");
          }

          public static void main(String[] args) throws InterruptedException {
            try (A a = new A()) {
              a.start();
              a.questions.send("how");
            }
          }
        }
        """;
    Repair.by(SelectWithoutExit.class)
        .turns(
            before,
            before.replace("(\"closing\");", "(\"closing\");\n    questions.doneOrClosed();"));
  }
}
