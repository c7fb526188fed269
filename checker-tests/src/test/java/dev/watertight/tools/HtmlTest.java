package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page shows what the logs say, and nothing that is in them becomes a part of it. */
final class HtmlTest {
  private static final String SOURCE =
      """
      class Till {
        void open() {
          List<String> names = run("<i>&amp;</i>");
        }
      }
      """;

  private static final String EVIL = "</pre></script><script>alert(1)</script><img src=x>";

  @TempDir private Path directory;
  private Path output;

  @BeforeEach
  void writeSource() throws IOException {
    output = directory.resolve("report.html");
    Path source = directory.resolve("p/shop/src/main/java/Till.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, SOURCE);
  }

  @Test
  void reportedLine() throws IOException {
    assertThat(html(result("", 3, "Leak.", "")))
        .contains(
            "<span class=\"reported\"><span class=\"number\">&gt;    3 </span>    <mark>List</mark>&lt;String&gt; names = run(&quot;&lt;i&gt;&amp;amp;&lt;/i&gt;&quot;);</span>");
  }

  @Test
  void lineThatTheMessageNames() throws IOException {
    assertThat(
            html(
                result(
                    "",
                    3,
                    "Leak.",
                    """
                    , "relatedLocations": [{"physicalLocation": {"region": {"startLine": 4}}}]
                    """)))
        .contains("<span class=\"related\"><span class=\"number\">*    4 </span>  }</span>");
  }

  @Test
  void lineBehindTheEndOfTheFile() throws IOException {
    assertThat(html(result("", 30, "Leak.", ""))).doesNotContain("<mark>");
  }

  @Test
  void messageWithMarkup() throws IOException {
    String html = html(result("", 3, EVIL, ""));

    assertThat(html).contains("&lt;img src=x&gt;");
    assertThat(html).doesNotContain("<img");
    assertThat(html).doesNotContain("<script>alert");
  }

  @Test
  void sourceWithMarkup() throws IOException {
    Files.writeString(directory.resolve("p/shop/src/main/java/Till.java"), EVIL + "\n\n\n");

    String html = html(result("", 3, "Leak.", ""));

    assertThat(html).contains("&lt;img src=x&gt;");
    assertThat(html).doesNotContain("<img");
    assertThat(html).doesNotContain("<script>alert");
  }

  @Test
  void fixAndFileNameWithMarkup() throws IOException {
    String html = html(result("%22%3E<img", 3, "Leak.", fix(1, EVIL)));

    assertThat(html).doesNotContain("<img");
    assertThat(html).doesNotContain("<script>alert");
  }

  @Test
  void fix() throws IOException {
    String html = html(result("", 3, "Leak.", fix(3, "close();\\n    ")));

    assertThat(html).contains("<summary>Fix: Close it</summary>");
    assertThat(html).contains("<span class=\"added\">+    close();</span>");
  }

  @Test
  void fixOfAnotherVersionOfTheFile() throws IOException {
    assertThat(html(result("", 3, "Leak.", fix(30, "close();")))).doesNotContain("Fix: Close it");
  }

  @Test
  void sourceElsewhere() throws IOException {
    Path log = log(result("", 3, "Leak.", ""));
    Path moved = directory.resolve("moved");
    Files.move(directory.resolve("p"), moved);

    CommandRun.of("html", "-o", output, "--source", moved, log);

    assertThat(Files.readString(output)).contains("<mark>List</mark>");
  }

  @Test
  void sourceNotAtHand() throws IOException {
    Path log = log(result("", 3, "Leak.", ""));
    Files.move(directory.resolve("p"), directory.resolve("moved"));

    CommandRun.of("html", "-o", output, log);

    assertThat(Files.readString(output)).contains("The source is not at hand.");
  }

  @Test
  void fileOutsideOfTheCheckout() throws IOException {
    Files.writeString(directory.resolve("Secret.java"), "1\n2\npassword\n");

    assertThat(
            html(
                result("", 3, "Leak.", "")
                    .replace("shop/src/main/java/Till.java", "../Secret.java")))
        .doesNotContain("password");
  }

  @Test
  void otherFileThanSource() throws IOException {
    Files.writeString(directory.resolve("p/secret"), "1\n2\npassword\n");

    assertThat(html(result("", 3, "Leak.", "").replace("shop/src/main/java/Till.java", "secret")))
        .doesNotContain("password");
  }

  /** Neither the current directory nor that of the logs: whoever wrote the log chose it. */
  @Test
  void checkoutThatOnlyTheLogNames() throws IOException {
    Path log = log(result("", 3, "Leak.", ""));
    Path logs = Files.createDirectory(directory.resolve("logs"));
    Files.move(log, logs.resolve("log.sarif"));

    CommandRun.of("html", "-o", output, logs);

    assertThat(Files.readString(output)).contains("The source is not at hand.");
  }

  @Test
  void linkOutOfTheCheckout() throws IOException {
    Path source = directory.resolve("p/shop/src/main/java/Till.java");
    Path elsewhere = Files.move(source, directory.resolve("Elsewhere.java"));
    Files.createSymbolicLink(source, elsewhere);
    Path log = log(result("", 3, "Leak.", ""));

    CommandRun.of("html", "-o", output, "--source", directory.resolve("p"), log);

    assertThat(Files.readString(output)).contains("The source is not at hand.");
  }

  @Test
  void filters() throws IOException {
    String html =
        html(result("", 3, "Leak.", "") + "," + result("", 4, "Leak.", "").replace("shop", "desk"));

    assertThat(html).contains("<label for=\"filter-module\">Module</label>");
    assertThat(html).contains("<option>desk</option><option>shop</option>");
    assertThat(html).contains("<article data-check=\"BusyPolling\" data-module=\"desk\"");
  }

  @Test
  void oldFinding() throws IOException {
    assertThat(html(result("", 3, "Leak.", ", \"baselineState\": \"unchanged\"")))
        .contains("data-level=\"in the baseline\"");
  }

  @Test
  void pageOfCheck() throws IOException {
    String html = html(result("", 3, "Leak.", ""));

    assertThat(html).contains("<summary>About BusyPolling</summary>");
    assertThat(html).contains("<h4>Suppression</h4>");
  }

  @Test
  void channel() throws IOException {
    String html =
        html(
            result(
                "",
                3,
                "Leak.",
                """
                , "properties": {"channel": {"name": "orders<", "isWhollyInView": true, "sends": [],
                  "receives": [{"call": "take", "member": "Till.open", "line": 3}]}}
                """));

    assertThat(html)
        .contains(
            "aria-label=\"Channel orders&lt;. Sends: nobody. Receives: take(), line 3 in Till.open.\"");
    assertThat(html).contains("<rect class=\"missing\"");
  }

  @Test
  void nothingFound() throws IOException {
    assertThat(html("")).contains("<h1>Watertight: 0 findings</h1>");
  }

  @Test
  void noNetwork() throws IOException {
    String html = html(result("", 3, "Leak.", ""));

    assertThat(html).contains("default-src 'none'; style-src 'sha256-");
    assertThat(html).doesNotContain("src=");
    assertThat(html).doesNotContain("<link");
    assertThat(html).doesNotContain("@import");
  }

  @Test
  void severalLogs() throws IOException {
    Path one = log(result("", 3, "Leak.", ""));
    Path other = Files.copy(one, directory.resolve("other.sarif"));
    Files.writeString(other, Files.readString(one).replace("Leak.", "Another."));

    CommandRun.of("html", "-o", output, directory);

    assertThat(Files.readString(output)).contains("<h1>Watertight: 2 findings</h1>");
  }

  private String html(String results) throws IOException {
    log(results);
    CommandRun run = CommandRun.of("html", "-o", output, directory);
    assertThat(run.err()).isEmpty();
    return Files.readString(output);
  }

  private Path log(String results) throws IOException {
    return Files.writeString(
        directory.resolve("log.sarif"),
        """
        {"version": "2.1.0", "runs": [{
          "tool": {"driver": {"name": "Watertight", "rules": []}},
          "originalUriBaseIds": {"SRCROOT": {"uri": "%s"}},
          "results": [%s]}]}
        """
            .formatted(directory.resolve("p").toUri(), results));
  }

  private static String result(String suffix, int line, String message, String more) {
    return """
    {"ruleId": "BusyPolling", "level": "warning", "message": {"text": "%s"},
      "locations": [{"physicalLocation": {
        "artifactLocation": {"uri": "shop/src/main/java/Till.java%s", "uriBaseId": "SRCROOT"},
        "region": {"startLine": %d, "startColumn": 5, "endLine": %d, "endColumn": 9}}}]%s}
    """
        .formatted(message, suffix, line, line, more);
  }

  private static String fix(int line, String text) {
    return """
    , "fixes": [{"description": {"text": "Close it"}, "artifactChanges": [{
      "artifactLocation": {"uri": "shop/src/main/java/Till.java", "uriBaseId": "SRCROOT"},
      "replacements": [{"insertedContent": {"text": "%1$s"}, "deletedRegion": {
        "startLine": %2$d, "startColumn": 5, "endLine": %2$d, "endColumn": 5}}]}]}]
    """
        .formatted(text, line);
  }
}
