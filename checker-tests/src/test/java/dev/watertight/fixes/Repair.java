package dev.watertight.fixes;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.BugCheckerRefactoringTestHelper.FixChooser;
import com.google.errorprone.BugCheckerRefactoringTestHelper.FixChoosers;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * Applies a check's fix, compares the outcome, and runs the check on it, which must be silent; of a
 * program with a {@code main} method, the outcome is run, too.
 */
public final class Repair {
  private static final String POLICY = "-XDcompilePolicy=simple";

  private final Class<? extends BugChecker> check;
  private ImmutableList<String> arguments = ImmutableList.of(POLICY);
  private FixChooser chooser = FixChoosers.FIRST;

  private Repair(Class<? extends BugChecker> check) {
    this.check = check;
  }

  public static Repair by(Class<? extends BugChecker> check) {
    return new Repair(check);
  }

  /** Compiles against the API of a Java release. */
  public Repair release(String release) {
    arguments = ImmutableList.of(POLICY, "--release", release);
    return this;
  }

  /** Compiles code of a Java release against the API of the running JDK. */
  public Repair source(String release) {
    arguments = ImmutableList.of(POLICY, "-source", release, "-target", release);
    return this;
  }

  /** Compiles with the preview API of the running JDK. */
  public Repair preview() {
    String feature = Integer.toString(Runtime.version().feature());
    arguments = ImmutableList.of(POLICY, "--enable-preview", "--release", feature);
    return this;
  }

  /** Compiles with an option of the checks. */
  public Repair option(String option) {
    arguments = ImmutableList.of(POLICY, option);
    return this;
  }

  /** Takes the second of the fixes. */
  public Repair second() {
    chooser = FixChoosers.SECOND;
    return this;
  }

  public void turns(String before, String after) {
    turns("A.java", before, after);
  }

  public void turns(String path, String before, String after) {
    BugCheckerRefactoringTestHelper.newInstance(check, getClass())
        .setArgs(arguments)
        .setFixChooser(chooser)
        .addInputLines(path, before)
        .addOutputLines(path, after)
        .doTest();
    CompilationTestHelper.newInstance(check, getClass())
        .setArgs(arguments)
        .addSourceLines(path, after)
        .doTest();
    if (chooser == FixChoosers.FIRST) {
      Proof.of(check, path.substring(path.lastIndexOf('/') + 1), before, after, arguments);
    }
  }

  /** The text comes out exactly like that, in a project with a format of its own. */
  public void turnsExactly(String before, String after) {
    BugCheckerRefactoringTestHelper.newInstance(check, getClass())
        .setArgs(arguments)
        .setFixChooser(chooser)
        .addInputLines("A.java", before)
        .addOutputLines("A.java", after)
        .doTest(BugCheckerRefactoringTestHelper.TestMode.TEXT_MATCH);
  }

  /** There is a finding, which the source marks, but no fix. */
  public void keeps(String source) {
    assertThat(source).contains("// BUG: Diagnostic contains:");
    CompilationTestHelper.newInstance(check, getClass())
        .setArgs(arguments)
        .addSourceLines("A.java", source)
        .doTest();
    BugCheckerRefactoringTestHelper.newInstance(check, getClass())
        .setArgs(arguments)
        .addInputLines("A.java", source)
        .expectUnchanged()
        .doTest();
  }
}
