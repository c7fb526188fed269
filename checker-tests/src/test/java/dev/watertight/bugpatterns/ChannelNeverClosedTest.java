package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class ChannelNeverClosedTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ChannelNeverClosed.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void closedInFinally() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              native String read(int page) throws InterruptedException;

              void inFinally(int pages) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (int page = 0; page < pages; page++) {
                          channel.send(read(page));
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
  void errorOnFailure() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosed;
            import java.util.concurrent.ExecutorService;

            class A {
              native String read(int page) throws InterruptedException;

              void withErrorOnFailure(ExecutorService executor) throws InterruptedException {
                Channel<String> channel = Channel.newBufferedDefaultChannel();
                executor.submit(
                    () -> {
                      try {
                        channel.send(read(1));
                        channel.done();
                      } catch (RuntimeException e) {
                        channel.error(e);
                      }
                      return null;
                    });
                while (true) {
                  Object next = channel.receiveOrClosed();
                  if (next instanceof ChannelClosed) {
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
  void closedAfterJoin() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.ArrayList;
            import java.util.List;

            class A {
              native String read(int page) throws InterruptedException;

              void afterJoin(List<Integer> pages) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                List<Thread> readers = new ArrayList<>();
                for (int page : pages) {
                  readers.add(
                      Thread.startVirtualThread(
                          () -> {
                            try {
                              channel.send(read(page));
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          }));
                }
                for (Thread reader : readers) {
                  reader.join();
                }
                channel.done();
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByHelper() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Sink;
            import java.util.List;

            class A {
              void byHelper(List<String> names) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                for (String name : names) {
                  channel.send(name);
                }
                end(channel);
                System.out.println(channel.toList());
              }

              private static void end(Sink<?> sink) {
                sink.doneOrClosed();
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedWhenAllIsComplete() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;
            import java.util.concurrent.CompletableFuture;

            class A {
              void whenAllIsComplete(List<CompletableFuture<String>> answers)
                  throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                for (CompletableFuture<String> answer : answers) {
                  answer.thenAccept(value -> put(channel, value));
                }
                CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
                    .whenComplete((done, failure) -> channel.done());
                channel.forEach(System.out::println);
              }

              private static void put(Channel<String> channel, String value) {
                try {
                  channel.send(value);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByCallback() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.CompletableFuture;

            class A {
              void asCallback(CompletableFuture<Void> end) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                channel.send("first");
                end.thenRun(channel::done);
                channel.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void errorIsTheEnd() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.ExecutorService;

            class A {
              native String read(int page) throws InterruptedException;

              void errorIsTheEnd(ExecutorService executor) throws InterruptedException {
                Channel<String> channel = Channel.newBufferedChannel(1);
                executor.execute(
                    () -> {
                      try {
                        while (true) {
                          channel.send(read(0));
                        }
                      } catch (InterruptedException e) {
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
  void channelOutOfView() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.Source;
            import java.util.List;

            class A {
              native void register(Source<String> source);

              Source<String> handedOut(List<String> names) {
                Channel<String> channel = Channel.newUnlimitedChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (String name : names) {
                          channel.send(name);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                return channel;
              }

              void givenAway(String name) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                channel.send(name);
                register(channel);
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedThroughMap() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.Map;
            import java.util.concurrent.ConcurrentHashMap;

            class A {
              private final Map<String, Channel<String>> mailboxes = new ConcurrentHashMap<>();

              void mailbox(String owner) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                mailboxes.put(owner, channel);
                channel.send("welcome");
                channel.forEach(System.out::println);
              }

              void end(String owner) {
                mailboxes.remove(owner).done();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fixedNumberReceived() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              int fixedNumber(List<String> names) throws InterruptedException {
                Channel<Integer> lengths = Channel.newRendezvousChannel();
                for (String name : names) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          lengths.send(name.length());
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
                }
                int sum = 0;
                for (int i = 0; i < names.size(); i++) {
                  sum += lengths.receive();
                }
                return sum;
              }
            }
            """)
        .doTest();
  }

  @Test
  void firstReceived() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              String firstOf(List<String> names) throws InterruptedException {
                Channel<String> found = Channel.newBufferedChannel(names.size());
                for (String name : names) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          found.send(name);
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
                }
                while (true) {
                  String name = found.receive();
                  if (!name.isEmpty()) {
                    return name;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiverInterrupted() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;

            class A {
              void interrupted(String name) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                Thread printer =
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            while (true) {
                              System.out.println(channel.receive());
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                channel.send(name);
                printer.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedByExecutor() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void interruptedByExecutor(String name) throws InterruptedException {
                Channel<String> channel = Channel.newUnlimitedChannel();
                ExecutorService executor = Executors.newSingleThreadExecutor();
                try {
                  executor.submit(
                      () -> {
                        while (true) {
                          System.out.println(channel.receive());
                        }
                      });
                  channel.send(name);
                } finally {
                  executor.shutdownNow();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interruptedByOwner() {
    helper
        .addSourceLines(
            "Audit.java",
            """
            import com.softwaremill.jox.Channel;

            /** Writes as long as the process lives. */
            final class Audit {
              private static final Channel<String> ENTRIES = Channel.newBufferedChannel(1000);

              static {
                Thread writer =
                    new Thread(
                        () -> {
                          try {
                            while (true) {
                              System.out.println(ENTRIES.receive());
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                writer.setDaemon(true);
                writer.start();
              }

              static void log(String entry) throws InterruptedException {
                ENTRIES.send(entry);
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import com.softwaremill.jox.Channel;
            import com.softwaremill.jox.ChannelClosedException;
            import com.softwaremill.jox.ChannelDone;
            import com.softwaremill.jox.Source;
            import java.util.List;
            import java.util.concurrent.Executor;

            class A {
              void ranged(List<String> names) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (String name : names) {
                          // BUG: Diagnostic contains: 'channel' is sent to and never closed; forEach() on line 22 waits for its end for ever
                          channel.send(name);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                channel.forEach(System.out::println);
              }

              void untilClosed(List<String> names, Executor executor) throws InterruptedException {
                Channel<String> lines = Channel.newBufferedChannel(8);
                executor.execute(
                    () -> {
                      try {
                        // BUG: Diagnostic contains: 'lines' is sent to and never closed; the loop on line 36 waits for its end for ever
                        lines.send(names.get(0));
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                while (true) {
                  Object line = lines.receiveOrClosed();
                  if (line instanceof ChannelDone) {
                    break;
                  }
                  System.out.println(line);
                }
              }

              void untilException(Executor executor) throws InterruptedException {
                Channel<Integer> numbers = Channel.newUnlimitedChannel();
                Thread printer = new Thread(() -> print(numbers));
                printer.start();
                for (int i = 0; i < 10; i++) {
                  // BUG: Diagnostic contains: 'numbers' is sent to and never closed; the loop on line 58 waits for its end for ever
                  numbers.send(i);
                }
                printer.join();
              }

              private static void print(Source<Integer> source) {
                try {
                  while (true) {
                    System.out.println(source.receive());
                  }
                } catch (ChannelClosedException e) {
                  System.out.println("end");
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void subscriberEndedThroughItsInterface() {
    CompilationTestHelper.newInstance(ChannelNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              private static final class First implements Flow.Subscriber<String> {
                private final CountDownLatch done = new CountDownLatch(1);
                private Flow.Subscription subscription;

                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  this.subscription = subscription;
                  subscription.request(1);
                }

                @Override
                public void onNext(String line) {
                  leave(subscription, this);
                }

                private static void leave(Flow.Subscription subscription, Flow.Subscriber<?> subscriber) {
                  subscription.cancel();
                  subscriber.onComplete();
                }

                @Override
                public void onError(Throwable failure) {
                  done.countDown();
                }

                @Override
                public void onComplete() {
                  done.countDown();
                }
              }

              void read() throws InterruptedException {
                SubmissionPublisher<String> lines = new SubmissionPublisher<>();
                First first = new First();
                lines.subscribe(first);
                lines.submit("one");
                lines.submit("two");
                first.done.await();
              }
            }
            """)
        .doTest();
  }
}
