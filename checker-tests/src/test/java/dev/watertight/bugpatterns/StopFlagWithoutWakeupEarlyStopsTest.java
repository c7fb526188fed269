package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Flags that are set before the task of the loop starts, and those that are set later. */
final class StopFlagWithoutWakeupEarlyStopsTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: Loop waits in take() and does not see that line";

  @Test
  void setBeforeTheThreadStarts() {
    check(
        "",
        """
        public static void main(String[] args) throws InterruptedException {
          Printer printer = new Printer();
          printer.add("one");
          printer.off();
          Thread thread = new Thread(printer);
          thread.start();
          thread.join();
        }
        """);
  }

  @Test
  void setAfterTheThreadHasStarted() {
    check(
        REPORTED,
        """
        public static void main(String[] args) throws InterruptedException {
          Printer printer = new Printer();
          printer.add("two");
          Thread thread = new Thread(printer);
          thread.start();
          printer.off();
          thread.join();
        }
        """);
  }

  @Test
  void setBetweenTheMakingAndTheStartOfTheThread() {
    check(
        "",
        """
        public static void main(String[] args) throws InterruptedException {
          Printer printer = new Printer();
          Thread thread = new Thread(printer);
          printer.add("three");
          printer.off();
          thread.start();
          thread.join();
        }
        """);
  }

  @Test
  void setBeforeAndAfter() {
    check(
        REPORTED,
        """
        public static void main(String[] args) throws InterruptedException {
          Printer printer = new Printer();
          printer.add("four");
          if (args.length > 4) {
            printer.off();
          }
          Thread thread = new Thread(printer);
          thread.start();
          printer.off();
          thread.join();
        }
        """);
  }

  @Test
  void anObjectInEachRound() {
    check(
        "",
        """
        public static void main(String[] args) throws InterruptedException {
          for (int i = 0; i < 5; i++) {
            Printer printer = new Printer();
            printer.add("five");
            printer.off();
            Thread thread = new Thread(printer);
            thread.start();
            thread.join();
          }
        }
        """);
  }

  @Test
  void objectsOneAfterTheOther() {
    check(
        "",
        """
        public static void main(String[] args) throws InterruptedException {
          Printer first = new Printer();
          first.add("six");
          first.off();
          Thread thread = new Thread(first);
          thread.start();
          Printer second = new Printer();
          second.off();
          new Thread(second).start();
          thread.join();
        }
        """);
  }

  @Test
  void anotherObjectIsSetEarly() {
    check(
        REPORTED,
        """
        public static void main(String[] args) throws InterruptedException {
          Printer first = new Printer();
          first.add("seven");
          Thread thread = new Thread(first);
          thread.start();
          Printer second = new Printer();
          second.off();
          new Thread(second).start();
          first.off();
          thread.join();
        }
        """);
  }

  @Test
  void elementsOfAList() {
    check(
        "",
        """
        public static void main(String[] args) {
          List<Printer> printers = List.of(new Printer(), new Printer());
          for (Printer printer : printers) {
            printer.add("eight");
            printer.off();
          }
          for (Printer printer : printers) {
            new Thread(printer).start();
          }
        }
        """);
  }

  @Test
  void setByTheMethodThatMakesIt() {
    check(
        "",
        """
        private static Printer idle() {
          Printer printer = new Printer();
          printer.add("nine");
          printer.off();
          return printer;
        }

        public static void main(String[] args) {
          ExecutorService pool = Executors.newFixedThreadPool(1);
          try {
            pool.submit(idle());
          } finally {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void setThroughAnInterface() {
    check(
        "",
        """
        public static void main(String[] args) throws InterruptedException {
          Printer printer = new Printer();
          printer.add("ten");
          Switch button = printer;
          button.off();
          Thread thread = new Thread(printer);
          thread.start();
          thread.join();
        }
        """);
  }

  @Test
  void ownerThatSetsItFirst() {
    check(
        "",
        """
        static final class Owner {
          private final Printer printer = new Printer();

          void runDry() throws InterruptedException {
            printer.add("eleven");
            printer.off();
            Thread thread = new Thread(printer);
            thread.start();
            thread.join();
          }
        }

        public static void main(String[] args) throws InterruptedException {
          new Owner().runDry();
          new Owner().runDry();
        }
        """);
  }

  @Test
  void ownerThatSetsItLater() {
    check(
        REPORTED,
        """
        static final class Owner {
          private final Printer printer = new Printer();

          void start() {
            printer.add("twelve");
            new Thread(printer).start();
          }

          void stop() {
            printer.off();
          }
        }

        public static void main(String[] args) {
          Owner owner = new Owner();
          owner.start();
          owner.stop();
        }
        """);
  }

  @Test
  void methodForOthersThatMayComeAgain() {
    check(
        REPORTED,
        """
        static final class Owner {
          private final Printer printer = new Printer();

          void next() {
            printer.add("thirteen");
            printer.off();
            new Thread(printer).start();
          }
        }
        """);
  }

  @Test
  void setByTheTaskThatStartsIt() {
    check(
        "",
        """
        public static void main(String[] args) {
          Printer printer = new Printer();
          CompletableFuture.runAsync(
              () -> {
                printer.add("a");
                printer.off();
                new Thread(printer).start();
              });
        }
        """);
  }

  @Test
  void setByTheTaskThatHasStartedIt() {
    check(
        REPORTED,
        """
        public static void main(String[] args) {
          Printer printer = new Printer();
          CompletableFuture.runAsync(
              () -> {
                new Thread(printer).start();
                printer.off();
              });
        }
        """);
  }

  @Test
  void setByAThreadThatIsJoinedFirst() {
    check(
        "",
        """
        public static void main(String[] args) throws InterruptedException {
          Printer printer = new Printer();
          Thread setup = new Thread(printer::off);
          setup.start();
          setup.join();
          new Thread(printer).start();
        }
        """);
  }

  @Test
  void setByATaskThatIsAwaitedFirst() {
    check(
        "",
        """
        public static void main(String[] args) {
          Printer printer = new Printer();
          CompletableFuture<Void> setup = CompletableFuture.runAsync(printer::off);
          setup.join();
          new Thread(printer).start();
        }
        """);
  }

  @Test
  void setByATaskThatIsAwaitedLater() {
    check(
        REPORTED,
        """
        public static void main(String[] args) {
          Printer printer = new Printer();
          CompletableFuture<Void> setup = CompletableFuture.runAsync(printer::off);
          new Thread(printer).start();
          setup.join();
        }
        """);
  }

  @Test
  void setByAStageBefore() {
    check(
        "",
        """
        public static void main(String[] args) {
          Printer printer = new Printer();
          CompletableFuture.runAsync(() -> printer.off())
              .thenRun(() -> new Thread(printer).start());
        }
        """);
  }

  @Test
  void setByAnEarlierStage() {
    check(
        "",
        """
        public static void main(String[] args) {
          Printer printer = new Printer();
          CompletableFuture<Void> setup = CompletableFuture.runAsync(() -> printer.off());
          setup.thenRun(() -> new Thread(printer).start());
        }
        """);
  }

  @Test
  void setByATaskThatCountsALatchDown() {
    check(
        "",
        """
        public static void main(String[] args) throws InterruptedException {
          Printer printer = new Printer();
          CountDownLatch ready = new CountDownLatch(1);
          new Thread(
                  () -> {
                    printer.off();
                    ready.countDown();
                  })
              .start();
          ready.await();
          new Thread(printer).start();
        }
        """);
  }

  @Test
  void setByAThreadThatIsJoinedInSomeCases() {
    check(
        REPORTED,
        """
        public static void main(String[] args) throws InterruptedException {
          Printer printer = new Printer();
          Thread setup = new Thread(printer::off);
          setup.start();
          if (args.length > 0) {
            setup.join();
          }
          new Thread(printer).start();
        }
        """);
  }

  @Test
  void setByATaskThatIsStartedFirst() {
    check(
        REPORTED,
        """
        public static void main(String[] args) {
          Printer printer = new Printer();
          printer.add("fourteen");
          new Thread(() -> printer.off()).start();
          new Thread(printer).start();
        }
        """);
  }

  @Test
  void daemonByItsConstructor() {
    check(
        "",
        """
        static final class Helper extends Thread {
          Helper(Runnable task) {
            super(task);
            setDaemon(true);
          }
        }

        public static void main(String[] args) {
          Printer printer = new Printer();
          printer.add("fifteen");
          new Helper(printer).start();
          printer.off();
        }
        """);
  }

  @Test
  void namedByItsConstructor() {
    check(
        REPORTED,
        """
        static final class Helper extends Thread {
          Helper(Runnable task) {
            super(task);
            setName("helper");
          }
        }

        public static void main(String[] args) {
          Printer printer = new Printer();
          printer.add("sixteen");
          new Helper(printer).start();
          printer.off();
        }
        """);
  }

  @Test
  void loopIsHeldByAnotherChannelThen() {
    checkDialogue("questions.put(question); on = false; return answers.take();", "");
  }

  @Test
  void loopIsHeldByAnotherChannelBefore() {
    checkDialogue(
        "questions.put(question); String answer = answers.take(); on = false; return answer;",
        REPORTED);
  }

  private static void checkDialogue(String last, String report) {
    CompilationTestHelper.newInstance(
            StopFlagWithoutWakeup.class, StopFlagWithoutWakeupEarlyStopsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Oracle.java",
            """
            import java.util.concurrent.SynchronousQueue;

            final class Oracle implements Runnable {
              private final SynchronousQueue<String> questions = new SynchronousQueue<>();
              private final SynchronousQueue<String> answers = new SynchronousQueue<>();
              private volatile boolean on = true;

              String last(String question) throws InterruptedException {
                %s
              }

              @Override
              public void run() {
                try {
                  %s
                  while (on) {
                    answers.put(questions.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Oracle oracle = new Oracle();
                new Thread(oracle).start();
                System.out.println(oracle.last("why"));
              }
            }
            """
                .formatted(last, report))
        .doTest();
  }

  private static void check(String report, String members) {
    CompilationTestHelper.newInstance(
            StopFlagWithoutWakeup.class, StopFlagWithoutWakeupEarlyStopsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Program.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Program {
              interface Switch {
                void off();
              }

              static final class Printer implements Runnable, Switch {
                private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                private volatile boolean on = true;

                void add(String line) {
                  lines.add(line);
                }

                @Override
                public void off() {
                  on = false;
                }

                @Override
                public void run() {
                  try {
                    %s
                    while (on) {
                      System.out.println(lines.take());
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

            %s
            }
            """
                .formatted(report, members.indent(2)))
        .doTest();
  }
}
