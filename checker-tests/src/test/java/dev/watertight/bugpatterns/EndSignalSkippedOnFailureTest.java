package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

final class EndSignalSkippedOnFailureTest {
  private static CompilationTestHelper helper(String... arguments) {
    return CompilationTestHelper.newInstance(
            EndSignalSkippedOnFailure.class, EndSignalSkippedOnFailureTest.class)
        .setArgs(List.of(arguments));
  }

  @Test
  void plainCallsOnly() {
    helper("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void plainCalls(List<String> names) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (String name : names) {
                          channel.send(name.strip() + String.valueOf(name.length()));
                        }
                        channel.done();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void signalledInFinally() {
    helper("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void inFinally(List<String> numbers) throws InterruptedException {
                Channel<Integer> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (String number : numbers) {
                          channel.send(Integer.parseInt(number));
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      } finally {
                        channel.done();
                      }
                    });
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void caughtOneByOne() {
    helper("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Integer END = Integer.MIN_VALUE;

              void caughtOneByOne(List<String> numbers) throws InterruptedException {
                BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          for (String number : numbers) {
                            try {
                              queue.add(Integer.parseInt(number));
                            } catch (NumberFormatException e) {
                              System.err.println("no number: " + number);
                            }
                          }
                          queue.add(END);
                        })
                    .start();
                for (Integer i = queue.take(); !i.equals(END); i = queue.take()) {
                  System.out.println(i);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void caughtAround() {
    helper("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Supplier;

            class A {
              private static final Integer LAST = Integer.MIN_VALUE + 1;

              void caughtAround(Supplier<Integer> source) throws InterruptedException {
                BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          try {
                            queue.add(source.get());
                          } catch (RuntimeException e) {
                            System.err.println(e);
                          }
                          queue.add(LAST);
                        })
                    .start();
                for (Integer i = queue.take(); !i.equals(LAST); i = queue.take()) {
                  System.out.println(i);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void failureIsSignalled() {
    helper("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.function.Supplier;

            class A {
              void failureIsSignalled(Supplier<String> source) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        channel.send(source.get());
                        channel.done();
                      } catch (InterruptedException | RuntimeException e) {
                        channel.error(e);
                      }
                    });
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void riskyCallComesLater() {
    helper("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;
            import java.util.function.Supplier;

            class A {
              void riskyCallComesLater(List<String> names, Supplier<String> log)
                  throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        channel.send(names.get(0));
                        channel.done();
                        System.out.println(log.get());
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneThread() {
    helper("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void oneThread(List<String> numbers) throws InterruptedException {
                Channel<Integer> channel = Channel.newUnlimitedChannel();
                for (String number : numbers) {
                  channel.send(Integer.parseInt(number));
                }
                channel.done();
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiverTimesOut() {
    helper("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;
            import java.util.function.Supplier;

            class A {
              private static final Integer STOP = Integer.MIN_VALUE + 2;

              void timed(Supplier<Integer> source) throws InterruptedException {
                BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          queue.add(source.get());
                          queue.add(STOP);
                        })
                    .start();
                while (true) {
                  Integer next = queue.poll(1, TimeUnit.MINUTES);
                  if (next == null || next.equals(STOP)) {
                    break;
                  }
                  System.out.println(next);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiverIsInterrupted() {
    helper("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void receiverIsInterrupted(List<String> numbers) throws InterruptedException {
                Channel<Integer> channel = Channel.newUnlimitedChannel();
                Thread printer =
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            channel.forEach(System.out::println);
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                try {
                  for (String number : numbers) {
                    channel.send(Integer.parseInt(number));
                  }
                  channel.done();
                } catch (NumberFormatException e) {
                  printer.interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiverTakesOne() {
    helper("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.function.Supplier;

            class A {
              Integer receiverTakesOne(Supplier<Integer> source) throws InterruptedException {
                Channel<Integer> channel = Channel.newUnlimitedChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        channel.send(source.get());
                        channel.done();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                return channel.receive();
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void scopes() {
    helper(
            "-XDcompilePolicy=simple",
            "--enable-preview",
            "--release",
            String.valueOf(Runtime.version().feature()))
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Joiner;

            class A {
              private Void parse(List<String> numbers, Channel<Integer> out)
                  throws InterruptedException {
                for (String number : numbers) {
                  out.send(Integer.parseInt(number));
                }
                out.done();
                return null;
              }

              void receiverIsCancelled(List<String> numbers) throws InterruptedException {
                Channel<Integer> channel = Channel.newRendezvousChannel();
                try (var scope = StructuredTaskScope.open()) {
                  scope.fork(() -> parse(numbers, channel));
                  scope.fork(channel::toList);
                  scope.join();
                }
              }

              private Void parseAll(List<String> numbers, Channel<Integer> out)
                  throws InterruptedException {
                for (String number : numbers) {
                  out.send(Integer.parseInt(number));
                }
                // BUG: Diagnostic contains: done() is skipped when line 28 throws
                out.done();
                return null;
              }

              void receiverIsLeft(List<String> numbers) throws InterruptedException {
                Channel<Integer> channel = Channel.newRendezvousChannel();
                try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
                  scope.fork(() -> parseAll(numbers, channel));
                  scope.fork(channel::toList);
                  scope.join();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void skipped() {
    helper("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Function;

            class A {
              private static final Integer END = Integer.MIN_VALUE;

              void parser(List<String> numbers) throws InterruptedException {
                BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          for (String number : numbers) {
                            queue.add(Integer.parseInt(number));
                          }
                          // BUG: Diagnostic contains: 'END' is skipped when line 15 throws RuntimeException; the receiver of 'queue' on line 21 then waits for ever
                          queue.add(END);
                        })
                    .start();
                for (Integer i = queue.take(); !i.equals(END); i = queue.take()) {
                  System.out.println(i);
                }
              }

              <T, R> void suppliedFunction(List<T> values, Function<T, R> function)
                  throws InterruptedException {
                Channel<R> results = Channel.newBufferedDefaultChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (T value : values) {
                          results.send(function.apply(value));
                        }
                        // BUG: Diagnostic contains: done() is skipped when line 33 throws RuntimeException
                        results.done();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                results.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void refusalThatCallersCatch() {
    // Who catches it by its name has met it.
    compileImport("IllegalArgumentException", "// BUG: Diagnostic contains: 'END' is skipped");
    compileImport("IllegalStateException", "");
    compileImport("Exception", "");
  }

  private void compileImport(String caught, String report) {
    CompilationTestHelper.newInstance(EndSignalSkippedOnFailure.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Import.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Import {
              private static final Integer END = Integer.MIN_VALUE;

              static Integer sizeOf(String row) {
                if (row.isEmpty()) {
                  throw new IllegalArgumentException("empty");
                }
                return row.length();
              }

              static void feed(List<String> rows, BlockingQueue<Integer> sizes)
                  throws InterruptedException {
                for (String row : rows) {
                  sizes.put(sizeOf(row));
                }
                %s
                sizes.put(END);
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
                Thread sum =
                    new Thread(
                        () -> {
                          try {
                            for (Integer s = sizes.take(); !s.equals(END); s = sizes.take()) {
                              System.out.println(s);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                sum.start();
                try {
                  feed(List.of(args), sizes);
                } catch (%s e) {
                  System.out.println(e);
                }
                sum.join();
              }
            }
            """
                .formatted(report, caught))
        .doTest();
  }
}
