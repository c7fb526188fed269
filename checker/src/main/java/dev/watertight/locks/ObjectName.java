package dev.watertight.locks;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which object an expression stands for, by variables that have one value each: two expressions of
 * one name in the code of one object, or of one run of a method, stand for the same object.
 *
 * @param symbols the variables that lead to it; the class of {@code this}; a class and that of
 *     classes
 */
public record ObjectName(ImmutableList<Symbol> symbols) {
  /* So many variables are other names of one another, at most. */
  private static final int DEPTH = 4;

  /** The name of an object; empty if the expression may stand for one and then for another. */
  public static Optional<ObjectName> of(TreePath expression, VisitorState state) {
    return of(expression, DEPTH, state);
  }

  private static Optional<ObjectName> of(TreePath expression, int depth, VisitorState state) {
    TreePath path = Values.alternatives(expression).get(0);
    Tree tree = path.getLeaf();
    if (ResolvedLibrary.of(state).is(tree, Trait.LOCK_VIEW)) {
      return Paths.receiver(path).flatMap(lock -> of(lock, depth, state));
    }
    if (Values.alternatives(expression).size() > 1
        || !(ASTHelpers.getSymbol(tree) instanceof VarSymbol variable)) {
      return Optional.empty();
    }
    if (variable.name.contentEquals("this")) {
      return Optional.of(ofThis(variable.owner));
    }
    if (variable.name.contentEquals("class")) {
      return Optional.of(ofClass(variable.owner, state));
    }
    if (!isFixed(variable, state)) {
      return Optional.empty();
    }
    ExpressionTree owner = tree instanceof MemberSelectTree select ? select.getExpression() : null;
    if (variable.isStatic() || Symbols.isSelf(owner)) {
      if (!variable.isStatic() && Symbols.isField(variable) && isOfSeveral(path, variable, state)) {
        return Optional.empty();
      }
      return Optional.of(
          alias(variable, depth, state)
              .orElseGet(() -> new ObjectName(ImmutableList.of(variable))));
    }
    return of(new TreePath(path, owner), depth, state)
        .map(
            name ->
                new ObjectName(
                    ImmutableList.<Symbol>builder().addAll(name.symbols).add(variable).build()));
  }

  /** The name of the object whose code a class holds. */
  public static ObjectName ofThis(Symbol type) {
    return new ObjectName(ImmutableList.of(type));
  }

  /** The name of a class, as an object. */
  public static ObjectName ofClass(Symbol type, VisitorState state) {
    return new ObjectName(ImmutableList.of(type, state.getSymtab().classType.tsym));
  }

  /**
   * The name by which code of another object knows it, which is that object or can be reached from
   * there.
   *
   * @param type the class of the code
   */
  public Optional<ObjectName> within(ObjectName object, Symbol type) {
    return behind(object).map(rest -> rest.isEmpty() ? ofThis(type) : new ObjectName(rest));
  }

  /** Its name by a variable that stands for an object from which it can be reached. */
  public Optional<ObjectName> under(ObjectName object, Symbol variable) {
    return behind(object)
        .map(
            rest ->
                new ObjectName(ImmutableList.<Symbol>builder().add(variable).addAll(rest).build()));
  }

  private Optional<ImmutableList<Symbol>> behind(ObjectName object) {
    int size = object.symbols.size();
    Symbol root = symbols.get(0);
    if (isClass() || object.isClass()) {
      return Optional.empty();
    }
    if (size == 1
        && object.symbols.get(0) instanceof ClassSymbol
        && root instanceof VarSymbol field
        && Symbols.isField(field)
        && !field.isStatic()
        && field.owner.equals(object.symbols.get(0))) {
      // Its own code names the field without it.
      return Optional.of(symbols);
    }
    return size <= symbols.size() && symbols.subList(0, size).equals(object.symbols)
        ? Optional.of(symbols.subList(size, symbols.size()))
        : Optional.empty();
  }

  /** Whether it is a class. */
  public boolean isClass() {
    return symbols.size() > 1 && symbols.get(1) instanceof ClassSymbol;
  }

  /** The declarations of its local variables: passed again, they stand for another object. */
  public Stream<TreePath> declarations(VisitorState state) {
    return symbols.stream()
        .filter(symbol -> symbol.owner instanceof MethodSymbol)
        .flatMap(local -> CompilationIndex.of(state).declaration(local).stream());
  }

  /** What a variable is another name for: {@code Lock reading = lock.readLock()}. */
  private static Optional<ObjectName> alias(VarSymbol variable, int depth, VisitorState state) {
    return Values.initial(variable, state)
        .filter(value -> depth > 0)
        .filter(
            value ->
                ResolvedLibrary.of(state).is(value.getLeaf(), Trait.LOCK_VIEW)
                    || ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol)
        .flatMap(value -> of(value, depth - 1, state));
  }

  /**
   * Whether more than one object has the field whose code is around: a subclass in the code of its
   * superclass.
   */
  private static boolean isOfSeveral(TreePath path, VarSymbol field, VisitorState state) {
    int count = 0;
    for (Tree tree : path) {
      if (tree instanceof ClassTree type) {
        Symbol symbol = ASTHelpers.getSymbol(type);
        count += symbol.isSubClass(field.owner, state.getTypes()) ? 1 : 0;
        if (ASTHelpers.isStatic(symbol)) {
          break;
        }
      }
    }
    return count > 1;
  }

  /** Whether a variable has one value for as long as it, or its object, lives. */
  public static boolean isFixed(VarSymbol variable, VisitorState state) {
    if (!Symbols.isField(variable)) {
      return Values.isFixed(variable, state);
    }
    ImmutableList<TreePath> values = Values.assignedTo(variable, state);
    return (variable.flags() & Flags.FINAL) != 0
        || (Values.isAssignedInViewOnly(variable, state)
            && values.size() == 1
            && isOnce(values.get(0), variable));
  }

  /** Whether a field is given a value where it is declared, or by the constructor of its object. */
  private static boolean isOnce(TreePath value, VarSymbol field) {
    return !(value.getParentPath().getLeaf() instanceof AssignmentTree assignment)
        || (!field.isStatic()
            && !(assignment.getVariable() instanceof MemberSelectTree select
                && !Symbols.isSelf(select.getExpression()))
            && Graphs.bodyAround(value)
                .filter(Symbols::isConstructor)
                .filter(body -> !Paths.isInLoop(value, body.getLeaf()))
                .isPresent());
  }
}
