package dev.watertight.fixes.endsignals;

import dev.watertight.bugpatterns.EndMarkerNeverSent;
import dev.watertight.bugpatterns.TooFewEndMarkers;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class MarkerFixesTest {
  @Test
  void boundedQueue() {
    Repair.by(EndMarkerNeverSent.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final String END = new String("end");

              void copy(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(8);
                Thread reader =
                    new Thread(
                        () -> {
                          try {
                            for (String line : lines) {
                              queue.put(line);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                reader.start();
                for (String line = queue.take(); line != END; line = queue.take()) {
                  System.out.println(line);
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final String END = new String("end");

              void copy(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(8);
                Thread reader =
                    new Thread(
                        () -> {
                          try {
                            try {
                              for (String line : lines) {
                                queue.put(line);
                              }
                            } finally {
                              queue.put(END);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                reader.start();
                for (String line = queue.take(); line != END; line = queue.take()) {
                  System.out.println(line);
                }
              }
            }
            """);
  }

  @Test
  void unboundedQueue() {
    Repair.by(EndMarkerNeverSent.class)
        .turns(
            """
            import java.util.Optional;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<Optional<String>> queue = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                new Thread(() -> a.read(args)).start();
                a.print();
              }

              private void read(String[] names) {
                for (String name : names) {
                  queue.add(Optional.of(name));
                }
              }

              private void print() throws InterruptedException {
                while (true) {
                  Optional<String> name = queue.take();
                  if (name.isEmpty()) {
                    return;
                  }
                  System.out.println(name.get());
                }
              }
            }
            """,
            """
            import java.util.Optional;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<Optional<String>> queue = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                new Thread(() -> a.read(args)).start();
                a.print();
              }

              private void read(String[] names) {
                try {
                  for (String name : names) {
                    queue.add(Optional.of(name));
                  }
                } finally {
                  queue.add(Optional.empty());
                }
              }

              private void print() throws InterruptedException {
                while (true) {
                  Optional<String> name = queue.take();
                  if (name.isEmpty()) {
                    return;
                  }
                  System.out.println(name.get());
                }
              }
            }
            """);
  }

  @Test
  void ownThread() {
    Repair.by(EndMarkerNeverSent.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final Integer LAST = Integer.valueOf(-1);

              void index(List<Integer> pages) throws InterruptedException {
                BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(2);
                Thread indexer =
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            Integer page;
                            while (!(page = queue.take()).equals(LAST)) {
                              System.out.println(page);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                for (Integer page : pages) {
                  queue.put(page);
                }
                indexer.join();
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final Integer LAST = Integer.valueOf(-1);

              void index(List<Integer> pages) throws InterruptedException {
                BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(2);
                Thread indexer =
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            Integer page;
                            while (!(page = queue.take()).equals(LAST)) {
                              System.out.println(page);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                for (Integer page : pages) {
                  queue.put(page);
                }
                queue.put(LAST);
                indexer.join();
              }
            }
            """);
  }

  @Test
  void oneToEachConsumer() {
    Repair.by(TooFewEndMarkers.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");

              void mail(List<String> letters, int postmen) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                for (int n = 1; n <= postmen; n++) {
                  new Thread(
                          () -> {
                            try {
                              while (true) {
                                String letter = queue.take();
                                if (letter == STOP) {
                                  break;
                                }
                                System.out.println(letter);
                              }
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                queue.addAll(letters);
                queue.put(STOP);
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");

              void mail(List<String> letters, int postmen) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                for (int n = 1; n <= postmen; n++) {
                  new Thread(
                          () -> {
                            try {
                              while (true) {
                                String letter = queue.take();
                                if (letter == STOP) {
                                  break;
                                }
                                System.out.println(letter);
                              }
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                queue.addAll(letters);
                for (int n = 1; n <= postmen; n++) {
                  queue.put(STOP);
                }
              }
            }
            """);
  }

  @Test
  void twoConsumers() {
    Repair.by(TooFewEndMarkers.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");

              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              public static void main(String[] args) {
                A a = new A();
                new Thread(a::print).start();
                new Thread(a::print).start();
                for (String arg : args) {
                  a.queue.add(arg);
                }
                a.queue.add(STOP);
              }

              private void print() {
                try {
                  for (String s = queue.take(); s != STOP; s = queue.take()) {
                    System.out.println(s);
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
              private static final String STOP = new String("stop");

              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              public static void main(String[] args) {
                A a = new A();
                new Thread(a::print).start();
                new Thread(a::print).start();
                for (String arg : args) {
                  a.queue.add(arg);
                }
                a.queue.add(STOP);
                a.queue.add(STOP);
              }

              private void print() {
                try {
                  for (String s = queue.take(); s != STOP; s = queue.take()) {
                    System.out.println(s);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void numberOfConsumersOutOfSight() {
    Repair.by(TooFewEndMarkers.class)
        .keeps(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");

              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void start(int workers) {
                for (int i = 0; i < workers; i++) {
                  new Thread(this::print).start();
                }
              }

              void stop() {
                // BUG: Diagnostic contains: 'STOP' is sent to 'queue' once, but line 11 starts several consumers
                queue.add(STOP);
              }

              private void print() {
                try {
                  for (String s = queue.take(); s != STOP; s = queue.take()) {
                    System.out.println(s);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void headerThatActs() {
    Repair.by(TooFewEndMarkers.class)
        .keeps(
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");

              void mail(List<String> letters) {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                for (String postman : hire()) {
                  new Thread(() -> deliver(queue), postman).start();
                }
                queue.addAll(letters);
                // BUG: Diagnostic contains: line 11 starts several consumers
                queue.add(STOP);
              }

              private List<String> hire() {
                System.out.println("hired");
                return List.of("Pat", "Sam");
              }

              private static void deliver(BlockingQueue<String> queue) {
                try {
                  for (String s = queue.take(); s != STOP; s = queue.take()) {
                    System.out.println(s);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """);
  }

  @Test
  void nestedEnum() {
    Repair.by(EndMarkerNeverSent.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              enum Command {
                GO,
                QUIT
              }

              void copy() throws InterruptedException {
                BlockingQueue<Command> queue = new LinkedBlockingQueue<>();
                Thread reader =
                    new Thread(
                        () -> {
                          queue.add(Command.GO);
                        });
                reader.start();
                while (queue.take() != Command.QUIT) {
                  System.out.println("next");
                }
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              enum Command {
                GO,
                QUIT
              }

              void copy() throws InterruptedException {
                BlockingQueue<Command> queue = new LinkedBlockingQueue<>();
                Thread reader =
                    new Thread(
                        () -> {
                          try {
                            queue.add(Command.GO);
                          } finally {
                            queue.add(Command.QUIT);
                          }
                        });
                reader.start();
                while (queue.take() != Command.QUIT) {
                  System.out.println("next");
                }
              }
            }
            """);
  }

  @Test
  void queueOfAnotherClass() {
    String before =
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          static class Lines {
            static final String END = new String("end");
            private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

            BlockingQueue<String> queue() {
              return queue;
            }

            void print() {
              try {
                for (String line = queue.take(); line != END; line = queue.take()) {
                  System.out.println(line);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          }

          static void send(Lines lines) throws InterruptedException {
            lines.queue().put("a");
            lines.queue().put("b");
          }

          public static void main(String[] args) throws InterruptedException {
            Lines lines = new Lines();
            new Thread(lines::print).start();
            send(lines);
          }
        }
        """;
    Repair.by(EndMarkerNeverSent.class)
        .turns(
            before,
            before.replace("put(\"b\");", "put(\"b\");\n    lines.queue().add(Lines.END);"));
  }

  @Test
  void staticQueueOfMain() {
    String before =
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          static final String END = new String("end");
          static final BlockingQueue<String> QUEUE = new ArrayBlockingQueue<>(4);

          static void print() {
            try {
              for (String line = QUEUE.take(); line != END; line = QUEUE.take()) {
                System.out.println(line);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            new Thread(A::print).start();
            for (int i = 0; i < 6; i++) {
              QUEUE.put("line " + i);
            }
          }
        }
        """;
    Repair.by(EndMarkerNeverSent.class)
        .turns(before, before.replace("+ i);\n    }", "+ i);\n    }\n    QUEUE.put(END);"));
  }

  @Test
  void oneToEachThreadOfAList() {
    Repair.by(TooFewEndMarkers.class)
        .turns(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");
              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
              private final List<Thread> threads = new ArrayList<>();

              private void work() {
                try {
                  for (String job = jobs.take(); job != STOP; job = jobs.take()) {
                    System.out.println(job);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void start(int count) {
                for (int n = 0; n < count; n++) {
                  Thread thread = new Thread(this::work);
                  thread.start();
                  threads.add(thread);
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                a.start(3);
                a.jobs.add("one");
                a.stop();
                for (Thread thread : a.threads) {
                  thread.join();
                }
              }

              private void stop() {
                jobs.add(STOP);
              }
            }
            """,
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");
              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
              private final List<Thread> threads = new ArrayList<>();

              private void work() {
                try {
                  for (String job = jobs.take(); job != STOP; job = jobs.take()) {
                    System.out.println(job);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void start(int count) {
                for (int n = 0; n < count; n++) {
                  Thread thread = new Thread(this::work);
                  thread.start();
                  threads.add(thread);
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                a.start(3);
                a.jobs.add("one");
                a.stop();
                for (Thread thread : a.threads) {
                  thread.join();
                }
              }

              private void stop() {
                for (int i = 0; i < threads.size(); i++) {
                  jobs.add(STOP);
                }
              }
            }
            """);
  }

  @Test
  void counterThatOtherMethodsOfTheClassUse() {
    String before =
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          private static final String STOP = new String("stop");

          static final class Crew {
            private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
            private final List<Thread> members = new ArrayList<>();

            Crew(int size) {
              for (int i = 0; i < size; i++) {
                Thread member = new Thread(this::work);
                members.add(member);
                member.start();
              }
            }

            private void work() {
              try {
                while (jobs.take() != STOP) {}
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }

            void finish() {
              jobs.add(STOP);
            }
          }
        }
        """;
    Repair.by(TooFewEndMarkers.class)
        .turns(
            before,
            before.replace(
                "      jobs.add(STOP);",
                "      for (int i = 0; i < members.size(); i++) {\n"
                    + "        jobs.add(STOP);\n"
                    + "      }"));
  }

  @Test
  void loopThatGoesRoundTooSeldom() {
    Repair.by(TooFewEndMarkers.class)
        .turns(
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");
              private final int workers;
              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();

              A(int workers) {
                this.workers = workers;
              }

              private void work() {
                try {
                  for (String job = jobs.take(); job != STOP; job = jobs.take()) {
                    System.out.println(job);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void run() {
                for (int i = 0; i < workers; i++) {
                  new Thread(this::work).start();
                }
                jobs.add("one");
                for (int i = 1; i < workers; i++) {
                  jobs.add(STOP);
                }
              }

              public static void main(String[] args) {
                new A(3).run();
              }
            }
            """,
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");
              private final int workers;
              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();

              A(int workers) {
                this.workers = workers;
              }

              private void work() {
                try {
                  for (String job = jobs.take(); job != STOP; job = jobs.take()) {
                    System.out.println(job);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void run() {
                for (int i = 0; i < workers; i++) {
                  new Thread(this::work).start();
                }
                jobs.add("one");
                for (int i = 0; i < workers; i++) {
                  jobs.add(STOP);
                }
              }

              public static void main(String[] args) {
                new A(3).run();
              }
            }
            """);
  }

  @Test
  void listOfMoreThanThreads() {
    Repair.by(TooFewEndMarkers.class)
        .keeps(
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");
              private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
              private final List<Thread> threads = new ArrayList<>();

              private void work() {
                try {
                  for (String job = jobs.take(); job != STOP; job = jobs.take()) {
                    System.out.println(job);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void start(int count) {
                for (int n = 0; n < count; n++) {
                  Thread thread = new Thread(this::work);
                  thread.start();
                  threads.add(thread);
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                a.threads.add(Thread.currentThread());
                a.start(3);
                a.jobs.add("one");
                a.stop();
              }

              private void stop() {
                // BUG: Diagnostic contains: (how many it takes
                jobs.add(STOP);
              }
            }
            """);
  }

  @Test
  void recordWithoutComponents() {
    Repair.by(EndMarkerNeverSent.class)
        .turns(
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              interface Event {
                record Text(String text) implements Event {}

                record End() implements Event {}
              }

              private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

              void replay(List<String> lines) {
                for (String line : lines) {
                  events.add(new Event.Text(line));
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                new Thread(() -> a.replay(List.of("a"))).start();
                a.print();
              }

              void print() throws InterruptedException {
                while (true) {
                  Event event = events.take();
                  if (event instanceof Event.End) {
                    break;
                  }
                  System.out.println(event);
                }
              }
            }
            """,
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              interface Event {
                record Text(String text) implements Event {}

                record End() implements Event {}
              }

              private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

              void replay(List<String> lines) {
                try {
                  for (String line : lines) {
                    events.add(new Event.Text(line));
                  }
                } finally {
                  events.add(new Event.End());
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                new Thread(() -> a.replay(List.of("a"))).start();
                a.print();
              }

              void print() throws InterruptedException {
                while (true) {
                  Event event = events.take();
                  if (event instanceof Event.End) {
                    break;
                  }
                  System.out.println(event);
                }
              }
            }
            """);
  }

  @Test
  void recordWithComponents() {
    Repair.by(EndMarkerNeverSent.class)
        .keeps(
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              interface Event {
                record Text(String text) implements Event {}

                record End(int code) implements Event {}
              }

              private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

              void replay(List<String> lines) {
                for (String line : lines) {
                  events.add(new Event.Text(line));
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                new Thread(() -> a.replay(List.of("a"))).start();
                a.print();
              }

              void print() throws InterruptedException {
                // BUG: Diagnostic contains: (where to send it is yours to choose)
                while (true) {
                  Event event = events.take();
                  if (event instanceof Event.End) {
                    break;
                  }
                  System.out.println(event);
                }
              }
            }
            """);
  }
}
