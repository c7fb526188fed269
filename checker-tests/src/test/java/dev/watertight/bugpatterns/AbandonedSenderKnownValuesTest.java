package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Receivers that would leave for a value which is never sent, as the code says what is. */
final class AbandonedSenderKnownValuesTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: The receiver of 'words' can leave early";

  @Test
  void constants() {
    check(
        "",
        """
        private static void send() throws InterruptedException {
          for (String word : List.of("to", "be")) {
            words.put(word);
          }
          words.put("END");
        }

        private static boolean isBad(String word) {
          return word.isBlank();
        }
        """);
  }

  @Test
  void constantThatMeetsTheTest() {
    check(
        REPORTED,
        """
        private static void send() throws InterruptedException {
          for (String word : List.of("or", " ", "not")) {
            // REPORT
            words.put(word);
          }
          words.put("END");
        }

        private static boolean isBad(String word) {
          return word.isBlank();
        }
        """);
  }

  @Test
  void elementsOfAnArray() {
    check(
        "",
        """
        private static final String[] ALL = {"to", "be"};

        private static void send() throws InterruptedException {
          for (String word : ALL) {
            words.put(word.strip());
          }
          words.put("END");
        }

        private static boolean isBad(String word) {
          return word.length() > 10;
        }
        """);
  }

  @Test
  void elementThatIsAddedLater() {
    check(
        REPORTED,
        """
        private static void send() throws InterruptedException {
          List<String> all = new ArrayList<>(List.of("to", "be"));
          all.add(" ");
          for (String word : all) {
            // REPORT
            words.put(word);
          }
          words.put("END");
        }

        private static boolean isBad(String word) {
          return word.isBlank();
        }
        """);
  }

  @Test
  void elementThatIsReplaced() {
    check(
        REPORTED,
        """
        private static void send() throws InterruptedException {
          String[] all = {"to", "be"};
          all[0] = " ";
          for (String word : all) {
            // REPORT
            words.put(word);
          }
          words.put("END");
        }

        private static boolean isBad(String word) {
          return word.isBlank();
        }
        """);
  }

  @Test
  void numbersOfCharacters() {
    check(
        REPORTED,
        """
        private static void send() throws InterruptedException {
          for (int i = 30; i <= 34; i++) {
            // REPORT
            words.put(String.valueOf((char) i));
          }
          words.put("END");
        }

        private static boolean isBad(String word) {
          return word.isBlank();
        }
        """);
  }

  @Test
  void numberedTexts() {
    check(
        "",
        """
        private static void send() throws InterruptedException {
          for (int i = 1; i <= 9; i++) {
            words.put("word " + i);
          }
          words.put("END");
        }

        private static boolean isBad(String word) {
          return !word.startsWith("word");
        }
        """);
  }

  @Test
  void numberedTextsTooMany() {
    check(
        REPORTED,
        """
        private static void send() throws InterruptedException {
          for (int i = 1; i <= 19; i++) {
            // REPORT
            words.put("word " + i);
          }
          words.put("END");
        }

        private static boolean isBad(String word) {
          return word.length() > 6;
        }
        """);
  }

  @Test
  void partsOfAText() {
    check(
        "",
        """
        private static void send() throws InterruptedException {
          for (String word : "that,is,the,question".split(",")) {
            words.put(word);
          }
          words.put("END");
        }

        private static boolean isBad(String word) {
          return word.isEmpty();
        }
        """);
  }

  @Test
  void foundByAPattern() {
    check(
        "",
        """
        private static final Pattern WORD = Pattern.compile("\\\\w+");

        private static void send(String text) throws InterruptedException {
          for (MatchResult word : WORD.matcher(text).results().toList()) {
            words.put(word.group());
          }
          words.put("END");
        }

        private static void send() throws InterruptedException {
          send("whether 'tis nobler");
        }

        private static boolean isBad(String word) {
          return word.isBlank();
        }
        """);
  }

  @Test
  void foundByAPatternThatMayFindNothing() {
    check(
        REPORTED,
        """
        private static final Pattern WORD = Pattern.compile("\\\\w*");

        private static void send(String text) throws InterruptedException {
          for (MatchResult word : WORD.matcher(text).results().toList()) {
            // REPORT
            words.put(word.group());
          }
          words.put("END");
        }

        private static void send() throws InterruptedException {
          send("in the mind");
        }

        private static boolean isBad(String word) {
          return word.isBlank();
        }
        """);
  }

  @Test
  void whatCallersPass() {
    check(
        "",
        """
        private static void send(String... all) throws InterruptedException {
          for (String word : all) {
            words.put(word);
          }
          words.put("END");
        }

        private static void send() throws InterruptedException {
          send("to", "suffer");
        }

        private static boolean isBad(String word) {
          return word.isEmpty();
        }
        """);
  }

  @Test
  void whatOneOfTheCallersPasses() {
    check(
        REPORTED,
        """
        private static void send(String... all) throws InterruptedException {
          for (String word : all) {
            // REPORT
            words.put(word);
          }
          words.put("END");
        }

        private static void send() throws InterruptedException {
          send("the slings", "and");
          send("", "arrows");
        }

        private static boolean isBad(String word) {
          return word.isEmpty();
        }
        """);
  }

  @Test
  void whatAConstructorGets() {
    check(
        "",
        """
        private record Sender(List<String> all) {
          void send() throws InterruptedException {
            for (String word : all) {
              words.put(word);
            }
            words.put("END");
          }
        }

        private static void send() throws InterruptedException {
          new Sender(List.of("of", "outrageous")).send();
        }

        private static boolean isBad(String word) {
          return word.contains(" ");
        }
        """);
  }

  @Test
  void whatOthersPass() {
    check(
        REPORTED,
        """
        static void send(List<String> all) throws InterruptedException {
          for (String word : all) {
            // REPORT
            words.put(word);
          }
          words.put("END");
        }

        private static void send() throws InterruptedException {
          send(List.of(System.getenv("WORDS").split(" ")));
        }

        private static boolean isBad(String word) {
          return word.isEmpty();
        }
        """);
  }

  @Test
  void askedBeforeItIsSent() {
    check(
        "",
        """
        static void send(List<String> all) throws InterruptedException {
          for (String word : all) {
            if (!isBad(word)) {
              words.put(word);
            }
          }
          words.put("END");
        }

        private static void send() throws InterruptedException {
          send(List.of(System.getenv("WORDS").split(" ")));
        }

        private static boolean isBad(String word) {
          return word.isEmpty();
        }
        """);
  }

  @Test
  void leftOutBeforeItIsSent() {
    check(
        "",
        """
        static void send(List<String> all) throws InterruptedException {
          for (String word : all) {
            if (isBad(word)) {
              continue;
            }
            words.put(word);
          }
          words.put("END");
        }

        private static void send() throws InterruptedException {
          send(List.of(System.getenv("WORDS").split(" ")));
        }

        private static boolean isBad(String word) {
          return word.isEmpty();
        }
        """);
  }

  @Test
  void replacedBeforeItIsSent() {
    check(
        "",
        """
        static void send(List<String> all) throws InterruptedException {
          for (String word : all) {
            words.put(isBad(word) ? "-" : word);
          }
          words.put("END");
        }

        private static void send() throws InterruptedException {
          send(List.of(System.getenv("WORDS").split(" ")));
        }

        private static boolean isBad(String word) {
          return word.isEmpty();
        }
        """);
  }

  @Test
  void somethingElseIsAskedBeforeItIsSent() {
    check(
        REPORTED,
        """
        static void send(List<String> all) throws InterruptedException {
          for (String word : all) {
            if (!word.equals("x")) {
              // REPORT
              words.put(word);
            }
          }
          words.put("END");
        }

        private static void send() throws InterruptedException {
          send(List.of(System.getenv("WORDS").split(" ")));
        }

        private static boolean isBad(String word) {
          return word.isEmpty();
        }
        """);
  }

  @Test
  void askedForTheSameAnswer() {
    check(
        REPORTED,
        """
        static void send(List<String> all) throws InterruptedException {
          for (String word : all) {
            if (isBad(word)) {
              // REPORT
              words.put(word);
            }
          }
          words.put("END");
        }

        private static void send() throws InterruptedException {
          send(List.of(System.getenv("WORDS").split(" ")));
        }

        private static boolean isBad(String word) {
          return word.isEmpty();
        }
        """);
  }

  @Test
  void refusedByTheConstructor() {
    checkJob("if (size < 0) throw new IllegalArgumentException();", "");
  }

  @Test
  void otherwiseRefusedByTheConstructor() {
    checkJob(
        "if (size > 0) throw new IllegalArgumentException();",
        "// BUG: Diagnostic contains: The receiver of 'jobs' can leave early");
  }

  @Test
  void processEndsBeforeItLeaves() {
    checkJob("if (size == 1) System.exit(2);", "", "fail();");
  }

  private static void checkJob(String check, String report) {
    checkJob(check, report, "System.err.println();");
  }

  private static void checkJob(String check, String report, String failure) {
    CompilationTestHelper.newInstance(AbandonedSender.class, AbandonedSenderKnownValuesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Program.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.SynchronousQueue;

            final class Program {
              record Job(int size) {
                Job {
                  %s
                }
              }

              private static final BlockingQueue<Job> jobs = new SynchronousQueue<>();
              private static final Job END = new Job(0);

              private static void fail() {
                System.err.println("bad");
                System.exit(1);
              }

              private static void send(String[] args) {
                try {
                  for (String arg : args) {
                    %s
                    jobs.put(new Job(Integer.decode(arg)));
                  }
                  jobs.put(END);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                new Thread(() -> send(args)).start();
                while (true) {
                  Job job = jobs.take();
                  if (job == END) {
                    return;
                  }
                  if (job.size() < 0) {
                    %s
                    return;
                  }
                  System.out.println(job);
                }
              }
            }
            """
                .formatted(check, report, failure))
        .doTest();
  }

  private static void check(String report, String members) {
    CompilationTestHelper.newInstance(AbandonedSender.class, AbandonedSenderKnownValuesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Program.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.SynchronousQueue;
            import java.util.regex.MatchResult;
            import java.util.regex.Pattern;

            final class Program {
              private static final BlockingQueue<String> words = new SynchronousQueue<>();

            %s
              private static void run() {
                try {
                  send();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                new Thread(Program::run).start();
                while (true) {
                  String word = words.take();
                  if (word.equals("END")) {
                    return;
                  }
                  if (isBad(word)) {
                    System.err.println("bad");
                    return;
                  }
                  System.out.println(word);
                }
              }
            }
            """
                .formatted(members.replace("// REPORT", report).indent(2)))
        .doTest();
  }
}
