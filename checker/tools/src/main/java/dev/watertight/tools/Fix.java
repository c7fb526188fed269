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
import java.util.Set;
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
    ImmutableList<String> command = command(directory, names(), err);
    Sources old = Sources.below(directory);
    Sources now = old;
    Sources next;
    ImmutableSet<String> unreached;
    boolean done = false;
    try (Builds builds = Builds.begin()) {
      try {
        MavenRun.Build first = MavenRun.build(directory, command, builds::started);
        ImmutableSet<String> on = on(first.log(), err);
        if (!on.equals(names())) {
          // What is off is not to be fixed: as if nothing had been done, once more without it.
          old.restore();
          command = command(directory, on, err);
          first = MavenRun.build(directory, command, builds::started);
        }
        unreached = unreached(first);
        next = Sources.below(directory);
        for (int rounds = 1; rounds < MOST_ROUNDS && !next.equals(now); rounds++) {
          now = next;
          unreached(MavenRun.build(directory, command, builds::started));
          next = Sources.below(directory);
        }
        done = true;
      } finally {
        if (!done || diff != null) {
          old.restore();
        }
      }
    }
    boolean changes = !next.equals(now);
    if (diff != null) {
      Output.write(diff, old.diff(next), StandardCharsets.ISO_8859_1);
    }
    next.changedSince(old).forEach(file -> out.println(directory.relativize(file)));
    unreached.forEach(out::println);
    if (changes) {
      out.println("It still changes after %d rounds".formatted(MOST_ROUNDS));
    }
    return changes || !unreached.isEmpty() ? 1 : 0;
  }

  private ImmutableList<String> command(
      Path directory, ImmutableSet<String> names, PrintWriter err) {
    String flags =
        "-XepPatchChecks:%s -XepPatchLocation:IN_PLACE%s"
            .formatted(
                String.join(",", names), suppresses ? " -XepOpt:Watertight:Suppress=true" : "");
    ImmutableList<String> command = MavenRun.command(directory, maven, flags, arguments);
    err.println("Running " + String.join(" ", command));
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
      ImmutableList<String> flags = flags(call);
      if (isReached(flags)) {
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

  /** Where a round could fix nothing. */
  private static ImmutableSet<String> unreached(MavenRun.Build build) throws NoDiagnosisException {
    ImmutableSet<String> unreached = unreached(build.log());
    if (!build.succeeded()) {
      throw new NoDiagnosisException(
          unreached.isEmpty() ? why(build.log()) : String.join("\n", unreached));
    }
    return unreached;
  }

  private static String why(MavenLog log) {
    return log.isFailedByWarnings()
        ? "Maven failed, since the POM makes warnings errors: take -Werror, or <failOnWarning>true</failOnWarning>, away for this run;"
            + " said by a property, <maven.compiler.failOnWarning>true</maven.compiler.failOnWarning>, it is not in the way"
        : "Maven failed:\n" + log.errors();
  }

  /** Where the flags have not come to the compiler, so that nothing has been fixed. */
  private static ImmutableSet<String> unreached(MavenLog log) {
    return log.calls().stream()
        .filter(call -> call.idle().isEmpty())
        .filter(call -> !isReached(flags(call)))
        .map(
            call ->
                "%s%s: not fixed, since ${%s} does not stand behind -Xplugin:ErrorProne there"
                    .formatted(call.module(), call.tests() ? " (tests)" : "", MavenRun.PROPERTY))
        .collect(ImmutableSet.toImmutableSet());
  }

  private static ImmutableList<String> flags(CompilerCall call) {
    return call.options().map(JavacOptions::flags).orElse(ImmutableList.of());
  }

  private static boolean isReached(ImmutableList<String> flags) {
    return flags.stream().anyMatch(flag -> flag.startsWith("-XepPatchChecks:"));
  }
}
