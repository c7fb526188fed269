package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values that may turn out equal to a marker that nobody names, and those that do not. */
final class EndMarkerNeverSentValuesTest {
  private static final String REPORTED = "// BUG: Diagnostic contains: 'END'";

  @Test
  void linesOfAText() {
    check(
        "",
        """
        void start() {
          for (String line : "a\\nend".lines().toList()) {
            queue.add(line);
          }
        }
        """);
  }

  @Test
  void elementsOneOfWhichIsEqual() {
    check(
        "",
        """
        private static final Map<String, List<String>> ALL = new TreeMap<>(Map.of("x", List.of("a", "end")));

        void start(String name) {
          for (String line : ALL.get(name)) {
            queue.add(line);
          }
        }
        """);
  }

  @Test
  void elementsNoneOfWhichIsEqual() {
    check(
        REPORTED,
        """
        private static final Map<String, List<String>> ALL = new TreeMap<>(Map.of("x", List.of("a", "b")));

        void start(String name) {
          for (String line : ALL.get(name)) {
            queue.add(line);
          }
        }
        """);
  }

  @Test
  void elementsThatCallersGive() {
    check(
        "",
        """
        void start() {
          addAll(List.of("a".trim()));
        }

        private void addAll(List<String> lines) {
          for (String line : lines) {
            queue.add(line);
          }
        }
        """);
  }

  @Test
  void constantsThatCallersGive() {
    check(
        REPORTED,
        """
        void start() {
          addAll(List.of("a"));
        }

        private void addAll(List<String> lines) {
          for (String line : lines) {
            queue.add(line);
          }
        }
        """);
  }

  @Test
  void mappedByALambda() {
    check(
        "",
        """
        void start() {
          List.of("a", "b").stream().map(text -> text.substring(1)).forEach(line -> queue.add(line));
        }
        """);
  }

  @Test
  void mappedByAMethod() {
    check(
        "",
        """
        void start() {
          List.of("a", "b").stream().map(String::trim).forEach(line -> queue.add(line));
        }
        """);
  }

  @Test
  void onlyFiltered() {
    check(
        REPORTED,
        """
        void start() {
          List.of("a", "b").stream().filter(text -> text.length() > 1).forEach(line -> queue.add(line));
        }
        """);
  }

  @Test
  void computedComponentOfARecord() {
    check(
        "",
        """
        record Line(String text) {}

        void start() {
          add(new Line("a".trim()));
        }

        private void add(Line line) {
          queue.add(line.text());
        }
        """);
  }

  @Test
  void constantComponentOfARecord() {
    check(
        REPORTED,
        """
        record Line(String text) {}

        void start() {
          add(new Line("a"));
        }

        private void add(Line line) {
          queue.add(line.text());
        }
        """);
  }

  @Test
  void equalTextWhereTheSameOneIsAskedFor() {
    check(
        REPORTED,
        "line != END",
        "\"end\"",
        """
        void start() {
          queue.add(new String("end"));
        }
        """);
  }

  @Test
  void sameTextWhereTheSameOneIsAskedFor() {
    check(
        "",
        "line != END",
        "\"end\"",
        """
        void start() {
          queue.add("end");
        }
        """);
  }

  @Test
  void putTogetherWithAnotherEnd() {
    check(
        REPORTED,
        """
        void start(int number) {
          queue.add("line " + number);
        }
        """);
  }

  @Test
  void equalTextOfAnother() {
    check(
        "",
        """
        void start() {
          queue.add("end");
        }
        """);
  }

  @Test
  void elementsOfAnArrayThatAreCutOut() {
    check(
        "",
        """
        void start(String tape) {
          String[] words = new String[2];
          for (int i = 0; i < words.length; i++) {
            words[i] = tape.substring(3 * i, 3 * i + 3);
          }
          for (String word : words) {
            queue.add(word);
          }
        }
        """);
  }

