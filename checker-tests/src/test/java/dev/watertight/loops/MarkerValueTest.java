package dev.watertight.loops;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.EndMarkerNeverSent;
import org.junit.jupiter.api.Test;

/** End markers that arrive without being named. */
final class MarkerValueTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void constantOfEnum() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.Scanner;

            class A {
              enum Command {
                START,
                QUIT;

                Command next() {
                  return values()[(ordinal() + 1) % values().length];
                }
              }

              void parsed(Scanner in) throws InterruptedException {
                BlockingQueue<Command> queue = new LinkedBlockingQueue<>();
                new Thread(() -> queue.add(Command.valueOf(in.next()))).start();
                while (queue.take() != Command.QUIT) {
                  System.out.println("next");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void allConstantsOfEnum() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class All {
              enum Command {
                START,
                QUIT
              }

              void all() throws InterruptedException {
                BlockingQueue<Command> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          for (Command command : Command.values()) {
                            queue.add(command);
                          }
                        })
                    .start();
                while (queue.take() != Command.QUIT) {
                  System.out.println("next");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void classLiteralOfEnum() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            import java.util.EnumSet;

            class ClassLiteral {
              enum Command {
                START,
                QUIT
              }

              void set() throws InterruptedException {
                BlockingQueue<Command> queue = new LinkedBlockingQueue<>();
                new Thread(() -> EnumSet.allOf(Command.class).forEach(queue::add)).start();
                while (queue.take() != Command.QUIT) {
                  System.out.println("next");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void deserializedEnum() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Deserialized {
              private enum Command {
                START,
                QUIT
              }

              private record Request(Command command, int id) {}

              interface Json {
                <T> T read(Class<T> type);
              }

              void received(Json json) throws InterruptedException {
                BlockingQueue<Command> queue = new LinkedBlockingQueue<>();
                new Thread(() -> queue.add(json.read(Request.class).command())).start();
                while (queue.take() != Command.QUIT) {
                  System.out.println("next");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void sortedByEnum() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Sorted {
              enum Command {
                START,
                GO,
                QUIT
              }

              int count() {
                return Command.values().length;
              }

              void sent() throws InterruptedException {
                BlockingQueue<Command> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          queue.add(Command.START);
                          queue.add(Command.GO);
                        })
                    .start();
                // BUG: Diagnostic contains: Loop ends when it receives 'QUIT' from 'queue', which nobody sends
                while (queue.take() != Command.QUIT) {
                  System.out.println("next");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void parametersAndComponents() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static void copy(BlockingQueue<String> queue, String end) throws InterruptedException {
                for (String s = queue.take(); !s.equals(end); s = queue.take()) {
                  System.out.println(s);
                }
              }

              void parameter() throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                String last = "last";
                new Thread(
                        () -> {
                          queue.add("a");
                          queue.add(last);
                        })
                    .start();
                copy(queue, last);
              }
            }

            class Component {
              private record Consumer(BlockingQueue<String> queue, String end) implements Runnable {
                @Override
                public void run() {
                  try {
                    while (true) {
                      String s = queue.take();
                      if (s.equals(end)) {
                        return;
                      }
                      System.out.println(s);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              void component() {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(new Consumer(queue, "EOF")).start();
                queue.add("a");
                queue.add("EOF");
              }
            }

            class Never {
              private static void copy(BlockingQueue<Object> queue, Object end) throws InterruptedException {
                // BUG: Diagnostic contains: Loop ends when it receives 'end' from 'queue', which nobody sends
                for (Object s = queue.take(); s != end; s = queue.take()) {
                  System.out.println(s);
                }
              }

              void parameter() throws InterruptedException {
                BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
                Object last = new Object();
                new Thread(() -> queue.add("a")).start();
                copy(queue, last);
              }
            }
            """)
        .doTest();
  }

  @Test
  void equalValues() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            import java.util.Scanner;

            class A {
              private static final String END = "END";
              private static final String QUIT = "/quit";
              private static final int LAST = -1;

              void literal() throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(() -> queue.add("END")).start();
                while (!END.equals(queue.take())) {
                  System.out.println("next");
                }
              }

              void typed(Scanner in) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(() -> queue.add(in.nextLine())).start();
                while (!queue.take().equals(QUIT)) {
                  System.out.println("next");
                }
              }

              void number() throws InterruptedException {
                BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
                new Thread(() -> queue.add(LAST)).start();
                while (queue.take() != LAST) {
                  System.out.println("next");
                }
              }
            }

            class Points {
              private record Point(int x, int y) {}

              private static final Point END = new Point(-1, -1);

              void equal() throws InterruptedException {
                BlockingQueue<Point> queue = new LinkedBlockingQueue<>();
                new Thread(() -> queue.add(new Point(-1, -1))).start();
                while (!queue.take().equals(END)) {
                  System.out.println("next");
                }
              }
            }

            class Never {
              private static final String DONE = "#done";
              private static final int NONE = -2;

              void text(Iterable<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(() -> lines.forEach(line -> queue.add(line))).start();
                // BUG: Diagnostic contains: Loop ends when it receives 'DONE' from 'queue', which nobody sends
                while (!DONE.equals(queue.take())) {
                  System.out.println("next");
                }
              }

              void number() throws InterruptedException {
                BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
                new Thread(() -> queue.add(7)).start();
                // BUG: Diagnostic contains: Loop ends when it receives 'NONE' from 'queue', which nobody sends
                while (queue.take() != NONE) {
                  System.out.println("next");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void classes() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            import java.util.function.Supplier;

            class A {
              private sealed interface Message permits Data, Stop {}

              private record Data(int i) implements Message {}

              private record Stop() implements Message {}

              void constructorReference() throws InterruptedException {
                BlockingQueue<Message> queue = new LinkedBlockingQueue<>();
                Supplier<Message> last = Stop::new;
                new Thread(
                        () -> {
                          queue.add(new Data(1));
                          queue.add(last.get());
                        })
                    .start();
                while (!(queue.take() instanceof Stop)) {
                  System.out.println("next");
                }
              }
            }

            class Reflection {
              private sealed interface Message permits Data, Stop {}

              private record Data(int i) implements Message {}

              private static final class Stop implements Message {}

              private static Message make() {
                try {
                  return Stop.class.getDeclaredConstructor().newInstance();
                } catch (ReflectiveOperationException e) {
                  throw new IllegalStateException(e);
                }
              }

              void reflection() throws InterruptedException {
                BlockingQueue<Message> queue = new LinkedBlockingQueue<>();
                new Thread(() -> queue.add(make())).start();
                while (!(queue.take() instanceof Stop)) {
                  System.out.println("next");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void computed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.time.LocalDate;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.stream.LongStream;

            class A {
              private static final char END = '.';
              private static final Long LAST = 3L;
              private static final Integer ZERO = 0;
              private static final String QUIT = "quit";
              private static final LocalDate DAY = LocalDate.of(2030, 1, 2);

              void characters() throws InterruptedException {
                BlockingQueue<Character> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          for (char c : "ab.".toCharArray()) {
                            queue.add(c);
                          }
                        })
                    .start();
                while (queue.take() != END) {}
              }

              void numbers() throws InterruptedException {
                BlockingQueue<Long> queue = new LinkedBlockingQueue<>();
                new Thread(() -> LongStream.range(0, 5).forEach(queue::add)).start();
                while (!queue.take().equals(LAST)) {}
              }

              void countDown() throws InterruptedException {
                BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          for (int i = 3; i >= 0; i--) {
                            queue.add(i);
                          }
                        })
                    .start();
                while (!queue.take().equals(ZERO)) {}
              }

              void pieces(String text) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          for (String word : text.split(" ")) {
                            queue.add(word.toLowerCase());
                          }
                        })
                    .start();
                while (!queue.take().equals(QUIT)) {}
              }

              void days() throws InterruptedException {
                BlockingQueue<LocalDate> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          LocalDate day = LocalDate.of(2030, 1, 1);
                          queue.add(day);
                          queue.add(day.plusDays(1));
                        })
                    .start();
                while (!queue.take().equals(DAY)) {}
              }
            }
            """)
        .doTest();
  }

  @Test
  void cannotBeComputed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Integer NONE = -1;
              private static final String END = "#end";

              void numbers(int n) throws InterruptedException {
                BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
                new Thread(
                        () -> {
                          for (int i = 0; i < n; i++) {
                            queue.add(i);
                          }
                        })
                    .start();
                // BUG: Diagnostic contains: Loop ends when it receives 'NONE' from 'queue', which nobody sends
                while (!queue.take().equals(NONE)) {}
              }

              void texts(String name) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                new Thread(() -> queue.add("line " + name)).start();
                // BUG: Diagnostic contains: Loop ends when it receives 'END' from 'queue', which nobody sends
                while (!queue.take().equals(END)) {}
              }
            }
            """)
        .doTest();
  }

  @Test
  void emptyOptionalInTheCondition() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Optional;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              void test() throws InterruptedException {
                BlockingQueue<Optional<String>> queue = new LinkedBlockingQueue<>();
                new Thread(() -> queue.add(Optional.of("a"))).start();
                Optional<String> next;
                // BUG: Diagnostic contains: Optional.empty()
                while ((next = queue.take()).isPresent()) {
                  System.out.println(next.get());
                }
              }
            }
            """)
        .doTest();
  }
}
