package dev.watertight.fixes.sends;

import dev.watertight.bugpatterns.AbandonedSender;
import dev.watertight.bugpatterns.ReceiveWithoutSender;
import dev.watertight.bugpatterns.SendWithoutReceiver;
import dev.watertight.bugpatterns.UnclosedProducer;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class SendFixesTest {
  @Test
  void largerBuffer() {
    Repair.by(SendWithoutReceiver.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;

            class A {
              void m() throws InterruptedException {
                Channel<String> names = Channel.<String>newBufferedChannel(1);
                names.send("a");
                names.send("b"); // waits
                System.out.println(names.receive() + names.receive());
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;

            class A {
              void m() throws InterruptedException {
                Channel<String> names = Channel.<String>newBufferedChannel(2);
                names.send("a");
                names.send("b"); // waits
                System.out.println(names.receive() + names.receive());
              }
            }
            """);
  }

  @Test
  void handoverWithItsOwnType() {
    Repair.by(AbandonedSender.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.SynchronousQueue;

            class A {
              private final SynchronousQueue<String> other = new SynchronousQueue<>();

              String fastest(List<Callable<String>> mirrors) throws InterruptedException {
                SynchronousQueue<String> page = new SynchronousQueue<>(true);
                for (Callable<String> mirror : mirrors) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          page.put(mirror.call());
                        } catch (Exception e) {
                          System.out.println(e);
                        }
                      });
                }
                return page.take();
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.SynchronousQueue;

            class A {
              private final SynchronousQueue<String> other = new SynchronousQueue<>();

              String fastest(List<Callable<String>> mirrors) throws InterruptedException {
                LinkedBlockingQueue<String> page = new LinkedBlockingQueue<>();
                for (Callable<String> mirror : mirrors) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          page.put(mirror.call());
                        } catch (Exception e) {
                          System.out.println(e);
                        }
                      });
                }
                return page.take();
              }
            }
            """);
  }

  @Test
  void transferWithoutWaiting() {
    Repair.by(SendWithoutReceiver.class)
        .turns(
            """
            import java.util.concurrent.LinkedTransferQueue;
            import java.util.concurrent.TransferQueue;

            class A {
              void m() throws InterruptedException {
                TransferQueue<String> names = new LinkedTransferQueue<>();
                names.transfer("a");
                System.out.println(names.take());
              }
            }
            """,
            """
            import java.util.concurrent.LinkedTransferQueue;
            import java.util.concurrent.TransferQueue;

            class A {
              void m() throws InterruptedException {
                TransferQueue<String> names = new LinkedTransferQueue<>();
                names.put("a");
                System.out.println(names.take());
              }
            }
            """);
  }

  @Test
  void receiverFirst() {
    Repair.by(SendWithoutReceiver.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.SynchronousQueue;

            class A {
              private final BlockingQueue<String> commands = new SynchronousQueue<>();

              void start() throws InterruptedException {
                System.out.println("starting");
                // The first command.
                commands.put("load");
                commands.put("warm up");
                Thread worker = new Thread(this::work);
                worker.start();
                System.out.println("started");
              }

              private void work() {
                try {
                  while (true) {
                    System.out.println(commands.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.SynchronousQueue;

            class A {
              private final BlockingQueue<String> commands = new SynchronousQueue<>();

              void start() throws InterruptedException {
                System.out.println("starting");
                // The first command.
                Thread worker = new Thread(this::work);
                worker.start();
                commands.put("load");
                commands.put("warm up");
                System.out.println("started");
              }

              private void work() {
                try {
                  while (true) {
                    System.out.println(commands.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void receiverInAnotherBlock() {
    Repair.by(SendWithoutReceiver.class)
        .keeps(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.SynchronousQueue;

            class A {
              private final BlockingQueue<String> commands = new SynchronousQueue<>();

              void start() {
                try {
                  // BUG: Diagnostic contains: start the receiver first
                  commands.put("load");
                } catch (InterruptedException e) {
                  return;
                }
                new Thread(this::work).start();
              }

              private void work() {
                try {
                  System.out.println(commands.take());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void interruptsSenderInVariable() {
    Repair.by(AbandonedSender.class)
        .turns(
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static void count(BlockingQueue<Integer> numbers) {
                try {
                  for (int i = 0; ; i++) {
                    numbers.put(i);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void first(int limit) throws InterruptedException {
                BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(2);
                new Thread(() -> count(numbers)).start();
                for (int i = 0; i < limit; i++) {
                  System.out.println(numbers.take());
                }
              }
            }
            """,
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static void count(BlockingQueue<Integer> numbers) {
                try {
                  for (int i = 0; ; i++) {
                    numbers.put(i);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void first(int limit) throws InterruptedException {
                BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(2);
                Thread sender = new Thread(() -> count(numbers));
                sender.start();
                try {
                  for (int i = 0; i < limit; i++) {
                    System.out.println(numbers.take());
                  }
                } finally {
                  sender.interrupt();
                }
              }
            }
            """);
  }

  private static final String NUMBERS =
      """
      import java.util.concurrent.ArrayBlockingQueue;
      import java.util.concurrent.BlockingQueue;

      class A {
        static class Numbers extends Thread {
          private final BlockingQueue<Integer> numbers;

          Numbers(BlockingQueue<Integer> numbers) {
            this.numbers = numbers;
          }

          @Override
          public void run() {
      %s    }
        }

        static void first(int limit) throws InterruptedException {
          BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(2);
      %s  }

        public static void main(String[] args) throws InterruptedException {
          first(3);
        }
      }
      """;

  private static final String ENDS =
      """
            try {
              for (int i = 0; ; i++) {
                numbers.put(i);
              }
            } catch (InterruptedException e) {
              interrupt();
            }
      """;

  @Test
  void interruptsThreadOfClassOfItsOwn() {
    Repair.by(AbandonedSender.class)
        .turns(
            NUMBERS.formatted(
                ENDS,
                """
                    new Numbers(numbers).start();
                    for (int i = 0; i < limit; i++) {
                      System.out.println(numbers.take());
                    }
                """),
            NUMBERS.formatted(
                ENDS,
                """
                    Thread sender = new Numbers(numbers);
                    sender.start();
                    try {
                      for (int i = 0; i < limit; i++) {
                        System.out.println(numbers.take());
                      }
                    } finally {
                      sender.interrupt();
                    }
                """));
  }

  @Test
  void senderThatIgnoresInterruptsNone() {
    Repair.by(AbandonedSender.class)
        .keeps(
            NUMBERS.formatted(
                """
                      for (int i = 0; ; i++) {
                        try {
                          // BUG: Diagnostic contains: how to tell it is yours to choose
                          numbers.put(i);
                        } catch (InterruptedException e) {
                          System.out.println(e);
                        }
                      }
                """,
                """
                    new Numbers(numbers).start();
                    for (int i = 0; i < limit; i++) {
                      System.out.println(numbers.take());
                    }
                """));
  }

  @Test
  void cancelsSubmittedSender() {
    Repair.by(AbandonedSender.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private static final String END = "";

              void find(List<String> lines, int length) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
                try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
                  executor.submit(
                      () -> {
                        for (String line : lines) {
                          queue.put(line);
                        }
                        queue.put(END);
                        return null;
                      });
                  try {
                    for (String line = queue.take(); line != END; line = queue.take()) {
                      System.out.println(line);
                      if (line.length() > length) {
                        break;
                      }
                    }
                  } catch (InterruptedException e) {
                    System.out.println("interrupted");
                  }
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;

            class A {
              private static final String END = "";

              void find(List<String> lines, int length) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
                try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
                  Future<?> sender = executor.submit(
                      () -> {
                        for (String line : lines) {
                          queue.put(line);
                        }
                        queue.put(END);
                        return null;
                      });
                  try {
                    for (String line = queue.take(); line != END; line = queue.take()) {
                      System.out.println(line);
                      if (line.length() > length) {
                        break;
                      }
                    }
                  } catch (InterruptedException e) {
                    System.out.println("interrupted");
                  } finally {
                    sender.cancel(true);
                  }
                }
              }
            }
            """);
  }

  @Test
  void interruptsSenderOfALoopBeforeWhichItHasReceived() {
    Repair.by(AbandonedSender.class)
        .turns(
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final Integer END = -1;

              private static void count(BlockingQueue<Integer> numbers) {
                try {
                  for (int i = 0; i < 100; i++) {
                    numbers.put(i);
                  }
                  numbers.put(END);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              int first(int limit) throws InterruptedException {
                BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(1);
                Thread counter = new Thread(() -> count(numbers));
                counter.start();
                Integer number = numbers.take();
                while (number != END) {
                  if (number > limit) {
                    break;
                  }
                  number = numbers.take();
                }
                return number;
              }
            }
            """,
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final Integer END = -1;

              private static void count(BlockingQueue<Integer> numbers) {
                try {
                  for (int i = 0; i < 100; i++) {
                    numbers.put(i);
                  }
                  numbers.put(END);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              int first(int limit) throws InterruptedException {
                BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(1);
                Thread counter = new Thread(() -> count(numbers));
                counter.start();
                Integer number = numbers.take();
                try {
                  while (number != END) {
                    if (number > limit) {
                      break;
                    }
                    number = numbers.take();
                  }
                  return number;
                } finally {
                  counter.interrupt();
                }
              }
            }
            """);
  }

  @Test
  void senderThatSendsAgainWhenInterrupted() {
    Repair.by(AbandonedSender.class)
        .keeps(
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final Integer END = -1;

              private static void count(BlockingQueue<Integer> numbers) {
                try {
                  try {
                    for (int i = 0; i < 100; i++) {
                      // BUG: Diagnostic contains: can leave early
                      numbers.put(i);
                    }
                  } finally {
                    numbers.put(END);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              int first(int limit) throws InterruptedException {
                BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(1);
                Thread counter = new Thread(() -> count(numbers));
                counter.start();
                while (true) {
                  Integer number = numbers.take();
                  if (number == END) {
                    return limit;
                  }
                  if (number > limit) {
                    return number;
                  }
                }
              }
            }
            """);
  }

  @Test
  void senderOutOfReach() {
    Repair.by(AbandonedSender.class)
        .keeps(
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private final BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(2);

              void start() {
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (int i = 0; ; i++) {
                          // BUG: Diagnostic contains: how to tell it is yours to choose
                          numbers.put(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
              }

              void startReceiver() {
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (int i = 0; i < 10; i++) {
                          System.out.println(numbers.take());
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
              }
            }
            """);
  }

  @Test
  void closesProducer() {
    Repair.by(UnclosedProducer.class)
        .turns(
            """
            import java.util.concurrent.ArrayBlockingQueue;

            class A {
              private final ArrayBlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(2);
              private volatile boolean stopped;

              A() {
                Thread.startVirtualThread(this::count);
              }

              private void count() {
                try {
                  for (int i = 0; !stopped; i++) {
                    numbers.put(i);
                  }
                } catch (InterruptedException e) {}
              }

              int next() throws InterruptedException {
                return numbers.take();
              }

              void stop() {
                stopped = true;
                numbers.clear();
              }

              static int first() throws InterruptedException {
                A counter = new A();
                return counter.next();
              }
            }
            """,
            """
            import java.util.concurrent.ArrayBlockingQueue;

            class A {
              private final ArrayBlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(2);
              private volatile boolean stopped;

              A() {
                Thread.startVirtualThread(this::count);
              }

              private void count() {
                try {
                  for (int i = 0; !stopped; i++) {
                    numbers.put(i);
                  }
                } catch (InterruptedException e) {}
              }

              int next() throws InterruptedException {
                return numbers.take();
              }

              void stop() {
                stopped = true;
                numbers.clear();
              }

              static int first() throws InterruptedException {
                A counter = new A();
                try {
                  return counter.next();
                } finally {
                  counter.stop();
                }
              }
            }
            """);
  }

  @Test
  void boundedQueueWithRoomForAll() {
    Repair.by(AbandonedSender.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.Callable;

            class A {
              Exception firstFailure(List<Callable<?>> checks) throws InterruptedException {
                ArrayBlockingQueue<Exception> failures = new ArrayBlockingQueue<>(1, true);
                for (Callable<?> check : checks) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          check.call();
                        } catch (Exception e) {
                          try {
                            failures.put(e);
                          } catch (InterruptedException interrupt) {
                            Thread.currentThread().interrupt();
                          }
                        }
                      });
                }
                Thread.sleep(100);
                return failures.poll();
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              Exception firstFailure(List<Callable<?>> checks) throws InterruptedException {
                LinkedBlockingQueue<Exception> failures = new LinkedBlockingQueue<>();
                for (Callable<?> check : checks) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          check.call();
                        } catch (Exception e) {
                          try {
                            failures.put(e);
                          } catch (InterruptedException interrupt) {
                            Thread.currentThread().interrupt();
                          }
                        }
                      });
                }
                Thread.sleep(100);
                return failures.poll();
              }
            }
            """);
  }

  @Test
  void limitTakenAway() {
    Repair.by(SendWithoutReceiver.class)
        .turns(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingDeque;
            import java.util.concurrent.LinkedBlockingDeque;

            class A {
              List<Integer> numbers(int last) throws InterruptedException {
                BlockingDeque<Integer> found = new LinkedBlockingDeque<>(8);
                for (int i = 0; i < last; i++) {
                  found.putFirst(i);
                }
                List<Integer> all = new ArrayList<>();
                found.drainTo(all);
                return all;
              }
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingDeque;
            import java.util.concurrent.LinkedBlockingDeque;

            class A {
              List<Integer> numbers(int last) throws InterruptedException {
                BlockingDeque<Integer> found = new LinkedBlockingDeque<>();
                for (int i = 0; i < last; i++) {
                  found.putFirst(i);
                }
                List<Integer> all = new ArrayList<>();
                found.drainTo(all);
                return all;
              }
            }
            """);
  }

  @Test
  void receiveFromTheQueueThatIsFilled() {
    Repair.by(ReceiveWithoutSender.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
              private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();

              String await() throws InterruptedException {
                System.out.println(this.answers.size()); // none
                return answers.take();
              }

              void onReply(String text) {
                replies.add(text);
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();

              String await() throws InterruptedException {
                System.out.println(this.replies.size()); // none
                return replies.take();
              }

              void onReply(String text) {
                replies.add(text);
              }
            }
            """);
    Repair.by(ReceiveWithoutSender.class)
        .turns(
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void print(List<String> names) throws InterruptedException {
                Channel<String> out = Channel.newUnlimitedChannel();
                // What is to be printed.
                Channel<String> in = Channel.newUnlimitedChannel();
                for (String name : names) {
                  out.send(name);
                }
                out.done();
                in.forEach(System.out::println);
              }
            }
            """,
            """
            import com.softwaremill.jox.Channel;
            import java.util.List;

            class A {
              void print(List<String> names) throws InterruptedException {
                Channel<String> out = Channel.newUnlimitedChannel();
                // What is to be printed.
                Channel<String> in = Channel.newUnlimitedChannel();
                for (String name : names) {
                  out.send(name);
                }
                out.done();
                out.forEach(System.out::println);
              }
            }
            """);
  }

  @Test
  void noFixWhereTheNameMeansSomethingElse() {
    Repair.by(ReceiveWithoutSender.class)
        .keeps(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
              private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();

              String await(int replies) throws InterruptedException {
                // BUG: Diagnostic contains: 'replies' is never received from
                return answers.take() + replies;
              }

              void onReply(String text) {
                replies.add(text);
              }
            }
            """);
  }

  @Test
  void singleWorker() {
    String before = tasks("");
    Repair.by(SendWithoutReceiver.class)
        .turns(before, before.replace("newSingleThreadExecutor", "newCachedThreadPool"));
  }

  @Test
  void singleWorkerThatDoesMore() {
    Repair.by(SendWithoutReceiver.class)
        .keeps(
            tasks("pool.execute(() -> System.out.println(1));")
                .replace(
                    "          queue.put",
                    "          // BUG: Diagnostic contains: Only a task\n          queue.put"));
  }

  private static String tasks(String more) {
    return """
    import java.util.concurrent.ExecutorService;
    import java.util.concurrent.Executors;
    import java.util.concurrent.SynchronousQueue;

    class A {
      static void run() {
        SynchronousQueue<String> queue = new SynchronousQueue<>();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        pool.submit(
            () -> {
              queue.put("x");
              return null;
            });
        pool.submit(() -> queue.take());
        %s
        pool.shutdown();
      }
    }
    """
        .formatted(more);
  }

  @Test
  void producerUsedWhereItIsMade() {
    String before =
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          static class Numbers {
            private final BlockingQueue<Integer> found = new ArrayBlockingQueue<>(2);
            private volatile boolean closed;

            Numbers() {
              new Thread(this::count).start();
            }

            private void count() {
              try {
                for (int n = 0; !closed; n++) {
                  found.put(n);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }

            int next() throws InterruptedException {
              return found.take();
            }

            void close() {
              closed = true;
              found.clear();
            }
          }

          static int first() throws InterruptedException {
            return new Numbers().next();
          }
        }
        """;
    Repair.by(UnclosedProducer.class)
        .turns(
            before,
            before.replace(
                "return new Numbers().next();",
                """
                Numbers numbers = new Numbers();
                    try {
                      return numbers.next();
                    } finally {
                      numbers.close();
                    }\
                """));
  }

  @Test
  void exchangeBringsAValue() {
    Repair.by(SendWithoutReceiver.class)
        .keeps(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.Exchanger;

            class A {
              private final Exchanger<String> table = new Exchanger<>();

              private class Guest implements Runnable {
                @Override
                public void run() {
                  try {
                    // BUG: Diagnostic contains: exchange
                    System.out.println(table.exchange("a candle"));
                  } catch (InterruptedException e) {
                    System.out.println("none");
                  }
                }
              }

              void party() {
                List<Thread> guests = new ArrayList<>();
                guests.add(new Thread(new Guest()));
                guests.add(new Thread(new Guest()));
                guests.add(new Thread(new Guest()));
                guests.forEach(Thread::start);
              }

              public static void main(String[] args) {
                new A().party();
              }
            }
            """);
  }
}
