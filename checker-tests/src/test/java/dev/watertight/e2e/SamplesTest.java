package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static com.google.testing.compile.CompilationSubject.assertThat;

import com.google.common.base.Splitter;
import com.google.testing.compile.Compilation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    assertFixes(WatertightCompiler.reports(compilation, Samples.Group.LEAKING.directory()));
  }

  /** Each report names the decisive code of its fix, and no two alternatives look the same. */
  private static void assertFixes(Map<Finding, String> reports) throws Exception {
    for (Samples.Expectation expected : Samples.expectations()) {
      String text = reports.get(expected.finding());
      int choice = text.indexOf("Did you mean ");
      if (expected.fix().equals("-")) {
        assertThat(text).doesNotContain("Did you mean");
        // Why there is none.
        assertThat(text).containsMatch(" \\([a-z ,']+\\)");
        continue;
      }
      List<String> suggestions =
          Splitter.on("' or '").splitToList(text.substring(choice + "Did you mean '".length()));
      assertThat(suggestions).containsNoDuplicates();
      String told = text.substring(text.indexOf("; fix: "), choice) + suggestions.get(0);
      assertWithMessage(text).that(told).contains(expected.fix());
    }
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
