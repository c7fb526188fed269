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
  void requestsComeFromAnyCaller() {
    compile(
        """
        import java.io.IOException;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          static final String DEATH = "requestOfDeath";

          abstract void write(String line) throws IOException;

          /** A processor whose requests come from whoever calls it. */
          class Processor extends Thread {
            private final BlockingQueue<String> requests = new ArrayBlockingQueue<>(100);

            @Override
            public void run() {
              try {
                while (true) {
                  String request = requests.take();
                  if (request == DEATH) {
                    break;
                  }
                  write(request);
                }
              } catch (InterruptedException | IOException e) {
                System.out.println(e);
              }
            }

            void process(String request) throws InterruptedException {
              requests.put(request);
            }

            void shutdown() throws InterruptedException {
              requests.put(DEATH);
            }
          }
        }
        """);
  }

  @Test
  void failingConsumerFreesProducer() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.atomic.AtomicBoolean;

        abstract class A {
          static final String DEATH = "requestOfDeath";

          abstract void write(String line) throws IOException;

          /** The first consumer that fails frees the producer. */
          void index(List<String> documents) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(10);
            ExecutorService executor = Executors.newFixedThreadPool(2);
            AtomicBoolean stop = new AtomicBoolean();
            executor.execute(
                () -> {
                  while (true) {
                    try {
                      String document = queue.take();
                      if (document == DEATH) {
                        break;
                      }
                      write(document);
                    } catch (InterruptedException | IOException e) {
                      if (stop.compareAndSet(false, true)) {
                        queue.clear();
                        executor.shutdownNow();
                      }
                      break;
                    }
                  }
                });
            for (String document : documents) {
              if (stop.get()) {
                break;
              }
              queue.put(document);
            }
            queue.put(DEATH);
            executor.shutdown();
          }
        }
        """);
  }

  @Test
  void poolShutDownOnFailure() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        abstract class A {
          static final String DEATH = "requestOfDeath";

          abstract void write(String line) throws IOException;

          /** The pool is shut down at once when anything fails. */
          void copy(List<String> lines) throws IOException, InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(11);
            ExecutorService executor = Executors.newSingleThreadExecutor();
            try {
              executor.submit(
                  () -> {
                    for (String line : lines) {
                      queue.put(line);
                    }
                    queue.put(DEATH);
                    return null;
                  });
              for (String line = queue.take(); line != DEATH; line = queue.take()) {
                write(line);
              }
            } finally {
              executor.shutdownNow();
            }
          }
        }
        """);
  }

  @Test
  void taskCancelledWhenItIsLate() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Future;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.function.Function;

        abstract class A {
          /** The task is cancelled when its time is over. */
          String ask(ExecutorService executor, Function<String, String> peer) throws Exception {
            BlockingQueue<String> reply = new SynchronousQueue<>();
            Future<?> asking =
                executor.submit(
                    () -> {
                      reply.put(peer.apply("?"));
                      return null;
                    });
            String answer = reply.poll(12, TimeUnit.MILLISECONDS);
            if (answer == null) {
              asking.cancel(true);
            }
            return answer;
          }
        }
        """);
  }

  @Test
  void receivedByIterator() {
    compile(
        """
        import java.util.Iterator;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          /** An iterator: its user takes one value after the other. */
          Iterator<String> iterate(List<String> lines) {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(13);
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (String line : lines) {
                      queue.put(line);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            return new Iterator<>() {
              private int left = lines.size();

              @Override
              public boolean hasNext() {
                return left > 0;
              }

              @Override
              public String next() {
                left--;
                try {
                  return queue.take();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
            };
          }
        }
        """);
  }

  @Test
  void asManyResultsAsJobs() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.function.Function;

        abstract class A {
          /** As many results as jobs. */
          void results(List<Function<String, String>> jobs) throws InterruptedException {
            BlockingQueue<String> results = new SynchronousQueue<>();
            for (Function<String, String> job : jobs) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      results.put(job.apply("14"));
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            for (int i = 0; i < jobs.size(); i++) {
              System.out.println(results.take());
            }
          }
        }
        """);
  }

  @Test
  void answersEachQuestion() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.io.IOException;
        import java.util.List;

        abstract class A {
          abstract void write(String line) throws IOException;

          /** A worker that answers each question: it waits for the next one. */
          void questions(List<String> lines) throws IOException, InterruptedException {
            Channel<String> questions = Channel.newRendezvousChannel();
            Channel<String> answers = Channel.newRendezvousChannel();
            Thread.startVirtualThread(
                () -> {
                  try {
                    while (questions.receiveOrClosed() instanceof String question) {
                      answers.send(question + "!");
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            try {
              for (String line : lines) {
                questions.send(line);
                write(answers.receive());
              }
            } finally {
              questions.done();
            }
          }
        }
        """);
  }

  @Test
  void endsChannelWhenItStopsReading() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.List;

        abstract class A {
          /** Whoever stops reading ends the channel. */
          String find(List<String> lines, String prefix) throws InterruptedException {
            Channel<String> channel = Channel.newRendezvousChannel();
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (String line : lines) {
                      channel.send(line);
                    }
                    channel.doneOrClosed();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            try {
              while (channel.receiveOrClosed() instanceof String line) {
                if (line.startsWith(prefix)) {
                  return line;
                }
              }
              return "";
            } finally {
              channel.errorOrClosed(new IllegalStateException("found"));
            }
          }
        }
        """);
  }

  @Test
  void senderLooksAtReceiversFlag() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.atomic.AtomicBoolean;

        abstract class A {
          /** A sender that looks at the flag its receiver sets. */
          void sample(int limit) throws InterruptedException {
            BlockingQueue<Long> samples = new ArrayBlockingQueue<>(16);
            AtomicBoolean running = new AtomicBoolean(true);
            Thread.startVirtualThread(
                () -> {
                  try {
                    while (running.get()) {
                      samples.put(System.nanoTime());
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            for (int i = 0; i < limit; i++) {
              System.out.println(samples.take());
            }
            running.set(false);
            samples.clear();
          }
        }
        """);
  }

  @Test
  void skipsValuesRatherThanLeave() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          static final String DEATH = "requestOfDeath";

          abstract void write(String line) throws IOException;

          /** Values the receiver throws away rather than leave. */
          void tolerant(List<String> lines) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(17);
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (String line : lines) {
                      queue.put(line);
                    }
                    queue.put(DEATH);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            for (String line = queue.take(); line != DEATH; line = queue.take()) {
              try {
                write(line);
              } catch (IOException e) {
                System.out.println("skipped " + line);
              }
            }
          }
        }
        """);
  }

  @Test
  void senderGivesUp() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.function.Function;

        abstract class A {
          /** A sender that gives up. */
          String offer(Function<String, String> peer) throws InterruptedException {
            BlockingQueue<String> reply = new SynchronousQueue<>();
            Thread.startVirtualThread(
                () -> {
                  try {
                    if (!reply.offer(peer.apply("18"), 1, TimeUnit.SECONDS)) {
                      System.out.println("too late");
                    }
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
  void slotForEachSender() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.function.Function;

        abstract class A {
          /** A slot for each of those who answer. */
          String first(List<Function<String, String>> peers) throws InterruptedException {
            BlockingQueue<String> replies = new ArrayBlockingQueue<>(peers.size());
            for (Function<String, String> peer : peers) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      replies.put(peer.apply("19"));
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            return replies.take();
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
}
