package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.gson.JsonObject;
import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compilation writes its findings as SARIF. */
final class SarifTest {
  private static final String LEAKING =
      """
      package shop;

      import java.util.concurrent.Executors;

      class Till {
      \tvoid open() {
      \t\tExecutors.newFixedThreadPool(1).execute(() -> {});
      \t}
      }
      """;

  private static final String CLEAN = "class Shop {}";

  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void makeCheckout() throws Exception {
    directory = directory.toRealPath();
    Files.createDirectory(directory.resolve(".git"));
    log = directory.resolve("target/reports/watertight.sarif");
  }

  @Test
  void finding() throws Exception {
    assertThat(compile(LEAKING)).hadErrorCount(1);

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(log).results());
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
    compile(LEAKING);

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(log).results());
    assertThat(SarifLog.place(result).get("region").toString())
        .isEqualTo("{\"startLine\":7,\"startColumn\":3,\"endLine\":7,\"endColumn\":34}");
  }

  @Test
  void placeOfCodeOnSeveralLines() throws Exception {
    compile(
        LEAKING.replace(
            "Executors.newFixedThreadPool(1)", "Executors\n\t\t\t.newFixedThreadPool(\n1)"));

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(log).results());
    assertThat(SarifLog.place(result).get("region").toString())
        .isEqualTo("{\"startLine\":8,\"startColumn\":4,\"endLine\":8,\"endColumn\":24}");
  }

  @Test
  void fileBelowCheckout() throws Exception {
    compile(LEAKING);

    SarifLog report = SarifLog.read(log);
    assertThat(SarifLog.place(report.results().get(0)).get("artifactLocation").toString())
        .isEqualTo("{\"uri\":\"src%20of/Till.java\",\"uriBaseId\":\"SRCROOT\"}");
    assertThat(report.run().get("originalUriBaseIds").toString())
        .isEqualTo("{\"SRCROOT\":{\"uri\":\"" + directory.toUri() + "\"}}");
  }

  @Test
  void versionOfThePlugin() throws Exception {
    compile(CLEAN);

    assertThat(
            SarifLog.read(log)
                .run()
                .getAsJsonObject("tool")
                .getAsJsonObject("driver")
                .get("semanticVersion")
                .getAsString())
        .isEqualTo(Plugin.VERSION);
  }

  @Test
  void severityThatAnOptionChanges() throws Exception {
    compile(LEAKING, " -Xep:HandleNeverReleased:WARN");

    SarifLog report = SarifLog.read(log);
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
    compile(LEAKING);

    SarifLog report = SarifLog.read(log);
    assertThat(
            rule(report, "HandleNeverReleased")
                .getAsJsonObject("help")
                .get("markdown")
                .getAsString())
        .contains("## Suppression");
    assertThat(rule(report, "BusyPolling").has("help")).isFalse();
  }

  @Test
  void nothingFound() throws Exception {
    assertThat(compile(CLEAN)).succeeded();

    SarifLog report = SarifLog.read(log);
    assertThat(report.results()).isEmpty();
    assertThat(report.rules()).isNotEmpty();
  }

  @Test
  void wordsInOtherAlphabets() throws Exception {
    compile(LEAKING.replace("open", "\u00f6ffne"));

    assertThat(Files.readString(log)).contains("#\\u00f6ffne()");
    SarifLog.read(log);
  }

  @Test
  void firstFixIsWhatPatchModeDoes() throws Exception {
    compile(LEAKING);
    JsonObject result = Iterables.getOnlyElement(SarifLog.read(log).results());

    compile(LEAKING, " -XepPatchChecks:HandleNeverReleased -XepPatchLocation:IN_PLACE");

    assertThat(SarifLog.fixed(LEAKING, result))
        .contains("import java.util.concurrent.ExecutorService;");
    assertThat(SarifLog.fixed(LEAKING, result))
        .isEqualTo(Files.readString(directory.resolve("src of/Till.java")));
  }

  @Test
  void alternativeFixes() throws Exception {
    compile(LEAKING);

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(log).results());
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
    Path baseline = directory.resolve("baseline.txt");
    compile(LEAKING, " -XepOpt:Watertight:WriteBaseline=" + baseline);

    compile(
        LEAKING.replace(
            "}\n}", "}\n\tvoid shut() { Executors.newFixedThreadPool(2).execute(() -> {}); }\n}"),
        " -XepOpt:Watertight:Baseline=" + baseline);

    ImmutableList<JsonObject> results = SarifLog.read(log).results();
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
    compile(
        LEAKING.replace(
            "Executors.newFixedThreadPool(1).execute(() -> {});",
            """
            java.util.concurrent.ExecutorService pool = Executors.newFixedThreadPool(1);
            pool.execute(() -> {});
            pool = Executors.newFixedThreadPool(2);
            pool.execute(() -> {});
            pool.shutdown();
            """));

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(log).results());
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
    compile(
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

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(log).results());
    JsonObject channel = result.getAsJsonObject("properties").getAsJsonObject("channel");
    assertThat(result.get("ruleId").getAsString()).isEqualTo("ReceiveWithoutSender");
    assertThat(channel.get("name").getAsString()).isEqualTo("orders");
    assertThat(channel.getAsJsonArray("sends")).isEmpty();
    JsonObject receive = channel.getAsJsonArray("receives").get(0).getAsJsonObject();
    assertThat(receive.get("member").getAsString()).isEqualTo("Till.wait");
    assertThat(receive.get("line").getAsInt()).isEqualTo(8);
  }

  @Test
  void sameBytesTwice() throws Exception {
    compile(LEAKING);
    String first = Files.readString(log);

    compile(LEAKING);

    assertThat(Files.readString(log)).isEqualTo(first);
  }

  @Test
  void fileForEachCompilationInDirectory() throws Exception {
    log = directory.resolve("target/watertight");

    compile(LEAKING, "", "-d", directory.resolve("target/classes").toString(), "/");
    compile(CLEAN, "", "-d", directory.resolve("target/test-classes").toString(), "/");

    assertThat(SarifLog.read(log.resolve("classes.sarif")).results()).hasSize(1);
    SarifLog tests = SarifLog.read(log.resolve("test-classes.sarif"));
    assertThat(tests.results()).isEmpty();
    assertThat(tests.run().getAsJsonObject("automationDetails").get("id").getAsString())
        .isEqualTo("watertight/target/test-classes/");
  }

  @Test
  void fileOfAnotherCompilation() throws Exception {
    compile(LEAKING, "", "-d", directory.resolve("target/classes").toString(), "");

    Compilation tests =
        compile(CLEAN, "", "-d", directory.resolve("target/test-classes").toString(), "");

    assertThat(tests).hadErrorCount(1);
    assertThat(tests)
        .hadErrorContaining(
            "Watertight:Sarif=%s: cannot write the report: java.nio.file.FileSystemException: %s: it is no report of this compilation"
                .formatted(log, log));
    assertThat(SarifLog.read(log).results()).hasSize(1);
  }

  @Test
  void fileThatIsNoReport() throws Exception {
    Files.createDirectories(log.getParent());
    Files.writeString(log, "remember the milk\n");

    assertThat(compile(CLEAN)).hadErrorContaining("it is no report of this compilation");
    assertThat(Files.readString(log)).isEqualTo("remember the milk\n");
  }

  @Test
  void fileThatCannotBeWritten() throws Exception {
    log = Files.createFile(directory.resolve("file")).resolve("watertight.sarif");

    Compilation compilation = compile(CLEAN);

    assertThat(compilation).failed();
    assertThat(compilation)
        .hadErrorContaining("Watertight:Sarif=%s: cannot write the report: ".formatted(log));
  }

  @Test
  void noName() throws Exception {
    assertThat(
            WatertightCompiler.withFlags(
                    " -XepDisableAllChecks -Xep:Watertight -XepOpt:Watertight:Sarif=",
                    ImmutableList.of())
                .compile(JavaFileObjects.forSourceString("Shop", CLEAN)))
        .hadErrorContaining(
            "Watertight:Sarif=: cannot write the report: java.nio.file.NoSuchFileException: the option names no file");
  }

  @Test
  void onlyTheOptionLoadsTheClasses() throws Exception {
    assertThat(fork(Jdk.current(), ErrorProne.NEWEST, ""))
        .doesNotContain("dev.watertight.reports.");
    assertThat(fork(Jdk.current(), ErrorProne.NEWEST, " -XepOpt:Watertight:Sarif=" + log))
        .contains("dev.watertight.reports.");
  }

  @Test
  void oldestErrorProne() throws Exception {
    Optional<Jdk> jdk = Jdk.find(17);
    assumeTrue(jdk.isPresent());

    fork(jdk.get(), ErrorProne.OLDEST, " -XepOpt:Watertight:Sarif=" + log);

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(log).results());
    assertThat(SarifLog.place(result).get("region").toString())
        .isEqualTo("{\"startLine\":7,\"startColumn\":3,\"endLine\":7,\"endColumn\":34}");
    assertThat(SarifLog.fixed(LEAKING, result)).contains("executor.shutdown();");
  }

  private String fork(Jdk jdk, String errorProne, String flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(jdk.java());
    command.add("-verbose:class");
    command.addAll(Project.errorProneOptions());
    command.addAll(List.of("-m", "jdk.compiler/com.sun.tools.javac.Main", "-proc:none"));
    command.addAll(
        List.of("-XDcompilePolicy=simple", "--should-stop=ifError=FLOW", "-processorpath"));
    command.add(
        Joiner.on(File.pathSeparatorChar)
            .join(Iterables.concat(List.of(Plugin.jar()), ErrorProne.classPath(errorProne))));
    command.addAll(
        List.of(
            "-XDaddTypeAnnotationsToSymbol=true",
            "-Xplugin:ErrorProne -XepDisableAllChecks -Xep:Watertight" + flags,
            "-d",
            directory.toString(),
            write(LEAKING).toString()));
    Forked run = Forked.run(directory, ImmutableMap.of(), command);
    assertWithMessage(run.output()).that(run.output()).contains("[HandleNeverReleased]");
    return run.output();
  }

  private Compilation compile(String source) throws Exception {
    return compile(source, "");
  }

  private Compilation compile(String source, String flags) throws Exception {
    return compile(source, flags, ImmutableList.of(), "");
  }

  private Compilation compile(
      String source, String flags, String option, String value, String suffix) throws Exception {
    return compile(source, flags, ImmutableList.of(option, value), suffix);
  }

  private Compilation compile(
      String source, String flags, ImmutableList<String> options, String suffix) throws Exception {
    return WatertightCompiler.withFlags(
            " -XepDisableAllChecks -Xep:Watertight -XepOpt:Watertight:Sarif="
                + log
                + suffix
                + flags,
            options)
        .compile(JavaFileObjects.forResource(write(source).toUri().toURL()));
  }

  private Path write(String source) throws Exception {
    String name = source.replaceFirst("(?s).*?class (\\w+).*", "$1");
    Path file = directory.resolve("src of").resolve(name + ".java");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, source);
  }

  private static JsonObject rule(SarifLog report, String name) {
    return report.rules().stream()
        .filter(rule -> rule.get("id").getAsString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
