package dev.watertight.e2e;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The leaking samples leave behind the threads that {@code expected.tsv} says, the others none. */
final class RunningSamplesTest {
  /* One a group, since the class names are the same in all. */
  private static final Map<Samples.Group, Path> CLASSES = new EnumMap<>(Samples.Group.class);

  @BeforeAll
  static void compile() throws IOException {
    Samples.assumeCompilable();
    for (Samples.Group group : Samples.Group.values()) {
      Path classes = Project.scratch("classes-" + group);
      CLASSES.put(group, classes);
      List<String> arguments = new ArrayList<>(Samples.OPTIONS);
      arguments.addAll(List.of("-d", classes.toString(), "-nowarn"));
      for (Path directory : List.of(Samples.counterDirectory(), group.directory())) {
        for (String file : Samples.sources(directory)) {
          arguments.add(directory.resolve(file).toString());
        }
      }
      ByteArrayOutputStream messages = new ByteArrayOutputStream();
      int exitCode =
          ToolProvider.getSystemJavaCompiler()
              .run(null, messages, messages, arguments.toArray(String[]::new));
      assertWithMessage(messages.toString(StandardCharsets.UTF_8)).that(exitCode).isEqualTo(0);
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  @Execution(ExecutionMode.CONCURRENT)
  void threadsLeftBehind(Samples.Group group, String program) throws Exception {
    ImmutableSet<String> verdicts = expectedVerdicts(group, program);
    assertWithMessage("%s: threads left by the whole program, the same in all its rows", program)
        .that(verdicts)
        .hasSize(1);

    Forked run =
        ProgramRun.counted(CLASSES.get(group), program.replace(".java", "").replace('/', '.'), 300);

    assertWithMessage("%s %s: %s", group, program, run.output())
        .that(run.exitCode())
        .isEqualTo(group == Samples.Group.LEAKING ? 1 : 0);
    assertWithMessage("%s %s", group, program)
        .that(Iterables.getLast(run.output().lines().toList()))
        .startsWith(Iterables.getOnlyElement(verdicts));
  }

  /* A program that does damage but leaves no thread throws an exception, hence its exit code. */
  private static ImmutableSet<String> expectedVerdicts(Samples.Group group, String program)
      throws IOException {
    if (group != Samples.Group.LEAKING) {
      return ImmutableSet.of("CLEAN");
    }
    return Samples.expectations().stream()
        .filter(expectation -> expectation.finding().file().equals(program))
        .map(
            expectation ->
                expectation.platformThreads() + expectation.virtualThreads() == 0
                    ? "CLEAN"
                    : "LEAKED platform=%d virtual=%d ["
                        .formatted(expectation.platformThreads(), expectation.virtualThreads()))
        .collect(toImmutableSet());
  }

  private static List<Arguments> programs() throws IOException {
    List<Arguments> programs = new ArrayList<>();
    for (Samples.Group group : Samples.Group.values()) {
      for (String file : group.files()) {
        if (Files.readString(group.directory().resolve(file)).contains("static void main(")) {
          programs.add(arguments(group, file));
        }
      }
    }
    return programs;
  }
}
