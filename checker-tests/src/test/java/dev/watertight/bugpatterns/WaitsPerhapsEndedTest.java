package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import org.junit.jupiter.api.Test;

/** Waits that are ended, or not, in a way that is easily overlooked. */
final class WaitsPerhapsEndedTest {
  private static void test(Class<? extends BugChecker> check, String members) {
    CompilationTestHelper.newInstance(check, WaitsPerhapsEndedTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.PipedReader;
            import java.io.PipedWriter;
            import java.util.ArrayDeque;
            import java.util.ArrayList;
            import java.util.Deque;
            import java.util.List;
            import java.util.Queue;
            import java.util.concurrent.*;

            final class A {
            %s}
            """
                .formatted(members.indent(2)))
        .doTest();
  }

  @Test
  void exceptionOfAHelperIsAwaited() {
    test(
        ReceiveLoopNotInterrupted.class,
        """
        private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
        private final ExecutorService pool = Executors.newFixedThreadPool(1);
        private final Thread loop = new Thread(this::run);

        void start() {
          loop.start();
        }

        private void run() {
          try {
            while (true) {
              dispatch(inbox.take());
            }
          } catch (RejectedExecutionException | InterruptedException e) {
            System.out.println("closed");
          }
        }

        private void dispatch(Runnable job) {
          pool.execute(job);
        }

        void close() {
          pool.shutdown();
          inbox.add(() -> {});
        }
        """);
  }

  @Test
  void endedWithTheProcess() {
    test(
        ReceiveLoopNeverEnds.class,
        """
        private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>();

        void start() {
          new Thread(this::run).start();
        }

        private void run() {
          while (true) {
            try {
              commands.take().run();
            } catch (InterruptedException e) {
              System.out.println("not now");
            }
          }
        }

        void stop() {
          System.out.println("stopped");
        }

        public static void main(String[] args) {
          A console = new A();
          console.start();
          console.stop();
          System.exit(args.length);
        }
        """);
  }

  @Test
  void endsOnePart() {
    test(
        ReceiveLoopNeverEnds.class,
        """
        private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();

        A() {
          new Thread(this::run).start();
        }

        void cancel(int job) {
          jobs.add("not " + job);
        }

        private void run() {
          while (true) {
            try {
              System.out.println(jobs.take());
            } catch (InterruptedException e) {
              System.out.println("left over");
            }
          }
        }
        """);
  }

  @Test
  void stepsInUnknownOrder() {
    test(
        StopFlagWithoutWakeup.class,
        """
        private final BlockingQueue<String> mails = new LinkedBlockingQueue<>();
        private final Deque<Runnable> steps = new ArrayDeque<>();
        private volatile boolean running = true;

        void start() {
          Thread sender = new Thread(this::send);
          sender.start();
          steps.push(sender::interrupt);
          steps.push(() -> running = false);
        }

        private void send() {
          while (running) {
            try {
              System.out.println(mails.take());
            } catch (InterruptedException e) {
              System.out.println("woken up");
            }
          }
        }

        void close() {
          steps.forEach(Runnable::run);
        }
        """);
  }

  @Test
  void viewOfAFuture() {
    test(
        UnboundedWaitForTasks.class,
        """
        private static void complete(CompletionStage<String> stage) {
          stage.toCompletableFuture().complete("a");
        }

        void completed() {
          CompletableFuture<String> one = new CompletableFuture<>();
          CompletableFuture<String> other = new CompletableFuture<>();
          complete(one);
          other.complete("b");
          CompletableFuture.allOf(one, other).join();
        }
        """);
  }

  @Test
  void subscriberThatEndsItself() {
    test(
        ChannelNeverClosed.class,
        """
        private static volatile CompletableFuture<Void> consumed;

        static void byItsFuture() {
          SubmissionPublisher<String> source = new SubmissionPublisher<>();
          consumed = source.consume(A::take);
          source.submit("a");
          consumed.join();
        }

        private static void take(String text) {
          consumed.complete(null);
        }
        """);
  }

  @Test
  void linesOfAPipe() {
    test(
        ChannelNeverClosed.class,
        """
        private static void write(PipedWriter out) {
          try {
            out.write("a\\n");
          } catch (IOException e) {
            System.out.println(e);
          }
        }

        void some() throws IOException {
          PipedWriter out = new PipedWriter();
          BufferedReader in = new BufferedReader(new PipedReader(out));
          new Thread(() -> write(out)).start();
          System.out.println(in.lines().limit(1).toList());
        }
        """);
  }

  @Test
  void pollsOfWhatIsThere() {
    test(
        BusyPolling.class,
        """
        private final Deque<String> open = new ArrayDeque<>();
        private int depth;

        void closeAll() {
          while (depth > 0) {
            String tag = open.pollLast();
            if (tag != null) {
              depth--;
            }
          }
        }

        void merge(List<Queue<String>> lanes, List<Thread> writers, List<String> merged, int total)
            throws InterruptedException {
          for (Thread writer : writers) {
            writer.join();
          }
          while (merged.size() < total) {
            for (Queue<String> lane : lanes) {
              String line = lane.poll();
              if (line != null) {
                merged.add(line);
              }
            }
          }
        }
        """);
  }

  @Test
  void interruptToldByAnotherException() {
    test(
        ReceiveLoopNeverEnds.class,
        """
        private final BlockingQueue<String> mails = new LinkedBlockingQueue<>();
        private final ExecutorService pool = Executors.newSingleThreadExecutor();

        A() {
          pool.execute(this::swallows);
          pool.execute(this::leaves);
        }

        private String next() {
          try {
            return mails.take();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }

        private void swallows() {
          // BUG: Diagnostic contains: swallows interrupts
          while (true) {
            try {
              System.out.println(next());
            } catch (IllegalStateException e) {
              System.out.println("skipped");
            }
          }
        }

        private void leaves() {
          while (true) {
            try {
              System.out.println(next());
            } catch (IllegalArgumentException e) {
              System.out.println("skipped");
            }
          }
        }

        void mail(String text) {
          mails.add(text);
        }

        void close() {
          pool.shutdownNow();
        }
        """);
  }

  @Test
  void endOfInputAskedAgain() {
    test(
        BusyPolling.class,
        """
        void follows(BufferedReader in) throws IOException {
          while (true) {
            // BUG: Diagnostic contains: asks again at once
            String line = in.readLine();
            if (line == null) {
              continue;
            }
            if (line.isEmpty()) {
              return;
            }
            System.out.println(line);
          }
        }

        void toTheEnd(BufferedReader in) throws IOException {
          while (true) {
            String line = in.readLine();
            if (line == null) {
              return;
            }
            System.out.println(line);
          }
        }
        """);
  }

  @Test
  void nobodyElsePutsIn() {
    test(
        BusyPolling.class,
        """
        void ownQueue(int total) {
          Queue<Integer> queue = new ConcurrentLinkedQueue<>();
          for (int i = 0; i < total; i++) {
            queue.add(i);
          }
          int seen = 0;
          while (seen < total) {
            Integer next = queue.poll();
            if (next == null) {
              continue;
            }
            seen++;
          }
        }

        void filledBefore(List<Runnable> writers, int total) throws InterruptedException {
          Queue<Integer> queue = new ConcurrentLinkedQueue<>();
          CountDownLatch filled = new CountDownLatch(1);
          new Thread(
                  () -> {
                    queue.add(1);
                    filled.countDown();
                  })
              .start();
          filled.await();
          List<Integer> all = new ArrayList<>();
          while (all.size() < total) {
            Integer next = queue.poll();
            if (next != null) {
              all.add(next);
            }
          }
        }

        void filledMeanwhile(int total) {
          Queue<Integer> queue = new ConcurrentLinkedQueue<>();
          new Thread(() -> queue.add(1)).start();
          List<Integer> all = new ArrayList<>();
          while (all.size() < total) {
            // BUG: Diagnostic contains: asks again at once
            Integer next = queue.poll();
            if (next != null) {
              all.add(next);
            }
          }
        }
        """);
  }

  @Test
  void poolOfOwnInterruptsWhenItIsShutDown() {
    test(
        ReceiveLoopNeverEnds.class,
        """
        static final class Pool extends ThreadPoolExecutor {
          Pool() {
            super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
          }

          @Override
          public void shutdown() {
            super.shutdownNow();
          }
        }

        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final Pool pool = new Pool();

        void start() {
          pool.execute(this::print);
        }

        private void print() {
          try {
            while (true) {
              System.out.println(lines.take());
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }

        void close() {
          pool.shutdown();
        }
        """);
  }
}
