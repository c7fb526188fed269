package dev.watertight.bugpatterns;

import com.google.common.base.Ascii;
import com.google.errorprone.BugPattern.SeverityLevel;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.CompilationUnitTreeMatcher;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.baseline.Baseline;
import dev.watertight.candidates.Candidates;
import dev.watertight.exports.ModuleSummaries;
import dev.watertight.fixes.edits.Claims;
import dev.watertight.fixes.edits.Imports;
import dev.watertight.fixes.edits.Suppressions;
import dev.watertight.listeners.FindingListener;
import dev.watertight.model.Model;
import dev.watertight.program.Boundary;
import dev.watertight.program.Paths;
import dev.watertight.reports.Found;
import dev.watertight.reports.Sarif;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A check that looks at one unit after the other, rather than at one expression after the other:
 * the places where it may have to say something are few, and known beforehand.
 */
abstract class AbstractUnitCheck extends BugChecker implements CompilationUnitTreeMatcher {
  /** The alternative name that all checks share: {@code -Xep:Watertight} is about all of them. */
  static final String FAMILY = "Watertight";

  /** Reports what there is to report in the unit. */
  abstract void check(VisitorState unit);

  /** The page of the check: beside the code, in Watertight's repository. */
  @Override
  public final String linkUrl() {
    return "checker/docs/" + canonicalName() + ".md";
  }

  @Override
  public final Description matchCompilationUnit(CompilationUnitTree tree, VisitorState state) {
    Boundary.guard(
        () -> {
          Candidates.read(state);
          check(state);
          Baseline.look(canonicalName(), state);
          ModuleSummaries.add(state);
          if (Model.isReporting(state)) {
            Sarif.look(this, state);
          }
          return Optional.empty();
        },
        state);
    return Description.NO_MATCH;
  }

  /**
   * A report, which says what its fix does; none if it is suppressed at the place of the state.
   *
   * @param fixes the fixes, best first
   * @param advice why there is no fix, or what to do, in half a sentence, for when there is none
   */
  final Description describe(
      String message, List<SuggestedFix> fixes, String advice, VisitorState state) {
    return describe(state.getPath().getLeaf(), message, fixes, advice, state);
  }

  /** The same for one fix at most. */
  final Description describe(
      String message, Optional<SuggestedFix> fix, String advice, VisitorState state) {
    return describe(message, fix.stream().toList(), advice, state);
  }

  /** The same about another tree than that of the state. */
  final Description describe(
      Tree tree, String message, List<SuggestedFix> fixes, String advice, VisitorState state) {
    if (isSuppressedAt(state.getPath(), state)) {
      return Description.NO_MATCH;
    }
    String told = message + " (" + advice + ")";
    if (!fixes.isEmpty()) {
      String act = fixes.get(0).getShortDescription();
      told = message + "; fix: " + Ascii.toLowerCase(act.charAt(0)) + act.substring(1);
    }
    return buildDescription(tree)
        .setMessage(told)
        .addAllFixes(
            Imports.inText(
                Claims.without(Suppressions.with(fixes, canonicalName(), state), state), state))
        .build();
  }

  /** Whether a loop is in the unit at hand: nothing else can be reported where it is. */
  static boolean isIn(VisitorState unit, TreePath loop) {
    return loop.getCompilationUnit() == unit.getPath().getCompilationUnit();
  }

  /** How a message that is reported in the unit at hand names another place. */
  static String where(VisitorState unit, TreePath place) {
    return isIn(unit, place)
        ? "on line %d".formatted(Paths.line(place))
        : "at %s:%d"
            .formatted(
                ASTHelpers.getFileName(place.getCompilationUnit()).replaceFirst(".*/", ""),
                Paths.line(place));
  }

  /** Reports what the function has to say of a place, unless that is suppressed there. */
  final void report(
      TreePath place, Function<VisitorState, Optional<Description>> describe, VisitorState unit) {
    VisitorState state = unit.withPath(place);
    Boundary.guard(() -> describe.apply(state), state)
        .filter(description -> !description.equals(Description.NO_MATCH))
        .ifPresent(description -> report(description, state));
  }

  private void report(Description finding, VisitorState state) {
    boolean isOld = Baseline.holds(finding, state);
    if (Model.isReporting(state)) {
      Sarif.add(this, finding, isOld, state);
    }
    if (!isOld) {
      Optional<FindingListener> listener = FindingListener.of(state);
      listener.ifPresent(l -> l.onFinding(Found.of(this, finding, state)));
      if (listener.isEmpty()) {
        state.reportMatch(finding);
      }
    }
  }

  private boolean isSuppressedAt(TreePath place, VisitorState state) {
    for (Tree tree : place) {
      if (isSuppressed(tree, state) || isInGeneratedCode(tree, state)) {
        return true;
      }
    }
    return false;
  }

  private boolean isInGeneratedCode(Tree tree, VisitorState state) {
    Symbol symbol = ASTHelpers.getDeclaredSymbol(tree);
    return symbol != null
        && state.errorProneOptions().disableWarningsInGeneratedCode()
        && state.severityMap().getOrDefault(canonicalName(), defaultSeverity())
            != SeverityLevel.ERROR
        && !ASTHelpers.getGeneratedBy(symbol, state).isEmpty();
  }
}