  @Test
  void elementsThatALibraryPutsIntoAnArray() {
    check(
        "",
        """
        void start(String tape) {
          String[] words = new String[2];
          java.util.Arrays.setAll(words, i -> tape.substring(3 * i, 3 * i + 3));
          for (String word : words) {
            queue.add(word);
          }
        }
        """);
  }

  @Test
  void constantElementsOfAnArray() {
    check(
        REPORTED,
        """
        void start() {
          String[] words = new String[2];
          words[0] = "a";
          words[1] = "b";
          for (String word : words) {
            queue.add(word);
          }
        }
        """);
  }

  @Test
  void componentThatTheConstructorOfARecordComputes() {
    check(
        "",
        """
        record Line(String text) {
          Line {
            text = text.strip();
          }
        }

        void start() {
          add(new Line(" end"));
        }

        private void add(Line line) {
          queue.add(line.text());
        }
        """);
  }

  @Test
  void receiverAsksForAPartOfTheText() {
    check(
        "",
        "!line.split(\" \")[0].equals(END)",
        "\"end\"",
        "void start() { queue.add(\"end now\"); }");
  }

  @Test
  void receiverAsksForATextMadeOfTheOne() {
    check(
        "",
        "!word(line).equals(END)",
        "\"end\"",
        "void start() { queue.add(\"END\"); } static String word(String s) { return s.toLowerCase(); }");
  }

  private static void check(String report, String members) {
    check(report, "!line.equals(END)", "new String(\"end\")", members);
  }

