package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.condition.OS.WINDOWS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/** The command that says where the plugin runs, with a script that takes the place of Maven. */
@DisabledOnOs(value = WINDOWS, disabledReason = "The script is one of a Unix shell")
final class DoctorCommandTest {
  private static final String SHOP =
      "[INFO] ---------------------< com.example:shop >----------------------\n";
  private static final String NOT_THERE =
      """
      [INFO] BUILD FAILURE
      [ERROR] Plugin org.jacoco:jacoco-maven-plugin:99 or one of its dependencies could not be resolved: Cannot access central in offline mode -> [Help 1]
      org.apache.maven.plugin.PluginResolutionException: Plugin org.jacoco:jacoco-maven-plugin:99
      [ERROR]\s
      [ERROR] For more information about the errors and possible solutions
      [ERROR] [Help 1] http://cwiki.apache.org/confluence/display/MAVEN/PluginResolutionException
      """;

  @TempDir private Path directory;

  @Test
  void pluginOfBuildIsNotThere() throws IOException {
    CommandRun run = doctor(SHOP + NOT_THERE);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            """
            FAIL shop: Maven says: Plugin org.jacoco:jacoco-maven-plugin:99 or one of its dependencies could not be resolved: Cannot access central in offline mode (leave out -o for once, so that Maven can get what it lacks)
            The plugin runs as it should in 0 of 1 modules with sources
            """);
  }

  @Test
  void failureOfNoModule() throws IOException {
    CommandRun run =
        doctor(
            SHOP
                + "[INFO] --- maven-clean-plugin:3.2.0:clean (default-clean) @ shop ---\n"
                + NOT_THERE);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).startsWith("FAIL the build: Maven says: Plugin org.jacoco:");
  }

  @Test
  void dependencyIsNotThere() throws IOException {
    CommandRun run =
        doctor(
            SHOP
                + "[INFO] BUILD FAILURE\n"
                + "[ERROR] Failed to execute goal on project shop: It is not there -> [Help 1]\n");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).startsWith("FAIL shop: Maven says: It is not there\n");
  }

  @Test
  void versionIsNotThere() throws IOException {
    CommandRun run =
        doctor(
            SHOP
                + "[INFO] BUILD FAILURE\n"
                + "[ERROR] Failed to execute goal on project shop: Could not find artifact dev.watertight:watertight:jar:0.2.0 -> [Help 1]\n");

    assertThat(run.out())
        .contains("(Watertight is on no server: install it as README says, and name the version");
  }

  @Test
  void otherCompilerIsNotThere() throws IOException {
    CommandRun run =
        doctor(
            SHOP
                + "[INFO] BUILD FAILURE\n"
                + "[ERROR] Failed to execute goal on project shop: No such compiler 'eclipse'. -> [Help 1]\n");

    assertThat(run.out()).contains("(Error Prone is a plugin of javac: take <compilerId> away)");
  }

  @Test
  void noModuleIsCompiled() throws IOException {
    CommandRun run =
        doctor(SHOP + "[INFO] --- maven-clean-plugin:3.2.0:clean (default-clean) @ shop ---\n");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("maven-compiler-plugin runs in no module");
  }

  private CommandRun doctor(String log) throws IOException {
    Files.writeString(directory.resolve("pom.xml"), "<project/>");
    Path script = directory.resolve("maven");
    Files.writeString(script, "#!/bin/sh\ncat <<'END'\n%sEND\n".formatted(log));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return CommandRun.of("doctor", "--maven", script, directory);
  }
}
