package dev.watertight.findings.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Opening;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Jumps;
import dev.watertight.program.Methods;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.values.Fate;
import dev.watertight.values.NamedVariables;
import dev.watertight.values.Sink;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a method that opens a handle again may only come to that after the old one has been
 * released: by what the releasing method leaves in other fields, {@code state = STOPPED}, and the
 * opening one asks for, or by listeners that run before.
 *
 * <p>A {@code boolean} that the releasing method sets to a constant tells the two states apart:
 * behind {@code if (closed) return;} the handle is still open. Of all other state only the fact
 * that it is asked for is known, and then the answer is that it may.
 */
final class RestartGuards {
  private final VarSymbol handle;
  private final CompilationIndex index;
  private final Set<MethodSymbol> releasing = new HashSet<>();

  /** The fields that a releasing method writes, with the value where it is always the same. */
  private final Map<VarSymbol, Optional<Boolean>> written = new HashMap<>();

  private RestartGuards(VarSymbol handle, Fate fate, VisitorState state) {
    this.handle = handle;
    this.index = CompilationIndex.of(state);
    for (Sink.Release release : fate.releases()) {
      Methods.around(release.path()).filter(releasing::add).ifPresent(this::readWrites);
    }
  }

  /** Whether code of a body that puts another handle into a field runs only behind such a guard. */
  static boolean any(
      Opening opening, TreePath body, VarSymbol field, Fate fate, VisitorState state) {
    RestartGuards guards = new RestartGuards(field, fate, state);
    return guards.isGuarded(opening.path(), body)
        || guards.mayReleaseBefore(body)
        || guards.isLeftToCaller(opening, body, state);
  }

  /** Whether a private method is called by code that also releases: the one event, or the other. */
  private boolean isLeftToCaller(Opening opening, TreePath body, VisitorState state) {
    MethodSymbol method = ASTHelpers.getSymbol((MethodTree) body.getLeaf());
    return method.isPrivate()
        && index.mentions(method).stream()
            .flatMap(mention -> Graphs.bodyAround(mention).stream())
            .anyMatch(
                caller ->
                    !Obligations.ofHeld(opening, handle, caller, state).discharges().isEmpty());
  }

  private void readWrites(MethodSymbol method) {
    Optional<TreePath> declaration = index.declaration(method);
    if (declaration.isEmpty()) {
      return;
    }
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        add(tree.getVariable(), ASTHelpers.constValue(tree.getExpression(), Boolean.class));
        return super.visitAssignment(tree, null);
      }

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        ExpressionTree receiver = ASTHelpers.getReceiver(tree);
        if (receiver != null && isIn("java.util.concurrent.atomic", ASTHelpers.getSymbol(tree))) {
          add(receiver, null);
        }
        return super.visitMethodInvocation(tree, null);
      }

      private void add(ExpressionTree target, @Nullable Boolean value) {
        if (ASTHelpers.getSymbol(target) instanceof VarSymbol variable
            && Symbols.isField(variable)
            && !variable.equals(handle)) {
          Optional<Boolean> known = Optional.ofNullable(value);
          written.merge(variable, known, (a, b) -> a.equals(b) ? a : Optional.empty());
        }
      }
    }.scan(declaration.get().getLeaf(), null);
  }

  private boolean isGuarded(TreePath opening, TreePath body) {
    if (TestOutcomes.at(opening, body.getLeaf()).stream().anyMatch(this::guards)) {
      return true;
    }
    Tree child = opening.getLeaf();
    for (TreePath p = opening.getParentPath();
        p != null && p.getLeaf() != body.getLeaf();
        p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      Tree inner = child;
      if ((leaf instanceof SwitchTree choice && isAsked(choice.getExpression()))
          || (leaf instanceof BlockTree block
              && block.getStatements().stream()
                  .takeWhile(earlier -> earlier != inner)
                  .anyMatch(this::stopsFirst))) {
        return true;
      }
      child = leaf;
    }
    return false;
  }

  /** {@code if (running) stop();}. */
  private boolean stopsFirst(StatementTree earlier) {
    return earlier instanceof IfTree test
        && !Jumps.leaves(test.getThenStatement())
        && isAsked(test.getCondition());
  }

  /** Whether a test has the outcome only after a release, as far as is known. */
  private boolean guards(Outcome outcome) {
    return ASTHelpers.getSymbol(outcome.test()) instanceof VarSymbol flag
        ? written.containsKey(flag)
            && written.get(flag).map(after -> after == outcome.value()).orElse(true)
        : isAsked(outcome.test());
  }

  /** Whether an expression reads such state, or calls a method of the object that does. */
  private boolean isAsked(ExpressionTree condition) {
    return NamedVariables.symbolsIn(condition).stream().anyMatch(this::isState);
  }

  private boolean isState(@Nullable Symbol symbol) {
    if (symbol instanceof VarSymbol variable) {
      return written.containsKey(variable);
    }
    Optional<TreePath> declaration =
        symbol instanceof MethodSymbol method ? index.declaration(method) : Optional.empty();
    return declaration
        .filter(
            path ->
                written.keySet().stream().anyMatch(f -> isNamedIn(f, path))
                    || isNamedIn(handle, path))
        .isPresent();
  }

  private boolean isNamedIn(VarSymbol field, TreePath code) {
    return index.mentions(field).stream().anyMatch(m -> Paths.isInside(m, code.getLeaf()));
  }

  /** Whether the body calls functions that are not known, and a releasing method is one. */
  private boolean mayReleaseBefore(TreePath body) {
    boolean handedOut =
        releasing.stream()
            .flatMap(m -> index.mentions(m).stream())
            .anyMatch(RestartGuards::isLater);
    return handedOut
        && Trees.in(body.getLeaf(), MethodInvocationTree.class).stream()
            .map(ASTHelpers::getSymbol)
            .anyMatch(
                method ->
                    (method.flags() & Flags.ABSTRACT) != 0
                        && (index.isInView(method)
                            || isIn("java.util.function", method)
                            || method
                                .owner
                                .getQualifiedName()
                                .contentEquals("java.lang.Runnable")));
  }

  private static boolean isLater(TreePath mention) {
    for (TreePath p = mention; p != null && !(p.getLeaf() instanceof MethodTree); ) {
      if (p.getLeaf() instanceof MemberReferenceTree
          || p.getLeaf() instanceof LambdaExpressionTree) {
        return true;
      }
      p = p.getParentPath();
    }
    return false;
  }

  private static boolean isIn(String name, MethodSymbol method) {
    return method.outermostClass().owner.getQualifiedName().contentEquals(name);
  }
}
