package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.loops.KnownFailures;
import dev.watertight.loops.ValueTests;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.values.KnownValue;
import dev.watertight.values.SureValues;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a body that refuse what they are given, where the code says that they are given such
 * a thing: {@code load(url)} throws for what does not begin with "http", and a caller passes
 * "ftp://..".
 *
 * <p>One value is followed, from where it is written to the test that refuses it. Nobody can have
 * refused it before: the variables by which it comes are used for nothing else.
 */
record KnownRefusals(TreePath body, VisitorState state) {
  private static final int DEPTH = 3;

  /** Whether the call throws an unchecked exception because of a value that it gets some time. */
  boolean isMet(Tree tree) {
    TreePath call = TreePath.getPath(body, tree);
    return call != null && (failsHere(call) || isMetBy(call));
  }

  /** Whether the expression itself fails for a value that comes by one of the variables in it. */
  private boolean failsHere(TreePath path) {
    return KnownFailures.mayFail(path)
        && roots(path.getLeaf(), DEPTH).stream()
            .anyMatch(
                variable -> {
                  SureValues.Found found = SureValues.of(variable, state);
                  return found.values().stream()
                          .map(value -> ImmutableMap.of((Symbol) variable, value))
                          .filter(names -> leadsTo(path, names))
                          .anyMatch(names -> new KnownFailures(null, names, state).fails(path))
                      && found.carriers().stream().noneMatch(v -> isAskedElsewhere(v, path));
                });
  }

  /** The variables in code that are not made in the body of others. */
  private ImmutableSet<VarSymbol> roots(Tree code, int depth) {
    ImmutableSet.Builder<VarSymbol> found = ImmutableSet.builder();
    for (Symbol symbol : Symbols.variablesIn(code)) {
      VarSymbol variable = (VarSymbol) symbol;
      Optional<TreePath> made =
          Symbols.isField(variable) ? Optional.empty() : Values.initial(variable, state);
      if (made.isEmpty()
          || Graphs.bodyAround(made.get()).filter(b -> b.getLeaf() == body.getLeaf()).isEmpty()) {
        found.add(variable);
      } else if (depth > 0) {
        found.addAll(roots(made.get().getLeaf(), depth - 1));
      }
    }
    return found.build();
  }

