package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Publishers that are never closed. */
final class ChannelNeverClosedPublishersTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ChannelNeverClosed.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void publishers() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CancellationException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Flow.Subscriber;
            import java.util.concurrent.SubmissionPublisher;
            import java.util.concurrent.TimeUnit;

            class A {
              void asResource(List<String> names) {
                CompletableFuture<Void> printed;
                try (SubmissionPublisher<String> publisher = new SubmissionPublisher<>()) {
                  printed = publisher.consume(System.out::println);
                  names.forEach(publisher::submit);
                }
                printed.join();
              }

              void exceptionally(List<String> names) {
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                CompletableFuture<Void> printed = publisher.consume(System.out::println);
                names.forEach(publisher::submit);
                publisher.closeExceptionally(new IllegalStateException());
                printed.join();
              }

              void withTimeLimit(List<String> names) throws Exception {
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                CompletableFuture<Void> printed = publisher.consume(System.out::println);
                names.forEach(publisher::submit);
                printed.get(2, TimeUnit.SECONDS);
              }

              void endsByTheConsumer(List<String> names) {
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                CompletableFuture<Void> printed =
                    publisher.consume(
                        name -> {
                          if (name.isEmpty()) {
                            throw new CancellationException("the last one");
                          }
                          System.out.println(name);
                        });
                names.forEach(publisher::submit);
                printed.join();
              }

              void nobodyWaits(List<String> names, Subscriber<String> subscriber) {
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                publisher.subscribe(subscriber);
                publisher.consume(System.out::println);
                names.forEach(publisher::submit);
              }

              void waited(List<String> names) {
                SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                CompletableFuture<Void> printed = publisher.consume(System.out::println);
                for (String name : names) {
                  // BUG: Diagnostic contains: 'publisher' is sent to and never closed; the wait on line 61 waits for its end for ever
                  publisher.submit(name);
                }
                printed.join();
              }
            }
            """)
        .addSourceLines(
            "Bus.java",
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.SubmissionPublisher;

            final class Bus implements AutoCloseable {
              private final SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
              private final CompletableFuture<Void> printed = publisher.consume(System.out::println);

              void publish(String event) {
                publisher.submit(event);
              }

              @Override
              public void close() {
                publisher.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void publisherClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void closed(List<String> names) throws InterruptedException {
                CountDownLatch ended = new CountDownLatch(1);
                try (SubmissionPublisher<String> feed = new SubmissionPublisher<>()) {
                  feed.subscribe(
                      new Printer() {
                        @Override
                        public void onComplete() {
                          ended.countDown();
                        }
                      });
                  names.forEach(feed::submit);
                }
                ended.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchCountedDownForEachValue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              // Counted down for each value, too.
              void counted(List<String> names) throws InterruptedException {
                CountDownLatch printed = new CountDownLatch(names.size());
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onNext(String item) {
                        printed.countDown();
                      }

                      @Override
                      public void onComplete() {
                        printed.countDown();
                      }
                    });
                names.forEach(feed::submit);
                printed.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitForSubscriberIsLimited() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;
            import java.util.concurrent.TimeUnit;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void limited(List<String> names) throws InterruptedException {
                CountDownLatch ended = new CountDownLatch(1);
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onComplete() {
                        ended.countDown();
                      }
                    });
                names.forEach(feed::submit);
                System.out.println(ended.await(1, TimeUnit.SECONDS));
              }
            }
            """)
        .doTest();
  }

  @Test
  void nobodyWaitsForSubscriber() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void nobodyWaits(List<String> names) {
                CountDownLatch ended = new CountDownLatch(1);
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onComplete() {
                        ended.countDown();
                      }
                    });
                names.forEach(feed::submit);
              }
            }
            """)
        .doTest();
  }

  @Test
  void publisherGiven() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void publisherGiven(SubmissionPublisher<String> feed) throws InterruptedException {
                CountDownLatch ended = new CountDownLatch(1);
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onComplete() {
                        ended.countDown();
                      }
                    });
                ended.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchGiven() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void latchGiven(List<String> names, CountDownLatch ended) throws InterruptedException {
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onComplete() {
                        ended.countDown();
                      }
                    });
                names.forEach(feed::submit);
                ended.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void twoPublishersOneClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              static final class Total extends Printer {
                private final CountDownLatch ended = new CountDownLatch(1);

                @Override
                public void onComplete() {
                  ended.countDown();
                }

                void await() throws InterruptedException {
                  ended.await();
                }
              }

              // Of the two publishers with such a subscriber, one is closed: whose wait it is, is not known.
              void several(List<String> names) throws InterruptedException {
                Total first = new Total();
                Total second = new Total();
                SubmissionPublisher<String> open = new SubmissionPublisher<>();
                open.subscribe(first);
                open.submit("a");
                try (SubmissionPublisher<String> feed = new SubmissionPublisher<>()) {
                  feed.subscribe(second);
                  names.forEach(feed::submit);
                }
                second.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchOfAnonymousSubscriber() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void anonymous(List<String> names) throws InterruptedException {
                CountDownLatch ended = new CountDownLatch(1);
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onComplete() {
                        ended.countDown();
                      }
                    });
                for (String name : names) {
                  // BUG: Diagnostic contains: 'feed' is sent to and never closed; the wait on line 41 waits for its end for ever
                  feed.submit(name);
                }
                ended.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureOfSubscriber() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              void future(List<String> names) {
                CompletableFuture<Void> ended = new CompletableFuture<>();
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(
                    new Printer() {
                      @Override
                      public void onError(Throwable failure) {
                        ended.completeExceptionally(failure);
                      }

                      @Override
                      public void onComplete() {
                        ended.complete(null);
                      }
                    });
                // BUG: Diagnostic contains: 'feed' is sent to and never closed; the wait on line 44
                feed.submit(names.get(0));
                ended.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void latchOfSubscriberAwaitedInThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              abstract static class Printer implements Flow.Subscriber<String> {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  System.out.println(item);
                }

                @Override
                public void onError(Throwable failure) {
                  System.out.println(failure);
                }

                @Override
                public void onComplete() {}
              }

              static final class Report extends Printer {
                private final CountDownLatch written = new CountDownLatch(1);

                @Override
                public void onComplete() {
                  written.countDown();
                }

                void printWhenWritten() {
                  try {
                    written.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              void inThread(List<String> names) {
                Report report = new Report();
                new Thread(report::printWhenWritten).start();
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                feed.subscribe(report);
                for (String name : names) {
                  // BUG: Diagnostic contains: 'feed' is sent to and never closed; the wait on line 37
                  feed.submit(name);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void subscriberFailsBeforeTheEnd() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.Flow;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              private static final class Sum implements Flow.Subscriber<String> {
                private final CountDownLatch ended = new CountDownLatch(1);
                private int sum;

                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {
                  sum += Integer.parseInt(item);
                }

                @Override
                public void onError(Throwable failure) {
                  ended.countDown();
                }

                @Override
                public void onComplete() {
                  ended.countDown();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                SubmissionPublisher<String> feed = new SubmissionPublisher<>();
                Sum sum = new Sum();
                feed.subscribe(sum);
                List.of("1", "2", "end").forEach(feed::submit);
                sum.ended.await();
              }
            }
            """)
        .doTest();
  }
}
