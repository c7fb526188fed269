package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class UnclosedProducerTest {
  private static final String CURSOR =
      """
      import com.softwaremill.jox.Channel;
      import com.softwaremill.jox.ChannelClosedException;
      import java.util.ArrayList;
      import java.util.List;
      import java.util.concurrent.CancellationException;

      final class Cursor implements AutoCloseable {
        private final Channel<Integer> rows = Channel.newBufferedChannel(4);

        Cursor(int size) {
          Thread.startVirtualThread(() -> scan(size));
        }

        private void scan(int size) {
          try {
            for (int row = 0; row < size; row++) {
              rows.send(row);
            }
            rows.done();
          } catch (ChannelClosedException e) {
            System.out.println("cancelled");
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }

        Integer next() throws InterruptedException {
          return rows.receiveOrClosed() instanceof Integer row ? row : null;
        }

        List<Integer> take(int n) throws InterruptedException {
          List<Integer> page = new ArrayList<>();
          while (page.size() < n && rows.receiveOrClosed() instanceof Integer row) {
            page.add(row);
          }
          return page;
        }

        List<Integer> all() throws InterruptedException {
          return rows.toList();
        }

        @Override
        public void close() {
          rows.errorOrClosed(new CancellationException());
        }
      }
      """;

  @Test
  void closedAsResource() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("Cursor.java", CURSOR)
        .addSourceLines(
            "A.java",
            """
            import java.util.List;

            class A {
              Cursor query(int size) {
                return new Cursor(size);
              }

              List<Integer> resource() throws InterruptedException {
                try (Cursor cursor = new Cursor(1)) {
                  return cursor.take(1);
                }
              }

              List<Integer> closed() throws InterruptedException {
                Cursor cursor = query(2);
                try {
                  return cursor.take(2);
                } finally {
                  cursor.close();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByHelper() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("Cursor.java", CURSOR)
        .addSourceLines(
            "A.java",
            """
            class A {
              Cursor query(int size) {
                return new Cursor(size);
              }

              void closedByHelper() {
                Cursor cursor = query(3);
                end(cursor);
              }

              private static void end(AutoCloseable resource) {
                try {
                  resource.close();
                } catch (Exception e) {
                  System.out.println(e);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void receivesEverything() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("Cursor.java", CURSOR)
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;

            class A {
              Cursor query(int size) {
                return new Cursor(size);
              }

              List<Integer> all() throws InterruptedException {
                return query(4).all();
              }

              List<Integer> loop() throws InterruptedException {
                Cursor cursor = query(5);
                List<Integer> rows = new ArrayList<>();
                for (Integer row = cursor.next(); row != null; row = cursor.next()) {
                  rows.add(row);
                }
                return rows;
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptInField() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("Cursor.java", CURSOR)
        .addSourceLines(
            "A.java",
            """
            class A {
              private Cursor open;

              Cursor query(int size) {
                return new Cursor(size);
              }

              void kept() {
                open = query(6);
              }
            }
            """)
        .doTest();
  }

  @Test
  void handedToOthers() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("Cursor.java", CURSOR)
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.Map;
            import java.util.function.Consumer;

            class A {
              Cursor query(int size) {
                return new Cursor(size);
              }

              void handedOver(List<Cursor> cursors, Consumer<Cursor> other, Map<String, Cursor> map) {
                cursors.add(query(7));
                other.accept(query(8));
                map.put("9", query(9));
              }

              Cursor passedOn() {
                Cursor cursor = query(10);
                System.out.println("opened " + cursor);
                return cursor;
              }

              Runnable captured() {
                Cursor cursor = query(11);
                return () -> cursor.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void notClosed() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("Cursor.java", CURSOR)
        .addSourceLines(
            "A.java",
            """
            import java.util.List;

            class A {
              Cursor query(int size) {
                return new Cursor(size);
              }

              List<Integer> page() throws InterruptedException {
                // BUG: Diagnostic contains: Nobody calls close() on this Cursor; the task that it has
                Cursor cursor = query(12);
                return cursor.take(2);
              }

              Integer first() throws InterruptedException {
                // BUG: Diagnostic contains: Nobody calls close() on this Cursor
                return new Cursor(13).next();
              }
            }
            """)
        .doTest();
  }

  @Test
  void passedOnAndDropped() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("Cursor.java", CURSOR)
        .addSourceLines(
            "A.java",
            """
            class A {
              Cursor query(int size) {
                return new Cursor(size);
              }

              Cursor passedOn() {
                Cursor cursor = query(10);
                System.out.println("opened " + cursor);
                return cursor;
              }

              Integer passedOnAndDropped() throws InterruptedException {
                // BUG: Diagnostic contains: Nobody calls close() on this Cursor
                return passedOn().next();
              }
            }
            """)
        .doTest();
  }

  @Test
  void roomForEverything() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              /** Room for everything. */
              static class Unbounded {
                private final BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();

                Unbounded() {
                  Thread.startVirtualThread(
                      () -> {
                        for (int i = 0; i < 100; i++) {
                          queue.add(i);
                        }
                      });
                }

                void close() {
                  queue.clear();
                }
              }

              void make() throws InterruptedException {
                System.out.println(new Unbounded());
              }
            }
            """)
        .doTest();
  }

  @Test
  void senderInterruptedByClose() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              /** A thread of its own that close() interrupts. */
              static class Interrupted {
                private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
                private final Thread sender =
                    new Thread(
                        () -> {
                          try {
                            for (int i = 0; ; i++) {
                              queue.put(i);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });

                Interrupted() {
                  sender.start();
                }

                int next() throws InterruptedException {
                  return queue.take();
                }

                void close() {
                  sender.interrupt();
                }
              }

              void make() throws InterruptedException {
                // BUG: Diagnostic contains: Nobody calls close()
                System.out.println(new Interrupted().next());
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedByMethod() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              /** Started by a method of its own. */
              static class Started {
                private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);

                void start() {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          for (int i = 0; i < 9; i++) {
                            queue.put(i);
                          }
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
                }

                void close() {
                  queue.clear();
                }
              }

              void make() throws InterruptedException {
                new Started().start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void asMuchAsFits() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              /** As much as fits. */
              static class Small {
                private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(3);

                Small() {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          for (int i = 0; i < 3; i++) {
                            queue.put(i);
                          }
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
                }

                void close() {
                  queue.clear();
                }
              }

              void make() throws InterruptedException {
                new Small();
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledMethodClosesItself() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              private static final class Numbers {
                private final Channel<Integer> found = Channel.newBufferedChannel(3);

                Numbers() {
                  Thread.startVirtualThread(this::count);
                }

                private void count() {
                  try {
                    for (int n = 0; ; n++) {
                      found.send(n);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                int first() throws InterruptedException {
                  try {
                    return found.receive();
                  } finally {
                    close();
                  }
                }

                void close() {
                  found.errorOrClosed(new IllegalStateException());
                }
              }

              int first() throws InterruptedException {
                Numbers numbers = new Numbers();
                return numbers.first();
              }
            }
            """)
        .doTest();
  }

  @Test
  void thatManyValuesTaken() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final class Halves {
                private final BlockingQueue<String> halves = new ArrayBlockingQueue<>(1);

                Halves() {
                  Thread.startVirtualThread(this::make);
                }

                private void make() {
                  try {
                    halves.put("a");
                    halves.put("b");
                    halves.put("c");
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                String next() throws InterruptedException {
                  return halves.take();
                }

                void close() {
                  halves.clear();
                }
              }

              String roomForTheLast() throws InterruptedException {
                Halves halves = new Halves();
                return halves.next() + halves.next();
              }

              String roomForOneOfTwo() throws InterruptedException {
                // BUG: Diagnostic contains: Nobody calls close()
                Halves halves = new Halves();
                return halves.next();
              }
            }
            """)
        .doTest();
  }

  @Test
  void closerInterrupts() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final class Lines implements AutoCloseable {
                private final BlockingQueue<Integer> lines = new ArrayBlockingQueue<>(4);
                private final Thread reader = new Thread(this::read);

                Lines() {
                  reader.start();
                }

                private void read() {
                  try {
                    for (int line = 0; line < 1000; line++) {
                      lines.put(line);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                int next() throws InterruptedException {
                  return lines.take();
                }

                @Override
                public void close() {
                  reader.interrupt();
                }
              }

              int all() throws InterruptedException {
                Lines lines = new Lines();
                int sum = 0;
                for (int i = 0; i < 1000; i++) {
                  sum += lines.next();
                }
                return sum;
              }

              int some() throws InterruptedException {
                // BUG: Diagnostic contains: Nobody calls close()
                Lines lines = new Lines();
                int sum = 0;
                for (int i = 0; i < 3; i++) {
                  sum += lines.next();
                }
                return sum;
              }

              int closed() throws InterruptedException {
                try (Lines lines = new Lines()) {
                  return lines.next();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void noneOfTheSizesFills() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static final class Scan {
                private final BlockingQueue<String> ahead = new ArrayBlockingQueue<>(8);
                private final List<String> names;

                Scan(List<String> names) {
                  this.names = names;
                  new Thread(this::scan).start();
                }

                private void scan() {
                  try {
                    for (String name : names) {
                      ahead.put(name);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                String next() throws InterruptedException {
                  return ahead.take();
                }

                void close() {
                  ahead.clear();
                }
              }

              void run() throws InterruptedException {
                System.out.println(new Scan(List.of("a", "b", "c")).next());
                System.out.println(new Scan(List.of("a")).next());
              }
            }
            """)
        .doTest();
  }

  @Test
  void receivesByAFunction() {
    CompilationTestHelper.newInstance(UnclosedProducer.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Rows.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.stream.Stream;

            final class Rows implements AutoCloseable {
              private final BlockingQueue<Integer> rows = new ArrayBlockingQueue<>(4);
              private final Thread reader = new Thread(this::scan);

              Rows() {
                reader.start();
              }

              private void scan() {
                try {
                  for (int row = 0; row < 9; row++) {
                    rows.put(row);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private Integer next() {
                try {
                  return rows.take();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }

              List<Integer> all() {
                return Stream.generate(this::next).limit(9).toList();
              }

              @Override
              public void close() {
                reader.interrupt();
              }

              static List<Integer> read() {
                return new Rows().all();
              }
            }
            """)
        .doTest();
  }
}
