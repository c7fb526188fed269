package dev.watertight.fixes.handles;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Region;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Opening;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Sink;
import dev.watertight.values.ValueFlow;
import java.util.List;
import java.util.Optional;

/**
 * The statement that gives a handle to a local variable.
 *
 * @param variable the variable
 * @param path the statement: a declaration or an assignment, directly in a block
 * @param mayBeNull whether the statement gives the variable null at times
 */
record Holding(VarSymbol variable, TreePath path, boolean mayBeNull) {

  static Optional<Holding> of(Leak leak, VisitorState state) {
    boolean mayBeNull = false;
    TreePath path = leak.opening().path().getParentPath();
    for (; !(path.getLeaf() instanceof StatementTree); path = path.getParentPath()) {
      if (path.getLeaf() instanceof ConditionalExpressionTree conditional) {
        mayBeNull = FieldValues.mayBeNull(conditional);
        if (!mayBeNull) {
          return Optional.empty();
        }
      } else if (path.getLeaf() instanceof LambdaExpressionTree lambda) {
        return lambda.getBody() == leak.opening().tree() ? ofResult(leak, state) : Optional.empty();
      }
    }
    Tree target =
        path.getLeaf() instanceof ExpressionStatementTree statement
                && statement.getExpression() instanceof AssignmentTree assignment
            ? assignment.getVariable()
            : path.getLeaf();
    return ASTHelpers.getSymbol(target) instanceof VarSymbol variable
            && leak.holders().contains(variable)
            && !Symbols.isField(variable)
            && path.getParentPath().getLeaf() instanceof BlockTree
        ? Optional.of(new Holding(variable, path, mayBeNull))
        : Optional.empty();
  }

  /** The only local variable that gets what a function opens each time it is called. */
  private static Optional<Holding> ofResult(Leak leak, VisitorState state) {
    List<VarSymbol> holders =
        leak.holders().stream()
            .filter(v -> Members.isReleasable(v.type, leak.opening().kind(), state))
            .toList();
    return holders.size() != 1 || Symbols.isField(holders.get(0))
        ? Optional.empty()
        : FieldValues.inUnit(holders.get(0), state)
            .filter(
                declaration ->
                    declaration.getLeaf() instanceof VariableTree tree
                        && tree.getInitializer() instanceof MethodInvocationTree
                        && declaration.getParentPath().getLeaf() instanceof BlockTree)
            .map(declaration -> new Holding(holders.get(0), declaration, false));
  }

  /** The declaration of the local variable that holds the handles first: a container of them. */
  static Optional<Holding> ofContainer(Leak leak, VisitorState state) {
    VarSymbol holder = leak.local().orElse(null);
    if (leak.kind() != Leak.Kind.NEVER_RELEASED || leak.field().isPresent() || holder == null) {
      return Optional.empty();
    }
    return FieldValues.inUnit(holder, state)
        .filter(
            declaration ->
                declaration.getLeaf() instanceof VariableTree tree
                    && tree.getInitializer() != null
                    && declaration.getParentPath().getLeaf() instanceof BlockTree
                    && !Paths.isInside(leak.opening().path(), tree))
        .map(declaration -> new Holding(holder, declaration, false));
  }

  StatementTree statement() {
    return (StatementTree) path.getLeaf();
  }

  /** The declaration, if the statement is one. */
  Optional<VariableTree> declaration() {
    return path.getLeaf() instanceof VariableTree tree ? Optional.of(tree) : Optional.empty();
  }

  TreePath block() {
    return path.getParentPath();
  }

  /** The statements that use what the variable holds. */
  Region region(ImmutableSet<VarSymbol> holders) {
    int index = ((BlockTree) block().getLeaf()).getStatements().indexOf(statement());
    return Region.using(block(), index + 1, holders);
  }