  private boolean isMetBy(TreePath call) {
    if (!(call.getLeaf() instanceof MethodInvocationTree invocation)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(invocation);
    List<? extends ExpressionTree> arguments = invocation.getArguments();
    for (int i = 0; i < arguments.size() && i < method.getParameters().size(); i++) {
      Symbol parameter = method.getParameters().get(i);
      if (KnownValue.ofConstant(arguments.get(i)).isEmpty()
          && comes(
              new TreePath(call, arguments.get(i)),
              call,
              value -> refuses(method, null, ImmutableMap.of(parameter, value), DEPTH))) {
        return true;
      }
    }
    ExpressionTree receiver = ASTHelpers.getReceiver(invocation);
    return receiver != null
        && !method.isStatic()
        && !Symbols.isSelf(receiver)
        && comes(
            new TreePath(call, receiver),
            call,
            value ->
                value
                    .type()
                    .map(type -> method.implementation(type, state.getTypes(), true))
                    .filter(called -> refuses(called, value, ImmutableMap.of(), DEPTH))
                    .isPresent());
  }

  /** Whether an expression has a value with some property, which control comes to the call with. */
  private boolean comes(TreePath expression, TreePath call, Predicate<KnownValue> property) {
    SureValues.Found found = SureValues.of(expression, state);
    return found.values().stream()
            .filter(value -> leadsTo(call, expression.getLeaf(), value))
            .anyMatch(property)
        && found.carriers().stream().noneMatch(carrier -> isAskedElsewhere(carrier, call));
  }

  /** Whether the body comes to the call with the value, whatever else it asks. */
  private boolean leadsTo(TreePath call, Tree named, KnownValue value) {
    ImmutableMap<Symbol, KnownValue> names =
        ASTHelpers.getSymbol(named) instanceof VarSymbol variable
            ? ImmutableMap.of(variable, value)
            : ImmutableMap.of();
    return leadsTo(call, names);
  }

  private boolean leadsTo(TreePath call, ImmutableMap<Symbol, KnownValue> names) {
    return TestOutcomes.areAll(call, body.getLeaf())
        && TestOutcomes.at(call, body.getLeaf()).stream()
            .allMatch(
                outcome ->
                    isOfLoop(outcome.test(), call)
                        || ValueTests.isCertain(outcome, null, names, state));
  }

  private static boolean isOfLoop(ExpressionTree test, TreePath place) {
    for (Tree around : place) {
      if (Loops.isLoop(around) && Loops.condition(around).filter(test::equals).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Whether code beside that on the way may throw something because of what a variable holds. */
  private boolean isAskedElsewhere(Symbol carrier, TreePath place) {
    return CompilationIndex.of(state).mentions(carrier).stream()
            .filter(mention -> !isHarmless(mention) && !isBehind(mention, place))
            .count()
        > 1;
  }

  /** Whether a mention comes after the place, and leaves the body the same way if it fails. */
  private boolean isBehind(TreePath mention, TreePath place) {
    return Graphs.isDirectlyIn(mention, body.getLeaf())
        && Paths.start(mention) > Paths.start(place)
        && !Paths.isInside(mention, place.getLeaf())
        && Objects.equals(attempt(mention), attempt(place));
  }

  private static @Nullable Tree attempt(TreePath path) {
    TreePath attempt = Paths.enclosing(path, ImmutableSet.of(TryTree.class));
    return attempt == null ? null : attempt.getLeaf();
  }

  /** Whether a mention is for a text, for a number of elements or for a new value only. */
  private static boolean isHarmless(TreePath mention) {
    Tree named = mention.getLeaf();
    Tree parent = mention.getParentPath().getLeaf();
    return parent.getKind() == Tree.Kind.PLUS
        || (parent instanceof AssignmentTree assignment && assignment.getVariable() == named)
        || (parent instanceof MemberSelectTree select
            && select.getExpression() == named
            && (select.getIdentifier().contentEquals("size")
                || select.getIdentifier().contentEquals("length")
                || (ASTHelpers.getSymbol(select) instanceof MethodSymbol method
                    && KnownFailures.neverFails(method))))
        || (parent instanceof MethodInvocationTree call
            && call.getArguments().contains(named)
            && Symbols.isNamed(ASTHelpers.getSymbol(call).owner, "java.io.PrintStream"));
  }

  /** Whether a method comes to a {@code throw} if its object, or its parameters, are known. */
  private boolean refuses(
      MethodSymbol method,
      @Nullable KnownValue self,
      ImmutableMap<Symbol, KnownValue> names,
      int depth) {
    TreePath declaration = CompilationIndex.of(state).declaration(method).orElse(null);
    if (declaration == null
        || !(declaration.getLeaf() instanceof MethodTree tree)
        || !names.keySet().stream().allMatch(n -> Values.isFixed((VarSymbol) n, state))
        || (self == null && !CompilationIndex.of(state).overriders(method).isEmpty())) {
      return false;
    }
    return Trees.ownPathsIn(declaration, ThrowTree.class).stream()
            .anyMatch(thrown -> isReached(thrown, tree, self, names) && isUnchecked(thrown))
        || Trees.ownPathsIn(declaration, MethodInvocationTree.class, ArrayAccessTree.class).stream()
            .anyMatch(
                path ->
                    KnownFailures.mayFail(path)
                        && new KnownFailures(self, names, state).fails(path)
                        && isReached(path, tree, self, names))
        || (depth > 0
            && Trees.ownPathsIn(declaration, MethodInvocationTree.class).stream()
                .anyMatch(call -> passesOn(call, tree, self, names, depth)));
  }

  private boolean isUnchecked(TreePath thrown) {
    return ASTHelpers.isSubtype(
        ASTHelpers.getType(((ThrowTree) thrown.getLeaf()).getExpression()),
        state.getSymtab().runtimeExceptionType,
        state);
  }

  /** Whether a method comes to a place, all that it asks before being known, and nobody catches. */
  private boolean isReached(
      TreePath place,
      MethodTree method,
      @Nullable KnownValue self,
      ImmutableMap<Symbol, KnownValue> names) {
    ImmutableList<Outcome> outcomes = TestOutcomes.at(place, method);
    return outcomes.stream().allMatch(outcome -> ValueTests.isCertain(outcome, self, names, state))
        && TestOutcomes.areAll(place, method)
        && (!outcomes.isEmpty() || !(place.getLeaf() instanceof ThrowTree))
        && CatchClauses.around(place).isEmpty()
        && CatchClauses.catching(place, method, clause -> true).isEmpty();
  }

  private boolean passesOn(
      TreePath path,
      MethodTree method,
      @Nullable KnownValue self,
      ImmutableMap<Symbol, KnownValue> names,
      int depth) {
    MethodInvocationTree call = (MethodInvocationTree) path.getLeaf();
    MethodSymbol called = ASTHelpers.getSymbol(call);
    if (!CompilationIndex.of(state).isInView(called)
        || !(called.isStatic() || Symbols.isSelf(ASTHelpers.getReceiver(call)))
        || !isReached(path, method, self, names)) {
      return false;
    }
    ImmutableMap.Builder<Symbol, KnownValue> passed = ImmutableMap.builder();
    for (int i = 0; i < call.getArguments().size() && i < called.getParameters().size(); i++) {
      Symbol parameter = called.getParameters().get(i);
      ValueTests.valueOf(call.getArguments().get(i), self, names, state)
          .ifPresent(value -> passed.put(parameter, value));
    }
    return refuses(called, self, passed.buildOrThrow(), depth - 1);
  }
}
