package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which sources Error Prone is told to leave out. */
final class ExcludedSourcesTest {
  @Test
  void all() throws IOException {
    ExcludedSources sources = of("-XepExcludedPaths:.*/src/main/.*");

    assertThat(sources.areAll()).isTrue();
    assertThat(sources.all()).isEqualTo(2);
  }

  @Test
  void some() throws IOException {
    ExcludedSources sources = of("-XepExcludedPaths:.*/B[.]java");

    assertThat(sources.areAll()).isFalse();
    assertThat(sources.note()).hasValue("-XepExcludedPaths:.*/B[.]java leaves out 1 of 2 sources");
  }

  @Test
  void partOfName() throws IOException {
    ExcludedSources sources = of("-XepExcludedPaths:src/main");

    assertThat(sources.areAll()).isFalse();
    assertThat(sources.note()).isEmpty();
  }

  @Test
  void lastPatternCounts() throws IOException {
    assertThat(of("-XepExcludedPaths:.* -XepExcludedPaths:.*/gen/.*").areAll()).isFalse();
  }

  @Test
  void noPattern() throws IOException {
    assertThat(of("-Xep:Watertight").areAll()).isFalse();
    assertThat(of("-XepExcludedPaths:[").areAll()).isFalse();
  }

  @Test
  void sourcesInDirectories(@TempDir Path root) throws IOException {
    Files.writeString(root.resolve("A.java"), "class A {}");
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setParameter("compileSourceRoots", "[%s]".formatted(root));
    JavacOptions options =
        JavacOptions.parse(
            "-sourcepath /a b/A.java -Xplugin:ErrorProne -XepExcludedPaths:.*/A[.]java");

    assertThat(ExcludedSources.of(call.build(), options).areAll()).isTrue();
  }

  private static ExcludedSources of(String flags) throws IOException {
    String line =
        "-d /shop/target -sourcepath /shop/src/main: /shop/src/main/A.java /shop/src/main/B.java"
            + " -s /s -Xplugin:ErrorProne "
            + flags;
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setOptions(line);
    return ExcludedSources.of(call.build(), JavacOptions.parse(line));
  }
}
