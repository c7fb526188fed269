package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

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

  private static final String PROCESSORS =
      "META-INF/services/javax.annotation.processing.Processor";

  private final ImmutableList<CompilerCall> calls;

  /**
   * Instantiates a new {@link FailedCompilations} instance.
   *
   * @param calls all of the build, in its order
   */
  FailedCompilations(ImmutableList<CompilerCall> calls) {
    this.calls = calls;
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
    if (error(call).filter(error -> !error.place().isEmpty()).isEmpty()) {
      return Optional.empty();
    }
    ImmutableList<Path> path = options.classPath();
    return calls.subList(0, calls.indexOf(call)).stream()
        .filter(other -> !other.errors().isEmpty())
        .filter(
            other ->
                other.options().flatMap(JavacOptions::output).filter(path::contains).isPresent())
        .findFirst()
        .map(
            other ->
                "it does not compile yet, for lack of classes of %s: ask again when that does"
                    .formatted(
                        other.module().equals(call.module()) ? "the main code" : other.module()));
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

  private static String advice(CompilerCall call, JavacOptions options, CompilerError error)
      throws IOException {
    for (Pattern known : ADVICE.keySet()) {
      if (known.matcher(error.message()).find()) {
        return ADVICE.get(known);
      }
    }
    if (GENERATED.matcher(error.message()).find()) {
      ImmutableList<String> processors = leftOut(options);
      if (!processors.isEmpty()) {
        return "annotation processors of %s do not run, since <annotationProcessorPaths> is all that javac looks at: add a <path> for each that generates code"
            .formatted(String.join(", ", processors));
      }
    }
    return call.tests() ? "repair the code of the tests first" : "repair that first";
  }

  /** Jars of the class path with a processor that are not on the path where javac looks. */
  private static ImmutableList<String> leftOut(JavacOptions options) throws IOException {
    ImmutableList<String> known =
        options.processorPath().stream().map(FailedCompilations::name).collect(toImmutableList());
    ImmutableList.Builder<String> jars = ImmutableList.builder();
    for (Path path : options.classPath()) {
      if (!known.contains(name(path)) && name(path).endsWith(".jar") && hasProcessor(path)) {
        jars.add(name(path));
      }
    }
    return jars.build();
  }

  private static boolean hasProcessor(Path jar) throws IOException {
    if (!Files.isRegularFile(jar)) {
      return false;
    }
    try (ZipFile file = new ZipFile(jar.toFile())) {
      return file.getEntry(PROCESSORS) != null;
    }
  }

  private static String name(Path path) {
    return path.toFile().getName();
  }
}
