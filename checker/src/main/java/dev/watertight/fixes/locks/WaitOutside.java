package dev.watertight.fixes.locks;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.locks.HeldWait;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.locks.Hold;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * Gives the monitor of a method back before it waits, if the wait is the last that it does, and
 * what the wait reads needs no monitor.
 */
public record WaitOutside(HeldWait held, VisitorState state, SourceText source) {
  /** The fix, if there is one. */
  public static Optional<SuggestedFix> of(HeldWait held, VisitorState state) {
    return held.hold().isMonitor()
            && held.waiting().getCompilationUnit() == state.getPath().getCompilationUnit()
        ? new WaitOutside(held, state, SourceText.of(state)).inMethod()
        : Optional.empty();
  }

  private Optional<SuggestedFix> inMethod() {
    Optional<TreePath> path =
        Graphs.bodyAround(held.waiting()).filter(body -> body.getLeaf() instanceof MethodTree);
    if (path.isEmpty()
        || !(path.get().getLeaf() instanceof MethodTree method)
        || method.getBody() == null
        || method.getBody().getStatements().isEmpty()
        || !isOfObject(ASTHelpers.getSymbol(method))
        || !Trees.ownIn(method, SynchronizedTree.class).isEmpty()) {
      return Optional.empty();
    }
    List<? extends StatementTree> all = method.getBody().getStatements();
    StatementTree last = all.get(all.size() - 1);
    List<? extends StatementTree> before = all.subList(0, all.size() - 1);
    return !before.isEmpty()
            && Paths.isInside(held.waiting(), last)
            && !(last instanceof ReturnTree)
            && isFree(new TreePath(new TreePath(path.get(), method.getBody()), last), before)
        ? wrapped(method, before)
        : Optional.empty();
  }

  /** Whether it takes the monitor of its object, and its callers do not. */
  private boolean isOfObject(MethodSymbol method) {
    return (method.flags() & Flags.SYNCHRONIZED) != 0
        && !method.isStatic()
        && CompilationIndex.of(state).calls(method).stream()
            .allMatch(call -> Hold.at(call, state).isEmpty());
  }

  /** Whether a statement reads and changes nothing that other threads may change meanwhile. */
  private boolean isFree(TreePath path, List<? extends StatementTree> before) {
    Tree statement = path.getLeaf();
    Set<Symbol> declared = new HashSet<>();
    before.forEach(other -> declared.addAll(Mentions.declared(other)));
    return !Mentions.any(statement, declared)
        && Symbols.namedIn(statement).stream().noneMatch(WaitOutside::isChanging)
        && Trees.in(statement, MethodInvocationTree.class).stream()
            .allMatch(
                call ->
                    !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))
                        && (call != held.waiting().getLeaf()
                            || held.waiting().getParentPath().getLeaf()
                                instanceof ExpressionStatementTree))
        && !Trees.any(
            statement,
            tree ->
                tree instanceof AssignmentTree
                    || tree instanceof CompoundAssignmentTree
                    || (tree instanceof UnaryTree unary
                        && (unary.getKind().name().contains("INCREMENT")
                            || unary.getKind().name().contains("DECREMENT"))));
  }

  private static boolean isChanging(Symbol symbol) {
    return symbol instanceof VarSymbol field
        && Symbols.isField(field)
        && (field.flags() & (Flags.FINAL | Flags.VOLATILE)) == 0;
  }

  private Optional<SuggestedFix> wrapped(MethodTree method, List<? extends StatementTree> before) {
    StatementTree first = before.get(0);
    int start = source.start(first);
    int end = source.afterLineComment(source.end(before.get(before.size() - 1)));
    if (!source.has(first) || source.slice(start, end).contains("\"\"\"")) {
      return Optional.empty();
    }
    BlockTree body = method.getBody();
    ImmutableList<String> lines =
        SourceText.block("synchronized (this)", source.unit(body, first), source.lines(start, end));
    return SuggestedFixes.removeModifiers(method, state, Modifier.SYNCHRONIZED)
        .map(
            fix ->
                fix.toBuilder()
                    .replace(start, end, source.lines(source.indentation(start), lines))
                    .setShortDescription("Wait after the monitor is given back")
                    .build());
  }
}
