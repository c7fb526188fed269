package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The build of a user's project that shows what its compilers are given. */
public final class MavenRun {
  /** The property of a POM by which more comes to Error Prone. */
  static final String PROPERTY = "watertight.options";

  /** What Maven is told. It builds one module at a time, so that the lines of two do not mix. */
  private static final ImmutableList<String> ARGUMENTS =
      ImmutableList.of("-B", "-X", "-T1", "-Dstyle.color=never");

  /** To go on behind what fails, since the compilers of later modules are asked for, too. */
  private static final ImmutableList<String> GO_ON =
      ImmutableList.of("-fn", "-Dmaven.compiler.failOnError=false");

  private static final ImmutableList<String> PHASES = ImmutableList.of("clean", "test-compile");

  /**
   * What it is told in order to say what it would give its compilers, without calling them: what is
   * in {@code target} stays, but for sources that other plugins generate.
   */
  private static final ImmutableList<String> DRY =
      ImmutableList.of("-fn", "-Dmaven.main.skip=true", "-Dmaven.test.skip=true");

  private MavenRun() {}

  /**
   * A build that has ended.
   *
   * @param succeeded whether it did what it was to do
   * @param log what it printed
   */
  record Build(boolean succeeded, MavenLog log) {}

  /** The command of a diagnosis, for a user to read and to run. */
  static ImmutableList<String> command(Path project, String maven, List<String> arguments) {
    return command(project, maven, GO_ON, PHASES, arguments);
  }

  /**
   * The command of a build with more for Error Prone, which stands for a property of the POM. It is
   * not to fail because of warnings.
   */
  static ImmutableList<String> command(
      Path project, String maven, String flags, List<String> arguments) {
    return command(
        project,
        maven,
        ImmutableList.of(
            "-D%s=%s".formatted(PROPERTY, flags), "-Dmaven.compiler.failOnWarning=false"),
        PHASES,
        arguments);
  }

  /**
   * The command that only asks how sources are compiled.
   *
   * @param maven the Maven to run; if it is empty, the project's own or the one that is installed
   */
  public static ImmutableList<String> question(Path project, String maven, List<String> arguments) {
    return command(project, maven, DRY, ImmutableList.of("test-compile"), arguments);
  }

  private static ImmutableList<String> command(
      Path project,
      String maven,
      List<String> options,
      List<String> phases,
      List<String> arguments) {
    return ImmutableList.<String>builder()
        .add(maven.isEmpty() ? executable(project) : maven)
        .addAll(ARGUMENTS)
        .addAll(options)
        .addAll(phases)
        .addAll(arguments)
        .build();
  }

  /**
   * Runs the command of a diagnosis.
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
    ProcessRun run = start(project, command, started);
    MavenLog log = MavenLog.parse(run.lines());
    if (run.exitCode() != 0 || log.modules().isEmpty()) {
      throw new NoDiagnosisException("Maven failed before it built anything:\n" + log.errors());
    }
    return log;
  }

  /**
   * Runs a build.
   *
   * @param started is given the process, and may end it
   * @throws NoDiagnosisException if Maven cannot be started
   */
  static Build build(Path project, List<String> command, Consumer<Process> started)
      throws InterruptedException, NoDiagnosisException {
    ProcessRun run = start(project, command, started);
    return new Build(run.exitCode() == 0, MavenLog.parse(run.lines()));
  }

  private static ProcessRun start(Path project, List<String> command, Consumer<Process> started)
      throws InterruptedException, NoDiagnosisException {
    if (!Files.exists(project.resolve("pom.xml"))) {
      throw new NoDiagnosisException("There is no pom.xml in " + project);
    }
    try {
      return ProcessRun.of(project, command, started);
    } catch (IOException e) {
      throw new NoDiagnosisException(
          "Maven cannot be started (%s); name it by --maven, or an editor's setting `maven`"
              .formatted(e.getMessage()),
          e);
    }
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
