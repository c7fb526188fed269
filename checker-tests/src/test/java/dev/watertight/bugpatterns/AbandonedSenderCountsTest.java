package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** The receiver counts, and its count is the sender's. */
final class AbandonedSenderCountsTest {
  /** The receiver counts, and its count is the sender's. */
  @Test
  void countIsSizeOfTheSource() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.List;

        class A {
          void size(List<String> names) throws InterruptedException {
            Channel<String> channel = Channel.newRendezvousChannel();
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (String name : names) {
                      channel.send(name);
                    }
                    channel.done();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            int count = names.size();
            for (int i = 0; i < count; i++) {
              System.out.println(channel.receive());
            }
          }
        }
        """);
  }

  @Test
  void countIsArgument() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.List;

        class A {
          private static void print(Channel<String> channel, int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
              System.out.println(channel.receive());
            }
          }

          void argument(List<String> names) throws InterruptedException {
            Channel<String> channel = Channel.newRendezvousChannel();
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (String name : names) {
                      channel.send(name);
                    }
                    channel.done();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            print(channel, names.size());
          }
        }
        """);
  }

  @Test
  void countIsNumber() {
    compile(
        """
        import com.softwaremill.jox.Channel;

        class A {
          void number() throws InterruptedException {
            Channel<Integer> channel = Channel.newRendezvousChannel();
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (int i = 0; i < 10; i++) {
                      channel.send(i);
                    }
                    channel.done();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            int count = 0;
            while (count < 10) {
              System.out.println(channel.receive());
              count++;
            }
          }
        }
        """);
  }

  @Test
  void negativeCountMeansEnd() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.List;

        class A {
          void negativeIsTheEnd(List<Integer> numbers) throws InterruptedException {
            Channel<Integer> channel = Channel.newRendezvousChannel();
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (int number : numbers) {
                      channel.send(number);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } finally {
                    channel.doneOrClosed();
                  }
                });
            while (true) {
              int number = channel.receive();
              if (number < 0) {
                break;
              }
              System.out.println(number);
            }
          }
        }
        """);
  }

  @Test
  void bufferAsLargeAsNeeded() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          String asLargeAsNeeded(List<String> names) throws InterruptedException {
            int count = names.size();
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(count);
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (String name : names) {
                      queue.put(name);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            return queue.poll(1, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void setOfEnumConstants() {
    compile(
        """
        import java.util.List;
        import java.util.Set;
        import java.util.TreeSet;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          enum Size {
            SMALL,
            MEDIUM,
            LARGE
          }

          String roomForAllOthers(Set<Size> sizes) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
            for (Size size : sizes) {
              Thread.startVirtualThread(() -> put(queue, size));
            }
            return queue.take();
          }

          String roomForAllOfList(List<Size> sizes) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
            for (Size size : new TreeSet<>(sizes)) {
              Thread.startVirtualThread(() -> put(queue, size));
            }
            return queue.take();
          }

          String roomForOne(Set<Size> sizes) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
            for (Size size : sizes) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      // BUG: Diagnostic contains: More values are sent to 'queue'
                      queue.put(size.name());
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            return queue.take();
          }

          private static void put(BlockingQueue<String> queue, Size size) {
            try {
              queue.put(size.name());
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
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
  void valuesOfAStream() {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.SynchronousQueue;
            import java.util.stream.Stream;

            class A {
              static final class Some {
                private static String next(SynchronousQueue<String> lines) {
                  try {
                    return lines.take();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return "";
                  }
                }

                List<String> some(int number) {
                  SynchronousQueue<String> lines = new SynchronousQueue<>();
                  new Thread(
                          () -> {
                            try {
                              for (int i = 0; i < 40; i++) {
                                // BUG: Diagnostic contains: More values are sent to 'lines'
                                lines.put("line " + i);
                              }
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                  return Stream.generate(() -> next(lines)).limit(Math.min(number, 10)).toList();
                }
              }

              static final class All {
                private static String next(SynchronousQueue<String> lines) {
                  try {
                    return lines.take();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return "";
                  }
                }

                List<String> all() {
                  SynchronousQueue<String> lines = new SynchronousQueue<>();
                  new Thread(
                          () -> {
                            try {
                              for (int i = 0; i < 10; i++) {
                                lines.put("line " + i);
                              }
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                  return Stream.generate(() -> next(lines)).limit(10).toList();
                }
              }

              static final class Untilfound {
                private static String next(SynchronousQueue<String> lines) {
                  try {
                    return lines.take();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return "";
                  }
                }

                List<String> untilFound() {
                  SynchronousQueue<String> lines = new SynchronousQueue<>();
                  new Thread(
                          () -> {
                            try {
                              for (int i = 0; i < 11; i++) {
                                lines.put("line " + i);
                              }
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                  return Stream.generate(() -> next(lines)).filter(s -> s.endsWith("0")).limit(2).toList();
                }
              }
            }
            """)
        .doTest();
  }
}
