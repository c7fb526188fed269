package dev.watertight.fixes.endsignals;

import dev.watertight.bugpatterns.AbandonedWaiter;
import dev.watertight.bugpatterns.EndSignalSkipped;
import dev.watertight.bugpatterns.EndSignalSkippedOnFailure;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class MovedSignalTest {
  @Test
  void checkedException() {
    Repair.by(EndSignalSkipped.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;

            class A {
              void print(BufferedReader in, ExecutorService executor) throws InterruptedException {
                Channel<String> lines = Channel.newBufferedChannel(16);
                executor.submit(
                    () -> {
                      for (String line = in.readLine(); line != null; line = in.readLine()) {
                        lines.send(line);
                      }

                      // No more lines.
                      lines.done();
                      return null;
                    });
                lines.forEach(System.out::println);
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;

            class A {
              void print(BufferedReader in, ExecutorService executor) throws InterruptedException {
                Channel<String> lines = Channel.newBufferedChannel(16);
                executor.submit(
                    () -> {
                      try {
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                          lines.send(line);
                        }
                      } finally {
                        // No more lines.
                        lines.done();
                      }
                      return null;
                    });
                lines.forEach(System.out::println);
              }
            }
            """);
  }

  @Test
  void earlyReturn() {
    Repair.by(EndSignalSkipped.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              private static void produce(List<String> names, Channel<String> out)
                  throws InterruptedException {
                if (names.size() > 100) {
                  return;
                }
                for (String name : names) {
                  out.send(name);
                }
                out.done();
              }

              void print(List<String> names) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        produce(names, channel);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                channel.forEach(System.out::println);
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              private static void produce(List<String> names, Channel<String> out)
                  throws InterruptedException {
                try {
                  if (names.size() > 100) {
                    return;
                  }
                  for (String name : names) {
                    out.send(name);
                  }
                } finally {
                  out.done();
                }
              }

              void print(List<String> names) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        produce(names, channel);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                channel.forEach(System.out::println);
              }
            }
            """);
  }

  @Test
  void returnBeforeTheTry() {
    Repair.by(EndSignalSkipped.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void print(List<String> names) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      if (names.isEmpty()) {
                        return;
                      }
                      try {
                        channel.send(names.get(0));
                        channel.done();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                channel.forEach(System.out::println);
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void print(List<String> names) throws InterruptedException {
                Channel<String> channel = Channel.newRendezvousChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        if (names.isEmpty()) {
                          return;
                        }
                        try {
                          channel.send(names.get(0));
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      } finally {
                        channel.done();
                      }
                    });
                channel.forEach(System.out::println);
              }
            }
            """);
  }

  @Test
  void markerInTryThatCatchesTheInterrupt() {
    Repair.by(EndSignalSkipped.class)
        .turns(
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final String END = new String("end");

              private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(8);

              void start(BufferedReader in) {
                new Thread(() -> read(in)).start();
              }

              private void read(BufferedReader in) {
                try {
                  for (String line = in.readLine(); line != null; line = in.readLine()) {
                    queue.put(line);
                  }
                  queue.put(END);
                } catch (IOException e) {
                  System.err.println(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void print() throws InterruptedException {
                for (String line = queue.take(); line != END; line = queue.take()) {
                  System.out.println(line);
                }
              }
            }
            """,
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final String END = new String("end");

              private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(8);

              void start(BufferedReader in) {
                new Thread(() -> read(in)).start();
              }

              private void read(BufferedReader in) {
                try {
                  try {
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                      queue.put(line);
                    }
                  } finally {
                    queue.put(END);
                  }
                } catch (IOException e) {
                  System.err.println(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void print() throws InterruptedException {
                for (String line = queue.take(); line != END; line = queue.take()) {
                  System.out.println(line);
                }
              }
            }
            """);
  }

  @Test
  void enclosingTry() {
    Repair.by(EndSignalSkipped.class)
        .turns(
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void start(BufferedReader in) {
                new Thread(() -> read(in)).start();
              }

              private void read(BufferedReader in) {
                try {
                  for (String line = in.readLine(); line != null; line = in.readLine()) {
                    queue.add(line);
                  }
                  queue.add(END);
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

              void print() throws InterruptedException {
                for (String line = queue.take(); line != END; line = queue.take()) {
                  System.out.println(line);
                }
              }
            }
            """,
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void start(BufferedReader in) {
                new Thread(() -> read(in)).start();
              }

              private void read(BufferedReader in) {
                try {
                  for (String line = in.readLine(); line != null; line = in.readLine()) {
                    queue.add(line);
                  }
                } catch (IOException e) {
                  System.err.println(e);
                } finally {
                  queue.add(END);
                }
              }

              void print() throws InterruptedException {
                for (String line = queue.take(); line != END; line = queue.take()) {
                  System.out.println(line);
                }
              }
            }
            """);
  }

  @Test
  void enclosingTryWithFinally() {
    Repair.by(EndSignalSkippedOnFailure.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              int sum(List<String> numbers) throws InterruptedException {
                Channel<Integer> parsed = Channel.newUnlimitedChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (String number : numbers) {
                          parsed.send(Integer.parseInt(number));
                        }
                        parsed.done();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      } finally {
                        System.out.println("parsed");
                      }
                    });
                return parsed.toList().stream().mapToInt(i -> i).sum();
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              int sum(List<String> numbers) throws InterruptedException {
                Channel<Integer> parsed = Channel.newUnlimitedChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (String number : numbers) {
                          parsed.send(Integer.parseInt(number));
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      } finally {
                        parsed.done();
                        System.out.println("parsed");
                      }
                    });
                return parsed.toList().stream().mapToInt(i -> i).sum();
              }
            }
            """);
  }

  @Test
  void markersInLoop() {
    Repair.by(EndSignalSkippedOnFailure.class)
        .turns(
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final Integer END = Integer.MIN_VALUE;

              void sum(String[] numbers, int workers) throws InterruptedException {
                BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(8);
                for (int i = 0; i < workers; i++) {
                  new Thread(() -> add(queue)).start();
                }
                for (String number : numbers) {
                  queue.put(Integer.parseInt(number));
                }
                for (int i = 0; i < workers; i++) {
                  queue.put(END);
                }
              }

              private void add(BlockingQueue<Integer> queue) {
                try {
                  int sum = 0;
                  for (Integer i = queue.take(); !i.equals(END); i = queue.take()) {
                    sum += i;
                  }
                  System.out.println(sum);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """,
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final Integer END = Integer.MIN_VALUE;

              void sum(String[] numbers, int workers) throws InterruptedException {
                BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(8);
                try {
                  for (int i = 0; i < workers; i++) {
                    new Thread(() -> add(queue)).start();
                  }
                  for (String number : numbers) {
                    queue.put(Integer.parseInt(number));
                  }
                } finally {
                  for (int i = 0; i < workers; i++) {
                    queue.put(END);
                  }
                }
              }

              private void add(BlockingQueue<Integer> queue) {
                try {
                  int sum = 0;
                  for (Integer i = queue.take(); !i.equals(END); i = queue.take()) {
                    sum += i;
                  }
                  System.out.println(sum);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void whatIsDeclaredIsNeededBehind() {
    Repair.by(EndSignalSkippedOnFailure.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void print(List<String> numbers) throws InterruptedException {
                Channel<Integer> parsed = Channel.newUnlimitedChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        int last = 0;
                        for (String number : numbers) {
                          last = Integer.parseInt(number);
                          parsed.send(last);
                        }
                        parsed.done();
                        System.out.println(last);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                parsed.forEach(System.out::println);
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void print(List<String> numbers) throws InterruptedException {
                Channel<Integer> parsed = Channel.newUnlimitedChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        int last = 0;
                        try {
                          for (String number : numbers) {
                            last = Integer.parseInt(number);
                            parsed.send(last);
                          }
                        } finally {
                          parsed.done();
                        }
                        System.out.println(last);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                parsed.forEach(System.out::println);
              }
            }
            """);
  }

  @Test
  void whatMayFailIsNeededBehind() {
    Repair.by(EndSignalSkippedOnFailure.class)
        .keeps(
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void print(List<String> numbers) throws InterruptedException {
                Channel<Integer> parsed = Channel.newUnlimitedChannel();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        int last = numbers.size();
                        for (String number : numbers) {
                          last = Integer.parseInt(number);
                          parsed.send(last);
                        }
                        // BUG: Diagnostic contains: done() is skipped when line 12 throws
                        parsed.done();
                        System.out.println(last);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                parsed.forEach(System.out::println);
              }
            }
            """);
  }

  @Test
  void severalSignals() {
    Repair.by(EndSignalSkippedOnFailure.class)
        .keeps(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Integer END = Integer.MIN_VALUE;

              private final BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();

              void sum(String[] numbers) {
                new Thread(this::add).start();
                new Thread(this::add).start();
                for (String number : numbers) {
                  queue.add(Integer.parseInt(number));
                }
                // BUG: Diagnostic contains: 'END' is skipped when line 13 throws
                queue.add(END);
                queue.add(END);
              }

              private void add() {
                try {
                  int sum = 0;
                  for (Integer i = queue.take(); !i.equals(END); i = queue.take()) {
                    sum += i;
                  }
                  System.out.println(sum);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void failureNoted() {
    Repair.by(EndSignalSkipped.class)
        .turns(
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private volatile String failure = "";

              private void read(BufferedReader in) {
                try {
                  String line = in.readLine();
                  while (line != null) {
                    lines.put(line);
                    line = in.readLine();
                  }
                  lines.put(END);
                } catch (IOException e) {
                  failure = e.getMessage();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void print(BufferedReader in) throws InterruptedException {
                new Thread(() -> read(in)).start();
                for (String line = lines.take(); line != END; line = lines.take()) {}
                System.out.println(failure);
              }
            }
            """,
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
              private volatile String failure = "";

              private void read(BufferedReader in) {
                try {
                  String line = in.readLine();
                  while (line != null) {
                    lines.put(line);
                    line = in.readLine();
                  }
                } catch (IOException e) {
                  failure = e.getMessage();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } finally {
                  try {
                    lines.put(END);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              void print(BufferedReader in) throws InterruptedException {
                new Thread(() -> read(in)).start();
                for (String line = lines.take(); line != END; line = lines.take()) {}
                System.out.println(failure);
              }
            }
            """);
  }

  @Test
  void exceptionThatIsCaughtBehindResource() {
    Repair.by(EndSignalSkipped.class)
        .turns(
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.StringReader;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

              private void read(String text) {
                try (BufferedReader in = new BufferedReader(new StringReader(text))) {
                  for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.isEmpty()) {
                      throw new IOException("empty");
                    }
                    lines.put(line);
                  }
                  lines.put(END);
                } catch (IOException e) {
                  System.out.println("not read");
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void write() {
                try {
                  for (String line = lines.take(); line != END; line = lines.take()) {
                    System.out.print(line);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                Thread reader = new Thread(() -> a.read("a\\n\\nb"));
                Thread writer = new Thread(a::write);
                reader.start();
                reader.join();
                writer.start();
                writer.join();
              }
            }
            """,
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.StringReader;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");
              private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

              private void read(String text) {
                try (BufferedReader in = new BufferedReader(new StringReader(text))) {
                  for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.isEmpty()) {
                      throw new IOException("empty");
                    }
                    lines.put(line);
                  }
                } catch (IOException e) {
                  System.out.println("not read");
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } finally {
                  try {
                    lines.put(END);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              private void write() {
                try {
                  for (String line = lines.take(); line != END; line = lines.take()) {
                    System.out.print(line);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                Thread reader = new Thread(() -> a.read("a\\n\\nb"));
                Thread writer = new Thread(a::write);
                reader.start();
                reader.join();
                writer.start();
                writer.join();
              }
            }
            """);
  }

  @Test
  void behindWhatIsTakenOutOfAQueue() {
    Repair.by(AbandonedWaiter.class)
        .turns(
            """
            import java.util.concurrent.*;

            class A {
              record Job(int pages, CountDownLatch done) {}

              private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                while (true) {
                  Job job;
                  try {
                    job = jobs.take();
                  } catch (InterruptedException e) {
                    return;
                  }
                  if (job.pages() > 15) {
                    continue;
                  }
                  System.out.println(job.pages());
                  job.done().countDown();
                }
              }

              void print(int pages) throws InterruptedException {
                CountDownLatch done = new CountDownLatch(1);
                jobs.add(new Job(pages, done));
                done.await();
              }
            }
            """,
            """
            import java.util.concurrent.*;

            class A {
              record Job(int pages, CountDownLatch done) {}

              private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                while (true) {
                  Job job;
                  try {
                    job = jobs.take();
                  } catch (InterruptedException e) {
                    return;
                  }
                  try {
                    if (job.pages() > 15) {
                      continue;
                    }
                    System.out.println(job.pages());
                  } finally {
                    job.done().countDown();
                  }
                }
              }

              void print(int pages) throws InterruptedException {
                CountDownLatch done = new CountDownLatch(1);
                jobs.add(new Job(pages, done));
                done.await();
              }
            }
            """);
  }

  private static final String PERMITS =
      """
      import java.util.concurrent.Semaphore;

      class A {
        private final Semaphore slots = new Semaphore(1);

        String take(String name) throws InterruptedException {
      %s  }

        public static void main(String[] args) throws InterruptedException {
          A a = new A();
          System.out.println(a.take("") + a.take("b") + a.take("c"));
        }
      }
      """;

  @Test
  void upToReturn() {
    Repair.by(AbandonedWaiter.class)
        .turns(
            PERMITS.formatted(
                """
                    slots.acquire();
                    if (name.isEmpty()) {
                      return "";
                    }
                    String taken = name + name;
                    slots.release();
                    return taken;
                """),
            PERMITS.formatted(
                """
                    slots.acquire();
                    try {
                      if (name.isEmpty()) {
                        return "";
                      }
                      String taken = name + name;
                      return taken;
                    } finally {
                      slots.release();
                    }
                """));
  }

  @Test
  void returnThatAsksForThePermitNone() {
    Repair.by(AbandonedWaiter.class)
        .keeps(
            PERMITS.formatted(
                """
                    slots.acquire();
                    if (name.isEmpty()) {
                      return "";
                    }
                    String taken = name + name;
                    // BUG: Diagnostic contains: is skipped when line 9 returns
                    slots.release();
                    return taken + slots.availablePermits();
                """));
  }
}
