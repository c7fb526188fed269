package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compilations that fail although the plugin runs, and not by what checks report. */
final class FailedCompilations {
  private static final String FATAL = "Fatal error compiling: ";

  private static final ImmutableMap<Pattern, String> ADVICE =
      ImmutableMap.of(
          Pattern.compile("invalid flag: -Xep"),
          "a flag of Error Prone stands in an <arg> of its own: write all of them into the <arg> that"
              + " begins with -Xplugin:ErrorProne",
          Pattern.compile("exporting a package from system module .* is not allowed"),
          "the --add-exports are for the JVM of the compiler: write -J in front of them, as in"
              + " README's block");

  /** What javac says where code is missing that a processor generates. */
  private static final Pattern GENERATED =
      Pattern.compile("cannot find symbol|does not exist|not initialized|cannot be applied");

  private final ImmutableList<CompilerCall> calls;
  private final ProcessorsLeftOut leftOut;

  /**
   * Instantiates a new {@link FailedCompilations} instance.
   *
   * @param calls all of the build, in its order
   * @param leftOut the processors that do not run
   */
  FailedCompilations(ImmutableList<CompilerCall> calls, ProcessorsLeftOut leftOut) {
    this.calls = calls;
    this.leftOut = leftOut;
  }

  /**
   * Why a compilation fails, and what to do.
   *
   * @param failure why its module was not built
   */
  Optional<String> of(CompilerCall call, JavacOptions options, Optional<String> failure)
      throws IOException {
    Optional<CompilerError> error = error(call).or(() -> fatal(call, failure));
    if (error.isEmpty() || behindAnother(call, options).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        "the compilation itself fails, and the checks come to a part of it at most; the first error is \"%s\": %s"
            .formatted(error.orElseThrow(), advice(call, options, error.orElseThrow())));
  }

  /** That a compilation fails since classes are missing that another one has not made. */
  Optional<String> behindAnother(CompilerCall call, JavacOptions options) {
    return other(call, options)
        .map(
            other ->
                "it does not compile yet, for lack of classes of %s%s"
                    .formatted(
                        other.module().equals(call.module()) ? "the main code" : other.module(),
                        cause(other)
                            .map(FailedCompilations::behindFinding)
                            .orElse(": ask again when that does")));
  }

  private static String behindFinding(String finding) {
    return ", which is not made because of %s: repair that, or ask with it as a warning, behind -- by -D%s=-Xep:Watertight:WARN"
        .formatted(finding, MavenRun.PROPERTY);
  }

  /** That what checks report ends the compilation, and a build with it. */
  Optional<String> ofFindings(CompilerCall call) {
    ImmutableList<CompilerError> findings = findings(call);
    if (findings.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s ends a build here%s"
            .formatted(
                named(findings),
                call.tests() ? "" : ", before the tests and the modules that need this one"));
  }

  /** What a check reports, and keeps a compilation or one that it is behind from being made. */
  private Optional<String> cause(CompilerCall call) {
    if (error(call).isEmpty()) {
      return Optional.of(findings(call)).filter(f -> !f.isEmpty()).map(FailedCompilations::named);
    }
    return call.options().flatMap(options -> other(call, options)).flatMap(this::cause);
  }

  private static ImmutableList<CompilerError> findings(CompilerCall call) {
    return call.errors().stream().filter(CompilerError::isFinding).collect(toImmutableList());
  }

  private static String named(ImmutableList<CompilerError> findings) {
    CompilerError first = findings.get(0);
    return "%s at %s%s"
        .formatted(
            first.message().replaceFirst("(?<=]).*", ""),
            first.place(),
            findings.size() == 1 ? "" : " (and %d more)".formatted(findings.size() - 1));
  }

  /**
   * Whether the one that has not made them fails by itself: not by what a check reports, which is
   * what it is to do.
   */
  boolean isBehindBroken(CompilerCall call, JavacOptions options) {
    return other(call, options)
        .filter(
            other ->
                error(other).isPresent()
                    && (other(other, other.options().orElseThrow()).isEmpty()
                        || isBehindBroken(other, other.options().orElseThrow())))
        .isPresent();
  }

  /** The first one before it that has failed, and whose classes it needs. */
  private Optional<CompilerCall> other(CompilerCall call, JavacOptions options) {
    if (error(call).filter(error -> !error.place().isEmpty()).isEmpty()) {
      return Optional.empty();
    }
    ImmutableList<Path> path = options.classPath();
    return calls.subList(0, calls.indexOf(call)).stream()
        .filter(other -> !other.errors().isEmpty())
        .filter(
            other ->
                other.options().flatMap(JavacOptions::output).filter(path::contains).isPresent())
        .findFirst();
  }

  /** The first that is not what a check has found. */
  private static Optional<CompilerError> error(CompilerCall call) {
    return call.errors().stream().filter(error -> !error.isFinding()).findFirst();
  }

  /** The one that has ended the build of the module in its last compilation. */
  private Optional<CompilerError> fatal(CompilerCall call, Optional<String> failure) {
    return failure
        .filter(text -> text.startsWith(FATAL))
        .filter(
            text ->
                calls.stream()
                    .filter(other -> other.module().equals(call.module()))
                    .reduce((first, next) -> next)
                    .filter(call::equals)
                    .isPresent())
        .map(
            text ->
                new CompilerError("", text.substring(FATAL.length()).replaceFirst("^error: ", "")));
  }

  private String advice(CompilerCall call, JavacOptions options, CompilerError error)
      throws IOException {
    for (Pattern known : ADVICE.keySet()) {
      if (known.matcher(error.message()).find()) {
        return ADVICE.get(known);
      }
    }
    if (GENERATED.matcher(error.message()).find()) {
      Optional<String> processors = leftOut.advice(options);
      if (processors.isPresent()) {
        return processors.orElseThrow();
      }
    }
    return call.tests() ? "repair the code of the tests first" : "repair that first";
  }
}
