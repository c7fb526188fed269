package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** How receivers that look as if they took everything leave something behind. */
final class AbandonedSenderReceiversTest {
  @Test
  void leavesALoopBeforeWhichItHasReceived() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          static final String END = new String("end");

          static void scan(List<String> rows, BlockingQueue<String> target) {
            try {
              for (String row : rows) {
                // BUG: Diagnostic contains: can leave early, on line 27, and tells nobody
                target.put(row);
              }
              target.put(END);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String first(List<String> rows, String prefix) throws InterruptedException {
            BlockingQueue<String> scanned = new ArrayBlockingQueue<>(4);
            Thread scanner = new Thread(() -> scan(rows, scanned));
            scanner.start();
            String row = scanned.take();
            while (row != END) {
              if (row.startsWith(prefix)) {
                return row;
              }
              row = scanned.take();
            }
            return null;
          }
        }
        """);
  }

  @Test
  void staysInALoopBeforeWhichItHasReceived() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          static final String END = new String("end");

          static void scan(List<String> rows, BlockingQueue<String> target) {
            try {
              for (String row : rows) {
                target.put(row);
              }
              target.put(END);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          int count(List<String> rows) throws InterruptedException {
            BlockingQueue<String> scanned = new ArrayBlockingQueue<>(4);
            Thread scanner = new Thread(() -> scan(rows, scanned));
            scanner.start();
            int count = 0;
            String row = scanned.take();
            while (row != END) {
              count++;
              row = scanned.take();
            }
            return count;
          }
        }
        """);
  }

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

  @Test
  void leavesWhenItHasWhatItLooksFor() {
    compile(
        """
        import java.util.Optional;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.function.Predicate;

        class A {
          private static final String END = new String("end");

          private static void list(int n, BlockingQueue<String> names) {
            try {
              for (int i = 0; i < n; i++) {
                // BUG: Diagnostic contains: can leave early, on line 26
                names.put("file" + i);
              }
              names.put(END);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          Optional<String> find(Predicate<String> wanted) throws InterruptedException {
            BlockingQueue<String> names = new ArrayBlockingQueue<>(2);
            Thread.ofVirtual().start(() -> list(100, names));
            for (String name = names.take(); name != END; name = names.take()) {
              if (wanted.test(name)) {
                return Optional.of(name);
              }
            }
            return Optional.empty();
          }
        }
        """);
  }

  @Test
  void senderKnowsWhatTheReceiverLooksFor() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.function.Predicate;

        class A {
          private static final String END = new String("end");

          private static void list(BlockingQueue<String> names, Predicate<String> last) {
            try {
              for (int i = 0; i < 100; i++) {
                names.put("file" + i);
                if (last.test("file" + i)) {
                  return;
                }
              }
              names.put(END);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void print(Predicate<String> last) throws InterruptedException {
            BlockingQueue<String> names = new ArrayBlockingQueue<>(2);
            Thread.ofVirtual().start(() -> list(names, last));
            for (String name = names.take(); name != END; name = names.take()) {
              if (last.test(name)) {
                return;
              }
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
  void receiverThatEndsAtAValueBeforeTheMarker() {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final String END = new String("end");

              private static void read(List<String> lines, BlockingQueue<String> queue) {
                try {
                  for (String line : lines) {
                    // BUG: Diagnostic contains: The receiver of 'queue' can leave early
                    queue.put(line);
                  }
                  queue.put(END);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static String find(List<String> lines, String prefix) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
                new Thread(() -> read(lines, queue)).start();
                for (String line = queue.take(); line != END; line = queue.take()) {
                  if (line.startsWith(prefix)) {
                    return line;
                  }
                }
                return "";
              }
            }
            """)
        .doTest();
  }

  @Test
  void senderThatMayStopAtTheSameValue() {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final String END = new String("end");

              private static void read(List<String> lines, BlockingQueue<String> queue) {
                try {
                  for (String line : lines) {
                    queue.put(line);
                    if (line.startsWith("x")) {
                      return;
                    }
                  }
                  queue.put(END);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static String find(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
                new Thread(() -> read(lines, queue)).start();
                while (true) {
                  String line = queue.take();
                  if (line == END || line.startsWith("x")) {
                    return line;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void partnerSealsWhatItHandsOver() {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Exchanger;
            import java.util.concurrent.atomic.AtomicBoolean;

            class A {
              static final class Buffer {
                final List<String> lines = new ArrayList<>();
                final AtomicBoolean isLast = new AtomicBoolean();
              }

              private static void write(Exchanger<Buffer> buffers) {
                try {
                  Buffer buffer = new Buffer();
                  do {
                    buffer = buffers.exchange(buffer);
                    buffer.lines.clear();
                  } while (!buffer.isLast.get());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private static void seal(Buffer buffer, boolean isLast) {
                buffer.isLast.set(isLast);
              }

              void log(int rounds) throws InterruptedException {
                Exchanger<Buffer> buffers = new Exchanger<>();
                new Thread(() -> write(buffers)).start();
                Buffer buffer = new Buffer();
                for (int round = 1; round <= rounds; round++) {
                  buffer.lines.add("round " + round);
                  seal(buffer, round == rounds);
                  buffer = buffers.exchange(buffer);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void eachSenderMarksTheEnd() {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.SynchronousQueue;

            class A {
              private static final String END = new String("end");

              static final class First {
                private final SynchronousQueue<String> rows = new SynchronousQueue<>();

                private void read(String table) {
                  try {
                    // BUG: Diagnostic contains: The receiver of 'rows' can leave early
                    rows.put(table);
                    rows.put(END);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                private void write() throws InterruptedException {
                  while (true) {
                    String row = rows.take();
                    if (row == END) {
                      break;
                    }
                  }
                }

                void run(List<String> tables) throws InterruptedException {
                  for (String table : tables) {
                    new Thread(() -> read(table)).start();
                  }
                  write();
                }
              }

              static final class Last {
                private final SynchronousQueue<String> rows = new SynchronousQueue<>();

                private void read(String table) {
                  try {
                    rows.put(table);
                    rows.put(END);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void run(List<String> tables) throws InterruptedException {
                  for (String table : tables) {
                    new Thread(() -> read(table)).start();
                  }
                  int open = tables.size();
                  while (true) {
                    String row = rows.take();
                    if (row == END && --open == 0) {
                      break;
                    }
                  }
                }
              }
            }
            """)
        .doTest();
  }
}
