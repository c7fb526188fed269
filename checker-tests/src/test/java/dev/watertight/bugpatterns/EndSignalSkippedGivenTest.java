package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Markers that are given to a method which sends them, as it does all other values. */
final class EndSignalSkippedGivenTest {
  private static final String REPORTED = "// BUG: Diagnostic contains: 'Done' is skipped";
  private static final String ADD = "inbox.add(message);";

  @Test
  void returnsBefore() {
    check("Indexer", ADD, "return;", REPORTED, "indexer.post(new Done());");
  }

  @Test
  void throwsBefore() {
    check(
        "Indexer",
        ADD,
        "throw new IllegalStateException(line);",
        REPORTED,
        "indexer.post(new Done());");
  }

  @Test
  void isGivenByAnInterface() {
    check("Target", ADD, "return;", REPORTED, "indexer.post(new Done());");
  }

  @Test
  void isHandedOnTwice() {
    check("Indexer", "send(message);", "return;", REPORTED, "indexer.post((new Done()));");
  }

  @Test
  void comesOnAllWays() {
    check("Indexer", ADD, "break;", "", "indexer.post(new Done());");
  }

  @Test
  void comesBeforeTheReturn() {
    check("Indexer", ADD, "indexer.post(new Done()); return;", "", "indexer.post(new Done());");
  }

  @Test
  void isPerhapsNotSent() {
    check(
        "Indexer",
        "if (accepts) { inbox.add(message); }",
        "return;",
        "",
        "indexer.post(new Done());");
  }

  private static void check(String type, String send, String refused, String report, String end) {
    CompilationTestHelper.newInstance(EndSignalSkipped.class, EndSignalSkippedGivenTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Parser.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            interface Message {}

            record Text(String text) implements Message {}

            record Done() implements Message {}

            interface Target {
              void post(Message message);
            }

            class Indexer extends Thread implements Target {
              private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
              boolean accepts = true;

              @Override
              public void post(Message message) {
                %s
              }

              private void send(Message text) {
                inbox.add(text);
              }

              @Override
              public void run() {
                try {
                  Message message = inbox.take();
                  while (!(message instanceof Done)) {
                    System.out.println(message);
                    message = inbox.take();
                  }
                } catch (InterruptedException e) {
                  interrupt();
                }
              }
            }

            class Parser {
              static void parse(List<String> lines, %s indexer) {
                for (String line : lines) {
                  if (line.startsWith("@")) {
                    %s
                  }
                  indexer.post(new Text(line));
                }
                %s
                %s
              }

              public static void main(String[] args) throws InterruptedException {
                Indexer indexer = new Indexer();
                indexer.start();
                parse(List.of(args), indexer);
                indexer.join();
              }
            }
            """
                .formatted(send, type, refused, report, end))
        .doTest();
  }
}