  /** Whether other code may use the handle later, perhaps in another thread: a lambda, a class. */
  boolean isCaptured(VisitorState state) {
    return CompilationIndex.of(state).mentions(variable).stream()
        .anyMatch(mention -> Paths.aroundInBody(mention).stream().noneMatch(this::isBlock));
  }

  private boolean isBlock(TreePath path) {
    return path.getLeaf() == block().getLeaf();
  }

  /** Whether the handle leaves its block, or the method, on some path. */
  boolean isPassedOn(Opening opening, VisitorState state) {
    int from = ASTHelpers.getStartPosition(statement());
    for (TreePath mention : CompilationIndex.of(state).mentions(variable)) {
      boolean inside =
          Paths.isInside(mention, block().getLeaf())
              && ASTHelpers.getStartPosition(mention.getLeaf()) >= from;
      if (inside
          ? isKept(mention, opening, state) && borrower(mention, state).isEmpty()
          : isUsed(mention, opening, state)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the fields that have the handle, too, are of objects that its block makes with it and
   * does not hand on, and no other threads use it there.
   */
  boolean isLent(Leak leak, VisitorState state) {
    ImmutableSet<Symbol> borrowers =
        CompilationIndex.of(state).mentions(variable).stream()
            .flatMap(mention -> borrower(mention, state).stream())
            .collect(toImmutableSet());
    ImmutableSet<Task> own = Tasks.of(leak.opening().path(), state);
    return leak.holders().stream()
            .allMatch(v -> !Symbols.isField(v) || (!v.isStatic() && borrowers.contains(v.owner)))
        && Fates.of(leak.opening(), state).uses().stream()
            .allMatch(use -> own.containsAll(Tasks.apart(Tasks.of(use.path(), state))));
  }

  /** The class of the object that is made with the handle, if its maker only calls its methods. */
  private static Optional<Symbol> borrower(TreePath mention, VisitorState state) {
    TreePath parent = mention.getParentPath();
    return parent.getLeaf() instanceof NewClassTree creation
            && creation.getArguments().contains(mention.getLeaf())
            && MakerEdits.staysInBlock(parent, state)
        ? Optional.of(ASTHelpers.getSymbol(creation).owner)
        : Optional.empty();
  }

  /** Whether somebody else gets the value of an expression to keep it. */
  static boolean isKept(TreePath value, Opening opening, VisitorState state) {
    return sinks(value, opening, state).stream()
        .anyMatch(
            sink ->
                sink instanceof Sink.Escape
                    || sink instanceof Sink.Return
                    || (sink instanceof Sink.Release release
                        && release.method().equals(Fates.SETTLED))
                    || (sink instanceof Sink.Alias alias
                        && !(alias.path().getLeaf() instanceof InstanceOfTree)
                        && (alias.variable().flags() & Flags.PARAMETER) == 0));
  }

  /** Whether anything is done with the handle but to release it and to compare it. */
  private static boolean isUsed(TreePath mention, Opening opening, VisitorState state) {
    return isTarget(mention)
        ? !(((AssignmentTree) mention.getParentPath().getLeaf()).getExpression()
            instanceof LiteralTree)
        : !sinks(mention, opening, state).stream()
            .allMatch(
                sink ->
                    sink instanceof Sink.Release
                        || (sink instanceof Sink.Use use && use.method().isEmpty()));
  }

  private static List<Sink> sinks(TreePath value, Opening opening, VisitorState state) {
    return ValueFlow.sinksOf(value, false, Handles.of(state).tracked(opening, state), state);
  }

  /** Whether the statements give the variable another value. */
  boolean isAssignedIn(Region region, VisitorState state) {
    return CompilationIndex.of(state).mentions(variable).stream()
        .filter(Holding::isTarget)
        .anyMatch(
            mention -> region.statements().stream().anyMatch(s -> Paths.isInside(mention, s)));
  }

  private static boolean isTarget(TreePath mention) {
    return mention.getParentPath().getLeaf() instanceof AssignmentTree assignment
        && assignment.getVariable() == mention.getLeaf();
  }
}
