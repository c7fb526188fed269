package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The sources of a compilation that Error Prone is told to leave out.
 *
 * @param flag by what it is told; nothing if it is not
 * @param excluded how many are left out
 * @param all how many there are, as far as that is known and matters
 */
record ExcludedSources(String flag, long excluded, long all) {
  /** The flag that says which. */
  static final String FLAG = "-XepExcludedPaths:";

  /** Those of a compilation. */
  static ExcludedSources of(CompilerCall call, JavacOptions options) throws IOException {
    String flag =
        options.flags().stream()
            .filter(word -> word.startsWith(FLAG))
            .reduce((first, next) -> next)
            .orElse("");
    if (flag.isEmpty()) {
      return new ExcludedSources(flag, 0, 0);
    }
    ImmutableList<Path> sources = call.sources();
    long excluded =
        pattern(flag.substring(FLAG.length()))
            .map(pattern -> sources.stream().filter(s -> isMeant(pattern, s)).count())
            .orElse(0L);
    return new ExcludedSources(flag, excluded, sources.size());
  }

  /** Whether nothing is left for the checks. */
  boolean areAll() {
    return excluded > 0 && excluded == all;
  }

  /** That some are left out. */
  Optional<String> note() {
    return excluded == 0
        ? Optional.empty()
        : Optional.of("%s leaves out %d of %d sources".formatted(flag, excluded, all));
  }

  /** Whether it is the name of a source, as Error Prone sees that. */
  private static boolean isMeant(Pattern pattern, Path source) {
    return pattern.matcher(source.toUri().getPath()).matches();
  }

  private static Optional<Pattern> pattern(String text) {
    try {
      return Optional.of(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      // Error Prone does not take it either.
      return Optional.empty();
    }
  }
}
