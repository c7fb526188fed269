package dev.watertight.fixes.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.endsignals.UnsignalledWait;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.locks.Hold;
import dev.watertight.locks.MonitorSignals;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;

/**
 * Adds the signal of a monitor or condition behind the one statement that brings about what is
 * waited for, if the thread has the monitor or lock there.
 */
public record MissingSignals(TreePath waiting, VisitorState state) {
  /** The fix, if there is one. */
  public static Optional<SuggestedFix> of(UnsignalledWait wait, VisitorState state) {
    ImmutableList<TreePath> changes =
        wait.changes().stream()
            .filter(change -> !Graphs.areTogether(change, wait.waiting()))
            .collect(toImmutableList());
    return wait.standing().isEmpty() && changes.size() == 1
        ? new MissingSignals(wait.waiting(), state).behind(changes.get(0))
        : Optional.empty();
  }

  /** The fix that wakes all who wait, where a signal wakes only one of them. */
  public static Optional<SuggestedFix> ofAll(UnsignalledWait wait, VisitorState state) {
    return wait.single()
        .filter(signal -> signal.getLeaf() instanceof MethodInvocationTree)
        .filter(signal -> signal.getCompilationUnit() == wait.waiting().getCompilationUnit())
        .map(
            signal -> {
              String all = new MissingSignals(wait.waiting(), state).method();
              SuggestedFix.Builder fix =
                  SuggestedFixes.renameMethodInvocation(
                      (MethodInvocationTree) signal.getLeaf(), all, state)
                      .toBuilder();
              return fix.setShortDescription(
                      "Call %s() in line %d".formatted(all, Paths.line(signal)))
                  .build();
            });
  }

  private Optional<SuggestedFix> behind(TreePath change) {
    Optional<TreePath> statement =
        Paths.statement(change)
            .filter(path -> path.getLeaf() instanceof ExpressionStatementTree)
            .filter(path -> Graphs.areTogether(path, change));
    Optional<String> call = object(change).map(object -> object + method() + "();");
    if (statement.isEmpty()
        || call.isEmpty()
        || change.getCompilationUnit() != waiting.getCompilationUnit()
        || givenBack().filter(Hold.takenIn(change, state)::contains).isEmpty()) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    return new StatementEdits(SourceText.of(state))
            .addBehind(statement.get(), List.of(call.get()), fix)
        ? Optional.of(
            fix.setShortDescription(
                    "Call %s() behind line %d".formatted(method(), Paths.line(change)))
                .build())
        : Optional.empty();
  }

  private boolean isOfMonitor() {
    return MonitorSignals.isOfMonitor((MethodSymbol) ASTHelpers.getSymbol(waiting.getLeaf()));
  }

  private String method() {
    return isOfMonitor() ? "notifyAll" : "signalAll";
  }

  /** What the wait gives back meanwhile, and the signal needs. */
  private Optional<Hold> givenBack() {
    return isOfMonitor()
        ? Hold.ofWait(waiting, state)
        : Optional.ofNullable(Symbols.receiver(waiting.getLeaf()))
            .map(ASTHelpers::getSymbol)
            .filter(VarSymbol.class::isInstance)
            .flatMap(
                condition -> Values.assignedTo((VarSymbol) condition, state).stream().findFirst())
            .flatMap(maker -> Hold.ofLock(maker, state));
  }

  /** How the place names the object that is waited for, with a dot behind it. */
  private Optional<String> object(TreePath place) {
    ExpressionTree receiver = Symbols.receiver(waiting.getLeaf());
    if (Symbols.isSelf(receiver)) {
      Symbol type =
          receiver == null
              ? ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(waiting, ClassTree.class))
              : ASTHelpers.getType(receiver).tsym;
      Symbol own = ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(place, ClassTree.class));
      return own.isSubClass(type, state.getTypes())
          ? Optional.of("")
          : isIn(place, type) ? Optional.of(type.getSimpleName() + ".this.") : Optional.empty();
    }
    return ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable
            && isNameable(variable, place)
        ? Optional.of(variable.getSimpleName() + ".")
        : Optional.empty();
  }

  private static boolean isIn(TreePath place, Symbol type) {
    for (Tree tree : place) {
      if (tree instanceof ClassTree around && type.equals(ASTHelpers.getSymbol(around))) {
        return true;
      }
    }
    return false;
  }

  private boolean isNameable(VarSymbol variable, TreePath place) {
    boolean isVisible =
        Symbols.isField(variable)
            ? variable.owner instanceof ClassSymbol && isIn(place, variable.owner)
            : CompilationIndex.of(state)
                .declaration(variable)
                .filter(path -> Paths.isInside(place, path.getParentPath().getLeaf()))
                .filter(path -> Paths.start(path) < Paths.start(place))
                .isPresent();
    return isVisible
        && Graphs.bodyAround(place).stream()
            .flatMap(body -> Symbols.variablesIn(body.getLeaf()).stream())
            .noneMatch(other -> other.name.equals(variable.name) && !other.equals(variable));
  }
}
