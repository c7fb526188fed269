package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.locks.Hold;
import dev.watertight.locks.ObjectName;
import dev.watertight.model.Trait;
import dev.watertight.paths.CheckedData;
import dev.watertight.paths.UnjoinedForks;
import dev.watertight.program.Arguments;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.Order;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a thread that has taken something comes to take it again, before it has given it back: in
 * the same body, in a method of the same object that this calls, in a function that it has called
 * where it stands, or in one that the body itself is given and calls.
 *
 * <p>A path of the body has to lead there. What a method does that is called, it has to do on every
 * path: it may be told by its arguments, or by a field, what has been taken already. So may a
 * function be, but only by what it has from outside.
 *
 * @param taken where it is taken
 * @param body the body around that
 * @param name what is taken
 * @param again the calls anywhere that wait for it, by the same name
 * @param ends what ends that it is taken, in the body
 * @param state the compilation
 */
record Retakings(
    TreePath taken,
    TreePath body,
    ObjectName name,
    ImmutableSet<TreePath> again,
    ImmutableSet<Tree> ends,
    VisitorState state) {
  /* How deep the methods are looked at that the body calls. */
  private static final int DEPTH = 4;

  /**
   * A thread that waits for what it has taken.
   *
   * @param call where it waits, or the call that leads there
   * @param waiting where it waits
   */
  record Retaking(TreePath call, TreePath waiting) {}

  /** The first one, if any. */
  Optional<Retaking> find() {
    if (again.isEmpty()) {
      return Optional.empty();
    }
    ImmutableMap<Tree, Retaking> found =
        Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
            .filter(call -> at(call).isPresent())
            .collect(toImmutableMap(TreePath::getLeaf, call -> at(call).get()));
    return found.isEmpty()
        ? Optional.empty()
        : reached(found.keySet()).map(call -> found.get(call));
  }

  /** The first of some calls of the body that is reached before what is taken is given back. */
  private Optional<Tree> reached(ImmutableSet<Tree> calls) {
    return UnjoinedForks.in(
            body,
            body.getLeaf(),
            false,
            ImmutableSet.of(taken.getLeaf()),
            ends,
            calls,
            ImmutableMap.of(),
            state)
        .read();
  }

  /** Where a call of the body waits, itself or in what it runs. */
  private Optional<Retaking> at(TreePath call) {
    Optional<TreePath> waiting = waiting(call, Optional.empty(), DEPTH);
    return waiting.isPresent()
        ? waiting.map(place -> new Retaking(call, place))
        : ofParameter(call);
  }

  /**
   * Where a call waits that code of the same object makes.
   *
   * @param self what the code calls the object; nothing if it is its own
   */
  private Optional<TreePath> waiting(TreePath call, Optional<ObjectName> self, int depth) {
    Optional<TreePath> own =
        again.stream().filter(wait -> wait.getLeaf() == call.getLeaf()).findFirst();
    if (own.isPresent() || depth == 0) {
      return own;
    }
    return Stream.concat(
            ofMethod(call, self, depth).stream(),
            self.isPresent() ? Stream.empty() : ofFunctions(call, depth).stream())
        .findFirst();
  }

  private Optional<TreePath> ofMethod(TreePath call, Optional<ObjectName> self, int depth) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    return isOfObject(call, self)
        ? in(method, Optional.empty(), depth)
        : Symbols.isSelf(Symbols.receiver(call.getLeaf()))
                && self.filter(object -> object.declarations(state).findAny().isEmpty()).isPresent()
            ? in(method, self, depth)
            : Optional.empty();
  }

  /** Whether a call is of a method of the object that has what is taken. */
  private boolean isOfObject(TreePath call, Optional<ObjectName> self) {
    return isOfAll()
        || (self.isEmpty()
            ? Symbols.isSelf(Symbols.receiver(call.getLeaf()))
            : Paths.receiver(call).flatMap(object -> ObjectName.of(object, state)).equals(self));
  }

  private boolean isOfAll() {
    return Hold.ofMonitor(name).isOfAll();
  }

  /** Where a method always waits that nobody overrides. */
  private Optional<TreePath> in(MethodSymbol method, Optional<ObjectName> self, int depth) {
    CompilationIndex index = CompilationIndex.of(state);
    return index.overriders(method).isEmpty()
        ? index
            .declaration(method)
            .filter(callee -> callee.getLeaf() != body.getLeaf() || isKept())
            .flatMap(callee -> certainIn(callee, self, depth - 1))
        : Optional.empty();
  }

  /** Whether another run of the body finds the same object. */
  private boolean isKept() {
    return name.declarations(state).findAny().isEmpty();
  }

  private Optional<TreePath> certainIn(TreePath code, Optional<ObjectName> self, int depth) {
    return CertainCalls.in(code, false).calls().stream()
        .filter(call -> call.getLeaf() instanceof MethodInvocationTree)
        .flatMap(call -> waiting(call, self, depth).stream())
        .findFirst();
  }

  /** Where the functions wait that a call runs before it returns. */
  private Optional<TreePath> ofFunctions(TreePath call, int depth) {
    return Arguments.of(call.getLeaf()).stream()
        .filter(Trees::isFunction)
        .map(function -> new TreePath(call, function))
        .filter(this::isRunAtOnce)
        .flatMap(function -> inFunction(function, depth - 1).stream())
        .findFirst();
  }

  private Optional<TreePath> inFunction(TreePath function, int depth) {
    return function.getLeaf() instanceof MemberReferenceTree reference
        ? isOfAll() || Symbols.isSelf(reference.getQualifierExpression())
            ? in(ASTHelpers.getSymbol(reference), Optional.empty(), depth)
            : Optional.empty()
        : waits(function, Optional.empty(), depth).map(Retaking::waiting).findFirst();
  }

  /** Whether the function runs before the statement around it has ended. */
  private boolean isRunAtOnce(TreePath function) {
    TreePath call = function.getParentPath();
    if (!ResolvedLibrary.of(state).is(call.getLeaf(), Trait.AT_ONCE)
        || CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call.getLeaf()))) {
      return false;
    }
    while (ResolvedLibrary.of(state).is(ASTHelpers.getType(call.getLeaf()), Trait.LAZY)) {
      if (!(call.getParentPath().getLeaf() instanceof MemberSelectTree
          && call.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree)) {
        return false;
      }
      call = call.getParentPath().getParentPath();
    }
    return true;
  }

  /** Where a function waits that the body is given and always calls with what it has taken. */
  private Optional<Retaking> ofParameter(TreePath call) {
    if (!(ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf())) instanceof VarSymbol parameter)
        || !(body.getLeaf() instanceof MethodTree tree)
        || !Order.isAlwaysBefore(taken, call)
        || !(ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol called)
        || !CallRules.isFunction(called, state)) {
      return Optional.empty();
    }
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    int index = method.getParameters().indexOf(parameter);
    CompilationIndex program = CompilationIndex.of(state);
    return index < 0
            || method.isVarArgs()
            || !Values.isFixed(parameter, state)
            || !program.overriders(method).isEmpty()
        ? Optional.empty()
        : program.mentions(method).stream()
            .map(TreePath::getParentPath)
            .filter(caller -> caller.getLeaf() instanceof MethodInvocationTree)
            .flatMap(caller -> ofCaller(caller, index))
            .findFirst();
  }

  private Stream<Retaking> ofCaller(TreePath caller, int index) {
    List<? extends ExpressionTree> arguments = Arguments.of(caller.getLeaf());
    ExpressionTree receiver = Symbols.receiver(caller.getLeaf());
    Optional<ObjectName> self =
        Symbols.isSelf(receiver)
            ? Optional.empty()
            : Paths.receiver(caller).flatMap(object -> ObjectName.of(object, state));
    return index < arguments.size()
            && arguments.get(index) instanceof LambdaExpressionTree function
            && (isOfAll() || Symbols.isSelf(receiver) || self.isPresent())
        ? waits(new TreePath(caller, function), self, DEPTH)
        : Stream.empty();
  }

  /** The calls of a lambda by which it comes to wait. */
  private Stream<Retaking> waits(TreePath function, Optional<ObjectName> self, int depth) {
    return Trees.ownPathsIn(function, MethodInvocationTree.class).stream()
        .filter(call -> isFree(call, (LambdaExpressionTree) function.getLeaf()))
        .flatMap(call -> waiting(call, self, depth).map(wait -> new Retaking(call, wait)).stream());
  }

  /**
   * Whether a lambda comes to a place unless data say otherwise: no test asks for what the code in
   * view decides, nor for a switch that it has from outside.
   */
  private boolean isFree(TreePath place, LambdaExpressionTree function) {
    return CatchClauses.around(place).isEmpty()
        && Paths.aroundInBody(place).stream()
            .noneMatch(around -> TestOutcomes.isJunction(around.getLeaf()))
        && TestOutcomes.at(place, function.getBody()).stream()
            .allMatch(
                outcome ->
                    isOfData(outcome.test(), function)
                        && !CheckedData.mayExclude(outcome, place, state));
  }

  private boolean isOfData(Tree test, LambdaExpressionTree function) {
    CompilationIndex index = CompilationIndex.of(state);
    return !Trees.any(
            test,
            tree ->
                tree instanceof MethodInvocationTree call
                    && index.isInView(ASTHelpers.getSymbol(call)))
        && Symbols.variablesIn(test).stream()
            .noneMatch(v -> isSwitch(v) && !isDeclaredIn(v, function));
  }

  private static boolean isSwitch(Symbol variable) {
    return variable.type.hasTag(TypeTag.BOOLEAN)
        || variable.type.tsym.isEnum()
        || Symbols.isShared(variable);
  }

  private boolean isDeclaredIn(Symbol variable, LambdaExpressionTree function) {
    return CompilationIndex.of(state)
        .declaration(variable)
        .filter(declaration -> Paths.isInside(declaration, function))
        .isPresent();
  }
}
