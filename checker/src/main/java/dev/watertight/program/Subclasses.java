package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What code of a class runs for the objects of a subclass. */
public final class Subclasses {
  /* So many methods of an object may call one another. */
  private static final int MOST = 50;

  private Subclasses() {}

  /**
   * Whether an object of the subclass comes to code of its superclass: when it is made, or by a
   * method that the subclass leaves as it is and that is no closing one. What a constructor does
   * under a condition may be for others; so may what others do for the objects of which a test says
   * so that the subclass may answer in its own way.
   */
  public static boolean mayReach(TreePath code, ClassSymbol subclass, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(code);
    if (body.isEmpty()) {
      return true;
    }
    if (!Symbols.isConstructor(body.get())) {
      return body.get().getLeaf() instanceof MethodTree method
          && !isChosen(code, subclass, state)
          && isLeftTo(subclass, ASTHelpers.getSymbol(method), new HashSet<>(), state);
    }
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> declaration = index.declaration(subclass);
    MethodSymbol constructor = ASTHelpers.getSymbol((MethodTree) body.get().getLeaf());
    return declaration.isPresent()
        && TestOutcomes.at(code, body.get().getLeaf()).isEmpty()
        && !index.mentionsIn(declaration.get().getLeaf(), constructor).isEmpty();
  }

  /** Whether others come to a method on an object of the subclass by one that is not overridden. */
  private static boolean isLeftTo(
      ClassSymbol subclass, MethodSymbol method, Set<MethodSymbol> seen, VisitorState state) {
    if (!seen.add(method) || seen.size() > MOST) {
      return false;
    }
    return (!method.isPrivate()
            && !method.isStatic()
            && !ClosingMethods.of(state).isCloser(method)
            && isCalledByOthers(method, subclass, state)
            && method.equals(method.implementation(subclass, state.getTypes(), true)))
        || Symbols.ownCalls(method, state)
            .filter(call -> !isChosen(call, subclass, state))
            .flatMap(call -> Symbols.methodAround(call).stream())
            .anyMatch(caller -> isLeftTo(subclass, caller, seen, state));
  }

  /** Whether not only the object itself calls a method, or nobody in view does. */
  private static boolean isCalledByOthers(
      MethodSymbol method, ClassSymbol subclass, VisitorState state) {
    ImmutableList<TreePath> mentions = CompilationIndex.of(state).mentions(method);
    return mentions.isEmpty()
        || mentions.stream()
            .anyMatch(
                mention ->
                    !Symbols.isSelf(Symbols.receiver(mention.getParentPath().getLeaf()))
                        && mayBeOf(mention, subclass, state)
                        && !isChosen(mention, subclass, state)
                        && !isFiltered(mention));
  }

  /** Whether a call may be of the subclass: not if its variable is made of another class. */
  private static boolean mayBeOf(TreePath mention, ClassSymbol subclass, VisitorState state) {
    Tree receiver = Symbols.receiver(mention.getParentPath().getLeaf());
    Tree value =
        receiver != null && ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable
            ? CompilationIndex.of(state)
                .declaration(variable)
                .filter(d -> (variable.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) != 0)
                .filter(d -> d.getLeaf() instanceof VariableTree)
                .<Tree>map(d -> ((VariableTree) d.getLeaf()).getInitializer())
                .orElse(receiver)
            : receiver;
    return !(value instanceof NewClassTree made)
        || ASTHelpers.getType(made).tsym.isSubClass(subclass, state.getTypes());
  }

  /**
   * Whether tests decide of which objects the code at a place is run, which the subclass may answer
   * in its own way: by a method that it overrides, by its class, or by what is fixed when the
   * object is made.
   */
  private static boolean isChosen(TreePath place, ClassSymbol subclass, VisitorState state) {
    return Graphs.bodyAround(place).stream()
        .flatMap(body -> TestOutcomes.at(place, body.getLeaf()).stream())
        .flatMap(outcome -> asked(outcome.test(), state))
        .anyMatch(test -> Trees.any(test, part -> mayDiffer(part, subclass, state)));
  }

  /** What a test asks, and what the local variables in it have got. */
  private static Stream<Tree> asked(Tree test, VisitorState state) {
    return Stream.concat(
        Stream.of(test),
        Symbols.variablesIn(test).stream()
            .filter(variable -> !Symbols.isField((VarSymbol) variable))
            .flatMap(variable -> CompilationIndex.of(state).declaration(variable).stream())
            .filter(declaration -> declaration.getLeaf() instanceof VariableTree)
            .map(declaration -> ((VariableTree) declaration.getLeaf()).getInitializer())
            .filter(Objects::nonNull));
  }

  private static boolean mayDiffer(Tree part, ClassSymbol subclass, VisitorState state) {
    if (part instanceof InstanceOfTree) {
      return true;
    }
    Symbol symbol = ASTHelpers.getSymbol(part);
    if (symbol instanceof MethodSymbol method) {
      return subclass.isSubClass(method.owner, state.getTypes())
          && (method.owner.equals(state.getSymtab().objectType.tsym)
              || !method.equals(method.implementation(subclass, state.getTypes(), true))
              || CompilationIndex.of(state)
                  .declaration(method)
                  .filter(
                      code ->
                          Trees.any(code.getLeaf(), tree -> isConfiguration(tree, subclass, state)))
                  .isPresent());
    }
    return isConfiguration(part, subclass, state);
  }

  /** Whether it is a field that tells of what kind an object is. */
  private static boolean isConfiguration(Tree tree, ClassSymbol subclass, VisitorState state) {
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol field
        && Symbols.isField(field)
        && !field.isStatic()
        && (field.flags() & Flags.FINAL) != 0
        && subclass.isSubClass(field.owner, state.getTypes())
        && (field.type.isPrimitive()
            || field.type.tsym.isEnum()
            || ASTHelpers.isSameType(field.type, state.getSymtab().stringType, state));
  }

  /** Whether a function is run for those elements of a stream only that pass a test. */
  private static boolean isFiltered(TreePath mention) {
    TreePath path = mention;
    while (path != null && !(path.getLeaf() instanceof StatementTree)) {
      Tree receiver = path.getLeaf();
      while (receiver instanceof MethodInvocationTree call) {
        if (ASTHelpers.getSymbol(call).getSimpleName().contentEquals("filter")) {
          return true;
        }
        receiver = ASTHelpers.getReceiver(call);
      }
      path = path.getParentPath();
    }
    return false;
  }
}
