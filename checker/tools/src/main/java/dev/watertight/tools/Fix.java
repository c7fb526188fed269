package dev.watertight.tools;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Applies the fixes of checks to a Maven project, again and again until nothing changes. */
@Command(
    name = "fix",
    description = {
      "Applies the first fix of each finding to the sources of a Maven project, again and again"
          + " until nothing changes, or writes the changes as a diff. It builds the project by 'mvn"
          + " clean test-compile', so that what is in target is gone. Behind -Xplugin:ErrorProne,"
          + " the POM has to say $${watertight.options}.",
      "Exit code: 0 if all modules have been fixed, 1 if some have not, 2 if nothing has been done."
    },
    mixinStandardHelpOptions = true)
final class Fix implements Callable<Integer> {
  private static final int MOST_ROUNDS = 20;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROJECT_DIR",
      description = "Where its pom.xml is; else, the current directory.")
  private Path project = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "MAVEN_ARGUMENT",
      description = "More for Maven, such as a profile: fix . -- -Pci")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--checks",
      split = ",",
      paramLabel = "CHECK",
      description = "The checks, with commas in between; else, all of Watertight's that are on.")
  private List<String> checks = new ArrayList<>();

  @Option(
      names = "--diff",
      paramLabel = "FILE",
      description = "Writes a diff for 'git apply', and leaves the sources as they were.")
  private @Nullable Path diff;

  @Option(
      names = "--suppress",
      description = "Adds @SuppressWarnings to each place, with a reason to fill in, instead.")
  private boolean suppresses;

  @Option(
      names = "--maven",
      paramLabel = "COMMAND",
      description = "The Maven to run; else, the project's mvnw if there is one, or mvn.")
  private String maven = "";

  @Option(names = "--verbose", description = "Prints the command of Maven.")
  private boolean verbose;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandLine command = requireNonNull(spec).commandLine();
    try {
      return fix(project.toAbsolutePath().normalize(), command.getOut(), command.getErr());
    } catch (NoDiagnosisException | IOException e) {
      command.getErr().println(e.getMessage());
      return command.getCommandSpec().exitCodeOnInvalidInput();
    }
  }

  private int fix(Path directory, PrintWriter out, PrintWriter err)
      throws IOException, InterruptedException, NoDiagnosisException {
    Sources old = Sources.below(directory);
    FixProgress progress = new FixProgress(err);
    Optional<Result> ended = Optional.empty();
    try (Builds builds = Builds.begin();
        FixReports reports = FixReports.begin()) {
      try {
        ended = Optional.of(fix(new Work(directory, old, builds, reports, progress), err));
      } catch (NoDiagnosisException e) {
        if (!builds.areEnding()) {
          throw e;
        }
      } finally {
        if (ended.isEmpty() || diff != null) {
          old.restore();
        }
      }
      if (ended.isEmpty()) {
        // Here, since the process ends when the builds are closed.
        err.println("Interrupted; the sources are as they were");
        return CommandLine.ExitCode.USAGE;
      }
    }
    Result result = ended.orElseThrow();
    if (diff != null) {
      Output.write(diff, old.diff(result.sources), StandardCharsets.ISO_8859_1);
    }
    result.sources.changedSince(old).forEach(file -> out.println(directory.relativize(file)));
    result.unreached.forEach(out::println);
    if (result.changes) {
      out.println("It still changes after %d rounds".formatted(MOST_ROUNDS));
    }
    progress.summary(suppresses ? "suppressed" : "fixed").ifPresent(out::println);
    return result.changes || !result.unreached.isEmpty() ? 1 : 0;
  }

  /** What the rounds work with. */
  private record Work(
      Path directory, Sources old, Builds builds, FixReports reports, FixProgress progress) {
    MavenRun.Build build(ImmutableList<String> command)
        throws InterruptedException, NoDiagnosisException {
      return MavenRun.build(directory, command, builds::started);
    }
  }

  /**
   * What the rounds have come to.
   *
   * @param sources the last ones
   * @param unreached where nothing could be fixed
   * @param changes whether there would be more to do
   */
  private record Result(Sources sources, ImmutableSet<String> unreached, boolean changes) {}

  private Result fix(Work work, PrintWriter err)
      throws IOException, InterruptedException, NoDiagnosisException {
    ImmutableList<String> command = command(work, names(), err);
    MavenRun.Build first = work.build(command);
    ImmutableSet<String> on = on(first.log(), err);
    if (!on.equals(names())) {
      // What is off is not to be fixed: as if nothing had been done, once more without it.
      work.old.restore();
      work.reports.read();
      command = command(work, on, err);
      first = work.build(command);
    }
    ImmutableSet<String> unreached = Patching.unreached(first);
    Sources now = work.old;
    Sources next = after(now, work);
    for (int rounds = 1; rounds < MOST_ROUNDS && !next.equals(now); rounds++) {
      now = next;
      Patching.unreached(work.build(command));
      next = after(now, work);
    }
    return new Result(next, unreached, !next.equals(now));
  }

  /** The sources when a round has ended, of which a line tells. */
  private static Sources after(Sources before, Work work) throws IOException {
    Sources after = Sources.below(work.directory);
    work.progress.round(work.reports.read(), after.changedSince(before).size());
    return after;
  }

  private ImmutableList<String> command(Work work, ImmutableSet<String> names, PrintWriter err) {
    StringJoiner flags = new StringJoiner(" ");
    work.reports.flag().ifPresent(flags::add);
    flags.add("-XepPatchChecks:" + String.join(",", names)).add("-XepPatchLocation:IN_PLACE");
    if (suppresses) {
      flags.add("-XepOpt:Watertight:Suppress=true");
    }
    ImmutableList<String> command =
        MavenRun.command(work.directory, maven, flags.toString(), arguments);
    if (verbose) {
      err.println("Running " + String.join(" ", command));
    }
    return command;
  }

  /**
   * The checks to fix. They are always named: what no name stands for depends on the version of
   * Error Prone, and is more than what is on in older ones.
   */
  private ImmutableSet<String> names() throws IOException {
    return checks.isEmpty() ? CheckNames.all() : ImmutableSet.copyOf(checks);
  }

  /** The checks that are named, or are on wherever something is compiled. */
  private ImmutableSet<String> on(MavenLog log, PrintWriter err)
      throws IOException, NoDiagnosisException {
    if (!checks.isEmpty()) {
      return names();
    }
    Set<String> everywhere = new LinkedHashSet<>(names());
    Set<String> somewhere = new LinkedHashSet<>();
    for (CompilerCall call : log.calls()) {
      ImmutableList<String> flags = Patching.flags(call);
      if (Patching.isReached(flags)) {
        everywhere.retainAll(CheckNames.on(flags));
        somewhere.addAll(CheckNames.on(flags));
      }
    }
    somewhere.removeAll(everywhere);
    if (!somewhere.isEmpty()) {
      err.println(
          "Off in some module, and not fixed unless --checks names them: "
              + String.join(",", somewhere));
    }
    if (everywhere.isEmpty()) {
      throw new NoDiagnosisException(
          "No check is on in all modules; name those to fix by --checks");
    }
    return ImmutableSet.copyOf(everywhere);
  }
}
