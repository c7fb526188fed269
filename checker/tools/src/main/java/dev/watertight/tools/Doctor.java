package dev.watertight.tools;

import static com.google.common.collect.Iterables.concat;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.watertight.tools.Diagnosis.Verdict;
import dev.watertight.tools.Examination.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says of each module of a Maven project whether the plugin runs there, or why not. */
@Command(
    name = "doctor",
    description = {
      "Says of each module of a Maven project whether the plugin runs there, or why not and what to"
          + " do. It builds the project by 'mvn clean test-compile', so that what is in target is"
          + " gone, and compiles a class that leaks as each module is compiled.",
      "Exit code: 0 if the plugin runs wherever there are sources, 1 if not, 2 if Maven cannot build"
          + " the project at all, or compiles nothing in it."
    },
    mixinStandardHelpOptions = true)
final class Doctor implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROJECT_DIR",
      description = "Where its pom.xml is; else, the current directory.")
  private Path project = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "MAVEN_ARGUMENT",
      description = "More for Maven, such as a profile: doctor . -- -Pci")
  private List<String> arguments = new ArrayList<>();

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
      return examine(project.toAbsolutePath().normalize(), command.getOut(), command.getErr());
    } catch (NoDiagnosisException | IOException e) {
      command.getErr().println(e.getMessage());
      return command.getCommandSpec().exitCodeOnInvalidInput();
    }
  }

  private int examine(Path directory, PrintWriter out, PrintWriter err)
      throws IOException, InterruptedException, NoDiagnosisException {
    ImmutableList<String> run = MavenRun.command(directory, maven, arguments);
    err.println("Running " + String.join(" ", run));
    MavenLog log = MavenRun.run(directory, run);
    Examination examination =
        new Examination(
            log,
            directory,
            JvmOptions.ofMaven(directory, System.getenv()),
            FlagOrigins.of(directory, arguments, System.getenv()));
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (String module : ImmutableSet.copyOf(concat(log.modules(), log.failures().keySet()))) {
      ImmutableList<Finding> findings = examination.of(module);
      findings.forEach(out::println);
      findings.stream()
          .map(finding -> finding.diagnosis().verdict())
          .max(Verdict::compareTo)
          .ifPresent(worst -> counts.merge(worst, 1, Integer::sum));
    }
    if (counts.isEmpty()) {
      throw new NoDiagnosisException(
          "There is no diagnosis: Maven has not failed, and maven-compiler-plugin runs in no module");
    }
    out.println(summary(counts));
    return counts.keySet().stream().allMatch(Verdict::isFine) ? 0 : 1;
  }

  private static String summary(Map<Verdict, Integer> counts) {
    int unknown = counts.getOrDefault(Verdict.UNKNOWN, 0);
    int compiled =
        counts.values().stream().mapToInt(Integer::intValue).sum()
            - counts.getOrDefault(Verdict.NONE, 0)
            - unknown;
    return "The plugin runs as it should in %d of %d modules with sources%s"
        .formatted(
            counts.getOrDefault(Verdict.OK, 0),
            compiled,
            unknown == 0 ? "" : "; of %d more, that is not known yet".formatted(unknown));
  }
}
