package dev.watertight.bugpatterns;

import static com.google.common.base.Predicates.containsPattern;

import com.google.errorprone.CompilationTestHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnreadableBaselineTest {
  @TempDir private Path directory;

  @Test
  void identification() throws IOException {
    Path baseline =
        Files.writeString(
            directory.resolve("baseline.txt"),
            "# Old.\nversion 1\n\nHandleNeverReleased shop.Till$Drawer#open(int,List) pool\n");

    CompilationTestHelper.newInstance(UnreadableBaseline.class, getClass())
        .addSourceLines("A.java", "class A {}")
        .doTest();
    CompilationTestHelper.newInstance(UnreadableBaseline.class, getClass())
        .setArgs("-XepOpt:Watertight:Baseline=" + baseline)
        .addSourceLines("A.java", "class A {}")
        .doTest();
  }

  @Test
  void missingFile() {
    check(
        "Watertight:Baseline=" + directory.resolve("missing.txt"),
        ": cannot read the baseline: java.nio.file.NoSuchFileException: ");
  }

  @Test
  void noName() {
    check("Watertight:Baseline=", ": cannot read the baseline: ");
    check("Watertight:WriteBaseline=", ": cannot write the baseline: ");
  }

  @Test
  void malformedRows() throws IOException {
    Path baseline =
        Files.writeString(directory.resolve("baseline.txt"), "version 1\nLeak\nLeak in A.b()\n");

    check(
        "Watertight:Baseline=" + baseline,
        ": line 2: expected: CHECK CLASS#MEMBER HANDLE, found: Leak\n"
            + "  Watertight:Baseline="
            + baseline
            + ": line 3: expected: CHECK CLASS#MEMBER HANDLE, found: Leak in A.b()");
  }

  @Test
  void newerVersion() throws IOException {
    Path baseline = Files.writeString(directory.resolve("baseline.txt"), "version 10\n");

    check(
        "Watertight:Baseline=" + baseline,
        ": line 1: version 10 is newer than 1, which this release reads");
  }

  @Test
  void fileThatCannotBeWritten() {
    check("Watertight:WriteBaseline=" + directory, ": cannot write the baseline: ");
  }

  @Test
  void fileThatIsNoBaseline() throws IOException {
    Path other = Files.writeString(directory.resolve("notes.txt"), "remember the milk\n");

    check(
        "Watertight:WriteBaseline=" + other,
        ": cannot write the baseline: line 1: expected: CHECK CLASS#MEMBER HANDLE, found: remember the milk");
  }

  private void check(String option, String message) {
    CompilationTestHelper.newInstance(UnreadableBaseline.class, getClass())
        .setArgs("-XepOpt:" + option)
        .addSourceLines(
            "A.java",
            """
            // BUG: Diagnostic matches: MESSAGE
            class A {}
            """)
        .addSourceLines("B.java", "class B {}")
        .expectErrorMessage("MESSAGE", containsPattern(Pattern.quote(option + message)))
        .doTest();
  }
}
