package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Promises that who reads the replies takes out of a map. */
final class AbandonedWaiterRepliesTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: complete() on 'promise' is skipped";
  private static final String FAILS = "System.err.println(message.body);";

  @Test
  void loopEndsWithAMarker() {
    check("(message = replies.take()) != Message.END", "open.remove(message.id)", FAILS, REPORTED);
  }

  @Test
  void loopEndsWithoutAMessage() {
    check("(message = replies.poll()) != null", "open.remove(message.id)", FAILS, REPORTED);
  }

  @Test
  void methodTakesItOut() {
    check("(message = replies.take()) != Message.END", "take(message.id)", FAILS, REPORTED);
  }

  @Test
  void failureIsTold() {
    check(
        "(message = replies.take()) != Message.END",
        "open.remove(message.id)",
        "promise.cancel(false);",
        "");
  }

  @Test
  void loopAsksForTheData() {
    check("(message = replies.take()).status < 500", "open.remove(message.id)", FAILS, "");
  }

  private void check(String condition, String removed, String failing, String report) {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Client.java",
            """
            import java.util.Map;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.concurrent.LinkedBlockingQueue;

            class Message {
              static final Message END = new Message(0, 0, "");
              final int id;
              final int status;
              final String body;

              Message(int id, int status, String body) {
                this.id = id;
                this.status = status;
                this.body = body;
              }
            }

            class Client {
              private final Map<Integer, CompletableFuture<String>> open = new ConcurrentHashMap<>();
              private final BlockingQueue<Message> replies = new LinkedBlockingQueue<>();

              String call(int id) throws Exception {
                CompletableFuture<String> promise = new CompletableFuture<>();
                open.put(id, promise);
                return promise.get();
              }

              private CompletableFuture<String> take(int id) {
                return open.remove(id);
              }

              private void handle(Message message) {
                CompletableFuture<String> promise = %s;
                if (promise == null) {
                  return;
                }
                if (message.status >= 500) {
                  %s
                } else {
                  %s
                  promise.complete(message.body);
                }
              }

              private void loop() throws InterruptedException {
                Message message;
                while (%s) {
                  handle(message);
                }
              }

              public static void main(String[] args) throws Exception {
                Client client = new Client();
                new Thread(
                        () -> {
                          try {
                            client.loop();
                          } catch (InterruptedException e) {
                            System.err.println(e);
                          }
                        })
                    .start();
                for (String name : args) {
                  client.replies.put(new Message(name.length(), name.hashCode(), name));
                }
                System.out.println(client.call(3));
              }
            }
            """
                .formatted(removed, failing, report, condition))
        .doTest();
  }
}
