package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.util.Name;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Origins;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a loop over the elements of an object does by asking a class in view for them. */
public final class Iterations {
  private static final Supplier<Type> ITERATOR = Suppliers.typeFromString("java.util.Iterator");

  private static final Supplier<Type> AT_END =
      Suppliers.typeFromString("java.util.NoSuchElementException");

  private static final Supplier<Name> BEGIN =
      VisitorState.memoize(state -> state.getName("iterator"));

  private static final Supplier<ImmutableList<Name>> STEPS =
      VisitorState.memoize(
          state -> ImmutableList.of(state.getName("hasNext"), state.getName("next")));

  private static final Supplier<Name> FOR_EACH =
      VisitorState.memoize(state -> state.getName("forEach"));

  private Iterations() {}

  /**
   * Whether the code of a method runs for loops alone, which ask for an element only if there is
   * one.
   */
  public static boolean isStep(TreePath method, VisitorState state) {
    return method.getLeaf() instanceof MethodTree tree
        && tree.getParameters().isEmpty()
        && isStep(ASTHelpers.getSymbol(tree), state);
  }

  private static boolean isStep(MethodSymbol method, VisitorState state) {
    Type owner =
        method.name.equals(BEGIN.get(state)) ? state.getSymtab().iterableType : ITERATOR.get(state);
    return (method.name.equals(BEGIN.get(state)) || STEPS.get(state).contains(method.name))
        && ASTHelpers.isSubtype(method.enclClass().type, owner, state)
        && CompilationIndex.of(state).calls(method).isEmpty();
  }

  /** The calls of methods in view that a call of {@code forEach} makes to get the elements. */
  static ImmutableList<Step> by(
      MethodInvocationTree call,
      java.util.function.Supplier<@Nullable TreePath> path,
      VisitorState state) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (!method.name.equals(FOR_EACH.get(state))
        || !method.owner.equals(state.getSymtab().iterableType.tsym)
        || !(call.getMethodSelect() instanceof MemberSelectTree select)) {
      return ImmutableList.of();
    }
    TreePath here = path.get();
    return here == null
        ? ImmutableList.of()
        : over(new TreePath(new TreePath(here, select), select.getExpression()), state);
  }

  /** The calls of methods in view that a loop over an expression makes; none for most. */
  static ImmutableList<Step> over(TreePath elements, VisitorState state) {
    Set<MethodSymbol> begins = new LinkedHashSet<>();
    for (ClassSymbol type : typesOf(elements, state)) {
      Symbols.member(state.getSymtab().iterableType.tsym, BEGIN.get(state), MethodSymbol.class)
          .ifPresent(begin -> begins.addAll(ImpliedCalls.implementations(begin, type, state)));
    }
    if (begins.isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<Step> begun = ImmutableList.builder();
    ImmutableList.Builder<Step> asked = ImmutableList.builder();
    for (MethodSymbol begin : begins) {
      begun.add(Calls.of(begin, true, true));
      CompilationIndex.of(state)
          .declaration(begin)
          .ifPresent(body -> asked.addAll(steps(body, state)));
    }
    return begun.add(beforeEnd(asked.build(), state)).build();
  }

  /** The classes in view of which the object may be that a loop goes through. */
  private static ImmutableList<ClassSymbol> typesOf(TreePath elements, VisitorState state) {
    ClassSymbol type = ImpliedCalls.typeOf(elements.getLeaf(), state);
    CompilationIndex index = CompilationIndex.of(state);
    if (type == null || ASTHelpers.isSameType(type.type, state.getSymtab().stringType, state)) {
      return ImmutableList.of();
    }
    if (index.isInView(type)) {
      return ImmutableList.of(type);
    }
    return (type.flags() & Flags.FINAL) != 0 || index.subclasses(type).isEmpty()
        ? ImmutableList.of()
        : made(elements, state);
  }

  /** The classes in view of the objects that an expression certainly stands for. */
  private static ImmutableList<ClassSymbol> made(TreePath expression, VisitorState state) {
    return Origins.of(expression, Iterations::isMaker, state).stream()
        .flatMap(Set::stream)
        .map(maker -> ImpliedCalls.typeOf(maker.getLeaf(), state))
        .filter(type -> type != null && CompilationIndex.of(state).isInView(type))
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean isMaker(Tree tree) {
    return tree instanceof NewClassTree
        || tree instanceof MethodInvocationTree
        || (tree instanceof IdentifierTree name && name.getName().contentEquals("this"));
  }

  /**
   * What the iterator does that a method returns: its own methods in view, and the functions that
   * the method has given to one of a library.
   */
  private static ImmutableList<Step> steps(TreePath method, VisitorState state) {
    ImmutableList.Builder<Step> found = ImmutableList.builder();
    for (TreePath exit : Trees.ownPathsIn(method, ReturnTree.class)) {
      if (((ReturnTree) exit.getLeaf()).getExpression() != null) {
        TreePath returned = new TreePath(exit, ((ReturnTree) exit.getLeaf()).getExpression());
        for (ClassSymbol type : typesOf(returned, state)) {
          found.addAll(steps(type, state));
        }
      }
    }
    for (TreePath function :
        Trees.ownPathsIn(method, LambdaExpressionTree.class, MemberReferenceTree.class)) {
      found.addAll(CodeReader.readPlain(function, state));
    }
    return found.build();
  }

  private static ImmutableList<Step> steps(ClassSymbol iterator, VisitorState state) {
    ImmutableList.Builder<Step> found = ImmutableList.builder();
    for (Name name : STEPS.get(state)) {
      Symbols.member(ITERATOR.get(state).tsym, name, MethodSymbol.class)
          .ifPresent(
              step ->
                  ImpliedCalls.implementations(step, iterator, state)
                      .forEach(own -> found.add(Calls.of(own, true, true))));
    }
    return found.build();
  }

  /** What is done while there are elements: that there are none is no failure of the loop. */
  private static Step beforeEnd(ImmutableList<Step> steps, VisitorState state) {
    Type atEnd = AT_END.get(state);
    VarSymbol unused = new VarSymbol(0, state.getNames().empty, atEnd, state.getSymtab().noSymbol);
    return new Step.Attempt(
        steps,
        ImmutableList.of(new Step.Clause(ImmutableList.of(atEnd), unused, ImmutableList.of())));
  }
}
