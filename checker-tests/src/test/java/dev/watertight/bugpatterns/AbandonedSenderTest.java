package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedSenderTest {
  @Test
  void roomForTheAnswer() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.function.Supplier;

        class A {
          String room(Supplier<String> source) throws InterruptedException {
            BlockingQueue<String> reply = new ArrayBlockingQueue<>(1);
            Thread.startVirtualThread(
                () -> {
                  try {
                    reply.put(source.get());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            return reply.poll(1, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void senderInterrupted() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.function.Supplier;

        class A {
          String interrupted(Supplier<String> source) throws InterruptedException {
            BlockingQueue<String> reply = new SynchronousQueue<>();
            Thread asking =
                Thread.startVirtualThread(
                    () -> {
                      try {
                        reply.put(source.get());
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            try {
              return reply.poll(2, TimeUnit.SECONDS);
            } finally {
              asking.interrupt();
            }
          }
        }
        """);
  }

  @Test
  void oneValueOrTheOther() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.function.Supplier;

        class A {
          String oneOrTheOther(Supplier<String> source) throws InterruptedException {
            BlockingQueue<String> reply = new ArrayBlockingQueue<>(1);
            Thread.startVirtualThread(
                () -> {
                  try {
                    try {
                      reply.put(source.get());
                    } catch (IllegalStateException e) {
                      reply.put("failed");
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            return reply.poll(3, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void receiverTimesOut() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.function.Supplier;

        class A {
          String timedOut(Supplier<String> source) throws InterruptedException {
            BlockingQueue<String> reply = new SynchronousQueue<>();
            Thread.startVirtualThread(
                () -> {
                  try {
                    // BUG: Diagnostic contains: Nobody receives from 'reply' once the time limit
                    reply.put(source.get());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            return reply.poll(4, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void receiverTakesFastest() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.function.Supplier;

        class A {
          String fastest(List<Supplier<String>> sources) throws InterruptedException {
            BlockingQueue<String> reply = new SynchronousQueue<>();
            for (Supplier<String> source : sources) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      // BUG: Diagnostic contains: More values are sent to 'reply' than line 20
                      reply.put(source.get());
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            return reply.take();
          }
        }
        """);
  }

  @Test
  void receiverMaySkip() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.Optional;
        import java.util.function.Supplier;

        class A {
          Optional<String> skipped(boolean cached, Supplier<String> source)
              throws InterruptedException {
            Channel<String> reply = Channel.newRendezvousChannel();
            Thread.startVirtualThread(
                () -> {
                  try {
                    // BUG: Diagnostic contains: Line 19 leaves without receiving from 'reply'
                    reply.send(source.get());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            if (cached) {
              return Optional.empty();
            }
            return Optional.of(reply.receive());
          }
        }
        """);
  }

  @Test
  void receivesToTheEnd() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          private static final String END = "";

          static void put(BlockingQueue<String> queue, List<String> lines) {
            try {
              for (String line : lines) {
                queue.put(line);
              }
              queue.put(END);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void toTheEnd(List<String> lines) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
            Thread.startVirtualThread(() -> put(queue, lines));
            for (String line = queue.take(); line != END; line = queue.take()) {
              System.out.println(line);
            }
          }
        }
        """);
  }

  @Test
  void failureDrains() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          private static final String END = "";

          abstract void write(String line) throws IOException;

          static void put(BlockingQueue<String> queue, List<String> lines) {
            try {
              for (String line : lines) {
                queue.put(line);
              }
              queue.put(END);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void failureDrains(List<String> lines) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
            Thread.startVirtualThread(() -> put(queue, lines));
            try {
              for (String line = queue.take(); line != END; line = queue.take()) {
                write(line);
              }
            } catch (IOException e) {
              while (queue.take() != END) {}
            }
          }
        }
        """);
  }

  @Test
  void failureLeaves() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          private static final String END = "";

          abstract void write(String line) throws IOException;

          void failureLeaves(List<String> lines) throws IOException, InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(3);
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (String line : lines) {
                      // BUG: Diagnostic contains: The receiver of 'queue' can leave early, on line 26
                      queue.put(line);
                    }
                    queue.put(END);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            for (String line = queue.take(); line != END; line = queue.take()) {
              write(line);
            }
          }
        }
        """);
  }

  @Test
  void consumersLeave() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          private static final String END = "";

          abstract void write(String line) throws IOException;

          void consumersLeave(List<String> lines) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(4);
            for (int i = 0; i < 2; i++) {
              Thread.startVirtualThread(
                  () -> {
                    while (true) {
                      try {
                        String line = queue.take();
                        if (line == END) {
                          break;
                        }
                        write(line);
                      } catch (InterruptedException | IOException e) {
                        break;
                      }
                    }
                  });
            }
            for (String line : lines) {
              // BUG: Diagnostic contains: The receiver of 'queue' can leave early
              queue.put(line);
            }
            queue.put(END);
            queue.put(END);
          }
        }
        """);
  }

  @Test
  void receivesUpToALimit() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.List;

        abstract class A {
          int limit(List<Integer> numbers) throws InterruptedException {
            Channel<Integer> channel = Channel.newBufferedChannel(5);
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (int number : numbers) {
                      // BUG: Diagnostic contains: The receiver of 'channel' can leave early
                      channel.send(number);
                    }
                    channel.done();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            int sum = 0;
            while (channel.receiveOrClosed() instanceof Integer number) {
              sum += number;
              if (sum > 100) {
                break;
              }
            }
            return sum;
          }
        }
        """);
  }

  @Test
  void firstFailureEndsTheLoop() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;

        abstract class A {
          void firstFailure(List<Callable<String>> jobs) throws Exception {
            BlockingQueue<Object> results = new SynchronousQueue<>();
            for (Callable<String> job : jobs) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      Object result;
                      try {
                        result = job.call();
                      } catch (Exception e) {
                        result = e;
                      }
                      // BUG: Diagnostic contains: The receiver of 'results' can leave early
                      results.put(result);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            for (int i = 0; i < jobs.size(); i++) {
              Object result = results.take();
              if (result instanceof Exception e) {
                throw e;
              }
            }
          }
        }
        """);
  }

  @Test
  void sourceWithoutEnd() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          int endlessSource() throws InterruptedException {
            BlockingQueue<Integer> primes = new ArrayBlockingQueue<>(6);
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (int i = 2; ; i++) {
                      // BUG: Diagnostic contains: The receiver of 'primes' can leave early
                      primes.put(i);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            int sum = 0;
            for (int i = 0; i < 10; i++) {
              sum += primes.take();
            }
            return sum;
          }
        }
        """);
  }

  @Test
  void exchangers() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.Exchanger;

        class A {
          private final Exchanger<List<String>> toTheEnd = new Exchanger<>();
          private final Exchanger<List<String>> leaving = new Exchanger<>();

          private void fillToTheEnd(List<String> names) throws InterruptedException {
            List<String> buffer = new ArrayList<>();
            for (String name : names) {
              buffer.add(name);
              buffer = toTheEnd.exchange(buffer);
            }
            toTheEnd.exchange(List.of());
          }

          private void drainToTheEnd() {
            try {
              List<String> buffer = List.of("");
              while (!buffer.isEmpty()) {
                buffer = toTheEnd.exchange(new ArrayList<>());
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          private void fill(List<String> names) throws InterruptedException {
            List<String> buffer = new ArrayList<>();
            for (String name : names) {
              buffer.add(name);
              buffer = leaving.exchange(buffer);
            }
          }

          private void drain() {
            try {
              List<String> buffer = List.of("");
              while (!buffer.isEmpty()) {
                // BUG: Diagnostic contains: The other side of 'leaving' stops exchanging after
                buffer = leaving.exchange(new ArrayList<>());
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void run(List<String> names) throws InterruptedException {
            Thread.startVirtualThread(this::drainToTheEnd);
            Thread.startVirtualThread(this::drain);
            fillToTheEnd(names);
            fill(names);
          }
        }
        """);
  }

  @Test
  void selectsAndLimits() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import com.softwaremill.jox.Select;
        import java.util.concurrent.Callable;
        import java.util.concurrent.Exchanger;
        import java.util.concurrent.TimeUnit;

        class A {
          static void send(Channel<String> channel, String value) {
            try {
              channel.send(value);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String both() throws InterruptedException {
            Channel<String> left = Channel.newBufferedChannel(1);
            Channel<String> right = Channel.newBufferedChannel(1);
            Thread.startVirtualThread(() -> send(left, "1"));
            Thread.startVirtualThread(() -> send(right, "2"));
            return Select.select(left.receiveClause(), right.receiveClause());
          }

          String one() throws InterruptedException {
            Channel<String> fast = Channel.newRendezvousChannel();
            Channel<String> slow = Channel.newRendezvousChannel();
            Thread.startVirtualThread(
                () -> {
                  try {
                    // BUG: Diagnostic contains: The select on line 45 may take another value than
                    fast.send("3");
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            Thread.startVirtualThread(
                () -> {
                  try {
                    // BUG: Diagnostic contains: The select on line 45 may take another value than
                    slow.send("4");
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            return Select.select(fast.receiveClause(), slow.receiveClause());
          }

          String exchange(Callable<String> other) throws Exception {
            Exchanger<String> exchanger = new Exchanger<>();
            Thread.startVirtualThread(
                () -> {
                  try {
                    // BUG: Diagnostic contains: Nobody receives from 'exchanger' once the time limit
                    exchanger.exchange(other.call());
                  } catch (Exception e) {
                    System.out.println(e);
                  }
                });
            return exchanger.exchange("", 1, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void scopesThatCancel() {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs(
            ImmutableList.<String>builder()
                .add(TaskScopeApi.ofRunningJdk())
                .add("-XDcompilePolicy=simple")
                .build())
        .addSourceLines(
            "A.java",
            """
            import java.time.Duration;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Joiner;
            import java.util.concurrent.SynchronousQueue;

            class A {
              static void until() throws InterruptedException {
                BlockingQueue<String> queue = new SynchronousQueue<>();
                try (var scope = StructuredTaskScope.open(Joiner.<Object>allUntil(s -> true))) {
                  scope.fork(
                      () -> {
                        while (true) {
                          queue.put("tick");
                        }
                      });
                  scope.fork(
                      () -> {
                        for (int i = 0; i < 4; i++) {
                          System.out.println(queue.take());
                        }
                        return "done";
                      });
                  scope.join();
                }
              }

              static void limited() throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
                try (var scope =
                    StructuredTaskScope.open(
                        Joiner.<Object>awaitAll(), c -> c.withTimeout(Duration.ofSeconds(1)))) {
                  scope.fork(
                      () -> {
                        while (true) {
                          queue.put("tock");
                        }
                      });
                  scope.fork(queue::take);
                  scope.fork(() -> queue.take() + "!");
                  scope.join();
                }
              }

              static void all() throws InterruptedException {
                BlockingQueue<String> queue = new SynchronousQueue<>();
                try (var scope = StructuredTaskScope.open(Joiner.<Object>awaitAll())) {
                  scope.fork(
                      () -> {
                        while (true) {
                          // BUG: Diagnostic contains: The receiver of 'queue' can leave early
                          queue.put("tack");
                        }
                      });
                  scope.fork(
                      () -> {
                        for (int i = 0; i < 5; i++) {
                          System.out.println(queue.take());
                        }
                        return "ended";
                      });
                  scope.join();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void cancelledFutureAsEnd() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.CancellationException;
        import java.util.concurrent.CompletableFuture;
        import java.util.concurrent.ExecutionException;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Future;

        class A {
          static void inOrder(List<String> names, ExecutorService pool) throws Exception {
            BlockingQueue<Future<String>> order = new ArrayBlockingQueue<>(8);
            Future<?> writer =
                pool.submit(
                    () -> {
                      while (true) {
                        Future<String> next = order.take();
                        try {
                          System.out.println(next.get());
                        } catch (CancellationException e) {
                          return null;
                        } catch (ExecutionException e) {
                          System.err.println(e);
                        }
                      }
                    });
            for (String name : names) {
              order.put(pool.submit(() -> name));
            }
            Future<String> end = new CompletableFuture<>();
            end.cancel(false);
            order.put(end);
            writer.get();
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

  private void takeOneAnd(String then, String report) {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "First.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            final class First {
              private static void count(BlockingQueue<Integer> numbers) {
                try {
                  for (int i = 0; i < 10; i++) {
                    %s
                    numbers.put(i);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private static void show() throws InterruptedException {
                BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(2);
                new Thread(() -> count(numbers)).start();
                System.out.println(numbers.take());
              }

              public static void main(String[] args) throws InterruptedException {
                show();
                %s
              }
            }
            """
                .formatted(report, then))
        .doTest();
  }

  @Test
  void processEndsThen() {
    takeOneAnd("System.exit(0);", "");
  }

  @Test
  void processEndsOnlyPerhaps() {
    takeOneAnd(
        "if (args.length > 0) { System.exit(0); }", "// BUG: Diagnostic contains: 'numbers'");
  }

  private void leavesAfter(int count, String report) {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Probe.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            final class Probe {
              private static final Integer DONE = Integer.MIN_VALUE;

              private static void send(BlockingQueue<Integer> out) {
                try {
                  for (int i = 0; i < 20; i++) {
                    %s
                    out.put(i);
                  }
                  out.put(DONE);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static int sum() throws InterruptedException {
                BlockingQueue<Integer> readings = new ArrayBlockingQueue<>(4);
                new Thread(() -> send(readings)).start();
                int count = 0;
                int sum = 0;
                while (true) {
                  Integer reading = readings.take();
                  if (reading.equals(DONE)) {
                    return sum;
                  }
                  sum += reading;
                  if (++count == %d) {
                    return sum;
                  }
                }
              }
            }
            """
                .formatted(report, count))
        .doTest();
  }

  @Test
  void roomForAllThatIsLeft() {
    leavesAfter(20, "");
  }

  @Test
  void noRoomForAllThatIsLeft() {
    leavesAfter(10, "// BUG: Diagnostic contains: 'readings'");
  }
}
