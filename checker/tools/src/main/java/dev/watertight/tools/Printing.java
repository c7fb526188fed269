package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What keeps findings of a plugin that runs from being printed as they are meant. */
final class Printing {
  /** How many errors and how many warnings javac prints if it is not told a number. */
  private static final int LIMIT_OF_JAVAC = 100;

  /** How many README's block asks for. */
  private static final int LIMIT_OF_BLOCK = 10_000;

  private static final Pattern WARNING = Pattern.compile("\\[WARNING] .+\\.java:\\[\\d+.*");
  private static final Pattern COUNT = Pattern.compile("(?:\\[[A-Z]+] )?(\\d+) warnings?");
  private static final Pattern TO_WARNING = Pattern.compile("-Xep:(\\w+):WARN");

  private Printing() {}

  /** How many warnings a compiler printed, by what Maven printed of it. */
  static int warnings(ImmutableList<String> entries) {
    int entriesOfWarnings = 0;
    int count = 0;
    for (String entry : entries) {
      if (WARNING.matcher(entry.lines().findFirst().orElse("")).matches()) {
        entriesOfWarnings++;
      }
      for (String line : entry.lines().toList()) {
        // Javac says it itself where it has a JVM of its own.
        Matcher said = COUNT.matcher(line);
        if (said.matches()) {
          count = Math.max(count, Integer.parseInt(said.group(1)));
        }
      }
    }
    return Math.max(count, entriesOfWarnings);
  }

  /** That the compiler printed as much as it may: then what comes behind is lost. */
  static Optional<String> ofLimit(CompilerCall call, JavacOptions options) {
    return ofLimit("warnings", "-Xmaxwarns", call.warnings(), options)
        .or(() -> ofLimit("errors", "-Xmaxerrs", call.errors().size(), options));
  }

  private static Optional<String> ofLimit(
      String kind, String option, int printed, JavacOptions options) {
    int limit = limit(option, options);
    return printed < limit
        ? Optional.empty()
        : Optional.of(
            "javac prints %d %s and no more here, and findings may be among the rest: write <arg>%s</arg><arg>%d</arg> into <compilerArgs>"
                .formatted(limit, kind, option, Math.max(LIMIT_OF_BLOCK, 10 * limit)));
  }

  private static int limit(String option, JavacOptions options) {
    int limit =
        options
            .lastValue(option)
            .filter(text -> text.matches("\\d{1,9}"))
            .map(Integer::parseInt)
            .orElse(LIMIT_OF_JAVAC);
    return limit == 0 ? Integer.MAX_VALUE : limit;
  }

  /** That findings which are made warnings end the compilation all the same. */
  static Optional<String> ofWarningsAsErrors(JavacOptions options) {
    return options.words().contains("-Werror")
        ? options.flags().stream()
            .filter(Printing::makesWarnings)
            .findFirst()
            .map(
                flag ->
                    "%s lets no build go on: -Werror, which <failOnWarning> adds, ends it at a warning"
                        .formatted(flag))
        : Optional.empty();
  }

  private static boolean makesWarnings(String flag) {
    Matcher severity = TO_WARNING.matcher(flag);
    return severity.matches() && CheckNames.isOurs(severity.group(1));
  }
}
