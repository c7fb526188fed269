package dev.watertight.reports;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern.SeverityLevel;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.Fix;
import com.google.errorprone.fixes.Replacement;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import dev.watertight.fixes.edits.Imports;
import dev.watertight.fixes.edits.Suppressions;
import dev.watertight.fixes.edits.TextEdits;
import java.util.Comparator;
import javax.tools.JavaFileObject;

/**
 * A finding with all that an editor wants to know of it. Positions count characters of the file.
 *
 * @param check the name of the check
 * @param severity how severe findings of the check are in this compilation
 * @param message what is wrong
 * @param file the file that it is in
 * @param start where the code that it is about begins
 * @param position where javac says that it is
 * @param end where the code ends
 * @param repairs what repairs it, best first
 * @param suppressions what annotates the code instead, one at most
 */
public record Found(
    String check,
    SeverityLevel severity,
    String message,
    JavaFileObject file,
    int start,
    int position,
    int end,
    ImmutableList<Edits> repairs,
    ImmutableList<Edits> suppressions) {

  /**
   * A fix as edits of the text, its imports included.
   *
   * @param description what it does, in half a sentence
   * @param replacements the edits, in the order of the text
   */
  public record Edits(String description, ImmutableList<Replacement> replacements) {
    static Edits of(Fix fix, VisitorState state) {
      return new Edits(fix.getShortDescription(), Found.textEdits(fix, state));
    }
  }

  /** What a check has found at the place of the state. */
  public static Found of(BugChecker check, Description finding, VisitorState state) {
    ReportedPlace place = ReportedPlace.of(finding, state);
    ImmutableList.Builder<Edits> repairs = ImmutableList.builder();
    ImmutableList.Builder<Edits> suppressions = ImmutableList.builder();
    for (Fix fix : finding.fixes) {
      (Suppressions.isOne(fix) ? suppressions : repairs).add(Edits.of(fix, state));
    }
    if (finding.fixes.isEmpty()) {
      // No report offers this alone, for the sake of patch mode; an editor asks before it edits.
      Suppressions.at(check.canonicalName(), state)
          .ifPresent(fix -> suppressions.add(Edits.of(fix, state)));
    }
    return new Found(
        finding.checkName,
        state.severityMap().getOrDefault(check.canonicalName(), check.defaultSeverity()),
        finding.getRawMessage(),
        state.getPath().getCompilationUnit().getSourceFile(),
        place.start(),
        place.position(),
        place.end(),
        repairs.build(),
        suppressions.build());
  }

  /** What a fix changes in the text of its file. */
  static ImmutableList<Replacement> textEdits(Fix fix, VisitorState state) {
    SuggestedFix whole = Imports.inText((SuggestedFix) fix, state);
    return TextEdits.of(whole, state.getPath().getCompilationUnit()).stream()
        .sorted(
            Comparator.comparingInt(Replacement::startPosition)
                .thenComparingInt(Replacement::endPosition))
        .collect(ImmutableList.toImmutableList());
  }
}
