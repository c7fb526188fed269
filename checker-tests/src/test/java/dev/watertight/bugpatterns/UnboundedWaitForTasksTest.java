package dev.watertight.bugpatterns;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class UnboundedWaitForTasksTest {
  private static final String HEADER =
      """
      import java.util.ArrayList;
      import java.util.Collection;
      import java.util.List;
      import java.util.concurrent.BlockingQueue;
      import java.util.concurrent.Callable;
      import java.util.concurrent.CompletableFuture;
      import java.util.concurrent.CountDownLatch;
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Future;
      import java.util.concurrent.LinkedBlockingQueue;
      import java.util.concurrent.SynchronousQueue;
      import java.util.concurrent.TimeUnit;
      """;

  @Test
  void executorGiven() {
    compile(
        """
        class A {
          private final ExecutorService pool;

          A(ExecutorService pool) {
            this.pool = pool;
          }

          List<Future<String>> given(Collection<Callable<String>> tasks) throws Exception {
            return pool.invokeAll(tasks);
          }
        }
        """);
  }

  @Test
  void perGroup() {
    compile(
        """
        class A {
          private final ExecutorService pool;

          A(ExecutorService pool) {
            this.pool = pool;
          }

          List<Future<Object>> perGroup(List<List<String>> groups) throws Exception {
            List<Callable<Object>> callables = new ArrayList<>();
            for (List<String> group : groups) {
              callables.add(
                  () -> {
                    group.forEach(System.out::println);
                    return null;
                  });
            }
            return pool.invokeAll(callables);
          }
        }
        """);
  }

  @Test
  void fastestTask() {
    compile(
        """
        class A {
          private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
          private final ExecutorService pool;

          A(ExecutorService pool) {
            this.pool = pool;
          }

          String fastest(List<String> hosts) throws Exception {
            return pool.invokeAny(hosts.stream().<Callable<String>>map(h -> () -> h).toList());
          }

          void limited() throws Exception {
            pool.invokeAll(List.of(() -> answers.poll()), 1, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void queueWithSender() {
    compile(
        """
        class A {
          private final ExecutorService pool;

          A(ExecutorService pool) {
            this.pool = pool;
          }

          void queueWithSender(String answer) throws Exception {
            BlockingQueue<String> queue = new SynchronousQueue<>();
            pool.execute(() -> queue.offer(answer));
            pool.invokeAll(List.of(() -> queue.take()));
          }
        }
        """);
  }

  @Test
  void latchCountedDown() {
    compile(
        """
        class A {
          private final ExecutorService pool;

          A(ExecutorService pool) {
            this.pool = pool;
          }

          void latchCountedDown() throws Exception {
            CountDownLatch start = new CountDownLatch(1);
            pool.execute(start::countDown);
            pool.invokeAll(
                List.of(
                    () -> {
                      start.await();
                      return "started";
                    }));
          }
        }
        """);
  }

  @Test
  void latchGiven() {
    compile(
        """
        class A {
          private final ExecutorService pool;

          A(ExecutorService pool) {
            this.pool = pool;
          }

          void latchGiven(CountDownLatch start) throws Exception {
            pool.invokeAll(
                List.of(
                    () -> {
                      start.await();
                      return "started";
                    }));
          }
        }
        """);
  }

  @Test
  void maybeTask() {
    compile(
        """
        class A {
          private final ExecutorService pool;

          A(ExecutorService pool) {
            this.pool = pool;
          }

          void maybe(boolean wait) throws Exception {
            pool.invokeAll(
                List.of(
                    () -> {
                      if (!wait) {
                        return "now";
                      }
                      Thread.sleep(Long.MAX_VALUE);
                      return "never";
                    }));
          }
        }
        """);
  }

  @Test
  void oneTaskEnds() {
    compile(
        """
        class A {
          private final ExecutorService pool;

          A(ExecutorService pool) {
            this.pool = pool;
          }

          String oneEnds() throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            return pool.invokeAny(
                List.of(
                    () -> {
                      never.await();
                      return "a";
                    },
                    () -> "b"));
          }
        }
        """);
  }

  @Test
  void futuresThatComplete() {
    compile(
        """
        class A {
          interface Client {
            CompletableFuture<String> ask(String host);

            void ask(String host, CompletableFuture<String> answer);
          }

          Object outOfView(Client client) {
            return CompletableFuture.anyOf(client.ask("a"), client.ask("b")).join();
          }

          Object handedOver(Client client) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            client.ask("c", answer);
            return CompletableFuture.anyOf(answer).join();
          }

          void completed(ExecutorService pool) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            pool.execute(() -> answer.complete("d"));
            CompletableFuture.allOf(answer).join();
          }

          void byReference(Client client) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            client.ask("e").thenAccept(answer::complete);
            CompletableFuture.allOf(answer).join();
          }

          Object oneCompletes() {
            CompletableFuture<String> never = new CompletableFuture<>();
            CompletableFuture<String> now = CompletableFuture.supplyAsync(() -> "f");
            return CompletableFuture.anyOf(never, now).join();
          }

          Object limited() {
            CompletableFuture<String> answer = new CompletableFuture<>();
            return CompletableFuture.anyOf(answer).orTimeout(1, TimeUnit.SECONDS).join();
          }

          Object memberLimited() {
            CompletableFuture<String> answer = new CompletableFuture<>();
            answer.completeOnTimeout("g", 2, TimeUnit.SECONDS);
            return CompletableFuture.anyOf(answer).join();
          }

          void timedGet() throws Exception {
            CompletableFuture<String> answer = new CompletableFuture<>();
            CompletableFuture.allOf(answer).get(3, TimeUnit.SECONDS);
          }

          void array(List<CompletableFuture<String>> answers) {
            CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0])).join();
          }

          void cancelled(ExecutorService pool) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            CompletableFuture<Void> all = CompletableFuture.allOf(answer);
            pool.execute(() -> all.cancel(true));
            all.join();
          }
        }
        """);
  }

  @Test
  void identification() {
    compile(
        """
        class A {
          private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

          void receives(ExecutorService pool) throws Exception {
            // BUG: Diagnostic contains: invokeAll() waits for ever: nothing ends the wait of the task
            pool.invokeAll(List.of(() -> "a", () -> answers.take()));
          }

          String none(ExecutorService pool, List<String> hosts) throws Exception {
            CountDownLatch go = new CountDownLatch(1);
            List<Callable<String>> tasks = new ArrayList<>();
            for (String host : hosts) {
              tasks.add(
                  () -> {
                    go.await();
                    return host;
                  });
            }
            // BUG: Diagnostic contains: invokeAny() waits for ever: nothing ends the wait of the task
            return pool.invokeAny(tasks);
          }

          void sleeps(ExecutorService pool) throws Exception {
            Callable<Void> idle = this::idle;
            // BUG: Diagnostic contains: invokeAll() waits for ever: nothing ends the wait of the task
            pool.invokeAll(List.of(idle));
          }

          private Void idle() throws InterruptedException {
            System.out.println("idle");
            Thread.sleep(Long.MAX_VALUE);
            return null;
          }

          Object neither() {
            CompletableFuture<String> primary = new CompletableFuture<>();
            CompletableFuture<String> backup = new CompletableFuture<>();
            // BUG: Diagnostic contains: join() waits for ever: nobody completes the future of line
            return CompletableFuture.anyOf(primary, backup).join();
          }

          void both() throws Exception {
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> "first");
            CompletableFuture<String> second = new CompletableFuture<>();
            CompletableFuture<Void> all = CompletableFuture.allOf(first, second);
            // BUG: Diagnostic contains: get() waits for ever: nobody completes the future of line
            all.get();
          }

          void blockedTask() {
            CompletableFuture<String> answer = new CompletableFuture<>();
            CompletableFuture<String> relay = CompletableFuture.supplyAsync(() -> answer.join());
            // BUG: Diagnostic contains: join() waits for ever: nothing ends the wait of the task
            CompletableFuture.anyOf(relay).join();
          }
        }
        """);
  }

  @Test
  void calledWait() {
    compile(
        """
        class A {
          private final CountDownLatch ready = new CountDownLatch(1);

          List<Future<String>> inArgument(ExecutorService pool) throws Exception {
            CountDownLatch opened = new CountDownLatch(1);
            // BUG: Diagnostic contains: nothing ends the wait of the task in line 19
            return pool.invokeAll(List.of(() -> "rail", () -> after(opened, "bus")));
          }

          private String after(CountDownLatch latch, String fare) throws InterruptedException {
            latch.await();
            return fare;
          }

          void inField(ExecutorService pool) throws Exception {
            // BUG: Diagnostic contains: nothing ends the wait of the task in line 29
            pool.invokeAll(List.of(() -> step("a")));
          }

          private String step(String name) throws InterruptedException {
            System.out.println(name);
            return last(name);
          }

          private String last(String name) throws InterruptedException {
            ready.await();
            return name;
          }
        }
        """);
  }

  @Test
  void calledWaitThatEnds() {
    compile(
        """
        class A {
          interface Gate {
            String pass(String name) throws InterruptedException;
          }

          private final CountDownLatch ready = new CountDownLatch(1);
          private final Gate open = name -> name;
          private final Gate closed =
              name -> {
                ready.await();
                return name;
              };

          void perhaps(ExecutorService pool, boolean wait) throws Exception {
            pool.invokeAll(List.of(() -> perhaps("a", wait)));
          }

          private String perhaps(String name, boolean wait) throws InterruptedException {
            if (!wait) {
              return name;
            }
            ready.await();
            return name;
          }

          void otherLatch(ExecutorService pool) throws Exception {
            CountDownLatch opened = new CountDownLatch(1);
            opened.countDown();
            pool.invokeAll(List.of(() -> after(opened, "b")));
            pool.invokeAll(List.of(() -> after(new CountDownLatch(1), "c")));
          }

          private String after(CountDownLatch latch, String fare) throws InterruptedException {
            latch.await();
            return fare;
          }

          void otherCode(ExecutorService pool, Gate given) throws Exception {
            pool.invokeAll(List.of(() -> given.pass("d")));
            pool.invokeAll(List.of(() -> overridden("e")));
          }

          protected String overridden(String name) throws InterruptedException {
            ready.await();
            return name;
          }
        }

        class B extends A {
          @Override
          protected String overridden(String name) {
            return name;
          }
        }
        """);
  }

  @Test
  void taskOfClass() {
    compile(
        """
        class A {
          private static final class Reader implements Callable<String> {
            private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

            @Override
            public String call() throws InterruptedException {
              return lines.take();
            }
          }

          String first(ExecutorService pool) throws Exception {
            // BUG: Diagnostic contains: invokeAny() waits for ever
            return pool.invokeAny(List.of(new Reader(), new Reader()));
          }
        }
        """);
  }

  @Test
  void stoppableTask() {
    compile(
        """
        class A {
          private final CompletableFuture<String> alarm = new CompletableFuture<>();
          private final CompletableFuture<String> ended = new CompletableFuture<>();

          // The second is completed, by a method for this.
          Object stoppable() {
            return CompletableFuture.anyOf(alarm, ended).join();
          }

          void stop() {
            ended.complete("stopped");
          }

          void heat(int degrees) {
            if (degrees > 90) {
              alarm.complete("hot");
            }
          }
        }
        """);
  }

  @Test
  void certainResult() {
    compile(
        """
        class A {
          Object certain(ExecutorService pool) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            CompletableFuture<String> cancelled = new CompletableFuture<>();
            pool.execute(() -> answer.complete("a"));
            return CompletableFuture.anyOf(answer, cancelled).join();
          }

          Object eitherWay(ExecutorService pool, boolean good) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            CompletableFuture<String> cancelled = new CompletableFuture<>();
            pool.execute(
                () -> {
                  if (good) {
                    answer.complete("b");
                  } else {
                    answer.completeExceptionally(new IllegalStateException());
                  }
                });
            return CompletableFuture.anyOf(answer, cancelled).join();
          }
        }
        """);
  }

  @Test
  void limitedWait() {
    compile(
        """
        class A {
          Object limited(int degrees) {
            CompletableFuture<String> hot = new CompletableFuture<>();
            CompletableFuture<String> cold = new CompletableFuture<>();
            if (degrees > 30) {
              hot.complete("c");
            }
            return CompletableFuture.anyOf(hot, cold).orTimeout(1, TimeUnit.SECONDS).join();
          }

          Object optional(CompletableFuture<String> given) {
            CompletableFuture<String> never = new CompletableFuture<>();
            return CompletableFuture.anyOf(given, never).join();
          }

          Object async() {
            CompletableFuture<String> never = new CompletableFuture<>();
            return CompletableFuture.anyOf(CompletableFuture.supplyAsync(() -> "d"), never).join();
          }
        }
        """);
  }

  @Test
  void unstoppableTask() {
    compile(
        """
        class A {
          private final CompletableFuture<String> shut = new CompletableFuture<>();
          private final CompletableFuture<String> gauge = new CompletableFuture<>();

          Object unstoppable() {
            // BUG: Diagnostic contains: join() waits for ever unless another future is completed: nobody completes that of line 14
            return CompletableFuture.anyOf(gauge, shut).join();
          }

          void measure(int level) {
            if (level > 7) {
              gauge.complete("full");
            }
          }
        }
        """);
  }

  @Test
  void endlessTaskInTask() {
    compile(
        """
        class A {
          Object inTask(ExecutorService pool, List<String> lines) throws Exception {
            CompletableFuture<String> match = new CompletableFuture<>();
            CompletableFuture<String> exhausted = new CompletableFuture<>();
            pool.execute(
                () -> {
                  for (String line : lines) {
                    if (line.contains("ERROR")) {
                      match.complete(line);
                    }
                  }
                });
            // BUG: Diagnostic contains: get() waits for ever unless another future is completed
            return CompletableFuture.anyOf(match, exhausted).get();
          }
        }
        """);
  }

  @Test
  void endlessTaskCombined() {
    compile(
        """
        class A {
          void combined(ExecutorService pool, int[] prices) {
            CompletableFuture<Integer> low = new CompletableFuture<>();
            CompletableFuture<Integer> high = new CompletableFuture<>();
            CompletableFuture<Integer> closed = new CompletableFuture<>();
            pool.execute(
                () -> {
                  for (int price : prices) {
                    if (price < 10) {
                      low.complete(price);
                    }
                    if (price > 90) {
                      high.complete(price);
                    }
                  }
                });
            CompletableFuture<Object> first = CompletableFuture.anyOf(low, high, closed);
            // BUG: Diagnostic contains: join() waits for ever unless another future is completed
            first.join();
          }
        }
        """);
  }

  @Test
  void interruptCaughtByTheTask() {
    compile(
        """
        class A {
          void all(ExecutorService pool) throws Exception {
            CountDownLatch start = new CountDownLatch(1);
            // BUG: Diagnostic contains: nothing ends the wait of the task in line 19
            pool.invokeAll(List.of(() -> {
              try {
                start.await();
                return "started";
              } catch (InterruptedException e) {
                return "interrupted";
              }
            }));
          }
        }
        """);
  }

  @Test
  void taskOfTheSameThread() {
    compile(
        """
        class A {
          private final ExecutorService worker = java.util.concurrent.Executors.newSingleThreadExecutor();

          Future<Integer> size(String name) {
            // BUG: Diagnostic contains: get() waits for ever: the task of line 18 is to run in the thread
            return worker.submit(() -> name.isEmpty() ? 0 : size(name.substring(1)).get() + 1);
          }

          void close() {
            worker.shutdown();
          }
        }
        """);
  }

  @Test
  void taskOfTheSameExecutorWithTwoThreads() {
    compile(
        """
        class A {
          private final ExecutorService workers = java.util.concurrent.Executors.newFixedThreadPool(2);

          void print(String name) {
            workers.execute(
                () -> {
                  try {
                    // BUG: Diagnostic contains: once all threads of the pool wait like this
                    System.out.println(workers.submit(() -> name.length()).get());
                  } catch (Exception e) {
                    System.out.println(e);
                  }
                });
          }
        }
        """);
  }

  @Test
  void taskOfTheThreadOfAnotherObject() {
    compile(
        """
        class A {
          private final ExecutorService worker = java.util.concurrent.Executors.newSingleThreadExecutor();
          private final A next;

          A(A next) {
            this.next = next;
          }

          Future<Integer> length(String name) {
            return worker.submit(() -> name.length());
          }

          void print(String name) {
            worker.execute(
                () -> {
                  try {
                    System.out.println(next.length(name).get());
                  } catch (Exception e) {
                    System.out.println(e);
                  }
                });
          }
        }
        """);
  }

  @Test
  void taskRunAtOnceInTheSameThread() {
    compile(
        """
        class A {
          private volatile Thread own;
          private final ExecutorService worker =
              java.util.concurrent.Executors.newSingleThreadExecutor(task -> own = new Thread(task));

          private int length(String name) throws Exception {
            if (isOwn()) {
              return name.length();
            }
            return worker.submit(() -> name.length()).get();
          }

          private boolean isOwn() {
            return Thread.currentThread() == own;
          }

          void print(String name) {
            worker.submit(
                () -> {
                  System.out.println(length(name));
                  return name;
                });
          }
        }
        """);
  }

  @Test
  void threadThatJoinsItself() {
    compile(
        """
        class A {
          private final Thread worker = new Thread(this::run);
          private volatile boolean on = true;

          void start() {
            worker.start();
          }

          private void run() {
            while (on) {
              step();
            }
          }

          private void step() {
            if (System.in == null) {
              stop();
            }
          }

          void stop() throws RuntimeException {
            on = false;
            try {
              // BUG: Diagnostic contains: join() waits for ever: the task of line 21 comes here itself
              worker.join();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """);
  }

  @Test
  void threadThatAsksWhetherItIsItself() {
    compile(
        """
        class A {
          private final Thread worker = new Thread(this::run);
          private volatile boolean on = true;

          void start() {
            worker.start();
          }

          private void run() {
            while (on) {
              step();
            }
          }

          private void step() {
            if (System.in == null) {
              stop();
            }
          }

          void stop() throws RuntimeException {
            on = false;
            try {
              if (Thread.currentThread() != worker) {
                worker.join();
              }
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """);
  }

  @Test
  void threadThatIsToldNotToWait() {
    compile(
        """
        class A {
          private final Thread worker = new Thread(this::run);
          private volatile boolean on = true;

          void start() {
            worker.start();
          }

          private void run() {
            while (on) {
              step();
            }
          }

          private void step() {
            if (System.in == null) {
              stop(false);
            }
          }

          void stop(boolean waits) throws RuntimeException {
            on = false;
            try {
              if (waits) {
                worker.join();
              }
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """);
  }

  @Test
  void threadThatInterruptsItselfBefore() {
    compile(
        """
        class A {
          private final Thread worker = new Thread(this::run);
          private volatile boolean on = true;

          void start() {
            worker.start();
          }

          private void run() {
            while (on) {
              step();
            }
          }

          private void step() {
            if (System.in == null) {
              stop();
            }
          }

          void stop() throws RuntimeException {
            on = false;
            try {
              worker.interrupt();
              worker.join();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """);
  }

  @Test
  void threadThatIsJoinedByAnother() {
    compile(
        """
        class A {
          private final Thread worker = new Thread(this::run);
          private volatile boolean on = true;

          void start() {
            worker.start();
          }

          private void run() {
            while (on) {
              step();
            }
          }

          private void step() {
            if (System.in == null) {
              new Thread(this::stop).start();
            }
          }

          void stop() throws RuntimeException {
            on = false;
            try {
              worker.join();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """);
  }

  @Test
  void threadThatHasClearedTheFieldBefore() {
    compile(
        """
        class A {
          private final Thread worker = new Thread(this::run);
          private volatile boolean on = true;

          private boolean gone;

          void start() {
            worker.start();
          }

          private void run() {
            while (on) {
              step();
            }
          }

          private void step() {
            if (System.in == null) {
              gone = true;
              stop();
            }
          }

          void stop() throws RuntimeException {
            on = false;
            try {
              if (!gone) {
                worker.join();
              }
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """);
  }

  @Test
  void threadThatJoinsAnotherOfItsClass() {
    compile(
        """
        class A {
          private final Thread worker = new Thread(this::run);
          private volatile boolean on = true;

          private final A next;

          A(A next) {
            this.next = next;
          }

          void start() {
            worker.start();
          }

          private void run() {
            while (on) {
              step();
            }
          }

          private void step() {
            if (System.in == null) {
              next.stop();
            }
          }

          void stop() throws RuntimeException {
            on = false;
            try {
              worker.join();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """);
  }

  @Test
  void threadOfAClassThatJoinsItself() {
    compile(
        """
        class A extends Thread {
          @Override
          public void run() {
            for (String name : List.of("a", "")) {
              if (name.isEmpty()) {
                end();
              }
            }
          }

          private void end() {
            try {
              // BUG: Diagnostic contains: join() waits for ever: the task of line 14 comes here itself
              join();
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }
        }
        """);
  }

  @Test
  void listenerThatClosesWhatTellsIt() {
    compile(
        """
        class A {
          private interface Listener {
            void failed(A source);
          }

          private static class Closing implements Listener {
            @Override
            public void failed(A source) {
              source.close();
            }
          }

          private final Listener listener = new Closing();
          private Thread reader;

          void open() {
            reader = Thread.ofPlatform().start(() -> listener.failed(this));
          }

          void close() {
            try {
              // BUG: Diagnostic contains: join() waits for ever
              reader.join();
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }
        }
        """);
  }

  @Test
  void taskThatClosesItsExecutor() {
    compile(
        """
        class A {
          private final ExecutorService pool = java.util.concurrent.Executors.newCachedThreadPool();

          void visit(int depth) {
            pool.execute(
                () -> {
                  if (depth == 0) {
                    finish();
                  } else {
                    visit(depth - 1);
                  }
                });
          }

          private void finish() {
            pool.shutdown();
            try {
              // BUG: Diagnostic contains: awaitTermination() waits for ever
              pool.awaitTermination(Long.MAX_VALUE, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }
        }
        """);
  }

  @Test
  void taskThatWaitsForItsExecutorForSomeTime() {
    compile(
        """
        class A {
          private final ExecutorService pool = java.util.concurrent.Executors.newCachedThreadPool();

          void visit() {
            pool.execute(this::finish);
          }

          private void finish() {
            pool.shutdown();
            try {
              pool.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }
        }
        """);
  }

  @Test
  void replacement() {
    BugCheckerRefactoringTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("A.java", joining("      worker.join();"))
        .addOutputLines(
            "A.java",
            joining(
                """
                      if (Thread.currentThread() != worker) {
                        worker.join();
                      }\
                """))
        .doTest();
  }

  private static String joining(String join) {
    return """
        class A {
          private final Thread worker = new Thread(this::run);

          private void run() {
            if (System.in != null) {
              stop();
            }
          }

          void stop() {
            try {
        %s
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """
        .formatted(join);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, UnboundedWaitForTasksTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", HEADER + source)
        .doTest();
  }

  @Test
  void taskThatWasStartedBefore() {
    compile(
        """
        class A {
          private final ExecutorService worker =
              java.util.concurrent.Executors.newSingleThreadExecutor();

          void both() {
            Future<String> first = worker.submit(() -> "first");
            worker.submit(
                () -> {
                  System.out.println(first.get());
                  return null;
                });
          }
        }
        """);
  }

  @Test
  void parameterDecidesOnSelfWait() {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """


            class A {
              enum Reason {
                USER,
                FAILURE
              }

              private final Thread worker = new Thread(this::work);

              void start() {
                worker.start();
              }

              private void work() {
                stop(Reason.FAILURE);
              }

              void stop(Reason reason) {
                if (reason == Reason.USER) {
                  try {
                    worker.join();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskSetsTheFlagBefore() {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """


            class A {
              private final Thread worker = new Thread(this::work);
              private volatile boolean finished;

              void start() {
                worker.start();
              }

              private void work() {
                report();
                close();
              }

              private void report() {
                finished = true;
              }

              void close() {
                if (finished) {
                  return;
                }
                try {
                  worker.join();
                } catch (InterruptedException e) {
                  return;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void anotherListenerIsTold() {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """


            class A {
              interface Listener {
                void finished(A job);
              }

              static final class Printer implements Listener {
                @Override
                public void finished(A job) {
                  System.out.println(job);
                }
              }

              static final class Collector implements Listener {
                @Override
                public void finished(A job) {
                  job.await();
                }
              }

              private final Thread worker = new Thread(this::work);
              private final Listener listener = new Printer();

              void start() {
                worker.start();
              }

              private void work() {
                listener.finished(this);
              }

              void await() {
                try {
                  worker.join();
                } catch (InterruptedException e) {
                  return;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureOfATaskThatIsDropped() {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ThreadPoolExecutor pool =
                  new ThreadPoolExecutor(
                      2, 4, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(3), new ThreadPoolExecutor.DiscardOldestPolicy());

              private Future<Integer> length(String name) {
                return pool.submit(() -> name.length());
              }

              void print(List<String> names) throws Exception {
                List<Future<Integer>> lengths = new ArrayList<>();
                for (String name : names) {
                  lengths.add(length(name));
                }
                for (Future<Integer> length : lengths) {
                  // BUG: Diagnostic contains: the executor has no room for all that line 10 starts
                  print(length.get());
                }
              }

              private static void print(int length) {
                System.out.println(length);
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureOfATaskThatALambdaDrops() {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ThreadPoolExecutor pool =
                  new ThreadPoolExecutor(
                      2, 4, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(3), (task, executor) -> System.out.println("busy"));

              private Future<Integer> length(String name) {
                return pool.submit(() -> name.length());
              }

              void print(List<String> names) throws Exception {
                List<Future<Integer>> lengths = new ArrayList<>();
                for (String name : names) {
                  lengths.add(length(name));
                }
                for (Future<Integer> length : lengths) {
                  // BUG: Diagnostic contains: the executor has no room for all that line 10 starts
                  print(length.get());
                }
              }

              private static void print(int length) {
                System.out.println(length);
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureThatALambdaCancels() {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ThreadPoolExecutor pool =
                  new ThreadPoolExecutor(
                      2, 4, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(3), (task, executor) -> ((FutureTask<?>) task).cancel(false));

              private Future<Integer> length(String name) {
                return pool.submit(() -> name.length());
              }

              void print(List<String> names) throws Exception {
                List<Future<Integer>> lengths = new ArrayList<>();
                for (String name : names) {
                  lengths.add(length(name));
                }
                for (Future<Integer> length : lengths) {
                  print(length.get());
                }
              }

              private static void print(int length) {
                System.out.println(length);
              }
            }
            """)
        .doTest();
  }

  @Test
  void lambdaThatRefuses() {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ThreadPoolExecutor pool =
                  new ThreadPoolExecutor(
                      2, 4, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(3), (task, executor) -> {
                        throw new RejectedExecutionException();
                      });

              private Future<Integer> length(String name) {
                return pool.submit(() -> name.length());
              }

              void print(List<String> names) throws Exception {
                List<Future<Integer>> lengths = new ArrayList<>();
                for (String name : names) {
                  lengths.add(length(name));
                }
                for (Future<Integer> length : lengths) {
                  print(length.get());
                }
              }

              private static void print(int length) {
                System.out.println(length);
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureWithTimeLimit() {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ThreadPoolExecutor pool =
                  new ThreadPoolExecutor(
                      2, 4, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(3), new ThreadPoolExecutor.DiscardPolicy());

              private Future<Integer> length(String name) {
                return pool.submit(() -> name.length());
              }

              void print(List<String> names) throws Exception {
                List<Future<Integer>> lengths = new ArrayList<>();
                for (String name : names) {
                  lengths.add(length(name));
                }
                for (Future<Integer> length : lengths) {
                  print(length.get(1, TimeUnit.SECONDS));
                }
              }

              private static void print(int length) {
                System.out.println(length);
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureThatIsDone() {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ThreadPoolExecutor pool =
                  new ThreadPoolExecutor(
                      2, 4, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(3), new ThreadPoolExecutor.DiscardPolicy());

              private Future<Integer> length(String name) {
                return pool.submit(() -> name.length());
              }

              void print(List<String> names) throws Exception {
                List<Future<Integer>> lengths = new ArrayList<>();
                for (String name : names) {
                  lengths.add(length(name));
                }
                for (Future<Integer> length : lengths) {
                  if (length.isDone()) {
                    print(length.get());
                  }
                }
              }

              private static void print(int length) {
                System.out.println(length);
              }
            }
            """)
        .doTest();
  }

  @Test
  void handlerThatIsReplaced() {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ThreadPoolExecutor pool =
                  new ThreadPoolExecutor(
                      2, 4, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(3), new ThreadPoolExecutor.DiscardPolicy());

              A() {
                pool.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
              }

              private Future<Integer> length(String name) {
                return pool.submit(() -> name.length());
              }

              void print(List<String> names) throws Exception {
                List<Future<Integer>> lengths = new ArrayList<>();
                for (String name : names) {
                  lengths.add(length(name));
                }
                for (Future<Integer> length : lengths) {
                  print(length.get());
                }
              }

              private static void print(int length) {
                System.out.println(length);
              }
            }
            """)
        .doTest();
  }

  @Test
  void numberThatIsLimited() {
    CompilationTestHelper.newInstance(UnboundedWaitForTasks.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final ThreadPoolExecutor pool =
                  new ThreadPoolExecutor(
                      2, 4, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(3), new ThreadPoolExecutor.DiscardPolicy());

              private Future<Integer> length(String name) {
                return pool.submit(() -> name.length());
              }

              void print(List<String> names) throws Exception {
                if (names.size() > 7) {
                  throw new IllegalArgumentException();
                }
                List<Future<Integer>> lengths = new ArrayList<>();
                for (String name : names) {
                  lengths.add(length(name));
                }
                for (Future<Integer> length : lengths) {
                  print(length.get());
                }
              }

              private static void print(int length) {
                System.out.println(length);
              }
            }
            """)
        .doTest();
  }
}
