package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Receivers that leave when nothing has come for a while. */
final class AbandonedSenderIdleReceiversTest {
  @Test
  void hiredAgain() {
    compile(
        """
        import java.util.concurrent.LinkedTransferQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.concurrent.TransferQueue;

        class A {
          static class HiredAgain {
            private final TransferQueue<String> parcels = new LinkedTransferQueue<>();
            private volatile boolean here;

            private void deliver() {
              try {
                while (parcels.poll(1, TimeUnit.SECONDS) != null) {}
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                here = false;
              }
            }

            void handOver(String parcel) throws InterruptedException {
              if (!here) {
                here = true;
                Thread.startVirtualThread(this::deliver);
              }
              parcels.transfer(parcel);
            }

            public static void main(String[] args) throws InterruptedException {
              HiredAgain desk = new HiredAgain();
              desk.handOver("1");
              desk.handOver("2");
            }
          }
        }
        """);
  }

  @Test
  void hiredTwice() {
    compile(
        """
        import java.util.concurrent.LinkedTransferQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.concurrent.TransferQueue;

        class A {
          static class HiredTwice {
            private final TransferQueue<String> parcels = new LinkedTransferQueue<>();

            void hire() {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      while (parcels.poll(2, TimeUnit.SECONDS) != null) {}
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }

            void handOver(String parcel) throws InterruptedException {
              parcels.transfer(parcel);
            }

            public static void main(String[] args) throws InterruptedException {
              HiredTwice desk = new HiredTwice();
              desk.hire();
              desk.handOver("3");
              desk.hire();
              desk.handOver("4");
            }
          }
        }
        """);
  }

  @Test
  void goesOn() {
    compile(
        """
        import java.util.concurrent.LinkedTransferQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.concurrent.TransferQueue;

        class A {
          static class GoesOn {
            private final TransferQueue<String> parcels = new LinkedTransferQueue<>();
            private volatile boolean closed;

            void hire() {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      while (!closed) {
                        String parcel = parcels.poll(3, TimeUnit.SECONDS);
                        if (parcel != null) {
                          System.out.println(parcel);
                        }
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }

            void handOver(String parcel) throws InterruptedException {
              parcels.transfer(parcel);
            }

            public static void main(String[] args) throws InterruptedException {
              GoesOn desk = new GoesOn();
              desk.hire();
              desk.handOver("5");
              desk.handOver("6");
              desk.closed = true;
            }
          }
        }
        """);
  }

  @Test
  void triesForAWhile() {
    compile(
        """
        import java.util.concurrent.LinkedTransferQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.concurrent.TransferQueue;

        class A {
          static class TriesForAWhile {
            private final TransferQueue<String> parcels = new LinkedTransferQueue<>();

            void hire() {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      while (parcels.poll(4, TimeUnit.SECONDS) != null) {}
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }

            void handOver(String parcel) throws InterruptedException {
              if (!parcels.tryTransfer(parcel, 1, TimeUnit.SECONDS)) {
                System.out.println(parcel + " stays here");
              }
            }

            public static void main(String[] args) throws InterruptedException {
              TriesForAWhile desk = new TriesForAWhile();
              desk.hire();
              desk.handOver("7");
              desk.handOver("8");
            }
          }
        }
        """);
  }

  @Test
  void putsDown() {
    compile(
        """
        import java.util.concurrent.LinkedTransferQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.concurrent.TransferQueue;

        class A {
          static class PutsDown {
            private final TransferQueue<String> parcels = new LinkedTransferQueue<>();

            void hire() {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      while (parcels.poll(5, TimeUnit.SECONDS) != null) {}
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }

            void handOver(String parcel) throws InterruptedException {
              parcels.put(parcel);
            }

            public static void main(String[] args) throws InterruptedException {
              PutsDown desk = new PutsDown();
              desk.hire();
              desk.handOver("9");
              desk.handOver("10");
            }
          }
        }
        """);
  }

  @Test
  void singleParcel() {
    compile(
        """
        import java.util.concurrent.LinkedTransferQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.concurrent.TransferQueue;

        class A {
          static class SingleParcel {
            private final TransferQueue<String> parcels = new LinkedTransferQueue<>();

            void hire() {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      while (parcels.poll(6, TimeUnit.SECONDS) != null) {}
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }

            public static void main(String[] args) throws InterruptedException {
              SingleParcel desk = new SingleParcel();
              desk.hire();
              desk.parcels.transfer("11");
            }
          }
        }
        """);
  }

  @Test
  void receiverOfLibrary() {
    compile(
        """
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          public static class Library {
            private final SynchronousQueue<String> parcels = new SynchronousQueue<>();

            public void hire() {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      while (parcels.poll(7, TimeUnit.SECONDS) != null) {}
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }

            public void handOver(String parcel) throws InterruptedException {
              parcels.put(parcel);
            }
          }
        }
        """);
  }

