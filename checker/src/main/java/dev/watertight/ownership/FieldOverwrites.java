package dev.watertight.ownership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.Optional;

/** Finds the assignments that put a fresh handle into a field that still holds an open one. */
final class FieldOverwrites {
  /** A method of such a name replaces what an earlier one has set up. */
  private static final ImmutableSet<String> AGAIN =
      ImmutableSet.of(
          "reconnect",
          "restart",
          "reset",
          "reload",
          "refresh",
          "reopen",
          "reinit",
          "rebuild",
          "resize",
          "reconfigure",
          "replace",
          "renew",
          "recreate",
          "rotate");

  private FieldOverwrites() {}

  /** The leak of the handle that the field held before, if the opening overwrites it. */
  static Optional<Leak> at(Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    TreePath parent = opening.path().getParentPath();
    Optional<TreePath> body = Graphs.bodyAround(opening.path());
    if (body.isEmpty()
        || !(body.get().getLeaf() instanceof MethodTree method)
        || !(parent.getLeaf() instanceof AssignmentTree assignment)
        || !field.equals(ASTHelpers.getSymbol(assignment.getVariable()))) {
      return Optional.empty();
    }
    MethodSymbol symbol = ASTHelpers.getSymbol(method);
    if (symbol.isConstructor()
        || !(isOpenedOnConstruction(field, state)
            || isInLoop(parent, body.get().getLeaf())
            || AGAIN.stream().anyMatch(symbol.getSimpleName().toString()::startsWith))) {
      return Optional.empty();
    }
    Obligation obligation = Obligations.ofHeld(opening, field, body.get(), state);
    return PathSearch.losses(body.get(), obligation, state).stream()
        .filter(loss -> loss.exit() == Loss.Exit.OVERWRITE && loss.at() == assignment)
        .findFirst()
        .map(
            loss ->
                new Leak(opening, Leak.Kind.OVERWRITES, fate.variables(), ImmutableList.of(loss)));
  }

  /** Whether the field's initializer, or a constructor, opens a handle for it. */
  private static boolean isOpenedOnConstruction(VarSymbol field, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> declaration = index.declaration(field);
    if (declaration.isPresent()
        && declaration.get().getLeaf() instanceof VariableTree variable
        && variable.getInitializer() != null
        && opens(new TreePath(declaration.get(), variable.getInitializer()), state)) {
      return true;
    }
    for (TreePath mention : index.mentions(field)) {
      TreePath parent = mention.getParentPath();
      if (parent.getLeaf() instanceof AssignmentTree assignment
          && assignment.getVariable() == mention.getLeaf()
          && opens(new TreePath(parent, assignment.getExpression()), state)
          && Graphs.bodyAround(parent).filter(FieldOverwrites::isConstructor).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static boolean opens(TreePath value, VisitorState state) {
    return Openings.at(value, state).isPresent();
  }

  private static boolean isConstructor(TreePath body) {
    return body.getLeaf() instanceof MethodTree method
        && ASTHelpers.getSymbol(method).isConstructor();
  }

  private static boolean isInLoop(TreePath path, Tree body) {
    for (TreePath p = path; p != null && p.getLeaf() != body; p = p.getParentPath()) {
      if (p.getLeaf() instanceof LambdaExpressionTree) {
        return false;
      }
      if (p.getLeaf() instanceof WhileLoopTree
          || p.getLeaf() instanceof DoWhileLoopTree
          || p.getLeaf() instanceof ForLoopTree
          || p.getLeaf() instanceof EnhancedForLoopTree) {
        return true;
      }
    }
    return false;
  }
}
