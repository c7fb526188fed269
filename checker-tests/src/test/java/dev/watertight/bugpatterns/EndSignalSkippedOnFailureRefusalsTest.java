package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Senders that fail because a call refuses what the code gives it. */
final class EndSignalSkippedOnFailureRefusalsTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: Optional.empty() is skipped when line";
  private static final String SEND = "pages.put(Optional.of(load(url)));";
  private static final String UNLESS_HTTP =
      "if (!url.startsWith(\"http\")) { throw new IllegalArgumentException(url); }";
  private static final String ONE_BAD =
      "new Index().read(List.of(\"http://a\")); new Index().read(List.of(\"http://a\","
          + " \"ftp://b\"));";

  @Test
  void refusesOneOfTheTexts() {
    check(REPORTED, SEND, UNLESS_HTTP, ONE_BAD);
  }

  @Test
  void refusesWhatIsInNoTable() {
    check(
        REPORTED,
        SEND,
        "String host = HOSTS.get(url); if (host == null) { throw new IllegalStateException(url); }",
        "new Index().read(List.of(\"a\", \"c\"));");
  }

  @Test
  void refusesWhatIsInNoSet() {
    check(
        REPORTED,
        SEND,
        "if (!HOSTS.containsKey(url)) { throw new IllegalStateException(url); }",
        "new Index().read(List.of(\"b\", \"c\"));");
  }

  @Test
  void returnsBeforeInALoop() {
    check(
        "",
        SEND,
        "for (String host : HOSTS.keySet()) { if (!host.equals(url)) { return url; } } "
            + UNLESS_HTTP,
        ONE_BAD);
  }

  @Test
  void returnsBeforeInASwitch() {
    check(
        "",
        SEND,
        "switch (url) { case \"ftp://b\": return url; default: break; } " + UNLESS_HTTP,
        ONE_BAD);
  }

  @Test
  void returnsBeforeInANestedTest() {
    check(
        "",
        SEND,
        "if (url.startsWith(\"ftp\")) { if (url.length() > 3) { return url; } } " + UNLESS_HTTP,
        ONE_BAD);
  }

  @Test
  void leavesALoopBefore() {
    check(
        REPORTED,
        SEND,
        "for (String host : HOSTS.keySet()) { if (host.equals(url)) { break; } } " + UNLESS_HTTP,
        ONE_BAD);
  }

  @Test
  void isGivenAnotherBefore() {
    check("", "url = \"http://\" + url; " + SEND, UNLESS_HTTP, ONE_BAD);
  }

  @Test
  void callIsInACatchClause() {
    check(
        "",
        SEND,
        UNLESS_HTTP,
        "try { new Index().read(List.of(\"http://a\")); } catch (IllegalStateException e) {"
            + " new Index().read(List.of(\"ftp://b\")); }");
  }

  @Test
  void refusesNone() {
    check("", SEND, UNLESS_HTTP, "new Index().read(List.of(\"http://a\", \"http://b\"));");
  }

  @Test
  void allAreInTheTable() {
    check(
        "",
        SEND,
        "String host = HOSTS.get(url); if (host == null) { throw new IllegalStateException(url); }",
        "new Index().read(List.of(\"a\", \"b\"));");
  }

  @Test
  void isAskedBefore() {
    check("", "if (url.startsWith(\"http\")) { " + SEND + " }", UNLESS_HTTP, ONE_BAD);
  }

  @Test
  void isSkippedBefore() {
    check("", "if (!url.startsWith(\"http\")) { continue; } " + SEND, UNLESS_HTTP, ONE_BAD);
  }

  @Test
  void isRepairedBefore() {
    check(
        "", "pages.put(Optional.of(load(url.replace(\"ftp\", \"http\"))));", UNLESS_HTTP, ONE_BAD);
  }

  @Test
  void isCaughtInTheCall() {
    check(
        "",
        SEND,
        "try { " + UNLESS_HTTP + " } catch (IllegalArgumentException e) { return \"none\"; }",
        ONE_BAD);
  }

  @Test
  void asksForMoreThanTheText() {
    check(
        "",
        SEND,
        "if (strict && !url.startsWith(\"http\")) { throw new IllegalArgumentException(url); }",
        ONE_BAD);
  }

  @Test
  void comesFromAFilter() {
    check(
        "",
        SEND,
        UNLESS_HTTP,
        "new Index().read(List.of(\"http://a\", \"ftp://b\").stream().filter(u -> u.charAt(0) =="
            + " 'h').toList());");
  }

  @Test
  void callerAsksBefore() {
    check(
        "",
        SEND,
        UNLESS_HTTP,
        "for (String u : List.of(\"http://a\", \"ftp://b\")) { if (u.startsWith(\"http\")) { new"
            + " Index().read(List.of(u)); } }");
  }

  private static void check(String report, String body, String load, String main) {
    CompilationTestHelper.newInstance(
            EndSignalSkippedOnFailure.class, EndSignalSkippedOnFailureRefusalsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Index.java",
            """
            import java.util.List;
            import java.util.Map;
            import java.util.Optional;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class Index {
              private static final Map<String, String> HOSTS = Map.of("a", "10.0.0.1", "b", "10.0.0.2");
              private final BlockingQueue<Optional<String>> pages = new ArrayBlockingQueue<>(4);
              private boolean strict;
              private int letters;

              void read(List<String> urls) throws InterruptedException {
                Thread loader = new Thread(() -> loadAll(urls));
                Thread counter = new Thread(this::count);
                loader.start();
                counter.start();
                counter.join();
              }

              private void loadAll(List<String> urls) {
                try {
                  for (String url : urls) {
                    %s
                  }
                  %s
                  pages.put(Optional.empty());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private String load(String url) {
                %s
                return "text of " + url;
              }

              private void count() {
                try {
                  Optional<String> page;
                  while ((page = pages.take()).isPresent()) {
                    letters += page.get().length();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                %s
              }
            }
            """
                .formatted(body, report, load, main))
        .doTest();
  }
}
