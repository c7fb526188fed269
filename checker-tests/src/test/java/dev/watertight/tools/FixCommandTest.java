package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.condition.OS.WINDOWS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/** The command that applies fixes, with a script that takes the place of Maven. */
@DisabledOnOs(value = WINDOWS, disabledReason = "The script is one of a Unix shell")
final class FixCommandTest {
  private static final String CALL =
      """
      [INFO] ---------------------< com.example:shop >----------------------
      [INFO] --- maven-compiler-plugin:3.16.0:compile (default-compile) @ shop ---
      [DEBUG] Command line options:
      [DEBUG] -d /shop/target/classes -Xplugin:ErrorProne %s
      """;
  private static final String REACHED =
      CALL.formatted("-XepPatchChecks: -XepPatchLocation:IN_PLACE");
  private static final String OLD = "one\ntwo\nthree";

  @TempDir private Path directory;
  private Path source;

  @BeforeEach
  void writeProject() throws IOException {
    Files.writeString(directory.resolve("pom.xml"), "<project/>");
    source = directory.resolve("src/Shop.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, OLD);
  }

  @Test
  void untilNothingChanges() throws IOException {
    CommandRun run = fix(script(REACHED, "sed -i -e s/four/five/ -e s/two/four/ src/Shop.java"));

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out().strip()).isEqualTo("src/Shop.java");
    assertThat(run.err().lines())
        .containsExactly(
            "Round 1: files changed: 1", "Round 2: files changed: 1", "Round 3: nothing changed")
        .inOrder();
    assertThat(Files.readString(source)).isEqualTo("one\nfive\nthree");
  }

  @Test
  void withoutEnd() throws IOException {
    CommandRun run = fix(script(REACHED, "echo more >>src/Shop.java"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("It still changes after 20 rounds");
    assertThat(Files.readString(source)).isEqualTo(OLD + "more\n".repeat(20));
  }

  @Test
  void diffWithoutEnd() throws IOException {
    Path diff = directory.resolve("fixes.diff");

    CommandRun run = fix(script(REACHED, "echo more >>src/Shop.java"), "--diff", diff);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(Files.readString(source)).isEqualTo(OLD);
    assertThat(Files.readAllLines(diff).stream().filter(line -> line.endsWith("more"))).hasSize(20);
  }

  /** As compilations of two modules write them. */
  @Test
  void numbersOfFindings() throws IOException {
    Path maven = script(REACHED, "sh ./compiler \"$@\"");
    Files.writeString(
        directory.resolve("compiler"),
        """
        log=$(echo "$*" | sed 's/.*-XepOpt:Watertight:Sarif=\\([^ ]*\\)\\*.sarif .*/\\1/')
        none='{"ruleId": "A"}'
        one='{"ruleId": "A", "fixes": [{}]}'
        grep -q two src/Shop.java && more=", $one, $one"
        echo '{"version": "2.1.0", "runs": [{"results": ['"$none"']}]}' >"$log"1.sarif
        echo '{"version": "2.1.0", "runs": [{"results": ['"$one$more"']}]}' >"$log"2.sarif
        sed -i s/two/four/ src/Shop.java
        """);

    CommandRun run = fix(maven);

    assertThat(run.err().lines())
        .containsExactly(
            "Round 1: findings: 4, files changed: 1", "Round 2: findings: 2, nothing changed")
        .inOrder();
    assertThat(run.out().lines())
        .containsExactly("src/Shop.java", "Findings: 4; fixed: 2; left: 2, without a fix: 1")
        .inOrder();
  }

  @Test
  void signalWhileMavenRuns() throws Exception {
    Path maven =
        script(REACHED, "sed -i s/two/four/ src/Shop.java; touch changed; sleep 300; touch ended");
    Process fix =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "fix",
                "--maven",
                maven.toString(),
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.txt").toFile())
            .start();
    try {
      while (fix.isAlive() && !Files.exists(directory.resolve("changed"))) {
        Thread.sleep(20);
      }

      fix.destroy();

      assertThat(fix.waitFor(30, SECONDS)).isTrue();
      assertThat(Files.readString(source)).isEqualTo(OLD);
      assertThat(Files.exists(directory.resolve("ended"))).isFalse();
      assertThat(Files.readString(directory.resolve("output.txt")))
          .isEqualTo("Interrupted; the sources are as they were" + System.lineSeparator());
    } finally {
      fix.destroyForcibly();
    }
  }

  @Test
  void diff() throws IOException {
    Path diff = directory.resolve("fixes.diff");

    CommandRun run = fix(script(REACHED, "sed -i s/two/four/ src/Shop.java"), "--diff", diff);

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(Files.readString(source)).isEqualTo(OLD);
    assertThat(Files.readString(diff))
        .isEqualTo(
            """
            --- a/src/Shop.java
            +++ b/src/Shop.java
            @@ -1,3 +1,3 @@
             one
            -two
            +four
             three
            \\ No newline at end of file
            """);
  }

  @Test
  void packageWithTheNameOfTheDirectoryThatMavenMakes() throws IOException {
    Path diff = directory.resolve("fixes.diff");
    Path inPackage = directory.resolve("src/target/Price.java");
    Files.createDirectories(inPackage.getParent());
    Files.writeString(inPackage, OLD);

    CommandRun run =
        fix(
            script(
                REACHED,
                """
                sed -i s/two/four/ src/target/Price.java
                mkdir -p target/generated-sources
                echo four >target/generated-sources/Made.java
                """),
            "--diff",
            diff);

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out().strip()).isEqualTo("src/target/Price.java");
    assertThat(Files.readString(inPackage)).isEqualTo(OLD);
    assertThat(Files.readString(diff)).contains("+++ b/src/target/Price.java");
  }

  @Test
  void nothingToFix() throws IOException {
    Path diff = directory.resolve("fixes.diff");

    CommandRun run = fix(script(REACHED, ":"), "--diff", diff);

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(diff)).isEmpty();
  }

