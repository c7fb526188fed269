package dev.watertight.wakers;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import org.junit.jupiter.api.Test;

final class InterruptersTest {
  private static void check(String members) {
    checkBeside(members, "");
  }

  private static void checkBeside(String members, String others) {
    CompilationTestHelper.newInstance(Printer.class, InterruptersTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadFactory;

            public final class A {
              static void mark() {}
            %s}

            %s
            """
                .formatted(members.indent(2), others))
        .doTest();
  }

  @Test
  void interruptBehindUnlimitedJoin() {
    check(
        """
        void joined() throws InterruptedException {
          // BUG: Diagnostic contains: nobody.
          Thread thread = new Thread(() -> mark());
          thread.start();
          thread.join();
          thread.interrupt();
        }

        void joinedForSomeTime() throws InterruptedException {
          // BUG: Diagnostic contains: by interrupt().
          Thread thread = new Thread(() -> mark());
          thread.start();
          thread.join(100);
          thread.interrupt();
        }

        void joinedPerhaps(boolean waits) throws InterruptedException {
          // BUG: Diagnostic contains: by interrupt().
          Thread thread = new Thread(() -> mark());
          thread.start();
          if (waits) {
            thread.join();
          }
          thread.interrupt();
        }
        """);
  }

  @Test
  void interruptBehindJoinThatOnlyAnInterruptLeaves() {
    check(
        """
        void joined() {
          // BUG: Diagnostic contains: nobody.
          Thread thread = new Thread(() -> mark());
          thread.start();
          try {
            thread.join();
          } catch (InterruptedException e) {
            return;
          } finally {
            thread.interrupt();
          }
        }

        void joinedIfNothingFails(java.io.Closeable other) throws Exception {
          // BUG: Diagnostic contains: by interrupt().
          Thread thread = new Thread(() -> mark());
          thread.start();
          try {
            other.close();
            thread.join();
          } finally {
            thread.interrupt();
          }
        }

        void joinedByATask(ExecutorService pool) {
          // BUG: Diagnostic contains: by interrupt().
          Thread thread = new Thread(() -> mark());
          thread.start();
          pool.submit(
              () -> {
                try {
                  thread.join();
                } finally {
                  thread.interrupt();
                }
                return thread;
              });
        }
        """);
  }

  @Test
  void allJoinedBeforeTheInterrupts() {
    check(
        """
        private final List<Thread> threads = new ArrayList<>();

        void start() {
          // BUG: Diagnostic contains: nobody.
          Thread thread = new Thread(() -> mark());
          threads.add(thread);
          thread.start();
        }

        void stop() throws InterruptedException {
          for (Thread thread : threads) {
            thread.join();
          }
          threads.forEach(Thread::interrupt);
        }
        """);
  }

  @Test
  void threadKeptByItsFactory() {
    check(
        """
        private Thread worker;
        private final ExecutorService pool =
            Executors.newSingleThreadExecutor(
                task -> {
                  worker = new Thread(task);
                  return worker;
                });

        void start() {
          // BUG: Diagnostic contains: by interrupt().
          pool.execute(() -> mark());
        }

        void stop() {
          pool.shutdown();
          worker.interrupt();
        }
        """);
  }

  @Test
  void threadsKeptByAFactoryClass() {
    check(
        """
        static final class Kept implements ThreadFactory {
          private final List<Thread> all = new ArrayList<>();

          @Override
          public Thread newThread(Runnable task) {
            Thread thread = new Thread(task);
            all.add(thread);
            return thread;
          }

          void stop() {
            all.forEach(Thread::interrupt);
          }
        }

        private final Kept kept = new Kept();
        private final ExecutorService pool = Executors.newCachedThreadPool(kept);

        void start() {
          // BUG: Diagnostic contains: by interrupt().
          pool.execute(() -> mark());
        }
        """);
  }

  @Test
  void threadKeptByAFactoryThatIsAskedDirectly() {
    check(
        """
        static final class Kept implements ThreadFactory {
          private final List<Thread> all = new ArrayList<>();

          @Override
          public Thread newThread(Runnable task) {
            Thread thread = Thread.ofPlatform().unstarted(task);
            all.add(thread);
            return thread;
          }

          void stop() {
            all.forEach(Thread::interrupt);
          }
        }

        private final ThreadFactory factory = new Kept();

        void start() {
          // BUG: Diagnostic contains: by interrupt().
          factory.newThread(() -> mark()).start();
        }
        """);
  }

  @Test
  void poolThatInterruptsItsThreads() {
    check(
        """
        static final class Pool extends java.util.concurrent.ThreadPoolExecutor {
          private volatile Thread last;

          Pool() {
            super(
                1,
                1,
                0,
                java.util.concurrent.TimeUnit.SECONDS,
                new java.util.concurrent.LinkedBlockingQueue<>());
          }

          @Override
          protected void beforeExecute(Thread thread, Runnable task) {
            last = thread;
          }

          @Override
          public void shutdown() {
            super.shutdown();
            last.interrupt();
          }
        }

        private final Pool pool = new Pool();

        void start() {
          // BUG: Diagnostic contains: by interrupt().
          pool.execute(() -> mark());
        }

        void stop() {
          pool.shutdown();
        }
        """);
  }

  @Test
  void factoryThatKeepsNothing() {
    check(
        """
        private final ExecutorService pool =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "worker"));

