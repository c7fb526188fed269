package dev.watertight.patches;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Comparator.comparingInt;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.BugCheckerInfo;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.names.LevenshteinEditDistance;
import com.google.errorprone.scanner.ScannerSupplier;
import com.sun.tools.javac.processing.JavacProcessingEnvironment;
import com.sun.tools.javac.util.Context;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import javax.annotation.processing.Messager;
import javax.tools.Diagnostic;

/** Looks the names of the checks of a patch run up. */
final class NameCheck {
  static final String FLAG = "-XepPatchChecks:";

  private static final String OTHER_KIND = "refaster:";
  private static final String BUILT_IN = "com.google.errorprone.scanner.BuiltInCheckerSuppliers";
  private static final Splitter WORDS = Splitter.onPattern("[\\s\\x00]+").omitEmptyStrings();
  private static final Splitter NAMES = Splitter.on(',').trimResults().omitEmptyStrings();

  private NameCheck() {}

  /**
   * Reports an error for each name that is wrong.
   *
   * @param plugins the plugins of the compilation with their arguments, as javac keeps them: one
   *     behind the other, with a NUL in between
   */
  static void report(Context context, String plugins) {
    ImmutableSet<String> asked =
        WORDS
            .splitToStream(plugins)
            .filter(word -> word.startsWith(FLAG) && !word.startsWith(FLAG + OTHER_KIND))
            .flatMap(word -> NAMES.splitToStream(word.substring(FLAG.length())))
            .collect(toImmutableSet());
    if (asked.isEmpty()) {
      return;
    }
    Messager messager = JavacProcessingEnvironment.instance(context).getMessager();
    try {
      ImmutableSet<String> known = known();
      Sets.difference(asked, known)
          .forEach(name -> messager.printMessage(Diagnostic.Kind.ERROR, message(name, known)));
    } catch (ReflectiveOperationException e) {
      messager.printMessage(
          Diagnostic.Kind.ERROR,
          "Watertight: the names of Error Prone's checks are not known: " + e);
    }
  }

  private static String message(String name, ImmutableSet<String> known) {
    return "%s%s is not the name of a check, and nothing is patched for it%s"
        .formatted(
            FLAG,
            name,
            name.equals("Watertight")
                ? "; name each check, or leave that to the command `fix`"
                : known.stream()
                    .min(comparingInt(other -> distance(name, other)))
                    .filter(nearest -> distance(name, nearest) <= name.length() / 3)
                    .map("; did you mean %s?"::formatted)
                    .orElse(""));
  }

  private static int distance(String name, String other) {
    return LevenshteinEditDistance.getEditDistance(name, other);
  }

  /** The names of all checks that there are: those of plugins, and Error Prone's own. */
  private static ImmutableSet<String> known() throws ReflectiveOperationException {
    ClassLoader loader = NameCheck.class.getClassLoader();
    // Not a part of the interface for checks, which this is compiled against.
    ScannerSupplier builtIn =
        (ScannerSupplier) Class.forName(BUILT_IN, true, loader).getMethod("allChecks").invoke(null);
    return Stream.concat(
            ServiceLoader.load(BugChecker.class, loader).stream()
                .map(ServiceLoader.Provider::type)
                .map(check -> BugCheckerInfo.create(check).canonicalName()),
            builtIn.getAllChecks().keySet().stream())
        .collect(toImmutableSet());
  }
}
