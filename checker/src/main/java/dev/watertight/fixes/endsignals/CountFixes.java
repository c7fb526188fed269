package dev.watertight.fixes.endsignals;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.findings.endsignals.UnendedWait;
import dev.watertight.findings.endsignals.UnendedWait.Cause;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.receives.TaskRunner;
import dev.watertight.model.Trait;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;

/**
 * Makes a latch or barrier for as many as come: where one loop starts all of them, and says their
 * number by a variable or collection that is known where the latch is made.
 */
public record CountFixes(UnendedWait finding, VisitorState state, SourceText source) {
  /** A number as the code says it. */
  private record Said(ExpressionTree tree, String text, Amount amount) {}

  /** The fix, if the loop that starts the tasks says their number. */
  public static Optional<SuggestedFix> of(UnendedWait finding, VisitorState state) {
    TreePath maker = finding.channel().maker();
    return finding.cause() == Cause.TOO_FEW
            && maker.getCompilationUnit() == state.getPath().getCompilationUnit()
            && maker.getLeaf() instanceof NewClassTree creation
            && creation.getClassBody() == null
            && !creation.getArguments().isEmpty()
            && ASTHelpers.getType(creation.getArguments().get(0)).isNumeric()
            && !ResolvedLibrary.of(state).is(finding.waiting().getLeaf(), Trait.AWAITS_PERMIT)
        ? new CountFixes(finding, state, SourceText.of(state)).with(creation.getArguments().get(0))
        : Optional.empty();
  }

  private Optional<SuggestedFix> with(ExpressionTree old) {
    Topology channel = finding.channel();
    ImmutableSet<Task> tasks =
        finding.signals().stream()
            .flatMap(signal -> Tasks.of(signal, state).stream())
            .collect(toImmutableSet());
    if (tasks.size() != 1 || !(tasks.iterator().next() instanceof Task.Apart task)) {
      return Optional.empty();
    }
    TreePath start = task.start();
    boolean isMeeting =
        finding.signals().stream()
            .anyMatch(signal -> signal.getLeaf() == finding.waiting().getLeaf());
    Amount come =
        isMeeting
            ? Runs.of(start, channel, state).amount()
            : Runs.of(finding.signals(), channel, state).amount();
    boolean isOfThreads = TaskRunner.of(start, state).filter(TaskRunner::isThread).isPresent();
    Optional<Said> number = said(start).filter(said -> said.amount().equals(come));
    if (number.isPresent() && come.equals(Capacities.of(channel, state))) {
      return isOfThreads ? Optional.empty() : workers(start, number.get());
    }
    return number
        .filter(said -> isOfThreads || come.equals(finding.given()))
        .filter(said -> !(said.tree() instanceof LiteralTree) || old instanceof LiteralTree)
        .filter(said -> source.has(said.tree()) && isKnownAt(channel.maker(), said.tree()))
        .map(
            said ->
                SuggestedFix.builder()
                    .replace(old, said.text())
                    .setShortDescription("Make it for the " + said.text() + " that come")
                    .build());
  }

