package dev.watertight.bugpatterns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.BaseErrorProneJavaCompiler;
import com.google.errorprone.scanner.ScannerSupplier;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** What a compilation prints; {@link com.google.errorprone.CompilationTestHelper} keeps that. */
final class CompilerOutput {
  private CompilerOutput() {}

  /** Everything that javac with the checks prints about the sources, diagnostics included. */
  static String of(
      ScannerSupplier checks,
      Path directory,
      List<String> arguments,
      List<JavaFileObject> sources) {
    StringWriter output = new StringWriter();
    try (StandardJavaFileManager files =
        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, ImmutableList.of(directory));
      new BaseErrorProneJavaCompiler(checks)
          .getTask(
              output,
              files,
              null,
              ImmutableList.<String>builder()
                  .add("-XDcompilePolicy=simple", "-XDaddTypeAnnotationsToSymbol=true")
                  .add("-proc:none")
                  .addAll(arguments)
                  .build(),
              ImmutableList.of(),
              sources)
          .call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return output.toString();
  }
}
