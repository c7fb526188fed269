package dev.watertight.tools;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
      description = "The checks, with commas in between; else, all that are on.")
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
    ImmutableList<String> command = MavenRun.command(directory, maven, flags(), arguments);
    err.println("Running " + String.join(" ", command));
    Sources old = Sources.below(directory);
    Sources now = old;
    Sources next;
    ImmutableSet<String> unreached;
    boolean done = false;
    try (Builds builds = Builds.begin()) {
      try {
        unreached = round(directory, command, builds);
        next = Sources.below(directory);
        for (int rounds = 1; rounds < MOST_ROUNDS && !next.equals(now); rounds++) {
          now = next;
          round(directory, command, builds);
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

  /** Applies fixes once, and says where none could be. */
  private static ImmutableSet<String> round(
      Path directory, ImmutableList<String> command, Builds builds)
      throws InterruptedException, NoDiagnosisException {
    MavenRun.Build build = MavenRun.build(directory, command, builds::started);
    ImmutableSet<String> unreached = unreached(build.log());
    if (!build.succeeded()) {
      throw new NoDiagnosisException(
          unreached.isEmpty()
              ? "Maven failed:\n" + build.log().errors()
              : String.join("\n", unreached));
    }
    return unreached;
  }

  private String flags() {
    return "-XepPatchChecks:%s -XepPatchLocation:IN_PLACE%s"
        .formatted(String.join(",", checks), suppresses ? " -XepOpt:Watertight:Suppress=true" : "");
  }

  /** Where the flags have not come to the compiler, so that nothing has been fixed. */
  private static ImmutableSet<String> unreached(MavenLog log) {
    return log.calls().stream()
        .filter(call -> call.idle().isEmpty())
        .filter(
            call ->
                call.options().stream()
                    .flatMap(options -> options.flags().stream())
                    .noneMatch(flag -> flag.startsWith("-XepPatchChecks:")))
        .map(
            call ->
                "%s%s: not fixed, since ${%s} does not stand behind -Xplugin:ErrorProne there"
                    .formatted(call.module(), call.tests() ? " (tests)" : "", MavenRun.PROPERTY))
        .collect(ImmutableSet.toImmutableSet());
  }
}
