package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;

import com.google.testing.compile.Compilation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checks find in the samples what {@code expected.tsv} says, and nothing else. */
final class SamplesTest {
  @Test
  void leaking() throws Exception {
    Compilation compilation = compile(Samples.Group.LEAKING);

    assertThat(compilation).failed();
    assertFindings(compilation, Samples.Group.LEAKING);
  }

  @ParameterizedTest
  @EnumSource(names = {"REPAIRED", "CORRECT"})
  void notLeaking(Samples.Group group) throws Exception {
    Compilation compilation = compile(group);

    assertThat(compilation).succeeded();
    assertFindings(compilation, group);
  }

  private static Compilation compile(Samples.Group group) throws Exception {
    Samples.assumeCompilable();
    return WatertightCompiler.withOptions(Samples.OPTIONS)
        .compile(Samples.fileObjects(group.directory(), group.files()));
  }

  private static void assertFindings(Compilation compilation, Samples.Group group)
      throws Exception {
    Path directory = group.directory();
    assertThat(WatertightCompiler.findings(compilation, directory))
        .containsExactlyElementsIn(group.expectedFindings(group.files()));
  }
}