  @Test
  void flagsThatDoNotComeToTheCompiler() throws IOException {
    CommandRun run = fix(script(CALL.formatted("-Xep:Watertight"), ":"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).startsWith("shop: not fixed, since ${watertight.options} does not stand");
  }

  @Test
  void flagsThatDoNotComeToTheCompilerOfCodeThatLeaks() throws IOException {
    CommandRun run = fix(script(CALL.formatted("-Xep:Watertight"), "false"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("shop: not fixed, since ${watertight.options} does not stand");
  }

  @Test
  void buildThatFails() throws IOException {
    CommandRun run =
        fix(script(REACHED + "[ERROR] No such luck", "sed -i s/two/four/ src/Shop.java; false"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("No such luck");
    assertThat(Files.readString(source)).isEqualTo(OLD);
  }

  @Test
  void flags() throws IOException {
    CommandRun run = fix(script(REACHED, ":"), "--checks", "A,B", "--suppress", "--verbose");

    assertThat(run.err()).contains(" -Dwatertight.options=-XepOpt:Watertight:Sarif=");
    assertThat(run.err())
        .contains(
            ".sarif -XepPatchChecks:A,B -XepPatchLocation:IN_PLACE"
                + " -XepOpt:Watertight:Suppress=true -Dmaven.compiler.failOnWarning=false clean"
                + " test-compile");
  }

  /** What no name stands for depends on the version of Error Prone. */
  @Test
  void allChecksAreNamed() throws IOException {
    CommandRun run = fix(script(REACHED, ":"), "--verbose");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.err())
        .containsMatch("-XepPatchChecks:AbandonedSender,(\\w+,)+WaitNeverEnded -Xep");
    assertThat(run.err()).doesNotContain("README");
  }

  @Test
  void checkThatIsOff() throws IOException {
    CommandRun run =
        fix(
            script(
                CALL.formatted("-Xep:Watertight -Xep:LockTakenTwice:OFF -XepPatchChecks:A"),
                """
                case "$*" in
                *LockTakenTwice*) sed -i s/two/wrong/ src/Shop.java ;;
                *) sed -i s/one/right/ src/Shop.java ;;
                esac\
                """));

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(Files.readString(source)).isEqualTo(OLD.replace("one", "right"));
  }

  @Test
  void allChecksOff() throws IOException {
    CommandRun run =
        fix(
            script(
                CALL.formatted("-XepDisableAllChecks -XepPatchChecks:A"), "echo >src/Shop.java"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("No check is on in all modules; name those to fix by --checks");
    assertThat(Files.readString(source)).isEqualTo(OLD);
  }

  @Test
  void checkThatIsOffInSomeModule() throws IOException {
    String off = "-Xep:LockNotReleased:OFF -XepPatchChecks:A";

    CommandRun run = fix(script(REACHED + CALL.formatted(off), ":"));

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.err()).contains("unless --checks names them: LockNotReleased");
  }

  @Test
  void checkThatIsOffAndNamed() throws IOException {
    CommandRun run =
        fix(
            script(CALL.formatted("-XepDisableAllChecks -XepPatchChecks:A"), "echo >src/Shop.java"),
            "--checks",
            "LockNotReleased");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).contains("src/Shop.java");
  }

  @Test
  void warningsAsErrors() throws IOException {
    CommandRun run =
        fix(
            script(
                REACHED
                    + "[ERROR] Failed to execute goal compile on project shop: Compilation failure\n"
                    + "[ERROR] error: warnings found and -Werror specified",
                "false"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("Maven failed, since the POM makes warnings errors: take -Werror");
  }

  @Test
  void noProject() {
    CommandRun run = CommandRun.of("fix", source.getParent());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("There is no pom.xml in " + source.getParent());
  }

  @Test
  void compilerThatIsNotCalled() throws IOException {
    CommandRun run =
        fix(
            script(
                """
                [INFO] ---------------------< com.example:shop >----------------------
                [INFO] --- maven-compiler-plugin:3.16.0:compile (default-compile) @ shop ---
                [INFO] BUILD FAILURE
                [ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.16.0:compile (default-compile) on project shop: Resolution of annotationProcessorPath dependencies failed: in offline mode -> [Help 1]
                """,
                "exit 1"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "shop: not fixed. Maven says: Resolution of annotationProcessorPath dependencies failed: in offline mode (leave out -o for once, so that Maven can get what it lacks)\n");
  }

  private CommandRun fix(Path maven, Object... options) {
    Object[] arguments = new Object[options.length + 4];
    arguments[0] = "fix";
    arguments[1] = "--maven";
    arguments[2] = maven;
    System.arraycopy(options, 0, arguments, 3, options.length);
    arguments[options.length + 3] = directory;
    return CommandRun.of(arguments);
  }

  private Path script(String output, String command) throws IOException {
    Path script = directory.resolve("maven");
    Files.writeString(script, "#!/bin/sh\ncat <<'END'\n%s\nEND\n%s\n".formatted(output, command));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }
}
