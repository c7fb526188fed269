package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.BugPattern;
import com.google.errorprone.BugPattern.SeverityLevel;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.bugpatterns.UnreadableBaseline;
import dev.watertight.bugpatterns.UnreadableModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of checks in README say what there is: checks, severities, pages, samples. */
final class ReadmeTest {
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| \\[(\\w+)]\\((checker/docs/\\w+\\.md)\\) \\| (\\w+) \\|", Pattern.MULTILINE);

  private static final Pattern ARGUMENT =
      Pattern.compile("^ {6}<arg>(.*)</arg>$", Pattern.MULTILINE);

  @Test
  void checksAndSeverities() throws IOException {
    ImmutableList<String> rows =
        ROW.matcher(readme())
            .results()
            .map(r -> r.group(1) + " " + r.group(3))
            .collect(toImmutableList());

    assertThat(rows)
        .containsExactlyElementsIn(
            checks()
                // They are about the configuration, not about a leak.
                .filter(type -> type != UnreadableModelFile.class)
                .filter(type -> type != UnreadableBaseline.class)
                .map(
                    type ->
                        type.getSimpleName() + " " + severity(type.getAnnotation(BugPattern.class)))
                .collect(toImmutableList()));
  }

  @Test
  void pages() throws IOException {
    assertThat(
            ROW.matcher(readme())
                .results()
                .map(r -> r.group(2))
                .filter(page -> !Files.exists(Project.ROOT.resolve(page))))
        .isEmpty();
  }

  /** Each kind of leak has a program that shows it. */
  @Test
  void samplesOfEachKind() throws Exception {
    ImmutableSet<String> kinds =
        Stream.of(kinds("A", 8), kinds("B", 7), kinds("C", 6))
            .flatMap(k -> k)
            .collect(ImmutableSet.toImmutableSet());

    assertThat(
            Samples.expectations().stream()
                .map(expectation -> row(expectation.finding().file()))
                .collect(ImmutableSet.toImmutableSet()))
        .isEqualTo(kinds);
  }

  /** The kind is the name of the directory. */
  private static String row(String file) {
    return Path.of(file).getParent().getFileName().toString().toUpperCase(Locale.ROOT);
  }

  private static Stream<String> kinds(String family, int number) {
    return IntStream.rangeClosed(1, number).mapToObj(kind -> family + kind);
  }

  /** Other ways to compile are given what the block of the set-up gives javac. */
  @Test
  void optionsOfBlockElsewhere() throws IOException {
    String byItself = Files.readString(Project.ROOT.resolve("checker/javac/src/javac.args"));
    String byOtherTools =
        Files.readString(Project.ROOT.resolve("checker/docs/other-build-tools.md"));
    ImmutableList<String> options =
        ARGUMENT
            .matcher(readme())
            .results()
            .map(r -> r.group(1))
            .filter(option -> !option.startsWith("-J") && !option.startsWith("-Xplugin:"))
            .collect(toImmutableList());

    assertThat(options).contains("-Xmaxwarns");
    assertThat(options.stream().filter(option -> !byItself.lines().toList().contains(option)))
        .isEmpty();
    assertThat(options.stream().filter(option -> !byOtherTools.contains(option))).isEmpty();
  }

  private static String readme() throws IOException {
    return Files.readString(Project.ROOT.resolve("README.md"));
  }

  private static Stream<Class<? extends BugChecker>> checks() {
    return ServiceLoader.load(BugChecker.class).stream()
        .<Class<? extends BugChecker>>map(ServiceLoader.Provider::type)
        .filter(check -> check.getPackageName().startsWith("dev.watertight."));
  }

  private static String severity(BugPattern pattern) {
    return pattern.severity() == SeverityLevel.ERROR
        ? "error"
        : pattern.severity() == SeverityLevel.WARNING ? "warning" : "note";
  }
}
