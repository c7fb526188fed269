package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compilation writes its findings as SARIF. */
final class SarifTest {
  @TempDir private Path directory;
  private SarifProject project;

  @BeforeEach
  void makeProject() throws Exception {
    project = SarifProject.in(directory);
  }

  @Test
  void finding() throws Exception {
    assertThat(project.compile(SarifProject.LEAKING)).hadErrorCount(1);

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(project.log).results());
    assertThat(result.get("ruleId").getAsString()).isEqualTo("HandleNeverReleased");
    assertThat(result.get("level").getAsString()).isEqualTo("error");
    assertThat(result.getAsJsonObject("message").get("text").getAsString())
        .startsWith("Fixed pool of 1 platform thread is thrown away and never shut down;");
    assertThat(result.getAsJsonObject("partialFingerprints").get("finding/v1").getAsString())
        .isEqualTo("HandleNeverReleased shop.Till#open() newFixedThreadPool()");
    assertThat(result.has("baselineState")).isFalse();
  }

  @Test
  void placeBehindTabs() throws Exception {
    project.compile(SarifProject.LEAKING);

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(project.log).results());
    assertThat(SarifLog.place(result).get("region").toString())
        .isEqualTo("{\"startLine\":7,\"startColumn\":3,\"endLine\":7,\"endColumn\":34}");
  }

  @Test
  void placeOfCodeOnSeveralLines() throws Exception {
    project.compile(
        SarifProject.LEAKING.replace(
            "Executors.newFixedThreadPool(1)", "Executors\n\t\t\t.newFixedThreadPool(\n1)"));

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(project.log).results());
    assertThat(SarifLog.place(result).get("region").toString())
        .isEqualTo("{\"startLine\":8,\"startColumn\":4,\"endLine\":8,\"endColumn\":24}");
  }

  @Test
  void fileBelowCheckout() throws Exception {
    project.compile(SarifProject.LEAKING);

    SarifLog report = SarifLog.read(project.log);
    assertThat(SarifLog.place(report.results().get(0)).get("artifactLocation").toString())
        .isEqualTo("{\"uri\":\"src%20of/Till.java\",\"uriBaseId\":\"SRCROOT\"}");
    assertThat(report.run().get("originalUriBaseIds").toString())
        .isEqualTo("{\"SRCROOT\":{\"uri\":\"" + project.directory().toUri() + "\"}}");
  }

  @Test
  void versionOfThePlugin() throws Exception {
    project.compile(SarifProject.CLEAN);

    assertThat(
            SarifLog.read(project.log)
                .run()
                .getAsJsonObject("tool")
                .getAsJsonObject("driver")
                .get("semanticVersion")
                .getAsString())
        .isEqualTo(Plugin.VERSION);
  }

  @Test
  void severityThatAnOptionChanges() throws Exception {
    project.compile(SarifProject.LEAKING, " -Xep:HandleNeverReleased:WARN");

    SarifLog report = SarifLog.read(project.log);
    assertThat(report.results().get(0).get("level").getAsString()).isEqualTo("warning");
    assertThat(
            rule(report, "HandleNeverReleased").getAsJsonObject("defaultConfiguration").toString())
        .isEqualTo("{\"level\":\"warning\"}");
    assertThat(
            rule(report, "PeriodicTaskEndedByException")
                .getAsJsonObject("defaultConfiguration")
                .toString())
        .isEqualTo("{\"level\":\"note\"}");
  }

  @Test
  void pageOfCheck() throws Exception {
    project.compile(SarifProject.LEAKING);

    SarifLog report = SarifLog.read(project.log);
    assertThat(
            rule(report, "HandleNeverReleased")
                .getAsJsonObject("help")
                .get("markdown")
                .getAsString())
        .contains("## Suppression");
    assertThat(rule(report, "BusyPolling").has("help")).isFalse();
  }

  @Test
  void wordsInOtherAlphabets() throws Exception {
    project.compile(SarifProject.LEAKING.replace("open", "\u00f6ffne"));

    assertThat(Files.readString(project.log)).contains("#\\u00f6ffne()");
    SarifLog.read(project.log);
  }

  @Test
  void firstFixIsWhatPatchModeDoes() throws Exception {
    project.compile(SarifProject.LEAKING);
    JsonObject result = Iterables.getOnlyElement(SarifLog.read(project.log).results());

    project.compile(
        SarifProject.LEAKING, " -XepPatchChecks:HandleNeverReleased -XepPatchLocation:IN_PLACE");

    assertThat(SarifLog.fixed(SarifProject.LEAKING, result))
        .contains("import java.util.concurrent.ExecutorService;");
    assertThat(SarifLog.fixed(SarifProject.LEAKING, result))
        .isEqualTo(Files.readString(project.directory().resolve("src of/Till.java")));
  }

  @Test
  void alternativeFixes() throws Exception {
    project.compile(SarifProject.LEAKING);

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(project.log).results());
    assertThat(
            result.getAsJsonArray("fixes").asList().stream()
                .map(
                    fix ->
                        fix.getAsJsonObject()
                            .getAsJsonObject("description")
                            .get("text")
                            .getAsString())
                .collect(toImmutableList()))
        .containsExactly(
            "Give it a name and call shutdown() in a finally block",
            "Close it by try-with-resources",
            "Suppress the report")
        .inOrder();
  }

  @Test
  void oldAndNewFindings() throws Exception {
    Path baseline = project.directory().resolve("baseline.txt");
    project.compile(SarifProject.LEAKING, " -XepOpt:Watertight:WriteBaseline=" + baseline);

    project.compile(
        SarifProject.LEAKING.replace(
            "}\n}", "}\n\tvoid shut() { Executors.newFixedThreadPool(2).execute(() -> {}); }\n}"),
        " -XepOpt:Watertight:Baseline=" + baseline);

    ImmutableList<JsonObject> results = SarifLog.read(project.log).results();
    assertThat(results).hasSize(2);
    assertThat(results.get(0).get("baselineState").getAsString()).isEqualTo("unchanged");
    assertThat(results.get(0).get("level").getAsString()).isEqualTo("note");
    assertThat(results.get(0).getAsJsonArray("suppressions")).hasSize(1);
    assertThat(results.get(1).get("baselineState").getAsString()).isEqualTo("new");
    assertThat(results.get(1).get("level").getAsString()).isEqualTo("error");
    assertThat(results.get(1).getAsJsonArray("suppressions")).isEmpty();
  }

  @Test
  void lineThatTheMessageNames() throws Exception {
    project.compile(
        SarifProject.LEAKING.replace(
            "Executors.newFixedThreadPool(1).execute(() -> {});",
            """
            java.util.concurrent.ExecutorService pool = Executors.newFixedThreadPool(1);
            pool.execute(() -> {});
            pool = Executors.newFixedThreadPool(2);
            pool.execute(() -> {});
            pool.shutdown();
            """));

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(project.log).results());
    assertThat(result.get("ruleId").getAsString()).isEqualTo("HandleOverwrittenWhileOpen");
    assertThat(
            result
                .getAsJsonArray("relatedLocations")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("physicalLocation")
                .getAsJsonObject("region")
                .toString())
        .isEqualTo("{\"startLine\":9}");
  }

  @Test
  void channel() throws Exception {
    project.compile(
        """
        package shop;

        import java.util.concurrent.LinkedBlockingQueue;

        class Till {
          String wait(LinkedBlockingQueue<String> unused) throws InterruptedException {
            LinkedBlockingQueue<String> orders = new LinkedBlockingQueue<>();
            return orders.take();
          }
        }
        """);

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(project.log).results());
    JsonObject channel = result.getAsJsonObject("properties").getAsJsonObject("channel");
    assertThat(result.get("ruleId").getAsString()).isEqualTo("ReceiveWithoutSender");
    assertThat(channel.get("name").getAsString()).isEqualTo("orders");
    assertThat(channel.getAsJsonArray("sends")).isEmpty();
    JsonObject receive = channel.getAsJsonArray("receives").get(0).getAsJsonObject();
    assertThat(receive.get("member").getAsString()).isEqualTo("Till.wait");
    assertThat(receive.get("line").getAsInt()).isEqualTo(8);
  }

  private static JsonObject rule(SarifLog report, String name) {
    return report.rules().stream()
        .filter(rule -> rule.get("id").getAsString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
