package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Signals under tests that compute something of the constants that the code says. */
final class AbandonedWaiterComputedTest {
  private static final String CLIENT =
      """
      import java.util.Map;
      import java.util.concurrent.CompletableFuture;
      import java.util.concurrent.ConcurrentHashMap;

      class Client {
        record Reply(long id, TYPE status, String body) {}

        private final Map<Long, CompletableFuture<String>> pending = new ConcurrentHashMap<>();
        private long last;

        private CompletableFuture<String> call(String method) {
          CompletableFuture<String> result = new CompletableFuture<>();
          long id = last++;
          pending.put(id, result);
          new Thread(() -> serve(id, method)).start();
          return result;
        }

        private void serve(long id, String method) {
          onReply(
              method.equals("greet") ? new Reply(id, GOOD, "hello") : new Reply(id, BAD, "what?"));
        }

        private void onReply(Reply reply) {
          CompletableFuture<String> waiting = pending.remove(reply.id());
          BODY
        }

        public static void main(String[] args) {
          Client client = new Client();
          System.out.println(client.call("greet").join());
          System.out.println(client.call("gret").join());
        }
      }
      """;

  private static final String CHOICE =
      """
          if (waiting == null) {
            System.err.println("unexpected " + reply.id());
          } else if (TEST) {
            MARK
            waiting.complete(reply.body());
          } else {
            ELSE
          }
      """;

  private static final String RETURN =
      """
          if (waiting == null) {
            return;
          }
          if (!(TEST)) {
            ELSE
            return;
          }
          MARK
          waiting.complete(reply.body());

      """;

  @Test
  void numberTooGreat() {
    skips("int", "200", "404", "reply.status() < 400");
  }

  @Test
  void numberTooSmall() {
    skips("int", "1", "-1", "0 <= reply.status()");
  }

  @Test
  void allNumbersAreSmallEnough() {
    check("int", "200", "204", "reply.status() < 400", "System.err.println(\"failed\");", "");
  }

  @Test
  void textBeginsOtherwise() {
    skips("String", "\"200 OK\"", "\"404 Not found\"", "reply.status().startsWith(\"2\")");
  }

  @Test
  void allTextsBeginSo() {
    check(
        "String",
        "\"200 OK\"",
        "\"204 No content\"",
        "reply.status().startsWith(\"2\")",
        "System.err.println(\"failed\");",
        "");
  }

  @Test
  void failureIsToldToo() {
    check(
        "int",
        "200",
        "404",
        "reply.status() < 400",
        "waiting.completeExceptionally(new IllegalStateException(reply.body()));",
        "");
  }

  private void skips(String type, String good, String bad, String test) {
    check(
        type,
        good,
        bad,
        test,
        "System.err.println(\"failed\");",
        "// BUG: Diagnostic contains: then waits for ever");
  }

  private void check(
      String type, String good, String bad, String test, String otherwise, String mark) {
    for (String body : ImmutableList.of(CHOICE, RETURN)) {
      check(CLIENT.replace("BODY", body.strip()), type, good, bad, test, otherwise, mark);
    }
  }

  private void check(
      String client,
      String type,
      String good,
      String bad,
      String test,
      String otherwise,
      String mark) {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Client.java",
            client
                .replace("TYPE", type)
                .replace("GOOD", good)
                .replace("BAD", bad)
                .replace("TEST", test)
                .replace("ELSE", otherwise)
                .replace("MARK", mark))
        .doTest();
  }
}