  @Test
  void receiverLeft() {
    compile(
        """
        import java.util.concurrent.LinkedTransferQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.concurrent.TransferQueue;

        class A {
          static class Left {
            private final TransferQueue<String> parcels = new LinkedTransferQueue<>();

            void hire() {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      String parcel;
                      while ((parcel = parcels.poll(8, TimeUnit.SECONDS)) != null) {
                        System.out.println(parcel);
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }

            void handOver(String parcel) throws InterruptedException {
              // BUG: Diagnostic contains: The receiver of 'parcels' can leave early
              parcels.transfer(parcel);
            }

            public static void main(String[] args) throws InterruptedException {
              Left desk = new Left();
              desk.hire();
              desk.handOver("12");
              Thread.sleep(9);
              desk.handOver("13");
            }
          }
        }
        """);
  }

  @Test
  void receiverLeftByBreak() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static class LeftByBreak {
            private final SynchronousQueue<String> jobs = new SynchronousQueue<>();

            private void start() {
              Thread.ofPlatform().start(this::work);
            }

            private void work() {
              try {
                while (true) {
                  String job = jobs.poll(11, TimeUnit.SECONDS);
                  if (job == null) {
                    break;
                  }
                  System.out.println(job);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }

            public static void main(String[] args) throws InterruptedException {
              LeftByBreak printer = new LeftByBreak();
              printer.start();
              for (String page : List.of(args)) {
                Thread.sleep(12);
                // BUG: Diagnostic contains: The receiver of 'jobs' can leave early
                printer.jobs.put(page);
              }
            }
          }
        }
        """);
  }

  @Test
  void receiverLeftTwoSenders() {
    compile(
        """
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static class LeftByTwoSenders {
            private final SynchronousQueue<String> orders = new SynchronousQueue<>();

            void open() {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      while (orders.poll(13, TimeUnit.SECONDS) != null) {}
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }

            void order(String meal) {
              try {
                // BUG: Diagnostic contains: The receiver of 'orders' can leave early
                orders.put(meal);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }

            public static void main(String[] args) {
              LeftByTwoSenders kitchen = new LeftByTwoSenders();
              kitchen.open();
              new Thread(() -> kitchen.order("soup")).start();
              new Thread(() -> kitchen.order("cake")).start();
            }
          }
        }
        """);
  }

  private void compile(String source) {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }

  @Test
  void receiverFailsByWhatTheSenderSendsLast() {
    compileFailing(
        """
        try {
          for (String text : texts) {
            rows.put(new Row(parse(text), null));
          }
          rows.put(END);
        } catch (IOException e) {
          rows.put(new Row("", e));
        }
        """);
  }

  @Test
  void receiverFailsByWhatTheSenderSendsBeforeItReturns() {
    compileFailing(
        """
        for (String text : texts) {
          try {
            rows.put(new Row(parse(text), null));
          } catch (IOException e) {
            rows.put(new Row("", e));
            return;
          }
        }
        rows.put(END);
        """);
  }

  @Test
  void receiverFailsByWhatAnyRowMayBe() {
    compileFailing(
        """
        for (String text : texts) {
          try {
            // BUG: Diagnostic contains: can leave early
            rows.put(new Row(parse(text), null));
          } catch (IOException e) {
            rows.put(new Row("", e));
          }
        }
        rows.put(END);
        """);
  }

  @Test
  void silenceEndsItOnlyIfTheThreadHasEnded() {
    compileSilent("", "!source.isAlive()", "");
  }

  @Test
  void silenceEndsItOnlyIfAMethodSaysThatTheThreadHasEnded() {
    compileSilent(
        """
        static boolean isOver(Thread thread) {
          return thread.getState() == Thread.State.TERMINATED;
        }
        """,
        "isOver(source)",
        "");
  }

  @Test
  void silenceEndsItForTheThirdTime() {
    compileSilent("", "++silent == 3", "// BUG: Diagnostic contains: can leave early");
  }

  private void compileFailing(String feed) {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          record Row(String text, IOException failure) {
            String get() throws IOException {
              if (failure != null) {
                throw failure;
              }
              return text;
            }
          }

          private static final Row END = new Row("", null);

          static String parse(String text) throws IOException {
            if (text.isEmpty()) {
              throw new IOException("empty");
            }
            return text.trim();
          }

          void read(List<String> texts) throws IOException, InterruptedException {
            BlockingQueue<Row> rows = new ArrayBlockingQueue<>(2);
            new Thread(() -> feed(texts, rows)).start();
            for (Row row = rows.take(); row != END; row = rows.take()) {
              System.out.println(row.get());
            }
          }

          static void feed(List<String> texts, BlockingQueue<Row> rows) {
            try {
              %s
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """
            .formatted(feed));
  }

  private void compileSilent(String members, String isEnd, String report) {
    compile(
        """
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          %s

          int drain(int n) throws InterruptedException {
            SynchronousQueue<Integer> values = new SynchronousQueue<>();
            Thread source =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < n; i++) {
                          %s
                          values.put(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            source.start();
            int sum = 0;
            int silent = 0;
            while (true) {
              Integer value = values.poll(20, TimeUnit.MILLISECONDS);
              if (value != null) {
                sum += value;
              } else if (%s) {
                return sum + silent;
              }
            }
          }
        }
        """
            .formatted(members, report, isEnd));
  }
}
