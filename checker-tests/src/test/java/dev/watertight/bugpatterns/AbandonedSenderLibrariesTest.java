package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Shapes that libraries have. */
final class AbandonedSenderLibrariesTest {
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

  private void compile(String source) {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
