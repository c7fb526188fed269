package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Objects with a channel each, which others keep in collections and send to one by one. */
final class AbandonedSenderObjectsTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: The receiver of 'box' can leave early";
  private static final String LIST = "private final List<Sub> subs = new ArrayList<>();";
  private static final String ADD = "Sub s = new Sub(); subs.add(s); Thread.startVirtualThread(s);";
  private static final String EACH = "for (Sub s : subs) s.deliver(m);";
  private static final String QUEUE = "new ArrayBlockingQueue<>(2)";
  private static final String RETURN = "return;";

  private static final String SWITCH =
      """
      switch (box.take()) {
        case Msg.End end -> { return; }
        case Msg.Text(String body) -> {
          if (body.isEmpty()) { %s }
        }
      }
      """;

  @Test
  void leavesForAValueOfACase() {
    check(REPORTED, QUEUE, SWITCH.formatted(RETURN), LIST, ADD, EACH);
  }

  @Test
  void keptInAMapOfLists() {
    check(
        REPORTED,
        QUEUE,
        SWITCH.formatted(RETURN),
        "private final Map<String, List<Sub>> subs = new HashMap<>();",
        "Sub s = new Sub(); subs.computeIfAbsent(\"a\", k -> new ArrayList<>()).add(s);"
            + " new Thread(s).start();",
        "for (List<Sub> each : subs.values()) { for (Sub s : each) { s.deliver(m); } }");
  }

  @Test
  void goesOnAtTheValue() {
    check("", QUEUE, SWITCH.formatted("continue;"), LIST, ADD, EACH);
  }

  @Test
  void hasRoomForWhateverComes() {
    check("", "new LinkedBlockingQueue<>()", SWITCH.formatted(RETURN), LIST, ADD, EACH);
  }

  @Test
  void hasRoomForAll() {
    check("", "new ArrayBlockingQueue<>(4)", SWITCH.formatted(RETURN), LIST, ADD, EACH, 3);
  }

  @Test
  void hasNoRoomForAll() {
    check(REPORTED, "new ArrayBlockingQueue<>(4)", SWITCH.formatted(RETURN), LIST, ADD, EACH, 6);
  }

  private static void check(
      String report, String queue, String receive, String keep, String add, String send) {
    check(report, queue, receive, keep, add, send, 0);
  }

  /** With a number of texts that are sent, or those from outside. */
  private static void check(
      String report,
      String queue,
      String receive,
      String keep,
      String add,
      String send,
      int number) {
    CompilationTestHelper.newInstance(AbandonedSender.class, AbandonedSenderObjectsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Hub.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class Hub {
              sealed interface Msg {
                record Text(String body) implements Msg {}

                enum End implements Msg {
                  HERE
                }
              }

              static class Sub implements Runnable {
                private final BlockingQueue<Msg> box = %s;

                void deliver(Msg m) throws InterruptedException {
                  %s
                  box.put(m);
                }

                @Override
                public void run() {
                  try {
                    while (true) {
                      %s
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              %s

              void subscribe() {
                %s
              }

              void publish(Msg m) throws InterruptedException {
                %s
              }

              void close() throws InterruptedException {
                %s
              }

              public static void main(String[] args) throws InterruptedException {
                Hub hub = new Hub();
                hub.subscribe();
                %s {
                  hub.publish(new Msg.Text("a"));
                }
                hub.close();
              }
            }
            """
                .formatted(
                    queue,
                    report,
                    receive,
                    keep,
                    add,
                    send,
                    send.replace("(m)", "(Msg.End.HERE)"),
                    number == 0
                        ? "for (String arg : args)"
                        : "for (int i = 0; i < " + number + "; i++)"))
        .doTest();
  }
}
