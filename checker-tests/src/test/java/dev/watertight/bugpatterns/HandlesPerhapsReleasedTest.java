package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** Handles of which a path or a call may seem to lose one, and does not, or perhaps not. */
final class HandlesPerhapsReleasedTest {
  private static void test(Class<? extends BugChecker> check, String members) {
    test(check, new String[] {"-XDcompilePolicy=simple"}, members);
  }

  private static void test(Class<? extends BugChecker> check, String[] args, String members) {
    CompilationTestHelper.newInstance(check, HandlesPerhapsReleasedTest.class)
        .setArgs(args)
        .addSourceLines(
            "A.java",
            """
            import com.google.common.base.Preconditions;
            import java.io.Closeable;
            import java.io.IOException;
            import java.util.ArrayList;
            import java.util.BitSet;
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.AtomicBoolean;

            final class A implements Cloneable {
            %s}
            """
                .formatted(members.indent(2)))
        .doTest();
  }

  @Test
  void bitTestedTwice() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        private final int options = hashCode();

        void sameBit(Runnable task) {
          ExecutorService pool = null;
          if ((options & 2) != 0) {
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          task.run();
          if ((options & 2) != 0) {
            pool.shutdown();
          }
        }

        void anotherBit(Runnable task) {
          ExecutorService pool = null;
          if ((options & 2) != 0) {
            // BUG: Diagnostic contains: is not shut down
            pool = Executors.newFixedThreadPool(2);
            pool.execute(task);
          }
          task.run();
          if ((options & 4) != 0) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void checkedBeforeOpening() {
    test(
        HandleLostByFailingConstructor.class,
        """
        private final ExecutorService pool;

        A(String address) {
          if (!address.contains("@")) {
            throw new IllegalArgumentException(address);
          }
          pool = Executors.newFixedThreadPool(1);
          pool.execute(() -> {});
          check(address);
        }

        A(String address, String other) {
          if (!address.contains("@")) {
            throw new IllegalArgumentException(address);
          }
          // BUG: Diagnostic contains: pool
          pool = Executors.newFixedThreadPool(1);
          pool.execute(() -> {});
          check(other);
        }

        private static void check(String address) {
          if (address.indexOf('@') < 0) {
            throw new IllegalArgumentException(address);
          }
        }

        public void close() {
          pool.shutdown();
        }
        """);
  }

  @Test
  void copied() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        @Override
        protected A clone() throws CloneNotSupportedException {
          return (A) super.clone();
        }

        void copies(Runnable task) throws CloneNotSupportedException {
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          System.out.println(clone());
          pool.shutdown();
        }
        """);
  }

  @Test
  void whatIsBehindAnInterface() {
    test(
        HandleReleaseSkipped.class,
        """
        private static final class Journal {
          private final Closeable seal;
          // BUG: Diagnostic contains: is not shut down when
          private final ExecutorService writer = Executors.newFixedThreadPool(1);

          Journal(Closeable seal) {
            this.seal = seal;
            writer.execute(() -> System.out.println("open"));
          }

          void close() throws IOException {
            seal.close();
            writer.shutdown();
          }
        }

        private static final class Ledger {
          private final Closeable seal;
          private final ExecutorService writer = Executors.newFixedThreadPool(1);

          Ledger(Closeable seal) {
            this.seal = seal;
            writer.execute(() -> System.out.println("open"));
          }

          void close() throws IOException {
            seal.close();
            writer.shutdown();
          }
        }

        static void use(Process process) throws IOException {
          new Journal(process.getOutputStream()::close).close();
          new Ledger(() -> System.out.println("sealed")).close();
        }
        """);
  }

  @Test
  void takenOutWhenShutDown() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        private final Map<String, ExecutorService> pools = new HashMap<>();

        void run(String name, Runnable task) {
          pools.computeIfAbsent(name, n -> Executors.newFixedThreadPool(1)).execute(task);
        }

        void sweep() {
          pools.values().forEach(ExecutorService::shutdown);
        }

        void forget(String name) {
          pools.remove(name);
        }

        void close() {
          pools.values().forEach(ExecutorService::shutdown);
        }
        """);
  }

  @Test
  void questionsAskedTwice() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        private final int[] modes = new int[3];

        private boolean isWide(int size) {
          int twice = size * 2;
          return twice > 10;
        }

        void sameAnswers(Runnable task, int size) {
          ExecutorService first = null;
          ExecutorService second = null;
          ExecutorService third = null;
          if (modes[0] > 0) {
            first = Executors.newFixedThreadPool(1);
            first.execute(task);
          }
          if (System.getProperty("parallel") != null) {
            second = Executors.newFixedThreadPool(1);
            second.execute(task);
          }
          if (isWide(size)) {
            third = Executors.newFixedThreadPool(1);
            third.execute(task);
          }
          if (modes[0] > 0) {
            first.shutdown();
          }
          if (System.getProperty("parallel") != null) {
            second.shutdown();
          }
          if (isWide(size)) {
            third.shutdown();
          }
        }