  /** As many threads as tasks that meet, if they have a pool of their own in a local variable. */
  private Optional<SuggestedFix> workers(TreePath start, Said said) {
    return Optional.ofNullable(ASTHelpers.getSymbol(Symbols.receiver(start.getLeaf())))
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast)
        .filter(pool -> !Symbols.isField(pool) && Members.isEffectivelyFinal(pool))
        .flatMap(pool -> Values.initial(pool, state))
        .filter(maker -> isFixedPool(maker.getLeaf()))
        .filter(maker -> isKnownAt(maker, said.tree()))
        .map(maker -> ((MethodInvocationTree) maker.getLeaf()).getArguments().get(0))
        .filter(old -> !(said.tree() instanceof LiteralTree) || old instanceof LiteralTree)
        .map(
            old ->
                SuggestedFix.builder()
                    .replace(old, said.text())
                    .setShortDescription("Give each of the tasks that meet a thread")
                    .build());
  }

  private static boolean isFixedPool(Tree maker) {
    return maker instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).toString().startsWith("newFixedThreadPool(int")
        && ASTHelpers.getSymbol(call)
            .owner
            .getQualifiedName()
            .contentEquals("java.util.concurrent.Executors");
  }

  /** How often the code around a start repeats that: as often as a variable says, or for each. */
  private Optional<Said> said(TreePath start) {
    Optional<TreePath> loop = Loops.innermost(start);
    if (loop.isPresent()) {
      return Loops.around(loop.get().getParentPath()).isPresent()
          ? Optional.empty()
          : loop.get().getLeaf() instanceof EnhancedForLoopTree each
              ? elements(each.getExpression())
              : loop.get().getLeaf() instanceof ForLoopTree counted
                      && counted.getInitializer().size() == 1
                      && counted.getInitializer().get(0) instanceof VariableTree variable
                      && Loops.condition(counted).orElse(null) instanceof BinaryTree test
                      && ASTHelpers.getSymbol(variable)
                          .equals(ASTHelpers.getSymbol(test.getLeftOperand()))
                  ? Optional.of(number(test.getRightOperand()))
                  : Optional.empty();
    }
    // Of a stream, or of forEach().
    return Graphs.bodyAround(start)
        .filter(body -> body.getLeaf() instanceof LambdaExpressionTree)
        .map(body -> body.getParentPath().getLeaf())
        .filter(call -> call instanceof MethodInvocationTree)
        .map(Symbols::receiver)
        .flatMap(
            receiver ->
                receiver instanceof MethodInvocationTree stream && stream.getArguments().isEmpty()
                    ? Optional.ofNullable(Symbols.receiver(stream)).flatMap(this::elements)
                    : elements(receiver));
  }

  private Said number(ExpressionTree tree) {
    return new Said(tree, source.of(tree), Runs.valueOf(tree, state).amount());
  }

  private Optional<Said> elements(Tree tree) {
    if (!(tree instanceof ExpressionTree expression) || !source.has(tree)) {
      return Optional.empty();
    }
    Type type = ASTHelpers.getType(expression);
    String size =
        state.getTypes().isArray(type)
            ? ".length"
            : Symbols.isA(type, "java.util.Collection", state) ? ".size()" : "";
    return size.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Said(
                expression,
                source.of(expression) + size,
                Runs.elementsOf(expression, state).amount()));
  }

  /** Whether an expression says the same where the latch or the pool is made. */
  private boolean isKnownAt(TreePath maker, ExpressionTree tree) {
    return RepeatFixes.isReadOnly(tree)
        && Symbols.namedIn(tree).stream()
            .filter(VarSymbol.class::isInstance)
            .map(VarSymbol.class::cast)
            .filter(variable -> !variable.name.contentEquals("length"))
            .allMatch(variable -> isKnownAt(maker, variable));
  }

  private boolean isKnownAt(TreePath maker, VarSymbol variable) {
    if (!Symbols.isField(variable)) {
      return Members.isEffectivelyFinal(variable) && Scopes.sees(maker, variable, state);
    }
    if ((variable.flags() & Flags.FINAL) == 0) {
      return false;
    }
    Optional<VarSymbol> seen = Scopes.variableAt(maker, variable.getSimpleName(), state);
    if (seen.isPresent() && !seen.get().equals(variable)) {
      // The parameter that the field is given.
      ImmutableList<TreePath> values = Values.assignedTo(variable, state);
      return Members.isEffectivelyFinal(seen.get())
          && !values.isEmpty()
          && values.stream()
              .allMatch(
                  value ->
                      value.getLeaf() instanceof IdentifierTree given
                          && seen.get().equals(ASTHelpers.getSymbol(given)));
    }
    return Scopes.canName(maker, variable, state)
        && (variable.isStatic()
            ? variable.getConstantValue() != null
            : isSetBefore(variable, maker));
  }

  /** Whether a field has its value by then: the constructor gives it above, or has run. */
  private boolean isSetBefore(VarSymbol field, TreePath maker) {
    Optional<TreePath> body = Graphs.bodyAround(maker);
    return (body.isPresent() && !Symbols.isConstructor(body.get()))
        || Values.assignedTo(field, state).stream()
            .allMatch(
                value ->
                    (source.end(value.getLeaf()) <= source.start(maker.getLeaf())
                            && isInSame(body, Graphs.bodyAround(value)))
                        || (body.isPresent() && Graphs.bodyAround(value).isEmpty()));
  }

  private static boolean isInSame(Optional<TreePath> one, Optional<TreePath> other) {
    return one.map(TreePath::getLeaf).equals(other.map(TreePath::getLeaf));
  }
}
