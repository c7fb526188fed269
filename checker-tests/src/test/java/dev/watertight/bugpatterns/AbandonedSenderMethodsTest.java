package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Channels that others use by the methods of the object which has them. */
final class AbandonedSenderMethodsTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: The receiver of 'lines' can leave early";

  private static final String OR_NULL =
      "String line = lines.take(); return line == END ? null : line;";

  private static final String UNTIL_ENOUGH =
      """
      String line;
      while ((line = feed.next()) != null) {
        hits.add(line);
        if (hits.size() == wanted) {
          break;
        }
      }
      """;

  @Test
  void leavesWhenItHasEnough() {
    check(REPORTED, OR_NULL, UNTIL_ENOUGH);
  }

  @Test
  void leavesWhenItHasEnoughBehindAnIf() {
    check(
        REPORTED,
        "String line = lines.take(); if (line == END) { return null; } return line;",
        UNTIL_ENOUGH);
  }

  @Test
  void leavesWhenItHasEnoughOfWhatIsTakenAsItIs() {
    check(
        REPORTED,
        "taken++; return lines.take();",
        """
        for (String line = feed.next(); line != Feed.END; line = feed.next()) {
          if (hits.size() == wanted) {
            return hits;
          }
          hits.add(line);
        }
        """);
  }

  @Test
  void readsToTheEnd() {
    check(
        "",
        OR_NULL,
        """
        String line;
        while ((line = feed.next()) != null) {
          hits.add(line);
        }
        """);
  }

  @Test
  void readsTheRest() {
    check("", OR_NULL, UNTIL_ENOUGH + "while (feed.next() != null) {}\n");
  }

  @Test
  void anotherMethodReadsTheRest() {
    check(
        "",
        OR_NULL + "} void drain() throws InterruptedException { while (lines.take() != END) {}",
        UNTIL_ENOUGH + "feed.drain();\n");
  }

  @Test
  void interruptsTheSender() {
    check("", OR_NULL, UNTIL_ENOUGH + "thread.interrupt();\n");
  }

  @Test
  void givesUpAfterATime() {
    pipe(
        "// BUG: Diagnostic contains: The receiver of 'slot' can leave early",
        "slot.put(i);",
        "Station one = new Station(); one.run(3); Station two = new Station(); two.run(9);");
  }

  @Test
  void senderGivesUpToo() {
    pipe(
        "",
        "if (!slot.offer(i, 1, TimeUnit.SECONDS)) { throw new InterruptedException(); }",
        "Station one = new Station(); one.run(3); Station two = new Station(); two.run(9);");
  }

  @Test
  void comesAgain() {
    pipe("", "slot.put(i);", "Station one = new Station(); while (one.run(3) < 3) {}");
  }

  @Test
  void dropsWhatItTakes() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Feed1.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            class Feed1 {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(4);
              private int taken;
              void add(String s) throws InterruptedException { lines.put(s); }
              private void drop() throws InterruptedException { taken++; lines.take(); }
              public static void main(String[] args) throws Exception {
                Feed1 f = new Feed1();
                Thread t = new Thread(() -> { try { for (int i = 0; i < 10; i++) f.add("x"); } catch (InterruptedException e) { return; } });
                t.start();
                for (int i = 0; i < 10; i++) f.drop();
                t.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void keepsWhatItTakesForNobody() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Feed2.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            class Feed2 {
              private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(4);
              void add(String s) throws InterruptedException { lines.put(s); }
              private void drop() throws InterruptedException { String s = lines.take(); }
              public static void main(String[] args) throws Exception {
                Feed2 f = new Feed2();
                Thread t = new Thread(() -> { try { for (int i = 0; i < 10; i++) f.add("x"); } catch (InterruptedException e) { return; } });
                t.start();
                for (int i = 0; i < 10; i++) f.drop();
                t.join();
              }
            }
            """)
        .doTest();
  }

  private static void check(String report, String next, String use) {
    CompilationTestHelper.newInstance(AbandonedSender.class, AbandonedSenderMethodsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Search.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class Search {
              private static final class Feed implements Runnable {
                static final String END = new String("end");
                private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(4);
                private final List<String> source;
                private int taken;

                Feed(List<String> source) {
                  this.source = source;
                }

                @Override
                public void run() {
                  try {
                    for (String line : source) {
                      %s
                      lines.put(line);
                    }
                    lines.put(END);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                String next() throws InterruptedException {
                  %s
                }
              }

              static List<String> first(List<String> source, int wanted) throws InterruptedException {
                Feed feed = new Feed(source);
                Thread thread = new Thread(feed);
                thread.start();
                List<String> hits = new ArrayList<>();
            %s    return hits;
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(first(List.of(args), 3));
                System.out.println(first(List.of("one"), 1));
              }
            }
            """
                .formatted(report, next, use.indent(4)))
        .doTest();
  }

  private static void pipe(String report, String push, String main) {
    CompilationTestHelper.newInstance(AbandonedSender.class, AbandonedSenderMethodsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Station.java",
            """
            import java.util.concurrent.SynchronousQueue;
            import java.util.concurrent.TimeUnit;

            class Station {
              private static final class Pipe {
                private final SynchronousQueue<Integer> slot = new SynchronousQueue<>();

                void push(Integer i) throws InterruptedException {
                  %s
                  %s
                }

                Integer pull() throws InterruptedException {
                  return slot.poll(50, TimeUnit.MILLISECONDS);
                }
              }

              private final Pipe pipe = new Pipe();

              int run(int count) throws InterruptedException {
                new Thread(
                        () -> {
                          try {
                            for (int i = 0; i < count; i++) {
                              Thread.sleep(i * 20);
                              pipe.push(i);
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
                int got = 0;
                Integer value;
                do {
                  value = pipe.pull();
                  got++;
                } while (value != null);
                return got;
              }

              public static void main(String[] args) throws InterruptedException {
                %s
              }
            }
            """
                .formatted(report, push, main))
        .doTest();
  }
}
