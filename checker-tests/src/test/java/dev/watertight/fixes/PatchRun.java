package dev.watertight.fixes;

import static com.google.common.truth.Truth.assertWithMessage;
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

  /** The same with options of the checks. */
  PatchRun with(String... more) {
    return new PatchRun(checks, ImmutableList.copyOf(more));
  }

  /** The source after one run; it must compile. */
  String patch(String source) {
    try {
      Path directory = Files.createTempDirectory("patch");
      Path file = directory.resolve("A.java");
      Files.writeString(file, source, UTF_8);
      String names =
          String.join(",", checks.stream().map(Class::getSimpleName).toArray(String[]::new));
      compile(
          file,
          ImmutableList.<String>builder()
              .add("-XepPatchChecks:" + names, "-XepPatchLocation:IN_PLACE")
              .addAll(options)
              .build());
      String patched = Files.readString(file, UTF_8);
      compile(file, ImmutableList.of("-XepDisableAllChecks"));
      return patched;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compile(Path file, ImmutableList<String> arguments) throws IOException {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    StringWriter output = new StringWriter();
    try (StandardJavaFileManager files =
        ToolProvider.getSystemJavaCompiler()
            .getStandardFileManager(diagnostics, Locale.ROOT, UTF_8)) {
      boolean success =
          new BaseErrorProneJavaCompiler(ScannerSupplier.fromBugCheckerClasses(checks))
              .getTask(
                  output,
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
      if (arguments.contains("-XepDisableAllChecks")) {
        assertWithMessage("%s%s%s", output, diagnostics.getDiagnostics(), Files.readString(file))
            .that(success)
            .isTrue();
      }
    }
  }
}