        void start() {
          // BUG: Diagnostic contains: only shut down.
          pool.execute(() -> mark());
        }

        void stop() {
          pool.shutdown();
        }
        """);
  }

  @Test
  void threadUsedAsRunnable() {
    check(
        """
        private final ExecutorService pool = Executors.newCachedThreadPool();

        static final class Worker extends Thread {
          void cancel() {
            interrupt();
          }

          @Override
          public void run() {
            // BUG: Diagnostic contains: only shut down.
            mark();
          }
        }

        void start() {
          pool.submit(new Worker());
        }

        void stop() {
          pool.shutdown();
        }
        """);
  }

  @Test
  void codeThatNothingRuns() {
    check(
        """
        private void never() {
          // BUG: Diagnostic contains: perhaps others.
          mark();
        }
        """);
  }

  @Test
  void interruptOfWhoeverCloses() {
    check(
        """
        void interrupted() {
          Thread owner =
              new Thread(
                  () -> {
                    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                      // BUG: Diagnostic contains: by interrupt().
                      pool.execute(() -> mark());
                    }
                  });
          owner.start();
          owner.interrupt();
        }

        void leftAlone() {
          Thread owner =
              new Thread(
                  () -> {
                    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                      // BUG: Diagnostic contains: only shut down.
                      pool.execute(() -> mark());
                    }
                  });
          owner.start();
        }
        """);
  }

  @Test
  void someJoinedBeforeTheInterrupts() {
    check(
        """
        private final List<Thread> threads = new ArrayList<>();

        void start() {
          // BUG: Diagnostic contains: by interrupt().
          Thread thread = new Thread(() -> mark());
          threads.add(thread);
          thread.start();
        }

        void stop() throws InterruptedException {
          for (Thread thread : threads.subList(0, 2)) {
            thread.join();
          }
          threads.forEach(Thread::interrupt);
        }
        """);
  }

  @Test
  void oneTaskOfTwoLeftAlone() {
    check(
        """
        public void loop() {
          // BUG: Diagnostic contains: perhaps others; one is left alone.
          mark();
        }

        void start() {
          new Thread(this::loop).start();
        }
        """);
  }

  @Test
  void threadThatAnotherClassKeeps() {
    checkBeside(
        """
        private final Doors doors = new Doors();

        void start() {
          new Thread(this::loop).start();
          new Thread(this::aside).start();
        }

        private void loop() {
          doors.enter();
          // BUG: Diagnostic contains: by interrupt().
          mark();
        }

        private void aside() {
          // BUG: Diagnostic contains: nobody.
          mark();
        }

        void stop() {
          for (Thread thread : doors.inside) {
            thread.interrupt();
          }
        }
        """,
        """
        final class Doors {
          final List<Thread> inside = new ArrayList<>();

          void enter() {
            inside.add(Thread.currentThread());
          }
        }
        """);
  }

  @Test
  void shutdownOfOwnClass() {
    checkBeside(
        """
        void interrupts() {
          ExecutorService pool = new Own(1);
          // BUG: Diagnostic contains: perhaps others.
          pool.execute(() -> mark());
          pool.shutdown();
        }

        void counts() {
          ExecutorService pool = new Counting(1);
          // BUG: Diagnostic contains: only shut down.
          pool.execute(() -> mark());
          pool.shutdown();
        }
        """,
        """
        final class Own extends java.util.concurrent.ScheduledThreadPoolExecutor {
          Own(int threads) {
            super(threads);
          }

          @Override
          public void shutdown() {
            shutdownNow();
          }
        }

        final class Counting extends java.util.concurrent.ScheduledThreadPoolExecutor {
          Counting(int threads) {
            super(threads);
          }

          @Override
          protected void afterExecute(Runnable task, Throwable failure) {
            System.out.println(task);
          }
        }
        """);
  }

  /** Prints who interrupts the tasks that run a call of {@code mark()}. */
  @BugPattern(summary = "Prints who interrupts a task", severity = ERROR)
  public static final class Printer extends BugChecker implements MethodInvocationTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      return ASTHelpers.getSymbol(tree).getSimpleName().contentEquals("mark")
          ? buildDescription(tree).setMessage(text(state) + ".").build()
          : Description.NO_MATCH;
    }

    private static String text(VisitorState state) {
      ImmutableSet<Task> tasks = Tasks.of(state.getPath(), state);
      Interrupters found = Interrupters.at(state.getPath(), tasks, state);
      String alone =
          tasks.size() > 1 && Interrupters.leftAlone(state.getPath(), tasks, state).isPresent()
              ? "; one is left alone"
              : "";
      if (found.answer().isNo()) {
        return found.isOnlyShutDown() ? "only shut down" : "nobody";
      }
      return found.answer().isYes()
          ? found.known().seen().stream()
              .map(i -> ASTHelpers.getSymbol(i.place().getLeaf()).toString())
              .sorted()
              .collect(joining(", ", "by ", alone))
          : "perhaps others" + alone;
    }
  }
}
