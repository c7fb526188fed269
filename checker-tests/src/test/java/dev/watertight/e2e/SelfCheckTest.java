package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;

import com.google.common.base.Splitter;
import com.google.common.base.StandardSystemProperty;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.testing.compile.Compilation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin compiles its own sources, and has nothing to say of them. */
final class SelfCheckTest {
  private static final ImmutableList<String> JAVAC_PACKAGES =
      ImmutableList.of("api", "code", "comp", "processing", "tree", "util");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "checker/src/main/java",
        "checker/server/src/main/java",
        "checker/tools/src/main/java",
        "checker-tests/src/test/java",
        "sample-violations/src/main/java"
      })
  void noFindings(String sources) throws Exception {
    Path directory = Project.ROOT.resolve(sources);
    List<String> files = Samples.sources(directory);
    assertThat(files).isNotEmpty();

    Compilation compilation =
        WatertightCompiler.withOptions(exports())
            .withClasspath(classPath())
            .compile(Samples.fileObjects(directory, files));

    assertThat(compilation).succeeded();
    assertThat(WatertightCompiler.findings(compilation, directory)).isEmpty();
  }

  /* The oldest Error Prone first, since it is what the checks are written against. */
  private static Iterable<File> classPath() throws IOException, InterruptedException {
    return Iterables.concat(
        ErrorProne.classPath(ErrorProne.OLDEST),
        Splitter.on(File.pathSeparatorChar)
            .splitToStream(StandardSystemProperty.JAVA_CLASS_PATH.value())
            .map(File::new)
            .toList());
  }

  private static ImmutableList<String> exports() {
    return JAVAC_PACKAGES.stream()
        .map("--add-exports=jdk.compiler/com.sun.tools.javac.%s=ALL-UNNAMED"::formatted)
        .collect(toImmutableList());
  }
}
