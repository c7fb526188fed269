package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.testing.compile.Compiler.javac;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/** Whole compilations with the plugin and the newest Error Prone on the processor path. */
final class WatertightCompiler {
  private static final Pattern CHECK = Pattern.compile("\\[(\\w+)] .*", Pattern.DOTALL);

  private WatertightCompiler() {}

  static Compiler withOptions(List<String> options) throws IOException, InterruptedException {
    return withFlags("", options);
  }

  /** With flags of Error Prone's, too, each behind a space. */
  static Compiler withFlags(String flags, List<String> options)
      throws IOException, InterruptedException {
    return javac()
        .withAnnotationProcessorPath(
            Stream.concat(
                    Stream.of(Plugin.jar().toFile()),
                    ErrorProne.classPath(ErrorProne.NEWEST).stream())
                .collect(toImmutableList()))
        .withOptions(
            ImmutableList.builder()
                .add("-XDcompilePolicy=simple", "--should-stop=ifError=FLOW")
                .add("-XDaddTypeAnnotationsToSymbol=true", "-Xplugin:ErrorProne" + flags)
                .add("-proc:none", "-Xmaxerrs", "1000", "-Xmaxwarns", "1000")
                .addAll(options)
                .build());
  }

  /** The reports of our checks. */
  static ImmutableList<Finding> findings(Compilation compilation, Path directory) {
    return reports(compilation, directory).keySet().asList();
  }

  /** The reports of our checks, with their texts. */
  static ImmutableMap<Finding, String> reports(Compilation compilation, Path directory) {
    ImmutableMap.Builder<Finding, String> reports = ImmutableMap.builder();
    compilation
        .diagnostics()
        .forEach(
            diagnostic ->
                finding(diagnostic, directory)
                    .forEach(finding -> reports.put(finding, diagnostic.getMessage(null))));
    return reports.buildOrThrow();
  }

  private static Stream<Finding> finding(
      Diagnostic<? extends JavaFileObject> diagnostic, Path directory) {
    Matcher check = CHECK.matcher(diagnostic.getMessage(null));
    return check.matches() && Plugin.CHECKS.containsKey(check.group(1))
        ? Stream.of(
            new Finding(
                Samples.relativize(directory, diagnostic.getSource()),
                diagnostic.getLineNumber(),
                Finding.severity(diagnostic.getKind().name()),
                check.group(1)))
        : Stream.empty();
  }
}