        void otherAnswers(Runnable task) {
          ExecutorService pool = null;
          if (modes[0] > 0) {
            // BUG: Diagnostic contains: is not shut down
            pool = Executors.newFixedThreadPool(1);
            pool.execute(task);
          }
          modes[0] = hashCode();
          if (modes[0] > 0) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void openedOnceOnly() {
    test(
        HandleOverwrittenWhileOpen.class,
        """
        private final AtomicBoolean started = new AtomicBoolean();
        private boolean opened;
        private ExecutorService once;
        private ExecutorService first;
        private ExecutorService checked = Executors.newFixedThreadPool(1);

        void start() {
          if (!started.compareAndSet(false, true)) {
            return;
          }
          once = Executors.newFixedThreadPool(1);
          once.execute(() -> System.out.println("once"));
        }

        void open() {
          if (opened) {
            return;
          }
          opened = true;
          first = Executors.newFixedThreadPool(1);
          first.execute(() -> System.out.println("first"));
        }

        void restart() {
          Preconditions.checkState(checked.isShutdown());
          checked = Executors.newFixedThreadPool(1);
          checked.execute(() -> System.out.println("checked"));
        }

        void close() {
          once.shutdown();
          first.shutdown();
          checked.shutdown();
        }

        static void use() {
          A a = new A();
          a.start();
          a.open();
          a.restart();
          a.start();
          a.open();
          a.restart();
          a.close();
        }
        """);
  }

  @Test
  void poolWithoutCore() {
    test(
        HandleNeverReleased.class,
        """
        void ends(Runnable task) {
          ScheduledExecutorService pool = Executors.newScheduledThreadPool(0);
          pool.schedule(task, 1, TimeUnit.SECONDS);
        }

        void stays(Runnable task) {
          // BUG: Diagnostic contains: is never shut down
          ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
          pool.schedule(task, 1, TimeUnit.SECONDS);
        }
        """);
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void scopes() {
    test(
        TaskScopeNotJoined.class,
        TaskScopeApi.ofRunningJdk(),
        """
        private List<StructuredTaskScope.Subtask<String>> former = new ArrayList<>();

        void joinedIfForked(List<Callable<String>> tasks) throws InterruptedException {
          BitSet forked = new BitSet();
          try (var scope = StructuredTaskScope.open()) {
            for (int i = 0; i < tasks.size(); i++) {
              if (tasks.get(i) != null) {
                forked.set(i);
                scope.fork(tasks.get(i));
              }
            }
            if (!forked.isEmpty()) {
              scope.join();
            }
          }
        }

        void joinedIfWanted(List<Callable<String>> tasks, BitSet wanted) throws InterruptedException {
          try (var scope = StructuredTaskScope.open()) {
            for (Callable<String> task : tasks) {
              // BUG: Diagnostic contains: is left without join
              scope.fork(task);
            }
            if (!wanted.isEmpty()) {
              scope.join();
            }
          }
        }

        void joinedIfAnySubtask(List<Callable<String>> tasks) throws InterruptedException {
          List<StructuredTaskScope.Subtask<String>> subtasks = new ArrayList<>();
          try (var scope = StructuredTaskScope.<String>open()) {
            for (Callable<String> task : tasks) subtasks.add(scope.fork(task));
            if (!subtasks.isEmpty()) {
              scope.join();
            }
          }
        }

        void leavesWithAnAnswer(Callable<String> task, String known) throws InterruptedException {
          try (var scope = StructuredTaskScope.open()) {
            // BUG: Diagnostic contains: is left without join
            scope.fork(task);
            if (known != null) {
              return;
            }
            scope.join();
          }
        }

        void readsThoseOfAnother(Callable<String> task) throws InterruptedException {
          try (var scope = StructuredTaskScope.open()) {
            scope.fork(task);
            System.out.println(former.get(0).get());
            scope.join();
          }
        }
        """);
  }

  @Test
  void ownerClosesItselfAtTheEndOfItsTask() {
    test(
        HandleOwnerNeverClosed.class,
        """
        static final class Upload implements AutoCloseable {
          private final ExecutorService worker = Executors.newFixedThreadPool(1);

          Upload(List<String> parts) {
            worker.execute(() -> send(parts));
          }

          private void send(List<String> parts) {
            parts.forEach(System.out::println);
            close();
          }

          @Override
          public void close() {
            worker.shutdown();
          }
        }

        static void backup(List<String> parts) {
          new Upload(parts);
        }
        """);
  }

  @Test
  void factoryKeepsWhatShutsItDown() {
    test(
        HandleNeverReleased.class,
        """
        private final Map<String, ExecutorService> lanes = new HashMap<>();
        private final Map<String, Runnable> closers = new HashMap<>();

        private ExecutorService open(String name) {
          ExecutorService lane = Executors.newFixedThreadPool(1);
          closers.put(name, lane::shutdown);
          return lane;
        }

        void send(String name, Runnable message) {
          lanes.computeIfAbsent(name, this::open).execute(message);
        }

        void evict(String name) {
          lanes.remove(name);
          closers.remove(name).run();
        }
        """);
  }

  @Test
  void handleAskedWhetherItIsOpen() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        void ifOpen(java.net.SocketAddress peer) throws IOException {
          var channel = java.nio.channels.SocketChannel.open(peer);
          try {
            channel.finishConnect();
          } finally {
            if (channel.isOpen()) {
              channel.close();
            }
          }
        }

        void ifEnded(Runnable task) {
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          if (!pool.isTerminated()) {
            pool.shutdown();
          }
        }

        void wrongWayRound(Runnable task) {
          // BUG: Diagnostic contains: is not shut down
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(task);
          if (pool.isShutdown()) {
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void handleAskedForSomethingUnknown() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        void guardsTheRelease() throws IOException {
          var channel = java.nio.channels.SocketChannel.open();
          if (channel.isConnected()) {
            channel.close();
          }
        }

        void triedUntilConnected(java.net.SocketAddress peer) throws Exception {
          java.nio.channels.SocketChannel channel = null;
          try {
            channel = java.nio.channels.SocketChannel.open(peer);
            while (!channel.isConnected()) {
              Thread.sleep(10);
            }
            channel.close();
          } catch (Exception e) {
            if (channel != null && channel.isConnected()) {
              channel.close();
            }
          }
        }

        void guardsAnotherWayOut(java.net.SocketAddress peer) throws IOException {
          // BUG: Diagnostic contains: is not closed
          var channel = java.nio.channels.SocketChannel.open();
          if (channel.isBlocking()) {
            return;
          }
          channel.close();
        }
        """);
  }

  @Test
  void whatCannotHappen() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        void impossible(List<Runnable> tasks) throws InterruptedException {
          ExecutorService pool = Executors.newFixedThreadPool(2);
          for (Runnable task : tasks) {
            pool.execute(task);
            if (tasks.isEmpty()) {
              throw new AssertionError("not here");
            }
          }
          pool.shutdown();
        }

        void possible(List<Runnable> tasks, int limit) {
          // BUG: Diagnostic contains: is not shut down
          ExecutorService pool = Executors.newFixedThreadPool(2);
          for (Runnable task : tasks) {
            pool.execute(task);
            if (tasks.size() > limit) {
              throw new IllegalStateException("too many");
            }
          }
          pool.shutdown();
        }
        """);
  }

  /** What is noted beside each task tells whether there are threads. */
  @Test
  void askedWhetherTasksWereGiven() {
    test(
        HandleNotReleasedOnAllPaths.class,
        """
        void noted(List<Runnable> tasks, Runnable none) {
          ExecutorService pool = Executors.newFixedThreadPool(2);
          List<Future<?>> futures = new ArrayList<>();
          for (Runnable task : tasks) {
            if (task != none) {
              futures.add(pool.submit(task));
            }
          }
          if (!futures.isEmpty()) {
            pool.shutdown();
          }
        }

        void notNoted(List<Runnable> tasks, Runnable none) {
          // BUG: Diagnostic contains: is not shut down
          ExecutorService pool = Executors.newFixedThreadPool(2);
          List<Future<?>> futures = new ArrayList<>();
          for (Runnable task : tasks) {
            if (task != none) {
              pool.execute(task);
            }
          }
          if (!futures.isEmpty()) {
            pool.shutdown();
          }
        }
        """);
    test(
        HandleOverwrittenWhileOpen.class,
        """
        void notedInEachRound(List<Runnable> tasks, Runnable none) {
          while (!tasks.isEmpty()) {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            List<Future<?>> futures = new ArrayList<>();
            for (Runnable task : tasks) {
              if (task != none) {
                Future<?> future = pool.submit(task);
                futures.add(future);
              }
            }
            if (!futures.isEmpty()) {
              pool.shutdown();
            }
          }
        }
        """);
  }

  @Test
  void tasksInOtherStatesThanTheOpening() {
    test(
        HandleOverwrittenWhileOpen.class,
        """
        private enum State {
          CONNECT,
          SEND,
          DISCONNECT,
          DONE;

          State next() {
            return values()[ordinal() + 1];
          }
        }

        static void transfer(Runnable file) {
          ExecutorService connection = null;
          State state = State.CONNECT;
          while (state != State.DONE) {
            if (state == State.CONNECT) {
              connection = Executors.newFixedThreadPool(1);
              connection.execute(file);
            } else if (state == State.SEND) {
              connection.execute(file);
            } else if (state == State.DISCONNECT) {
              connection.execute(file);
              connection.shutdown();
            }
            state = state.next();
          }
        }
        """);
  }
}
