package dev.watertight.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.google.common.base.Ascii;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * What the doctor says of a compilation.
 *
 * @param verdict whether the plugin runs
 * @param text with what it runs, or why it does not, and what to do
 */
record Diagnosis(Verdict verdict, String text) {
  private static final int MOST_SAID = 500;
  private static final String OFFLINE = "in offline mode";
  private static final String NO_COMPILER = "No such compiler";
  private static final Pattern NOT_THERE =
      Pattern.compile("dev\\.watertight:watertight:(?:jar|pom)");

  /** Whether the plugin runs; the worse, the later. */
  enum Verdict {
    /** There is nothing to compile. */
    NONE,
    /** It does. */
    OK,
    /** It would, but the code does not compile yet for lack of what a module has that fails. */
    UNKNOWN,
    /** It does, but finds less than it could. */
    PART,
    /** It does not. */
    OFF,
    /** The compilation fails, and not by what checks report; or Maven did not come to it. */
    FAIL;

    /** Whether nothing is to be done. */
    boolean isFine() {
      return this == OK || this == NONE;
    }

    @Override
    public String toString() {
      return this == UNKNOWN ? "????" : name();
    }
  }

  /** The one of a compilation that nobody has called. */
  static Diagnosis withoutCall(CompilerCall call, Optional<String> failure) throws IOException {
    if (failure.isPresent()) {
      return failed(failure.orElseThrow());
    }
    String idle = call.idle().orElse("");
    if (idle.startsWith("No sources")) {
      return new Diagnosis(Verdict.NONE, "no sources");
    }
    if (idle.startsWith("Not compiling")) {
      return new Diagnosis(Verdict.NONE, "Maven was told not to compile them");
    }
    if (idle.startsWith("Nothing to compile") && !call.hasSources()) {
      return new Diagnosis(Verdict.NONE, "no sources");
    }
    if (idle.startsWith("Nothing to compile")) {
      return new Diagnosis(
          Verdict.OFF,
          "Maven compiled nothing, since it takes old classes for new: is clean skipped?");
    }
    return new Diagnosis(
        Verdict.OFF,
        "Maven did not say how it called the compiler; that is known of maven-compiler-plugin 3.1"
            + " to 3.16");
  }

  /** The one of a compilation to which Maven did not come. */
  static Diagnosis failed(String failure) {
    return new Diagnosis(
        Verdict.FAIL,
        "Maven says: " + Ascii.truncate(failure, MOST_SAID, "...") + adviceOn(failure));
  }

  /** What to do about what Maven says. */
  private static String adviceOn(String failure) {
    if (NOT_THERE.matcher(failure).find()) {
      return " (Watertight is on no server: install it as README says, and name the version that this makes%s)"
          .formatted(ownVersion());
    }
    if (failure.contains(NO_COMPILER)) {
      return " (Error Prone is a plugin of javac: take <compilerId> away)";
    }
    return failure.contains(OFFLINE)
        ? " (leave out -o for once, so that Maven can get what it lacks)"
        : "";
  }

  /** The version of this doctor, which is that of the plugin: only the build knows it. */
  private static String ownVersion() {
    URL resource = Diagnosis.class.getResource("/dev/watertight/reports/version.txt");
    try {
      String version = resource == null ? "" : Resources.toString(resource, UTF_8).strip();
      return version.isEmpty() || version.startsWith("$") ? "" : ": " + version;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The one of a compilation whose plugin has shown that it runs.
   *
   * @param notes what is to be said besides
   */
  static Diagnosis running(JavacOptions options, Javac.Version version, List<String> notes) {
    StringJoiner text = new StringJoiner("; ");
    text.add(
        "Watertight %s, Error Prone %s, JDK %s, compilePolicy %s"
            .formatted(
                options.version("watertight").orElse("(version unknown)"),
                options.version("error_prone_core").orElse("(version unknown)"),
                version.text(),
                options.compilePolicy().orElse("of javac")));
    text.add(
        options.flags().isEmpty()
            ? "all checks, Error Prone's own too"
            : options.flags().stream().collect(joining(" ")));
    Verdict verdict = Verdict.OK;
    if (!options.compilePolicy().equals(Optional.of("simple"))) {
      verdict = Verdict.PART;
      text.add("the checks see one file at a time: write -XDcompilePolicy=simple");
    }
    if (options.flags().stream().anyMatch(flag -> flag.startsWith("-XepPatch"))) {
      verdict = Verdict.PART;
      text.add("this is a patch run, which changes files and reports the rest only in part");
    }
    if (options.hidesWarnings()) {
      text.add("warnings are not printed: write <showWarnings>true</showWarnings>");
    }
    notes.forEach(text::add);
    return new Diagnosis(verdict, text.toString());
  }
}
