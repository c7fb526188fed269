package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.findings.endsignals.UnsignalledWait;
import dev.watertight.fixes.endsignals.MissingSignals;
import dev.watertight.program.Paths;

/**
 * A {@link BugChecker} that flags waits for a signal of a monitor or condition which one of the
 * changes that end them lacks.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "A change that ends a wait comes without a signal; who waits does not get to know",
    severity = WARNING)
public final class StateChangeWithoutSignal extends AbstractUnitCheck {
  @Override
  void check(VisitorState unit) {
    for (TreePath wait : Candidates.of(Candidate.JOIN, unit)) {
      report(
          wait,
          state ->
              UnsignalledWait.at(wait, state)
                  .filter(found -> !found.isCertain())
                  .map(found -> describe(found, state)),
          unit);
    }
  }

  private Description describe(UnsignalledWait found, VisitorState state) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(found.waiting().getLeaf());
    TreePath change = found.changes().get(0);
    if (found.single().isPresent()) {
      TreePath signal = found.single().get();
      return describe(
          "line %d changes '%s', for which several threads are in %s(), and %s() in line %d wakes only one"
              .formatted(
                  Paths.line(change),
                  ASTHelpers.getSymbol(change.getLeaf()).getSimpleName(),
                  method.getSimpleName(),
                  ASTHelpers.getSymbol(signal.getLeaf()).getSimpleName(),
                  Paths.line(signal)),
          MissingSignals.ofAll(found, state),
          "who is to signal the others is yours to say",
          state);
    }
    return describe(
        "%s() is not woken when line %d changes '%s', which it waits for: nobody signals after that"
            .formatted(
                method.getSimpleName(),
                Paths.line(change),
                ASTHelpers.getSymbol(change.getLeaf()).getSimpleName()),
        MissingSignals.of(found, state),
        "who is to signal there is yours to say",
        state);
  }
}
