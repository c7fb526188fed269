package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.gson.JsonObject;
import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compilation writes a file of its own, and no other. */
final class SarifFileTest {
  @TempDir private Path directory;
  private SarifProject project;

  @BeforeEach
  void makeProject() throws Exception {
    project = SarifProject.in(directory);
  }

  @Test
  void nothingFound() throws Exception {
    assertThat(project.compile(SarifProject.CLEAN)).succeeded();

    SarifLog report = SarifLog.read(project.log);
    assertThat(report.results()).isEmpty();
    assertThat(report.rules()).isNotEmpty();
  }

  @Test
  void sameBytesTwice() throws Exception {
    project.compile(SarifProject.LEAKING);
    String first = Files.readString(project.log);

    project.compile(SarifProject.LEAKING);

    assertThat(Files.readString(project.log)).isEqualTo(first);
  }

  @Test
  void fileForEachCompilationInDirectory() throws Exception {
    project = project.writingTo(project.directory().resolve("target/watertight"));

    project.compile(
        SarifProject.LEAKING,
        "",
        "-d",
        project.directory().resolve("target/classes").toString(),
        "/");
    project.compile(
        SarifProject.CLEAN,
        "",
        "-d",
        project.directory().resolve("target/test-classes").toString(),
        "/");

    assertThat(SarifLog.read(project.log.resolve("classes.sarif")).results()).hasSize(1);
    SarifLog tests = SarifLog.read(project.log.resolve("test-classes.sarif"));
    assertThat(tests.results()).isEmpty();
    assertThat(tests.run().getAsJsonObject("automationDetails").get("id").getAsString())
        .isEqualTo("watertight/target/test-classes/");
  }

  @Test
  void fileForEachCompilationByStar() throws Exception {
    project = project.writingTo(project.directory().resolve("logs/*.sarif"));

    project.compile(SarifProject.LEAKING);
    project.compile(SarifProject.LEAKING);

    try (DirectoryStream<Path> logs =
        Files.newDirectoryStream(project.directory().resolve("logs"))) {
      for (Path log : logs) {
        assertThat(SarifLog.read(log).results()).hasSize(1);
      }
    }
    assertThat(project.directory().resolve("logs").toFile().list()).hasLength(2);
  }

  @Test
  void fileOfAnotherCompilation() throws Exception {
    project.compile(
        SarifProject.LEAKING,
        "",
        "-d",
        project.directory().resolve("target/classes").toString(),
        "");

    Compilation tests =
        project.compile(
            SarifProject.CLEAN,
            "",
            "-d",
            project.directory().resolve("target/test-classes").toString(),
            "");

    assertThat(tests).hadErrorCount(1);
    assertThat(tests)
        .hadErrorContaining(
            "Watertight:Sarif=%s: cannot write the report: java.nio.file.FileSystemException: %s: it is no report of this compilation"
                .formatted(project.log, project.log));
    assertThat(SarifLog.read(project.log).results()).hasSize(1);
  }

  @Test
  void fileThatIsNoReport() throws Exception {
    Files.createDirectories(project.log.getParent());
    Files.writeString(project.log, "remember the milk\n");

    assertThat(project.compile(SarifProject.CLEAN))
        .hadErrorContaining("it is no report of this compilation");
    assertThat(Files.readString(project.log)).isEqualTo("remember the milk\n");
  }

  @Test
  void fileThatCannotBeWritten() throws Exception {
    project =
        project.writingTo(
            Files.createFile(project.directory().resolve("file")).resolve("watertight.sarif"));

    Compilation compilation = project.compile(SarifProject.CLEAN);

    assertThat(compilation).failed();
    assertThat(compilation)
        .hadErrorContaining(
            "Watertight:Sarif=%s: cannot write the report: ".formatted(project.log));
  }

  @Test
  void noName() throws Exception {
    assertThat(
            WatertightCompiler.withFlags(
                    " -XepDisableAllChecks -Xep:Watertight -XepOpt:Watertight:Sarif=",
                    ImmutableList.of())
                .compile(JavaFileObjects.forSourceString("Shop", SarifProject.CLEAN)))
        .hadErrorContaining(
            "Watertight:Sarif=: cannot write the report: java.nio.file.NoSuchFileException: the option names no file");
  }

  @Test
  void onlyTheOptionLoadsTheClasses() throws Exception {
    assertThat(project.fork(Jdk.current(), ErrorProne.NEWEST, ""))
        .doesNotContain("dev.watertight.reports.");
    assertThat(
            project.fork(
                Jdk.current(), ErrorProne.NEWEST, " -XepOpt:Watertight:Sarif=" + project.log))
        .contains("dev.watertight.reports.");
  }

  @Test
  void oldestErrorProne() throws Exception {
    Optional<Jdk> jdk = Jdk.find(17);
    assumeTrue(jdk.isPresent());

    project.fork(jdk.get(), ErrorProne.OLDEST, " -XepOpt:Watertight:Sarif=" + project.log);

    JsonObject result = Iterables.getOnlyElement(SarifLog.read(project.log).results());
    assertThat(SarifLog.place(result).get("region").toString())
        .isEqualTo("{\"startLine\":7,\"startColumn\":3,\"endLine\":7,\"endColumn\":34}");
    assertThat(SarifLog.fixed(SarifProject.LEAKING, result)).contains("executor.shutdown();");
  }
}
