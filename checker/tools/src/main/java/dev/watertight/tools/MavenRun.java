package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The build of a user's project that shows what its compilers are given. */
public final class MavenRun {
  /**
   * What Maven is told. It goes on behind what fails, since the compilers of later modules are
   * asked for, too; it builds one module at a time, so that the lines of two do not mix.
   */
  private static final ImmutableList<String> ARGUMENTS =
      ImmutableList.of(
          "-B",
          "-X",
          "-fn",
          "-T1",
          "-Dstyle.color=never",
          "-Dmaven.compiler.failOnError=false",
          "clean",
          "test-compile");

  /**
   * What it is told in order to say what it would give its compilers, without calling them: what is
   * in {@code target} stays, but for sources that other plugins generate.
   */
  private static final ImmutableList<String> DRY =
      ImmutableList.of(
          "-B",
          "-X",
          "-fn",
          "-T1",
          "-Dstyle.color=never",
          "-Dmaven.main.skip=true",
          "-Dmaven.test.skip=true",
          "test-compile");

  private MavenRun() {}

  /** The command, for a user to read and to run. */
  static ImmutableList<String> command(Path project, String maven, List<String> arguments) {
    return command(project, maven, ARGUMENTS, arguments);
  }

  /**
   * The command that only asks how sources are compiled.
   *
   * @param maven the Maven to run; if it is empty, the project's own or the one that is installed
   */
  public static ImmutableList<String> question(Path project, String maven, List<String> arguments) {
    return command(project, maven, DRY, arguments);
  }

  private static ImmutableList<String> command(
      Path project, String maven, List<String> first, List<String> arguments) {
    return ImmutableList.<String>builder()
        .add(maven.isEmpty() ? executable(project) : maven)
        .addAll(first)
        .addAll(arguments)
        .build();
  }

  /**
   * Runs it.
   *
   * @throws NoDiagnosisException if Maven cannot be started, or does not come to building anything
   */
  static MavenLog run(Path project, List<String> command)
      throws InterruptedException, NoDiagnosisException {
    return run(project, command, process -> {});
  }

  /**
   * The same.
   *
   * @param started is given the process, and may end it
   */
  public static MavenLog run(Path project, List<String> command, Consumer<Process> started)
      throws InterruptedException, NoDiagnosisException {
    ProcessRun run;
    try {
      run = ProcessRun.of(project, command, started);
    } catch (IOException e) {
      throw new NoDiagnosisException(
          "Maven cannot be started (%s); name it by --maven".formatted(e.getMessage()), e);
    }
    MavenLog log = MavenLog.parse(run.lines());
    if (run.exitCode() != 0 || log.modules().isEmpty()) {
      throw new NoDiagnosisException("Maven failed before it built anything:\n" + log.errors());
    }
    return log;
  }

  /** The project's own, if it has one. */
  private static String executable(Path project) {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    Path wrapper = project.resolve(windows ? "mvnw.cmd" : "mvnw");
    if (Files.exists(wrapper)) {
      return wrapper.toString();
    }
    return windows ? "mvn.cmd" : "mvn";
  }
}
