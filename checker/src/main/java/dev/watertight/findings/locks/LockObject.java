package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Known;
import dev.watertight.program.Symbols;
import dev.watertight.values.Origins;
import dev.watertight.values.Values;
import java.util.Collections;
import java.util.Optional;

/**
 * An object as one run of the code that starts some tasks knows it: what is equal is one object.
 *
 * @param root a variable of that code or a static one, the class of its {@code this}, a class that
 *     stands for itself, or the expression of that code which makes the object
 * @param isClass whether it is the class itself
 * @param fields the fields that lead from there to the object, none of which ever changes
 */
record LockObject(Object root, boolean isClass, ImmutableList<VarSymbol> fields) {
  static LockObject of(Object root) {
    return new LockObject(root, false, ImmutableList.of());
  }

  static LockObject ofClass(Symbol type) {
    return new LockObject(type, true, ImmutableList.of());
  }

  /** What a field of it holds. */
  LockObject field(VarSymbol field) {
    return new LockObject(
        root, isClass, ImmutableList.<VarSymbol>builder().addAll(fields).add(field).build());
  }

  /** Whether it is certainly another object. */
  boolean isOther(LockObject that, VisitorState state) {
    if (isClass || that.isClass) {
      return !equals(that);
    }
    Optional<VarSymbol> own = last();
    if (own.isPresent() && own.equals(that.last()) && !fields.isEmpty()) {
      // Each object makes its own.
      return isMadeByOwner(own.get(), state) && owner().isOther(that.owner(), state);
    }
    Optional<ImmutableSet<Tree>> makers = makers(state);
    Optional<ImmutableSet<Tree>> others = that.makers(state);
    if (makers.isEmpty()) {
      return others.isPresent() && isNoneOf(others.get(), state);
    }
    return others.isPresent()
        ? Collections.disjoint(makers.get(), others.get())
        : that.isNoneOf(makers.get(), state);
  }

  /** Whether it is a {@code this} of another class than what some expressions make. */
  private boolean isNoneOf(ImmutableSet<Tree> makers, VisitorState state) {
    return fields.isEmpty()
        && root instanceof ClassSymbol type
        && makers.stream()
            .noneMatch(maker -> ASTHelpers.getType(maker).tsym.isSubClass(type, state.getTypes()));
  }

  private LockObject owner() {
    return new LockObject(root, isClass, fields.subList(0, fields.size() - 1));
  }

  /** The variable that holds it. */
  private Optional<VarSymbol> last() {
    return !fields.isEmpty()
        ? Optional.of(fields.get(fields.size() - 1))
        : Optional.of(root).filter(VarSymbol.class::isInstance).map(VarSymbol.class::cast);
  }

  private static boolean isMadeByOwner(VarSymbol field, VisitorState state) {
    ImmutableList<TreePath> values = Values.assignedTo(field, state);
    return !field.isStatic()
        && Symbols.isField(field)
        && values.size() == 1
        && values.get(0).getLeaf() instanceof NewClassTree;
  }

  /** All expressions that may make it, if they are in view. */
  private Optional<ImmutableSet<Tree>> makers(VisitorState state) {
    if (fields.isEmpty() && root instanceof NewClassTree creation) {
      return Optional.of(ImmutableSet.of(creation));
    }
    return last()
        .map(variable -> Origins.seenOf(variable, NewClassTree.class::isInstance, state))
        .filter(known -> known.isComplete() && !known.seen().isEmpty())
        .map(Known::seen)
        .map(seen -> seen.stream().map(TreePath::getLeaf).collect(ImmutableSet.toImmutableSet()));
  }
}
