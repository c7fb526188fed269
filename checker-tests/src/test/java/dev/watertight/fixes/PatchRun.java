package dev.watertight.fixes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.BaseErrorProneJavaCompiler;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.scanner.ScannerSupplier;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Error Prone's patch mode: all first fixes of a file at once, character by character. */
final class PatchRun {
  private final ImmutableList<Class<? extends BugChecker>> checks;

  private final ImmutableList<String> options;

  private PatchRun(
      ImmutableList<Class<? extends BugChecker>> checks, ImmutableList<String> options) {
    this.checks = checks;
    this.options = options;
  }

  @SafeVarargs
  static PatchRun of(Class<? extends BugChecker>... checks) {
    return new PatchRun(ImmutableList.copyOf(checks), ImmutableList.of());
  }

  /** The same with options of the checks, or of the compiler. */
  PatchRun with(String... more) {
    return new PatchRun(checks, ImmutableList.copyOf(more));
  }

  /** The source after one run; it must compile. */
  String patch(String source) {
    String patched = patch("A.java", source);
    Compiled.of("A.java", patched, ImmutableList.of());
    return patched;
  }

  /** The source of a file of that name after one run. */
  String patch(String name, String source) {
    try {
      Path directory = Files.createTempDirectory("patch");
      Path file = directory.resolve(name);
      Files.writeString(file, source, UTF_8);
      String names =
          String.join(",", checks.stream().map(Class::getSimpleName).toArray(String[]::new));
      compile(
          file,
          ImmutableList.<String>builder()
              .add("-XepPatchChecks:" + names, "-XepPatchLocation:IN_PLACE")
              .addAll(options)
              .build());
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compile(Path file, ImmutableList<String> arguments) throws IOException {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        ToolProvider.getSystemJavaCompiler()
            .getStandardFileManager(diagnostics, Locale.ROOT, UTF_8)) {
      new BaseErrorProneJavaCompiler(ScannerSupplier.fromBugCheckerClasses(checks))
          .getTask(
              new StringWriter(),
              files,
              diagnostics,
              ImmutableList.<String>builder()
                  .add("-XDcompilePolicy=simple", "--should-stop=ifError=FLOW", "-proc:none")
                  .add("-d", file.getParent().toString())
                  .addAll(arguments)
                  .build(),
              null,
              files.getJavaFileObjects(file))
          .call();
    }
  }
}
