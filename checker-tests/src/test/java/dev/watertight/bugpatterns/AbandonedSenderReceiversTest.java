package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** How receivers that look as if they took everything leave something behind. */
final class AbandonedSenderReceiversTest {
  @Test
  void senderStopsAtTheSameLimit() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          int load(List<Integer> weights) throws InterruptedException {
            BlockingQueue<Integer> belt = new ArrayBlockingQueue<>(1);
            Thread.startVirtualThread(
                () -> {
                  int sum = 0;
                  try {
                    for (int weight : weights) {
                      belt.put(weight);
                      sum += weight;
                      if (sum >= 20) {
                        break;
                      }
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            int loaded = 0;
            for (int i = 0; i < weights.size(); i++) {
              loaded += belt.take();
              if (loaded >= 20) {
                break;
              }
            }
            return loaded;
          }
        }
        """);
  }

  @Test
  void partnerIsToldWhichIsTheLast() {
    compile(
        """
        import java.util.concurrent.Exchanger;

        class A {
          record Page(String text, boolean last) {}

          static void write(Exchanger<Page> pages, int n) {
            try {
              for (int i = 0; i < n; i++) {
                Page page = new Page("page", i == n - 1);
                pages.exchange(page);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          static void read(Exchanger<Page> pages) {
            Page empty = new Page("", false);
            try {
              Page page;
              do {
                page = pages.exchange(empty);
              } while (!page.last());
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          static void start() {
            Exchanger<Page> pages = new Exchanger<>();
            new Thread(() -> read(pages)).start();
            new Thread(() -> write(pages, 3)).start();
          }
        }
        """);
  }

  @Test
  void polledWithRoomForAll() {
    compile(
        """
        import java.util.List;
        import java.util.Optional;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.CountDownLatch;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          private static void report(BlockingQueue<Exception> failures, Exception failure) {
            try {
              failures.put(failure);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          Optional<Exception> roomForAll(List<Callable<?>> checks) throws InterruptedException {
            BlockingQueue<Exception> failures = new ArrayBlockingQueue<>(checks.size());
            CountDownLatch done = new CountDownLatch(checks.size());
            for (Callable<?> check : checks) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      check.call();
                    } catch (Exception e) {
                      report(failures, e);
                    } finally {
                      done.countDown();
                    }
                  });
            }
            done.await();
            return Optional.ofNullable(failures.poll());
          }

          Optional<Exception> unbounded(List<Callable<?>> checks) throws InterruptedException {
            BlockingQueue<Exception> failures = new LinkedBlockingQueue<>();
            for (Callable<?> check : checks) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      check.call();
                    } catch (Exception e) {
                      report(failures, e);
                    }
                  });
            }
            Thread.sleep(10);
            return Optional.ofNullable(failures.poll());
          }
        }
        """);
  }

  @Test
  void onlyTheFirstReports() {
    compile(
        """
        import java.util.List;
        import java.util.Optional;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.atomic.AtomicBoolean;

        class A {
          private static void report(BlockingQueue<Exception> failures, Exception failure) {
            try {
              failures.put(failure);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          Optional<Exception> onlyTheFirstReports(List<Callable<?>> checks)
              throws InterruptedException {
            BlockingQueue<Exception> failures = new ArrayBlockingQueue<>(1);
            AtomicBoolean failed = new AtomicBoolean();
            for (Callable<?> check : checks) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      check.call();
                    } catch (Exception e) {
                      if (failed.compareAndSet(false, true)) {
                        report(failures, e);
                      }
                    }
                  });
            }
            Thread.sleep(20);
            return Optional.ofNullable(failures.poll());
          }
        }
        """);
  }

  @Test
  void senderDoesNotWait() {
    compile(
        """
        import java.util.List;
        import java.util.Optional;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;

        class A {
          Optional<Exception> doesNotWait(List<Callable<?>> checks) throws InterruptedException {
            BlockingQueue<Exception> failures = new ArrayBlockingQueue<>(1);
            for (Callable<?> check : checks) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      check.call();
                    } catch (Exception e) {
                      failures.offer(e);
                    }
                  });
            }
            Thread.sleep(30);
            return Optional.ofNullable(failures.poll());
          }
        }
        """);
  }

  @Test
  void drainedAfterPoll() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.CountDownLatch;

        class A {
          private static void report(BlockingQueue<Exception> failures, Exception failure) {
            try {
              failures.put(failure);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          int drained(List<Callable<?>> checks) throws InterruptedException {
            BlockingQueue<Exception> failures = new ArrayBlockingQueue<>(1);
            CountDownLatch done = new CountDownLatch(checks.size());
            for (Callable<?> check : checks) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      check.call();
                    } catch (Exception e) {
                      report(failures, e);
                    } finally {
                      done.countDown();
                    }
                  });
            }
            int found = 0;
            while (done.getCount() > 0) {
              Thread.sleep(1);
              if (failures.poll() != null) {
                found++;
              }
            }
            return found;
          }
        }
        """);
  }

  @Test
  void oneSenderOnePoll() {
    compile(
        """
        import java.util.Optional;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;

        class A {
          private static void report(BlockingQueue<Exception> failures, Exception failure) {
            try {
              failures.put(failure);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          Optional<Exception> one(Callable<?> check) throws InterruptedException {
            BlockingQueue<Exception> failures = new ArrayBlockingQueue<>(1);
            Thread checking =
                Thread.startVirtualThread(
                    () -> {
                      try {
                        check.call();
                      } catch (Exception e) {
                        report(failures, e);
                      }
                    });
            checking.join();
            return Optional.ofNullable(failures.poll());
          }
        }
        """);
  }

  @Test
  void interruptedAfterPoll() {
    compile(
        """
        import java.util.List;
        import java.util.Optional;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;

        class A {
          private static void report(BlockingQueue<Exception> failures, Exception failure) {
            try {
              failures.put(failure);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          Optional<Exception> interrupted(Callable<?> left, Callable<?> right)
              throws InterruptedException {
            BlockingQueue<Exception> failures = new ArrayBlockingQueue<>(1);
            List<Thread> threads =
                List.of(
                    new Thread(() -> run(left, failures)), new Thread(() -> run(right, failures)));
            threads.forEach(Thread::start);
            Thread.sleep(40);
            threads.forEach(Thread::interrupt);
            return Optional.ofNullable(failures.poll());
          }

          private static void run(Callable<?> check, BlockingQueue<Exception> failures) {
            try {
              check.call();
            } catch (Exception e) {
              report(failures, e);
            }
          }
        }
        """);
  }

  @Test
  void firstOfSeveralPolled() {
    compile(
        """
        import java.util.List;
        import java.util.Optional;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.CountDownLatch;

        class A {
          Optional<Exception> first(List<Callable<?>> checks) throws InterruptedException {
            BlockingQueue<Exception> failures = new ArrayBlockingQueue<>(1);
            CountDownLatch done = new CountDownLatch(checks.size());
            for (Callable<?> check : checks) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      check.call();
                    } catch (Exception e) {
                      try {
                        // BUG: Diagnostic contains: More values are sent to 'failures' than line
                        failures.put(e);
                      } catch (InterruptedException interrupt) {
                        Thread.currentThread().interrupt();
                      }
                    } finally {
                      done.countDown();
                    }
                  });
            }
            done.await();
            return Optional.ofNullable(failures.poll());
          }
        }
        """);
  }

  @Test
  void lastOfSeveralPolled() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingDeque;
        import java.util.concurrent.Callable;
        import java.util.concurrent.LinkedBlockingDeque;

        class A {
          String lastOf(List<Callable<String>> pages) throws InterruptedException {
            BlockingDeque<String> loaded = new LinkedBlockingDeque<>(2);
            pages.forEach(
                page ->
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            // BUG: Diagnostic contains: More values are sent to 'loaded'
                            loaded.putLast(page.call());
                          } catch (Exception e) {
                            System.err.println(e);
                          }
                        }));
            Thread.sleep(50);
            return loaded.pollLast();
          }
        }
        """);
  }

  @Test
  void warningPolled() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          String warning(List<String> lines) throws InterruptedException {
            BlockingQueue<String> warnings = new ArrayBlockingQueue<>(1);
            Thread scanner =
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (String line : lines) {
                          if (line.isBlank()) {
                            // BUG: Diagnostic contains: More values are sent to 'warnings'
                            warnings.put(line);
                          }
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            Thread.sleep(60);
            return warnings.remove();
          }
        }
        """);
  }

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

  @Test
  void deadlineWithRoomForAll() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.TimeUnit;

        class A {
          static void put(BlockingQueue<String> queue, Callable<String> source) {
            try {
              queue.put(source.call());
            } catch (Exception e) {
              Thread.currentThread().interrupt();
            }
          }

          List<String> roomForAll(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new ArrayBlockingQueue<>(sources.size());
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(() -> put(answers, source));
            }
            List<String> all = new ArrayList<>();
            long end = System.nanoTime() + 1;
            while (System.nanoTime() < end) {
              String answer = answers.poll(1, TimeUnit.MILLISECONDS);
              if (answer != null) {
                all.add(answer);
              }
            }
            return all;
          }
        }
        """);
  }

  @Test
  void interruptsAtDeadline() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static void put(BlockingQueue<String> queue, Callable<String> source) {
            try {
              queue.put(source.call());
            } catch (Exception e) {
              Thread.currentThread().interrupt();
            }
          }

          List<String> interrupts(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new SynchronousQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (Callable<String> source : sources) {
              threads.add(Thread.startVirtualThread(() -> put(answers, source)));
            }
            List<String> all = new ArrayList<>();
            long end = System.nanoTime() + 2;
            while (System.nanoTime() < end) {
              String answer = answers.poll(2, TimeUnit.MILLISECONDS);
              if (answer != null) {
                all.add(answer);
              }
            }
            for (Thread thread : threads) {
              thread.interrupt();
            }
            return all;
          }
        }
        """);
  }

  @Test
  void untilAllHaveCome() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static void put(BlockingQueue<String> queue, Callable<String> source) {
            try {
              queue.put(source.call());
            } catch (Exception e) {
              Thread.currentThread().interrupt();
            }
          }

          void untilAllHaveCome(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new SynchronousQueue<>();
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(() -> put(answers, source));
            }
            int left = sources.size();
            while (left > 0) {
              if (answers.poll(3, TimeUnit.MILLISECONDS) != null) {
                left--;
              }
            }
          }
        }
        """);
  }

  @Test
  void offersUntilDeadline() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          void offers(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new SynchronousQueue<>();
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      answers.offer(source.call(), 1, TimeUnit.SECONDS);
                    } catch (Exception e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            long end = System.currentTimeMillis() + 3;
            while (System.currentTimeMillis() < end) {
              System.out.println(answers.poll(4, TimeUnit.MILLISECONDS));
            }
          }
        }
        """);
  }

  @Test
  void servesAsLongAsItRuns() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          void servesAsLongAsItRuns(BlockingQueue<String> answers) throws InterruptedException {
            long end = System.currentTimeMillis() + 4;
            while (System.currentTimeMillis() < end) {
              System.out.println(answers.poll(5, TimeUnit.MILLISECONDS));
            }
          }
        }
        """);
  }

  @Test
  void drainedAfterDeadline() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static void put(BlockingQueue<String> queue, Callable<String> source) {
            try {
              queue.put(source.call());
            } catch (Exception e) {
              Thread.currentThread().interrupt();
            }
          }

          void drainedAfterwards(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new SynchronousQueue<>();
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(() -> put(answers, source));
            }
            int left = sources.size();
            long end = System.currentTimeMillis() + 5;
            while (System.currentTimeMillis() < end) {
              left -= answers.poll(6, TimeUnit.MILLISECONDS) == null ? 0 : 1;
            }
            while (left-- > 0) {
              answers.take();
            }
          }
        }
        """);
  }

  @Test
  void receivesUntilDeadline() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          List<String> deadline(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new SynchronousQueue<>();
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      // BUG: Diagnostic contains: The receiver of 'answers' can leave early
                      answers.put(source.call());
                    } catch (Exception e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            List<String> all = new ArrayList<>();
            long end = System.nanoTime() + 6;
            while (System.nanoTime() < end) {
              String answer = answers.poll(7, TimeUnit.MILLISECONDS);
              if (answer != null) {
                all.add(answer);
              }
            }
            return all;
          }
        }
        """);
  }

  @Test
  void receivesWhileTimeIsLeft() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          void timeLeft(List<Callable<String>> sources) throws InterruptedException {
            SynchronousQueue<String> answers = new SynchronousQueue<>();
            sources.forEach(
                source ->
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            // BUG: Diagnostic contains: The receiver of 'answers' can leave early
                            answers.put(source.call());
                          } catch (Exception e) {
                            Thread.currentThread().interrupt();
                          }
                        }));
            long end = System.nanoTime() + 7;
            long left;
            while ((left = end - System.nanoTime()) > 0) {
              System.out.println(answers.poll(left, TimeUnit.NANOSECONDS));
            }
          }
        }
        """);
  }

  @Test
  void receivesUntilInstant() {
    compile(
        """
        import java.time.Duration;
        import java.time.Instant;
        import java.util.List;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          void instant(List<Callable<String>> sources) throws InterruptedException {
            SynchronousQueue<String> answers = new SynchronousQueue<>();
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      // BUG: Diagnostic contains: The receiver of 'answers' can leave early
                      answers.put(source.call());
                    } catch (Exception e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            Instant end = Instant.now().plus(Duration.ofSeconds(8));
            while (Instant.now().isBefore(end)) {
              System.out.println(answers.poll(8, TimeUnit.MILLISECONDS));
            }
          }
        }
        """);
  }

  @Test
  void bothReceived() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        abstract class A {
          abstract void check(String text) throws IOException;

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String bothReceived() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            for (String half : List.of("1", "2")) {
              Thread.startVirtualThread(() -> put(halves, half));
            }
            String first = halves.take();
            String second = halves.take();
            check(first);
            return first + second;
          }

          String startedOneByOne() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            Thread.startVirtualThread(() -> put(halves, "7"));
            check(halves.take());
            Thread.startVirtualThread(() -> put(halves, "8"));
            return halves.take();
          }
        }
        """);
  }

  @Test
  void roomForTheOther() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          abstract void check(String text) throws IOException;

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String roomForTheOther() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new ArrayBlockingQueue<>(1);
            for (String half : List.of("3", "4")) {
              Thread.startVirtualThread(() -> put(halves, half));
            }
            String first = halves.take();
            check(first);
            return first + halves.take();
          }
        }
        """);
  }

  @Test
  void receivedInFinally() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        abstract class A {
          abstract void check(String text) throws IOException;

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String receivedFinally() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            for (String half : List.of("5", "6")) {
              Thread.startVirtualThread(() -> put(halves, half));
            }
            String first = halves.take();
            try {
              check(first);
            } finally {
              halves.take();
            }
            return first;
          }
        }
        """);
  }

  @Test
  void othersInterrupted() {
    compile(
        """
        import java.io.IOException;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        abstract class A {
          abstract void check(String text) throws IOException;

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String interrupted() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            Thread left = Thread.startVirtualThread(() -> put(halves, "9"));
            Thread right = Thread.startVirtualThread(() -> put(halves, "10"));
            try {
              check(halves.take());
              return halves.take();
            } finally {
              left.interrupt();
              right.interrupt();
            }
          }
        }
        """);
  }

  @Test
  void uncheckedExceptionOnly() {
    compile(
        """
        import java.util.List;
        import java.util.Optional;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        abstract class A {
          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          Optional<String> uncheckedOnly() throws InterruptedException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            for (String half : List.of("11", "12")) {
              Thread.startVirtualThread(() -> put(halves, half));
            }
            int length = halves.take().length();
            return Optional.of(halves.take().substring(length));
          }
        }
        """);
  }

  @Test
  void failsFast() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.List;
        import java.util.concurrent.Callable;

        abstract class A {
          void failsFast() throws Exception {
            Channel<Object> results = Channel.newRendezvousChannel();
            for (Callable<?> part : List.<Callable<?>>of(() -> 13, () -> 14)) {
              Thread.startVirtualThread(
                  () -> {
                    Object result;
                    try {
                      result = part.call();
                    } catch (Exception e) {
                      result = e;
                    }
                    try {
                      // BUG: Diagnostic contains: leaves without receiving from 'results'
                      results.send(result);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            Object first = results.receive();
            if (first instanceof Exception e) {
              throw e;
            }
            System.out.println(first + " " + results.receive());
          }
        }
        """);
  }

  @Test
  void checkThrows() {
    compile(
        """
        import java.io.IOException;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        abstract class A {
          abstract void check(String text) throws IOException;

          String checkThrows() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            Thread.startVirtualThread(
                () -> {
                  try {
                    // BUG: Diagnostic contains: leaves without receiving from 'halves'
                    halves.put("15");
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            Thread.startVirtualThread(
                () -> {
                  try {
                    halves.put("16");
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            check(halves.take());
            return halves.take();
          }
        }
        """);
  }

  @Test
  void enoughReceived() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          String enough(boolean quick) throws InterruptedException {
            BlockingQueue<String> parts = new ArrayBlockingQueue<>(1);
            for (int i = 0; i < 4; i++) {
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try {
                          // BUG: Diagnostic contains: leaves without receiving from 'parts'
                          parts.put("17");
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
            }
            String first = parts.take() + parts.take();
            if (quick) {
              return first;
            }
            return first + parts.take() + parts.take();
          }
        }
        """);
  }

  @Test
  void requestWithRoom() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Roomy {
            private final BlockingQueue<String> reply = new ArrayBlockingQueue<>(1);
          }

          record Lookup(String key, SynchronousQueue<String> value) {}

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String roomy() throws InterruptedException {
            Roomy request = new Roomy();
            Thread.startVirtualThread(() -> put(request.reply, "1"));
            return request.reply.poll(1, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void patientRequest() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        class A {
          static final class Patient {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String patient() throws InterruptedException {
            Patient request = new Patient();
            Thread.startVirtualThread(() -> put(request.reply, "2"));
            return request.reply.take();
          }
        }
        """);
  }

  @Test
  void requestOffered() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Offered {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          String offered() throws InterruptedException {
            Offered request = new Offered();
            Thread.startVirtualThread(() -> request.reply.offer("3"));
            return request.reply.poll(3, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void requestRetried() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Patient {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          static final class Retried {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String patient() throws InterruptedException {
            Patient request = new Patient();
            Thread.startVirtualThread(() -> put(request.reply, "2"));
            return request.reply.take();
          }

          String retried() throws InterruptedException {
            Retried request = new Retried();
            Thread.startVirtualThread(() -> put(request.reply, "4"));
            String answer = null;
            while (answer == null) {
              answer = request.reply.poll(4, TimeUnit.SECONDS);
            }
            return answer;
          }
        }
        """);
  }

  @Test
  void answerTakenByOther() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Shared {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          private final Shared shared = new Shared();

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String askedAgain() throws InterruptedException {
            return shared.reply.poll(5, TimeUnit.SECONDS);
          }

          void answered() {
            Thread.startVirtualThread(() -> put(shared.reply, "5"));
          }
        }
        """);
  }

  @Test
  void requestStopped() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Stopped {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String stopped() throws InterruptedException {
            Stopped request = new Stopped();
            Thread asking = Thread.startVirtualThread(() -> put(request.reply, "6"));
            try {
              return request.reply.poll(6, TimeUnit.SECONDS);
            } finally {
              asking.interrupt();
            }
          }
        }
        """);
  }

  @Test
  void requestGivenUp() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.function.Function;

        class A {
          static final class Request {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          String ask(Function<String, String> service) throws InterruptedException {
            Request request = new Request();
            Thread.startVirtualThread(
                () -> {
                  try {
                    // BUG: Diagnostic contains: Nobody receives from 'reply' once the time limit
                    request.reply.put(service.apply("7"));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            return request.reply.poll(7, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void jobGivenUp() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Job {
            private final SynchronousQueue<String> done = new SynchronousQueue<>();
            private final String name;

            Job(String name) {
              this.name = name;
            }
          }

          private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();

          void work() {
            Thread.ofPlatform()
                .daemon()
                .start(
                    () -> {
                      try {
                        while (true) {
                          Job job = jobs.take();
                          // BUG: Diagnostic contains: Nobody receives from 'done' once the time
                          job.done.put(job.name);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
          }

          String run(String name) throws InterruptedException {
            Job job = new Job(name);
            jobs.put(job);
            return job.done.poll(8, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void leavesBeforeTheNumberThatEndsIt() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          int sumOfFirst(int most) throws InterruptedException {
            BlockingQueue<Integer> sizes = new ArrayBlockingQueue<>(2);
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (int i = 0; i < 100; i++) {
                      // BUG: Diagnostic contains: The receiver of 'sizes' can leave early, on line 23
                      sizes.put(i);
                    }
                    sizes.put(-1);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            int sum = 0;
            for (int size; (size = sizes.take()) >= 0; ) {
              sum += size;
              if (sum > most) {
                break;
              }
            }
            return sum;
          }

          int untilLast(int[] all) throws InterruptedException {
            BlockingQueue<Integer> sizes = new ArrayBlockingQueue<>(3);
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (int size : all) {
                      sizes.put(size);
                    }
                    sizes.put(-2);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            int sum = 0;
            while (true) {
              int size = sizes.take();
              if (0 > size) {
                return sum;
              }
              sum += size;
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
}
