package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

final class ReceiveWithoutSenderTest {
  @Test
  void sentOrClosed() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        public class A {
          void sent() throws InterruptedException {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>();
            queue.add("1");
            System.out.println(queue.take());
          }

          void closed() throws InterruptedException {
            Channel<String> channel = Channel.newRendezvousChannel();
            channel.done();
            System.out.println(channel.receiveOrClosed());
          }

          void filled(List<String> names) throws InterruptedException {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>(names);
            System.out.println(queue.take());
          }
        }
        """);
  }

  @Test
  void limitedReceive() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        public class A {
          void limited() throws InterruptedException {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>();
            System.out.println(queue.poll(1, TimeUnit.SECONDS));
          }

          void forEver() throws InterruptedException {
            new SynchronousQueue<String>().take();
          }

          void untilInterrupted() throws InterruptedException {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>();
            Thread waiting =
                Thread.startVirtualThread(
                    () -> {
                      try {
                        queue.take();
                      } catch (InterruptedException e) {
                        System.out.println("interrupted");
                      }
                    });
            waiting.interrupt();
          }
        }
        """);
  }

  @Test
  void queueOutOfView() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        public class A {
          protected final BlockingQueue<String> open = new LinkedBlockingQueue<>();
          public BlockingQueue<String> assigned = new LinkedBlockingQueue<>();

          void escapes(List<BlockingQueue<String>> queues) throws InterruptedException {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>();
            queues.add(queue);
            System.out.println(queue.take());
          }

          String fromOpen() throws InterruptedException {
            return open.take();
          }
        }
        """);
  }

  @Test
  void neverSent() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        public class A {
          private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();

          void neverSent() throws InterruptedException {
            Channel<String> channel = Channel.newBufferedChannel(2);
            // BUG: Diagnostic contains: Nothing is ever put into 'channel'; receive() waits for ever
            System.out.println(channel.receive());
          }

          String reply() throws InterruptedException {
            // BUG: Diagnostic contains: Nothing is ever put into 'replies'; take() waits for ever
            return replies.take();
          }
        }
        """);
  }

  @Test
  void neverSentInTask() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        public class A {
          void inTask() {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>();
            Thread.startVirtualThread(
                () -> {
                  try {
                    // BUG: Diagnostic contains: Nothing is ever put into 'queue'
                    System.out.println(queue.take());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
          }
        }
        """);
  }

  @Test
  void queueOfCompletionService() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.CompletionService;
        import java.util.concurrent.Executor;
        import java.util.concurrent.ExecutorCompletionService;
        import java.util.concurrent.Future;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          /** The queue of a completion service. */
          String first(Executor executor, Callable<String> task) throws Exception {
            BlockingQueue<Future<String>> done = new LinkedBlockingQueue<>();
            CompletionService<String> service = new ExecutorCompletionService<>(executor, done);
            service.submit(task);
            return done.take().get();
          }
        }
        """);
  }

  @Test
  void listenerPuts() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.function.Consumer;

        class A {
          /** A listener puts what it hears. */
          String hear(List<Consumer<String>> listeners) throws InterruptedException {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            listeners.add(heard::add);
            return heard.take();
          }
        }
        """);
  }

  @Test
  void subscriberPuts() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.function.Consumer;

        class A {
          /** A subscriber of its own class puts. */
          static class Subscriber implements Consumer<Object> {
            private final BlockingQueue<Object> queue;

            Subscriber(BlockingQueue<Object> queue) {
              this.queue = queue;
            }

            @Override
            public void accept(Object value) {
              queue.offer(value);
            }
          }

          Object subscribe(List<Consumer<Object>> source) throws InterruptedException {
            BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
            source.add(new Subscriber(queue));
            return queue.take();
          }
        }
        """);
  }

  @Test
  void slotFilledOnce() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          /** A slot that is filled once. */
          static class Response {
            private final BlockingQueue<String> slot = new LinkedBlockingQueue<>(1);

            String get() throws InterruptedException {
              return slot.take();
            }

            void set(String value) {
              if (slot.offer(value)) {
                System.out.println("answered");
              }
            }
          }
        }
        """);
  }

  @Test
  void filledByLibrary() {
    compile(
        """
        import java.util.Collections;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          /** Filled by a library. */
          String library(String... names) throws InterruptedException {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>();
            Collections.addAll(queue, names);
            return queue.take();
          }

          /** Filled from another queue. */
          String drained(BlockingQueue<String> other) throws InterruptedException {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>();
            other.drainTo(queue);
            return queue.take();
          }
        }
        """);
  }

  @Test
  void senderFoundInMap() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          /** The sender gets it from a map. */
          static class Calls {
            private final ConcurrentHashMap<Integer, BlockingQueue<String>> open =
                new ConcurrentHashMap<>();

            String call(int id) throws InterruptedException {
              BlockingQueue<String> reply = new LinkedBlockingQueue<>();
              open.put(id, reply);
              return reply.take();
            }

            void answer(int id, String text) {
              open.get(id).add(text);
            }
          }
        }
        """);
  }

  @Test
  void pushedAtTheFront() {
    compile(
        """
        import java.util.concurrent.LinkedBlockingDeque;

        class A {
          /** Put in at the front. */
          String stack() throws InterruptedException {
            LinkedBlockingDeque<String> deque = new LinkedBlockingDeque<>();
            deque.push("top");
            return deque.takeLast();
          }
        }
        """);
  }

  @Test
  void delayedTasks() {
    compile(
        """
        import java.util.concurrent.DelayQueue;
        import java.util.concurrent.Delayed;

        class A {
          /** Delayed tasks. */
          static class Timers<T extends Delayed> {
            private final DelayQueue<T> timers = new DelayQueue<>();

            void add(T timer) {
              timers.add(timer);
            }

            T next() throws InterruptedException {
              return timers.take();
            }
          }
        }
        """);
  }

  @Test
  void pipeHandedOver() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.function.Consumer;

        class A {
          /** Both ends are handed to whoever knows what to do with them. */
          void connect(Consumer<BlockingQueue<String>> plug) throws InterruptedException {
            BlockingQueue<String> pipe = new LinkedBlockingQueue<>();
            plug.accept(pipe);
            System.out.println(pipe.take());
          }
        }
        """);
  }

  @Test
  void queueReplaced() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          /** A queue that another one may take the place of. */
          static class Switching {
            private BlockingQueue<String> current = new LinkedBlockingQueue<>();

            void replace(List<String> names) {
              BlockingQueue<String> next = new LinkedBlockingQueue<>();
              next.addAll(names);
              current = next;
            }

            String next() throws InterruptedException {
              return current.take();
            }
          }
        }
        """);
  }

  @Test
  void ownThreadInterrupted() {
    compile(
        """
        import java.util.Timer;
        import java.util.TimerTask;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        class A {
          public static void main(String[] args) throws InterruptedException {
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(main::interrupt));
            BlockingQueue<Object> forEver = new LinkedBlockingQueue<>();
            System.out.println(forEver.take());
          }

          static void untilTimeout() throws InterruptedException {
            BlockingQueue<String> never = new SynchronousQueue<>();
            Thread me = Thread.currentThread();
            new Timer(true)
                .schedule(
                    new TimerTask() {
                      @Override
                      public void run() {
                        me.interrupt();
                      }
                    },
                    100);
            System.out.println(never.take());
          }
        }

        class Other {
          static void named() throws InterruptedException {
            BlockingQueue<String> never = new SynchronousQueue<>();
            Thread me = Thread.currentThread();
            System.out.println(me.getName());
            // BUG: Diagnostic contains: Nothing is ever put into 'never'
            System.out.println(never.take());
          }
        }
        """);
  }

  @Test
  void fedFromElsewhere() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          BlockingQueue<String> forTests = new LinkedBlockingQueue<>();

          private final BlockingQueue<String> own = new LinkedBlockingQueue<>();

          String next() throws InterruptedException {
            return forTests.take();
          }

          String nextOwn() throws InterruptedException {
            // BUG: Diagnostic contains: Nothing is ever put into 'own'
            return own.take();
          }
        }
        """);
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

          public static void main(String[] args) throws InterruptedException {
            System.out.println(new A().next());
          }

          String next() throws InterruptedException {
            // BUG: Diagnostic contains: Nothing is ever put into 'lines'
            return lines.take();
          }
        }
        """);
  }

  @Test
  void oneOfTwoCallersTakesMore() {
    compile(
        """
        import java.util.concurrent.*;

        class A {
          static void go(int taken, int given) throws InterruptedException {
            BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
            for (int i = 0; i < given; i++) {
              queue.put(i);
            }
            for (int i = 0; i < taken; i++) {
              // BUG: Diagnostic contains: 'queue' is given 2 values and 5 are received
              System.out.println(queue.take());
            }
          }

          public static void main(String[] args) throws InterruptedException {
            go(3, 3);
            go(5, 2);
          }
        }
        """);
  }

  private void compile(String source) {
    CompilationTestHelper.newInstance(ReceiveWithoutSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }

  /** The message names the queue that is meant, where that is clear. */
  @Test
  void twins() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
          private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();
          private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
          private final BlockingQueue<Integer> totals = new LinkedBlockingQueue<>();
          private final BlockingQueue<Long> sums = new LinkedBlockingQueue<>();

          String answer() throws InterruptedException {
            // BUG: Diagnostic contains: 'replies' is never received from
            return answers.take();
          }

          void reply(String text) {
            replies.add(text);
            received.add(text);
            received.poll();
          }

          int total() throws InterruptedException {
            // BUG: Diagnostic contains: (what should come is yours to say)
            return totals.take();
          }

          void sum(long sum) {
            sums.add(sum);
          }

          void severalCandidates() throws InterruptedException {
            Channel<String> in = Channel.newBufferedChannel(1);
            Channel<String> left = Channel.newBufferedChannel(2);
            Channel<String> right = Channel.newBufferedChannel(3);
            left.send("1");
            right.send("2");
            // BUG: Diagnostic contains: (what should come is yours to say)
            System.out.println(in.receive());
          }

          void otherIsCounted(String text) throws InterruptedException {
            BlockingQueue<String> in = new LinkedBlockingQueue<>();
            BlockingQueue<String> log = new LinkedBlockingQueue<>();
            log.add(text);
            System.out.println(log.size());
            // BUG: Diagnostic contains: (what should come is yours to say)
            System.out.println(in.take());
          }
        }
        """);
  }

  @Test
  void queuesThatFillThemselves() {
    CompilationTestHelper.newInstance(ReceiveWithoutSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static final class Filled extends ArrayBlockingQueue<String> {
                Filled() {
                  super(3);
                  offer("x");
                }
              }

              static final class Ticker extends LinkedBlockingQueue<Long> {
                @Override
                public Long take() {
                  return System.nanoTime();
                }
              }

              String initializer() throws InterruptedException {
                BlockingQueue<String> queue =
                    new LinkedBlockingQueue<>() {
                      {
                        add("a");
                      }
                    };
                return queue.take();
              }

              String constructor() throws InterruptedException {
                Filled queue = new Filled();
                return queue.take();
              }

              long overridden() throws InterruptedException {
                Ticker queue = new Ticker();
                return queue.take();
              }

              String plain() throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>() {};
                // BUG: Diagnostic contains: Nothing is ever put into 'queue'
                return queue.take();
              }
            }
            """)
        .doTest();
  }

  @Test
  void getterByReflection() {
    CompilationTestHelper.newInstance(ReceiveWithoutSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              public BlockingQueue<String> getQueue() {
                return queue;
              }

              static Object queueOf(A a) throws ReflectiveOperationException {
                return A.class.getMethod("getQueue").invoke(a);
              }

              String next() throws InterruptedException {
                return queue.take();
              }
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void subtaskBesideOneThatNeverFails() {
    for (String other : new String[] {"() -> \"a\"", "() -> String.valueOf(System.in.read())"}) {
      boolean mayFail = other.contains("read");
      CompilationTestHelper.newInstance(ReceiveWithoutSender.class, getClass())
          .setArgs(TaskScopeApi.ofRunningJdk())
          .addSourceLines(
              "A.java",
              """
              import java.util.concurrent.BlockingQueue;
              import java.util.concurrent.LinkedBlockingQueue;
              import java.util.concurrent.StructuredTaskScope;

              class A {
                void run() throws InterruptedException {
                  BlockingQueue<String> answers = new LinkedBlockingQueue<>();
                  try (StructuredTaskScope<String, Void> scope = StructuredTaskScope.open()) {
                    scope.fork(OTHER);
                    MARK
                    scope.fork(() -> answers.take());
                    scope.join();
                  }
                }
              }
              """
                  .replace("OTHER", other)
                  .replace("MARK", mayFail ? "" : "// BUG: Diagnostic contains: 'answers'"))
          .doTest();
    }
  }

  @Test
  void answerToCopyOfRequest() {
    for (String served : new String[] {"request.copy()", "request"}) {
      boolean isCopy = served.endsWith("copy()");
      CompilationTestHelper.newInstance(ReceiveWithoutSender.class, getClass())
          .setArgs("-XDcompilePolicy=simple")
          .addSourceLines(
              "A.java",
              """
              import java.util.concurrent.BlockingQueue;
              import java.util.concurrent.LinkedBlockingQueue;

              class A {
                static final class Request {
                  private final String text;
                  private final BlockingQueue<String> reply = new LinkedBlockingQueue<>();

                  Request(String text) {
                    this.text = text;
                  }

                  Request copy() {
                    return new Request(text.trim());
                  }
                }

                void ask() throws InterruptedException {
                  Request request = new Request("a");
                  new Thread(
                          () -> {
                            Request served = SERVED;
                            served.reply.add(served.text);
                          })
                      .start();
                  MARK
                  System.out.println(request.reply.take());
                }
              }
              """
                  .replace("SERVED", served)
                  .replace("MARK", isCopy ? "// BUG: Diagnostic contains: only into that of" : ""))
          .doTest();
    }
  }

  @Test
  void putInThroughASynchronizedView() {
    compileView("Collections.synchronizedCollection(queue)", "");
  }

  @Test
  void putIntoAnotherCollection() {
    compileView("new ArrayList<>()", "// BUG: Diagnostic contains: Nothing is ever put into");
  }

  private void compileView(String view, String report) {
    CompilationTestHelper.newInstance(ReceiveWithoutSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Inbox.java",
            """
            import java.util.ArrayList;
            import java.util.Collection;
            import java.util.Collections;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Inbox {
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
              private final Collection<String> in = %s;

              void add(String text) {
                in.add(text);
              }

              String next() throws InterruptedException {
                %s
                return queue.take();
              }

              public static void main(String[] args) throws InterruptedException {
                Inbox inbox = new Inbox();
                inbox.add("a");
                System.out.println(inbox.next());
              }

              static {
                System.out.println(new ArrayList<>(Collections.emptyList()));
              }
            }
            """
                .formatted(view, report))
        .doTest();
  }

  private void comparePeers(String queue, String report) {
    CompilationTestHelper.newInstance(ReceiveWithoutSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Box.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Box {
              private final BlockingQueue<String> letters;

              private Box(Box peer) {
                letters = %s;
              }

              public static void main(String[] args) throws InterruptedException {
                Box box = new Box(null);
                Box slot = new Box(box);
                slot.letters.put("a");
                %s
                System.out.println(box.letters.take());
              }
            }
            """
                .formatted(queue, report))
        .doTest();
  }

  @Test
  void queueThatObjectsMayShare() {
    comparePeers("peer == null ? new LinkedBlockingQueue<>() : peer.letters", "");
  }

  @Test
  void queueThatEachObjectHas() {
    comparePeers(
        "new LinkedBlockingQueue<>()", "// BUG: Diagnostic contains: only into that of others");
  }

  private void compileAnswers(String receives, String report) {
    CompilationTestHelper.newInstance(ReceiveWithoutSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Answers.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            final class Answers {
              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> answers = new LinkedBlockingQueue<>();
                for (String host : List.of("a", "b", "c")) {
                  new Thread(() -> answers.add(host)).start();
                }
                %s
                %s
              }
            }
            """
                .formatted(report, receives))
        .doTest();
  }

  @Test
  void moreReceivedThanSent() {
    compileAnswers(
        "for (int i = 0; i <= 3; i++) answers.take();",
        "// BUG: Diagnostic contains: 'answers' is given 3 values and 4 are received");
    compileAnswers("for (int i = 0; i < 3; i++) answers.take();", "");
    compileAnswers("for (int i = 0; i <= 3; i++) answers.poll(1, TimeUnit.SECONDS);", "");
    compileAnswers("for (int i = 0; i <= args.length; i++) answers.take();", "");
  }

  private void compileLetters(String use, String report) {
    CompilationTestHelper.newInstance(ReceiveWithoutSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Letters.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Letters {
              private final BlockingQueue<String> box = new LinkedBlockingQueue<>();

              void write(String letter) {
                box.add(letter);
              }

              String readTwo() throws InterruptedException {
                %s
                return box.take() + box.take();
              }
              %s
            }
            """
                .formatted(report, use))
        .doTest();
  }

  @Test
  void othersMaySend() {
    compileLetters("", "");
    compileLetters(
        "public static void main(String[] args) throws InterruptedException { Letters l = new Letters(); l.write(\"a\"); l.readTwo(); }",
        "// BUG: Diagnostic contains: 'box' is given 1 value and 2 are received");
  }

  @Test
  void tooFewForDaemon() {
    CompilationTestHelper.newInstance(ReceiveWithoutSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Daemon.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Daemon {
              public static void main(String[] args) {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                Thread printer =
                    new Thread(
                        () -> {
                          try {
                            System.out.println(lines.take() + lines.take());
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                printer.setDaemon(true);
                printer.start();
                lines.add("a");
              }
            }
            """)
        .doTest();
  }
}
