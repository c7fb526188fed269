package dev.watertight.fixes.earlyclose;

import dev.watertight.bugpatterns.ChannelClosedBeforeSendersEnd;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class CloseOrderFixesTest {
  private static final String SEND =
      """

        private static void send(Channel<Integer> numbers, int number) {
          try {
            numbers.send(number);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
      }
      """;

  @Test
  void joinsInAThreadWhileTheCallerReceives() {
    turns(
        """
        import com.softwaremill.jox.Channel;

        class A {
          void run() throws InterruptedException {
            Channel<Integer> numbers = Channel.newRendezvousChannel();
            for (int i = 0; i < 3; i++) {
              int number = i;
              Thread.startVirtualThread(() -> send(numbers, number));
            }
            // No more.
            numbers.done();
            numbers.forEach(System.out::println);
          }
        """,
        """
        import com.softwaremill.jox.Channel;
        import java.util.ArrayList;
        import java.util.List;

        class A {
          void run() throws InterruptedException {
            Channel<Integer> numbers = Channel.newRendezvousChannel();
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
              int number = i;
              senders.add(Thread.startVirtualThread(() -> send(numbers, number)));
            }
            // No more.
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (Thread sender : senders) {
                      sender.join();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } finally {
                    numbers.done();
                  }
                });
            numbers.forEach(System.out::println);
          }
        """);
  }

  @Test
  void joinsWhileAnotherReceives() {
    turns(
        """
        import com.softwaremill.jox.Channel;

        class A {
          void run() throws InterruptedException {
            Channel<Integer> numbers = Channel.newRendezvousChannel();
            Thread reader = Thread.startVirtualThread(() -> print(numbers));
            Thread.startVirtualThread(() -> send(numbers, 1));
            numbers.done();
            reader.join();
          }

          private static void print(Channel<Integer> numbers) {
            try {
              numbers.forEach(System.out::println);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        """,
        """
        import com.softwaremill.jox.Channel;

        class A {
          void run() throws InterruptedException {
            Channel<Integer> numbers = Channel.newRendezvousChannel();
            Thread reader = Thread.startVirtualThread(() -> print(numbers));
            Thread sender = Thread.startVirtualThread(() -> send(numbers, 1));
            sender.join();
            numbers.done();
            reader.join();
          }

          private static void print(Channel<Integer> numbers) {
            try {
              numbers.forEach(System.out::println);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        """);
  }

  @Test
  void movesBehindTheJoin() {
    turns(
        """
        import com.softwaremill.jox.Channel;

        class A {
          void run() throws InterruptedException {
            Channel<Integer> numbers = Channel.newUnlimitedChannel();
            Thread first = new Thread(() -> send(numbers, 1));
            first.start();
            Thread second = new Thread(() -> send(numbers, 2));
            second.start();
            numbers.done();
            first.join();
            second.join();
            numbers.forEach(System.out::println);
          }
        """,
        """
        import com.softwaremill.jox.Channel;

        class A {
          void run() throws InterruptedException {
            Channel<Integer> numbers = Channel.newUnlimitedChannel();
            Thread first = new Thread(() -> send(numbers, 1));
            first.start();
            Thread second = new Thread(() -> send(numbers, 2));
            second.start();
            first.join();
            second.join();
            numbers.done();
            numbers.forEach(System.out::println);
          }
        """);
  }

  @Test
  void joinsTheListThatIsThere() {
    turns(
        """
        import com.softwaremill.jox.Channel;
        import java.util.ArrayList;
        import java.util.List;

        class A {
          void run() throws InterruptedException {
            Channel<Integer> numbers = Channel.newUnlimitedChannel();
            List<Thread> threads = new ArrayList<>();
            threads.add(Thread.startVirtualThread(() -> send(numbers, 1)));
            threads.add(Thread.startVirtualThread(() -> send(numbers, 2)));
            numbers.done();
            System.out.println(numbers.toList());
          }
        """,
        """
        import com.softwaremill.jox.Channel;
        import java.util.ArrayList;
        import java.util.List;

        class A {
          void run() throws InterruptedException {
            Channel<Integer> numbers = Channel.newUnlimitedChannel();
            List<Thread> threads = new ArrayList<>();
            threads.add(Thread.startVirtualThread(() -> send(numbers, 1)));
            threads.add(Thread.startVirtualThread(() -> send(numbers, 2)));
            for (Thread thread : threads) {
              thread.join();
            }
            numbers.done();
            System.out.println(numbers.toList());
          }
        """);
  }

  @Test
  void endsTheExecutorFirst() {
    turns(
        """
        import com.softwaremill.jox.Channel;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class A {
          void run() throws InterruptedException {
            Channel<Integer> numbers = Channel.newUnlimitedChannel();
            ExecutorService pool = Executors.newFixedThreadPool(2);
            pool.submit(() -> send(numbers, 1));
            numbers.done();
            System.out.println(numbers.toList());
            pool.shutdown();
          }
        """,
        """
        import com.softwaremill.jox.Channel;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class A {
          void run() throws InterruptedException {
            Channel<Integer> numbers = Channel.newUnlimitedChannel();
            ExecutorService pool = Executors.newFixedThreadPool(2);
            pool.submit(() -> send(numbers, 1));
            pool.close();
            numbers.done();
            System.out.println(numbers.toList());
          }
        """);
  }

  @Test
  void awaitsTerminationBeforeExecutorsHadClose() {
    Repair.by(ChannelClosedBeforeSendersEnd.class)
        .release("17")
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              void run() throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> lines.add("one"));
                lines.put(END);
                for (String line; (line = lines.take()) != END; ) {
                  System.out.println(line);
                }
                pool.shutdown();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            class A {
              private static final String END = new String("end");

              void run() throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> lines.add("one"));
                pool.shutdown();
                pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
                lines.put(END);
                for (String line; (line = lines.take()) != END; ) {
                  System.out.println(line);
                }
              }
            }
            """);
  }

  @Test
  void reordersResources() {
    Repair.by(ChannelClosedBeforeSendersEnd.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              void run() {
                try (ExecutorService pool = Executors.newFixedThreadPool(2);
                    SubmissionPublisher<Integer> numbers = new SubmissionPublisher<>()) {
                  numbers.consume(System.out::println);
                  pool.submit(() -> numbers.submit(1));
                }
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.SubmissionPublisher;

            class A {
              void run() {
                try (SubmissionPublisher<Integer> numbers = new SubmissionPublisher<>();
                    ExecutorService pool = Executors.newFixedThreadPool(2)) {
                  numbers.consume(System.out::println);
                  pool.submit(() -> numbers.submit(1));
                }
              }
            }
            """);
  }

  /** A receiver in the same executor would keep it from ending. */
  @Test
  void receiverInTheSamePool() {
    keeps(
        """
        import com.softwaremill.jox.Channel;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class A {
          void run() {
            Channel<Integer> numbers = Channel.newUnlimitedChannel();
            ExecutorService pool = Executors.newFixedThreadPool(2);
            pool.submit(() -> numbers.toList());
            pool.submit(() -> send(numbers, 1));
            // BUG: Diagnostic contains: 'numbers' is closed by done() while
            numbers.done();
            pool.shutdown();
          }
        """);
  }

  @Test
  void interruptionNotAllowed() {
    keeps(
        """
        import com.softwaremill.jox.Channel;

        class A {
          void run() {
            Channel<Integer> numbers = Channel.newUnlimitedChannel();
            Thread.startVirtualThread(() -> send(numbers, 1));
            // BUG: Diagnostic contains: 'numbers' is closed by done() while
            numbers.done();
          }
        """);
  }

  private static void turns(String before, String after) {
    Repair.by(ChannelClosedBeforeSendersEnd.class).turns(before + SEND, after + SEND);
  }

  private static void keeps(String source) {
    Repair.by(ChannelClosedBeforeSendersEnd.class).keeps(source + SEND);
  }

  @Test
  void threadsMadeInLoop() {
    Repair.by(ChannelClosedBeforeSendersEnd.class)
        .turns(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final String END = new String("end");

              private static void send(BlockingQueue<String> queue, String value) {
                try {
                  queue.put(value);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static List<String> m(List<String> values) throws Exception {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
                for (String value : values) {
                  new Thread(() -> send(queue, value)).start();
                }
                queue.put(END);
                List<String> out = new ArrayList<>();
                for (String s; (s = queue.take()) != END; ) {
                  out.add(s);
                }
                return out;
              }
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final String END = new String("end");

              private static void send(BlockingQueue<String> queue, String value) {
                try {
                  queue.put(value);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static List<String> m(List<String> values) throws Exception {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
                List<Thread> senders = new ArrayList<>();
                for (String value : values) {
                  Thread sender = new Thread(() -> send(queue, value));
                  senders.add(sender);
                  sender.start();
                }
                Thread.startVirtualThread(
                    () -> {
                      try {
                        for (Thread sender : senders) {
                          sender.join();
                        }
                        queue.put(END);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                List<String> out = new ArrayList<>();
                for (String s; (s = queue.take()) != END; ) {
                  out.add(s);
                }
                return out;
              }
            }
            """);
  }

  @Test
  void threadsMadeOneAfterTheOther() {
    Repair.by(ChannelClosedBeforeSendersEnd.class)
        .turns(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final String END = new String("end");

              private static void send(BlockingQueue<String> queue, String value) {
                try {
                  queue.put(value);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static List<String> m(List<String> values) throws Exception {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
                new Thread(() -> send(queue, "a")).start();
                new Thread(() -> send(queue, "b")).start();
                queue.put(END);
                List<String> out = new ArrayList<>();
                for (String s; (s = queue.take()) != END; ) {
                  out.add(s);
                }
                return out;
              }
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final String END = new String("end");

              private static void send(BlockingQueue<String> queue, String value) {
                try {
                  queue.put(value);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static List<String> m(List<String> values) throws Exception {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
                Thread sender1 = new Thread(() -> send(queue, "a"));
                sender1.start();
                Thread sender2 = new Thread(() -> send(queue, "b"));
                sender2.start();
                Thread.startVirtualThread(
                    () -> {
                      try {
                        sender1.join();
                        sender2.join();
                        queue.put(END);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
                List<String> out = new ArrayList<>();
                for (String s; (s = queue.take()) != END; ) {
                  out.add(s);
                }
                return out;
              }
            }
            """);
  }

  @Test
  void keptInArray() {
    Repair.by(ChannelClosedBeforeSendersEnd.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              static void m() throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                Thread receiver = new Thread(() -> print(queue));
                receiver.start();
                Thread[] senders = new Thread[2];
                for (int i = 0; i < senders.length; i++) {
                  senders[i] = new Thread(() -> queue.add("x"));
                  senders[i].start();
                }
                queue.put(END);
                receiver.join();
              }

              private static void print(BlockingQueue<String> queue) {
                try {
                  for (String next = queue.take(); next != END; next = queue.take()) {
                    System.out.println(next);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              static void m() throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                Thread receiver = new Thread(() -> print(queue));
                receiver.start();
                Thread[] senders = new Thread[2];
                for (int i = 0; i < senders.length; i++) {
                  senders[i] = new Thread(() -> queue.add("x"));
                  senders[i].start();
                }
                for (Thread sender : senders) {
                  sender.join();
                }
                queue.put(END);
                receiver.join();
              }

              private static void print(BlockingQueue<String> queue) {
                try {
                  for (String next = queue.take(); next != END; next = queue.take()) {
                    System.out.println(next);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void keptInListByName() {
    Repair.by(ChannelClosedBeforeSendersEnd.class)
        .turns(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              static void m(List<String> names) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(() -> print(queue)).start();
                List<Thread> threads = new ArrayList<>();
                for (String name : names) {
                  Thread thread = new Thread(() -> queue.add(name));
                  thread.start();
                  threads.add(thread);
                }
                queue.put(END);
              }

              private static void print(BlockingQueue<String> queue) {
                try {
                  for (String next = queue.take(); next != END; next = queue.take()) {
                    System.out.println(next);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");

              static void m(List<String> names) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(() -> print(queue)).start();
                List<Thread> threads = new ArrayList<>();
                for (String name : names) {
                  Thread thread = new Thread(() -> queue.add(name));
                  thread.start();
                  threads.add(thread);
                }
                for (Thread thread2 : threads) {
                  thread2.join();
                }
                queue.put(END);
              }

              private static void print(BlockingQueue<String> queue) {
                try {
                  for (String next = queue.take(); next != END; next = queue.take()) {
                    System.out.println(next);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }
}
