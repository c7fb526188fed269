package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import dev.watertight.e2e.SarifLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MergeTest {
  private static final String HELP = ", \"help\": {\"text\": \"How.\"}";

  @TempDir private Path directory;
  private Path output;

  @BeforeEach
  void nameFiles() throws IOException {
    output = directory.resolve("target/all.sarif");
    write("b/target/classes.sarif", "Watertight", rule("X", ""), result("X", "b/B.java", 9, ""));
    write(
        "a/target/classes.sarif",
        "Watertight",
        rule("W", "") + "," + rule("X", HELP),
        result("W", "a/A.java", 10, "") + "," + result("X", "a/A.java", 9, ""));
  }

  @Test
  void resultsInOrder() throws IOException {
    assertThat(CommandRun.of("merge", "-o", output, directory).exitCode()).isEqualTo(0);

    assertThat(places(SarifLog.read(output)))
        .containsExactly("X a/A.java:9", "W a/A.java:10", "X b/B.java:9")
        .inOrder();
  }

  @Test
  void rulesOnceEach() throws IOException {
    CommandRun.of("merge", "-o", output, directory);

    SarifLog log = SarifLog.read(output);
    assertThat(log.rules()).hasSize(2);
    assertThat(log.rules().get(1).has("help")).isTrue();
    assertThat(log.results().get(0).get("ruleIndex").getAsInt()).isEqualTo(1);
    assertThat(log.results().get(1).get("ruleIndex").getAsInt()).isEqualTo(0);
  }

  @Test
  void otherOrderOfFiles() throws IOException {
    Path a = directory.resolve("a/target/classes.sarif");
    Path b = directory.resolve("b/target/classes.sarif");
    CommandRun.of("merge", "-o", output, a, b);
    Path other = directory.resolve("other.sarif");

    CommandRun.of("merge", "-o", other, b, a);

    assertThat(Files.readString(other)).isEqualTo(Files.readString(output));
  }

  @Test
  void mergedTwice() throws IOException {
    CommandRun.of("merge", "-o", output, directory);
    String first = Files.readString(output);

    CommandRun.of("merge", "-o", output, directory);

    assertThat(Files.readString(output)).isEqualTo(first);
  }

  @Test
  void sameResultInTwoFiles() throws IOException {
    write("c/test.sarif", "Watertight", rule("X", ""), result("X", "b/B.java", 9, ""));

    CommandRun.of("merge", "-o", output, directory);

    assertThat(places(SarifLog.read(output))).hasSize(3);
  }

  @Test
  void otherDirectories() throws IOException {
    for (String module : ImmutableList.of("a", "b")) {
      Path log = directory.resolve(module + "/target/classes.sarif");
      Files.writeString(
          log,
          Files.readString(log)
              .replace("file:///p/", "file:///p/" + module + "/")
              .replace(module + "/" + module.toUpperCase(Locale.ROOT), "S"));
    }

    CommandRun.of("merge", "-o", output, directory);

    SarifLog log = SarifLog.read(output);
    assertThat(places(log))
        .containsExactly("X a/S.java:9", "W a/S.java:10", "X b/S.java:9")
        .inOrder();
    assertThat(log.run().get("originalUriBaseIds").toString()).contains("\"file:///p/\"");
  }

  @Test
  void baselineOfOneModule() throws IOException {
    write(
        "c/classes.sarif",
        "Watertight",
        rule("X", ""),
        result("X", "c/C.java", 9, ", \"baselineState\": \"unchanged\", \"suppressions\": []"));

    CommandRun.of("merge", "-o", output, directory);

    assertThat(
            SarifLog.read(output).results().stream()
                .map(result -> result.get("baselineState").getAsString())
                .collect(toImmutableList()))
        .containsExactly("new", "new", "new", "unchanged")
        .inOrder();
  }

  @Test
  void otherTool() throws IOException {
    write("c/other.sarif", "Other", rule("X", ""), result("X", "c/C.java", 9, ""));

    CommandRun.of("merge", "-o", output, directory);

    // The first run: tools come in the order of their names.
    SarifLog log = SarifLog.read(output);
    assertThat(places(log)).containsExactly("X c/C.java:9");
  }

  @Test
  void otherToolOfASimilarName() throws IOException {
    Path only = Files.createDirectory(directory.resolve("other"));
    write("other/1.sarif", "Watertight Pro", rule("X", ""), result("X", "c/C.java", 9, ""));

    CommandRun.of("merge", "-o", output, only);

    assertThat(SarifLog.read(output).run().has("automationDetails")).isFalse();
  }

  @Test
  void directoryWithoutFiles() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));

    CommandRun run = CommandRun.of("merge", "-o", output, empty);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("There is no SARIF file in " + empty);
    assertThat(Files.exists(output)).isFalse();
  }

  @Test
  void fileThatIsNoLog() throws IOException {
    Path file = Files.writeString(directory.resolve("notes.txt"), "remember the milk");

    CommandRun run = CommandRun.of("merge", "-o", output, file);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith(file + " is no SARIF log");
  }

  @Test
  void missingFile() {
    Path file = directory.resolve("missing.sarif");

    CommandRun run = CommandRun.of("merge", "-o", output, file);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith(file + " cannot be read: ");
  }

  private void write(String name, String tool, String rules, String results) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {"version": "2.1.0", "runs": [{
          "tool": {"driver": {"name": "%s", "semanticVersion": "1.0.0", "rules": [%s]}},
          "originalUriBaseIds": {"SRCROOT": {"uri": "file:///p/"}},
          "results": [%s]}]}
        """
            .formatted(tool, rules, results));
  }

  private static String rule(String id, String more) {
    return "{\"id\": \"%s\"%s}".formatted(id, more);
  }

  private static String result(String rule, String file, int line, String more) {
    return """
    {"ruleId": "%s", "message": {"text": "Leak."}, "locations": [{"physicalLocation": {
      "artifactLocation": {"uri": "%s", "uriBaseId": "SRCROOT"},
      "region": {"startLine": %d}}}]%s}
    """
        .formatted(rule, file, line, more);
  }

  private static ImmutableList<String> places(SarifLog log) {
    return log.results().stream().map(MergeTest::place).collect(toImmutableList());
  }

  private static String place(JsonObject result) {
    JsonObject place = SarifLog.place(result);
    return "%s %s:%d"
        .formatted(
            result.get("ruleId").getAsString(),
            place.getAsJsonObject("artifactLocation").get("uri").getAsString(),
            place.getAsJsonObject("region").get("startLine").getAsInt());
  }
}
