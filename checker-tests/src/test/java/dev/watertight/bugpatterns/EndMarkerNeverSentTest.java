package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class EndMarkerNeverSentTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void sentByShutdownMethod() {
    helper
        .addSourceLines(
            "Request.java",
            """
            final class Request {
              static final Request DEATH = new Request("");

              private final String name;

              Request(String name) {
                this.name = name;
              }

              @Override
              public String toString() {
                return name;
              }
            }
            """)
        .addSourceLines(
            "RequestThread.java",
            """
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            class RequestThread extends Thread {
              private static final Request LAST = Request.DEATH;

              private final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();
              private final LinkedBlockingQueue<Request> batches = new LinkedBlockingQueue<>();

              @Override
              public void run() {
                try {
                  while (true) {
                    Request request = requests.poll(5, TimeUnit.MILLISECONDS);
                    if (request == null) {
                      request = requests.take();
                    }
                    if (request == LAST) {
                      break;
                    }
                    batches.add(request);
                  }
                } catch (InterruptedException e) {
                  System.err.println("unexpected interruption");
                }
              }

              void process(Request request) {
                requests.add(request);
              }

              void shutdown() throws InterruptedException {
                requests.clear();
                requests.add(LAST);
                join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void sentByHelperOfEventQueue() {
    helper
        .addSourceLines(
            "Events.java",
            """
            import java.util.concurrent.LinkedBlockingQueue;

            class Events {
              private final LinkedBlockingQueue<Object> waiting = new LinkedBlockingQueue<>();
              private final Object eventOfDeath = new Object();

              private class EventThread extends Thread {
                private volatile boolean wasKilled;

                @Override
                public void run() {
                  try {
                    while (true) {
                      Object event = waiting.take();
                      if (event == eventOfDeath) {
                        wasKilled = true;
                      } else {
                        System.out.println(event);
                      }
                      if (wasKilled) {
                        synchronized (waiting) {
                          if (waiting.isEmpty()) {
                            break;
                          }
                        }
                      }
                    }
                  } catch (InterruptedException e) {
                    System.err.println("interrupted");
                  }
                }
              }

              void start() {
                new EventThread().start();
              }

              void queue(Object event) {
                waiting.add(event);
              }

              void disconnect() {
                queue(eventOfDeath);
              }
            }
            """)
        .doTest();
  }

  @Test
  void sentByOneOfTwoObservers() {
    helper
        .addSourceLines(
            "Blocking.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Blocking<T> {
              private static final Object TERMINATED = new Object();

              interface Source<T> {
                void subscribe(BlockingObserver<T> observer);
              }

              static final class BlockingObserver<T> {
                private final BlockingQueue<Object> queue;
                private volatile boolean disposed;

                BlockingObserver(BlockingQueue<Object> queue) {
                  this.queue = queue;
                }

                void onNext(T value) {
                  queue.offer(value);
                }

                void dispose() {
                  disposed = true;
                  queue.offer(TERMINATED);
                }

                boolean isDisposed() {
                  return disposed;
                }
              }

              void subscribe(Source<T> source) {
                BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
                BlockingObserver<T> observer = new BlockingObserver<>(queue);
                source.subscribe(observer);
                for (; ; ) {
                  if (observer.isDisposed()) {
                    break;
                  }
                  Object value = queue.poll();
                  if (value == null) {
                    try {
                      value = queue.take();
                    } catch (InterruptedException e) {
                      observer.dispose();
                      return;
                    }
                  }
                  if (observer.isDisposed() || value == TERMINATED) {
                    break;
                  }
                  System.out.println(value);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void addedWithOthers() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.stream.Stream;

            class A {
              private static final String END = new String("end");
              private static final String STOP = new String("stop");

              void inOneGo(List<String> names) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>(names);
                queue.addAll(List.of("last", END));
                for (String name = queue.take(); name != END; name = queue.take()) {
                  System.out.println(name);
                }
              }

              void throughStream(List<String> names) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                Stream.concat(names.stream(), Stream.of(STOP)).forEach(queue::add);
                for (String name = queue.take(); name != STOP; name = queue.take()) {
                  System.out.println(name);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerToEachWorker() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Collections;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String HALT = new String("halt");

              void oneToEach(int workers) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                for (int i = 0; i < workers; i++) {
                  new Thread(() -> work(queue)).start();
                }
                queue.addAll(Collections.nCopies(workers, HALT));
              }

              private void work(BlockingQueue<String> queue) {
                try {
                  String job;
                  while (!(job = queue.take()).equals(HALT)) {
                    System.out.println(job);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerInFinally() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String QUIT = new String("quit");

              void onlyOnFailure(List<String> names, BlockingQueue<String> unused) {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          try {
                            names.forEach(queue::add);
                          } finally {
                            queue.add(QUIT);
                          }
                        })
                    .start();
                try {
                  while (true) {
                    String name = queue.take();
                    if (QUIT.equals(name)) {
                      return;
                    }
                    System.out.println(name);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void constantOfEnumSent() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              enum Command {
                DRAW,
                CLEAR,
                EXIT
              }

              void enumConstant() throws InterruptedException {
                BlockingQueue<Command> commands = new ArrayBlockingQueue<>(10);
                Thread screen = new Thread(() -> draw(commands));
                screen.start();
                commands.put(Command.DRAW);
                commands.put(Command.EXIT);
                screen.join();
              }

              private void draw(BlockingQueue<Command> commands) {
                try {
                  while (true) {
                    switch (commands.take()) {
                      case DRAW:
                        System.out.println("*");
                        break;
                      case CLEAR:
                        System.out.println();
                        break;
                      case EXIT:
                        return;
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void recordSent() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              sealed interface Message permits Text, Stop {}

              record Text(String text) implements Message {}

              record Stop() implements Message {}

              void markerRecord(List<String> names) throws InterruptedException {
                BlockingQueue<Message> messages = new ArrayBlockingQueue<>(10);
                Thread sender =
                    new Thread(
                        () -> {
                          try {
                            for (String name : names) {
                              messages.put(new Text(name));
                            }
                            messages.put(new Stop());
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                sender.start();
                while (true) {
                  Message message = messages.take();
                  if (message instanceof Stop) {
                    break;
                  }
                  System.out.println(message);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void publicConstant() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            public class A {
              /** Put it to end. */
              public static final String END = new String("end");

              public final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void publicConstant() throws InterruptedException {
                for (String name = queue.take(); name != END; name = queue.take()) {
                  System.out.println(name);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void handedOut() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Consumer;

            public class A {
              private static final String SECRET = new String("secret");
              private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();

              static native void register(Consumer<String> sender, String marker);

              void handedOut() throws InterruptedException {
                register(inbox::add, SECRET);
                for (String name = inbox.take(); name != SECRET; name = inbox.take()) {
                  System.out.println(name);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void literal() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Supplier;

            public class A {
              void literal(Supplier<String> console) throws InterruptedException {
                BlockingQueue<String> lines = new LinkedBlockingQueue<>();
                new Thread(() -> lines.add(console.get())).start();
                while (!lines.take().equals("quit")) {
                  System.out.println("go on");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void optionalFromElsewhere() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Optional;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Supplier;

            public class A {
              void optionalFromElsewhere(Supplier<Optional<String>> source) throws InterruptedException {
                BlockingQueue<Optional<String>> values = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          while (values.size() < 100) {
                            values.add(source.get());
                          }
                        })
                    .start();
                while (true) {
                  Optional<String> value = values.take();
                  if (value.isEmpty()) {
                    break;
                  }
                  System.out.println(value.get());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerOfOtherUnit() {
    helper
        .addSourceLines(
            "Consumer2.java",
            """
            import java.util.concurrent.BlockingQueue;

            class Consumer2 implements Runnable {
              private final BlockingQueue<Integer> queue;
              private final Integer poisonPill;

              Consumer2(BlockingQueue<Integer> queue, Integer poisonPill) {
                this.queue = queue;
                this.poisonPill = poisonPill;
              }

              @Override
              public void run() {
                try {
                  while (true) {
                    Integer number = queue.take();
                    if (number.equals(poisonPill)) {
                      return;
                    }
                    System.out.println(number);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .addSourceLines(
            "Producer.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Producer {
              public static void main(String[] args) {
                Integer poisonPill = Integer.MAX_VALUE;
                BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(10);
                new Thread(new Consumer2(queue, poisonPill)).start();
                produce(queue, poisonPill);
              }

              private static void produce(BlockingQueue<Integer> queue, Integer last) {
                for (int i = 0; i < 5; i++) {
                  queue.offer(i);
                }
                queue.offer(last);
              }
            }
            """)
        .doTest();
  }

  @Test
  void otherWaysToEnd() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.Future;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            class A {
              private static final String A_LONG_TIME_AGO = new String("1");
              private static final String NEVER = new String("2");
              private static final String EMPTY = new String("3");
              private static final String LAST = new String("4");

              void interrupted(String name) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                ExecutorService executor = Executors.newSingleThreadExecutor();
                executor.submit(
                    () -> {
                      while (true) {
                        String next = queue.take();
                        if (next == A_LONG_TIME_AGO) {
                          return null;
                        }
                        System.out.println(next);
                      }
                    });
                queue.put(name);
                executor.shutdownNow();
              }

              void cancelled(String name, ExecutorService executor) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                Future<?> task =
                    executor.submit(
                        () -> {
                          try {
                            for (String s = queue.take(); s != NEVER; s = queue.take()) {
                              System.out.println(s);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                queue.put(name);
                task.cancel(true);
              }

              void timed(String name) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                queue.put(name);
                while (true) {
                  String next = queue.poll(1, TimeUnit.SECONDS);
                  if (next == null || next == EMPTY) {
                    break;
                  }
                  System.out.println(next);
                }
              }

              void counted(int size) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(() -> queue.add("name")).start();
                for (int i = 0; i < size; i++) {
                  if (queue.take() == LAST) {
                    break;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void inOwnThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final String END = new String("end");

              void inOwnThread(List<String> names) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(4);
                new Thread(
                        () -> {
                          try {
                            for (String name : names) {
                              queue.put(name);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
                String name;
                // BUG: Diagnostic contains: Loop ends when it receives 'END' from 'queue', which nobody sends; its thread waits in take() for ever
                while ((name = queue.take()) != END) {
                  System.out.println(name);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverSentToWorker() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");

              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
              private final Thread worker = new Thread(this::work);

              void submit(String job) {
                jobs.add(job);
              }

              void start() {
                worker.start();
              }

              private void work() {
                try {
                  // BUG: Diagnostic contains: Loop ends when it receives 'STOP' from 'jobs', which nobody sends
                  while (true) {
                    String job = jobs.take();
                    if (job == STOP) {
                      return;
                    }
                    System.out.println(job);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerRecordNeverSent() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              sealed interface Message permits Text, Stop {}

              record Text(String text) implements Message {}

              record Stop() implements Message {}

              void markerRecord() throws InterruptedException {
                BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
                new Thread(() -> messages.add(new Text("hello"))).start();
                // BUG: Diagnostic contains: Loop ends when it receives 'Stop' from 'messages', which nobody sends
                while (true) {
                  Message message = messages.take();
                  if (message instanceof Stop) {
                    break;
                  }
                  System.out.println(message);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void emptyOptionalNeverSent() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Optional;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              void emptyOptional() throws InterruptedException {
                BlockingQueue<Optional<String>> values = new LinkedBlockingQueue<>();
                new Thread(() -> values.add(Optional.of("hello"))).start();
                Optional<String> value;
                // BUG: Diagnostic contains: Loop ends when it receives Optional.empty() from 'values', which nobody sends
                do {
                  value = values.take();
                  value.ifPresent(System.out::println);
                } while (value.isPresent());
              }
            }
            """)
        .doTest();
  }

  @Test
  void emptyOptionalTestedWhereItIsReceived() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Optional;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              void inTest() throws InterruptedException {
                BlockingQueue<Optional<String>> values = new LinkedBlockingQueue<>();
                new Thread(() -> values.add(Optional.of("hi"))).start();
                Optional<String> value;
                // BUG: Diagnostic contains: Optional.empty() from 'values', which nobody sends
                while ((value = values.take()).isPresent()) {
                  System.out.println(value.get());
                }
              }

              void mapped() throws InterruptedException {
                BlockingQueue<Optional<String>> values = new LinkedBlockingQueue<>();
                new Thread(() -> values.add(Optional.of(""))).start();
                Optional<String> value;
                do {
                  value = values.take().filter(text -> !text.isEmpty());
                } while (value.isPresent());
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerTypedByTheUser() {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = "end";

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> words = new LinkedBlockingQueue<>();
                Thread printer =
                    new Thread(
                        () -> {
                          try {
                            for (String word = words.take(); !word.equals(END); word = words.take()) {
                              System.out.println(word);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                printer.start();
                for (String arg : args) {
                  words.put(arg);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void stageThatSortsTheMarkerOut() {
    compileStages(
        "if (job == END) { return; } done.put(\"\" + job);",
        "// BUG: Diagnostic contains: Loop ends when it receives 'END' from 'done', which nobody sends");
    compileStages("done.put(job); if (job == END) { return; }", "");
    compileStages("if (job == END) { done.put(job); return; } done.put(\"\" + job);", "");
    compileStages("if (job == END) { return; } job = jobs.take(); done.put(job);", "");
    compileStages("if (job != last) { done.put(job); } last = job;", "");
  }

  private void compileStages(String stage, String report) {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Stages.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Stages {
              private static final Object END = new Object();
              private final BlockingQueue<Object> jobs = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> done = new LinkedBlockingQueue<>();

              private void work() {
                try {
                  Object last = null;
                  while (true) {
                    Object job = jobs.take();
                    %s
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void print() {
                try {
                  %s
                  while (true) {
                    Object result = done.take();
                    if (result == END) {
                      return;
                    }
                    System.out.println(result);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Stages stages = new Stages();
                new Thread(stages::work).start();
                new Thread(stages::print).start();
                stages.jobs.put("a");
                stages.jobs.put(END);
              }
            }
            """
                .formatted(stage, report))
        .doTest();
  }

  @Test
  void lastOfWhatIsSent() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static void print(List<String> names) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                String last = names.get(names.size() - 1);
                Thread printer =
                    new Thread(
                        () -> {
                          try {
                            for (String name = queue.take(); !name.equals(last); name = queue.take()) {
                              System.out.println(name);
                            }
                          } catch (InterruptedException e) {
                            return;
                          }
                        });
                printer.start();
                for (String name : names) {
                  queue.put(name);
                }
                printer.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerKeptInListThatTheStageIsGiven() {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object LAST = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              void feed() {
                in.add(new Object());
                in.add(LAST);
              }

              void collect(List<Object> batch) throws InterruptedException {
                Object one;
                do {
                  one = in.take();
                  batch.add(one);
                } while (one != LAST);
              }

              void forward(List<Object> batch) {
                for (Object one : batch) {
                  out.add(one);
                }
              }

              void start() {
                new Thread(this::print).start();
              }

              private void print() {
                try {
                  while (true) {
                    Object one = out.take();
                    if (one == LAST) {
                      return;
                    }
                    System.out.println(one);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerComparedWithoutItsCase() {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final class Order {
                private final String verb;
                private final int number;

                Order(String verb, int number) {
                  this.verb = verb;
                  this.number = number;
                }

                @Override
                public boolean equals(Object o) {
                  return o instanceof Order && verb.equalsIgnoreCase(((Order) o).verb) && number == ((Order) o).number;
                }

                @Override
                public int hashCode() {
                  return 0;
                }
              }

              private static final Order STOP = new Order("stop", 0);
              private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::obey).start();
              }

              void walk() {
                orders.add(new Order("walk", 1));
              }

              void stop() {
                orders.add(new Order("STOP", 0));
              }

              private void obey() {
                try {

                  while (true) {
                    Order order = orders.take();
                    if (order.equals(STOP)) {
                      return;
                    }
                    System.out.println(order);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerComparedByPart() {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final class Order {
                private final String verb;
                private final int number;

                Order(String verb, int number) {
                  this.verb = verb;
                  this.number = number;
                }

                @Override
                public boolean equals(Object o) {
                  return o instanceof Order && verb.equals(((Order) o).verb);
                }

                @Override
                public int hashCode() {
                  return 0;
                }
              }

              private static final Order STOP = new Order("stop", 0);
              private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::obey).start();
              }

              void walk() {
                orders.add(new Order("walk", 1));
              }

              void stop() {
                orders.add(new Order("stop", 7));
              }

              private void obey() {
                try {

                  while (true) {
                    Order order = orders.take();
                    if (order.equals(STOP)) {
                      return;
                    }
                    System.out.println(order);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void markerComparedByAll() {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final class Order {
                private final String verb;
                private final int number;

                Order(String verb, int number) {
                  this.verb = verb;
                  this.number = number;
                }

                @Override
                public boolean equals(Object o) {
                  return o instanceof Order && verb.equals(((Order) o).verb) && number == ((Order) o).number;
                }

                @Override
                public int hashCode() {
                  return 0;
                }
              }

              private static final Order STOP = new Order("stop", 0);
              private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::obey).start();
              }

              void walk() {
                orders.add(new Order("walk", 1));
              }

              void stop() {
                orders.add(new Order("stop", 7));
              }

              private void obey() {
                try {
                  // BUG: Diagnostic contains: which nobody sends
                  while (true) {
                    Order order = orders.take();
                    if (order.equals(STOP)) {
                      return;
                    }
                    System.out.println(order);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }
}