  private static void check(String report, String goesOn, String marker, String members) {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, EndMarkerNeverSentValuesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Printer.java",
            """
            import java.util.List;
            import java.util.Map;
            import java.util.TreeMap;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Printer {
              private static final String END = %s;
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              void open() {
                new Thread(this::print).start();
              }

              private void print() {
                try {
                  %s
                  for (String line = queue.take(); %s; line = queue.take()) {
                    System.out.println(line);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

            %s}
            """
                .formatted(marker, report, goesOn, members.indent(2)))
        .doTest();
  }

  @Test
  void sentIntoOtherQueue() {
    for (String reader :
        new String[] {
          "System.out.println(bad.take());",
          "good.add(bad.take());",
          "bad.drainTo(good);",
          "java.util.function.Supplier<String> next = () -> bad.poll(); good.add(next.get());",
          "kept.add(bad.take()); good.addAll(kept);"
        }) {
      boolean isHandedOn = reader.contains("good");
      CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
          .setArgs("-XDcompilePolicy=simple")
          .addSourceLines(
              "A.java",
              """
              import java.util.concurrent.BlockingQueue;
              import java.util.concurrent.LinkedBlockingQueue;

              final class A {
                private static final String END = new String("end");
                private final BlockingQueue<String> good = new LinkedBlockingQueue<>();
                private final BlockingQueue<String> bad = new LinkedBlockingQueue<>();
                private final java.util.List<String> kept = new java.util.ArrayList<>();

                void sort(String... words) {
                  for (String word : words) {
                    if (word.isEmpty()) {
                      bad.add(word);
                    } else {
                      good.add(word);
                    }
                  }
                  bad.add(END);
                }

                void show() throws InterruptedException {
                  READER
                }

                void start() {
                  new Thread(this::print).start();
                }

                private void print() {
                  try {
                    MARK
                    for (String word = good.take(); word != END; word = good.take()) {
                      System.out.println(word);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }
              """
                  .replace("READER", reader)
                  .replace("MARK", isHandedOn ? "" : "// BUG: Diagnostic contains: 'END'"))
          .doTest();
    }
  }

  @Test
  void answersOfAFuture() {
    check(
        "",
        """
        private static void answer(String text, java.util.concurrent.CompletableFuture<String> reply) {
          reply.complete(text.substring(4));
        }

        void start(List<String> texts) {
          for (String text : texts) {
            java.util.concurrent.CompletableFuture<String> reply = new java.util.concurrent.CompletableFuture<>();
            answer(text, reply);
            queue.add(reply.join());
          }
        }
        """);
  }

  @Test
  void wordsThatAMethodGivesToAFunction() {
    check(
        "",
        """
        static final class Words {
          void forEach(String text, java.util.function.Consumer<String> sink) {
            sink.accept(text.substring(0, 3));
          }
        }

        void start(String text) {
          new Words().forEach(text, word -> queue.add(word));
        }
        """);
  }

  @Test
  void constantsThatAMethodGivesToAFunction() {
    check(
        REPORTED,
        """
        static final class Words {
          void forEach(String text, java.util.function.Consumer<String> sink) {
            sink.accept("a");
          }
        }

        void start(String text) {
          new Words().forEach(text, word -> queue.add(word));
        }
        """);
  }

  @Test
  void wordsThatAnImplementationGivesToAFunction() {
    check(
        "",
        """
        interface Words {
          void forEach(String text, java.util.function.Consumer<String> sink);
        }

        static final class Firsts implements Words {
          @Override
          public void forEach(String text, java.util.function.Consumer<String> sink) {
            sink.accept(text.substring(0, 3));
          }
        }

        void start(Words words, String text) {
          words.forEach(text, word -> queue.add(word));
        }
        """);
  }

  @Test
  void constantsThatTheClassOfOneOfThemHas() {
    checkPhases(
        "",
        """
        static <E extends Enum<E>> List<E> allLike(E one) {
          return List.of(one.getDeclaringClass().getEnumConstants());
        }

        void start() {
          queue.addAll(allLike(Phase.BUILD));
        }
        """);
  }

  @Test
  void constantsThatClassOfAnObjectHas() {
    checkPhases(
        "",
        """
        void start(Phase first) {
          for (Phase phase : first.getClass().getEnumConstants()) {
            queue.add(phase);
          }
        }
        """);
  }

  @Test
  void nameOfTheClassOfAConstant() {
    checkPhases(
        "// BUG: Diagnostic contains: 'END'",
        """
        void start(Phase first) {
          System.out.println(first.getDeclaringClass().getSimpleName());
          queue.add(Phase.BUILD);
        }
        """);
  }

  private static void checkPhases(String report, String members) {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, EndMarkerNeverSentValuesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Phases.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Phases {
              enum Phase {
                BUILD,
                TEST,
                END
              }

              private final BlockingQueue<Phase> queue = new LinkedBlockingQueue<>();

              void open() {
                new Thread(this::run).start();
              }

              private void run() {
                try {
                  %s
                  for (Phase phase = queue.take(); phase != Phase.END; phase = queue.take()) {
                    System.out.println(phase);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              %s
            }
            """
                .formatted(report, members))
        .doTest();
  }

  @Test
  void constantThatASwitchReturns() {
    checkPhases(
        "",
        """
        static Phase after(Phase phase) {
          return switch (phase) {
            case BUILD -> Phase.TEST;
            case TEST, END -> Phase.END;
          };
        }

        void start() {
          for (Phase p = Phase.BUILD; p != Phase.END; p = after(p)) {
            queue.add(after(p));
          }
        }
        """);
  }

  @Test
  void constantThatASwitchOnlyCompares() {
    checkPhases(
        "// BUG: Diagnostic contains: 'END'",
        """
        static Phase after(Phase phase) {
          return switch (phase) {
            case BUILD, TEST -> Phase.TEST;
            case END -> Phase.BUILD;
          };
        }

        void start() {
          queue.add(after(Phase.BUILD));
        }
        """);
  }

  @Test
  void wordsOfAContainerOfItsOwn() {
    check(
        "",
        "!line.equals(END)",
        "\"end\"",
        """
        record Words(String text) implements Iterable<String> {
          @Override
          public java.util.Iterator<String> iterator() {
            return new java.util.Iterator<>() {
              private int next;

              @Override
              public boolean hasNext() {
                return next < text.length();
              }

              @Override
              public String next() {
                int from = next;
                next += 3;
                return text.substring(from, next);
              }
            };
          }
        }

        void start() {
          for (String word : new Words("fooend")) {
            queue.add(word);
          }
        }
        """);
  }

  @Test
  void elementsOfAContainerOfItsOwn() {
    check(
        REPORTED,
        "!line.equals(END)",
        "\"end\"",
        """
        record Words(List<String> all) implements Iterable<String> {
          @Override
          public java.util.Iterator<String> iterator() {
            return all.iterator();
          }
        }

        void start() {
          for (String word : new Words(List.of("foo"))) {
            queue.add(word);
          }
        }
        """);
  }

  @Test
  void constantThatCallersOutOfViewMayPass() {
    compileOffered("public", "");
  }

  @Test
  void constantThatNobodyElseCanName() {
    compileOffered("private", "// BUG: Diagnostic contains: 'END'");
  }

  private void compileOffered(String access, String report) {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Mailer.java",
            """
            package mail;

            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            public final class Mailer {
              %s static final String END = new String("end");
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

              public void open() {
                new Thread(this::send).start();
              }

              private void send() {
                try {
                  %s
                  for (String mail = queue.take(); mail != END; mail = queue.take()) {
                    System.out.println(mail);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public void add(String mail) {
                queue.add(mail);
              }
            }
            """
                .formatted(access, report))
        .doTest();
  }

  @Test
  void markerStandsForInterruptOnly() {
    markerOfInterrupt("anonymous()", "", "// BUG: Diagnostic contains: 'LAST'");
    markerOfInterrupt("Guest.LAST", "", "");
    markerOfInterrupt("anonymous()", "desk.interrupt();", "");
  }

  private void markerOfInterrupt(String sent, String end, String report) {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Guest.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            final class Guest {
              private static final Guest LAST = new Guest("");

              private final String name;

              private Guest(String name) {
                this.name = name;
              }

              private static Guest anonymous() {
                return new Guest("");
              }

              private static Guest next(BlockingQueue<Guest> guests) {
                try {
                  return guests.take();
                } catch (InterruptedException e) {
                  return LAST;
                }
              }

              private static void welcome(BlockingQueue<Guest> guests) {
                Guest guest;
                %s
                while ((guest = next(guests)) != Guest.LAST) {
                  System.out.println(guest.name);
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<Guest> guests = new LinkedBlockingQueue<>();
                Thread desk = new Thread(() -> welcome(guests));
                desk.start();
                guests.put(new Guest("Ada"));
                guests.put(%s);
                %s
                desk.join();
              }
            }
            """
                .formatted(report, sent, end))
        .doTest();
  }

  @Test
  void emptyListsOfOtherMakers() {
    for (String maker : List.of("new ArrayList<>()", "Collections.emptyList()", "copy")) {
      CompilationTestHelper.newInstance(
              EndMarkerNeverSent.class, EndMarkerNeverSentValuesTest.class)
          .setArgs("-XDcompilePolicy=simple")
          .addSourceLines(
              "Batches.java",
              """
              import java.util.ArrayList;
              import java.util.Collections;
              import java.util.List;
              import java.util.concurrent.BlockingQueue;
              import java.util.concurrent.LinkedBlockingQueue;

              final class Batches {
                private static final List<String> END = List.of();

                private final BlockingQueue<List<String>> batches = new LinkedBlockingQueue<>();

                private void write() {
                  try {
                    while (true) {
                      List<String> batch = batches.take();
                      if (batch.equals(END)) {
                        return;
                      }
                      System.out.println(batch);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                public static void main(String[] args) throws InterruptedException {
                  Batches all = new Batches();
                  Thread writer = new Thread(all::write);
                  writer.start();
                  List<String> copy = List.copyOf(new ArrayList<>());
                  all.batches.put(new ArrayList<>(List.of("a")));
                  all.batches.put(%s);
                  writer.join();
                }
              }
              """
                  .formatted(maker))
          .doTest();
    }
  }
}
