package dev.watertight.fixes.handles;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.handles.Leak;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.handles.Fates;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import java.util.List;
import java.util.Optional;

/** Fixes for a variable that is given another handle: release the old one first. */
public final class OverwriteFixes {
  private static final ImmutableSet<String> SETTERS =
      ImmutableSet.of(
          "set", "getAndSet", "lazySet", "setPlain", "setOpaque", "setRelease", "setVolatile");

  private OverwriteFixes() {}

  /**
   * Whether to release the old one may drop a task that is to tell somebody something: who waits
   * for that would wait for ever.
   */
  public static boolean mayDropSignals(Leak leak, VisitorState state) {
    return ResolvedLibrary.of(state)
            .is(ASTHelpers.getType(leak.opening().tree()), Trait.DROPS_TASKS)
        && doTasksSignal(Fates.of(leak.opening(), state), state);
  }

  private static boolean doTasksSignal(Fate fate, VisitorState state) {
    return fate.uses().stream()
        .flatMap(use -> TaskBodies.given(use.path(), state))
        .flatMap(task -> Symbols.namedIn(task.getLeaf()).stream())
        .anyMatch(Mentions::coordinates);
  }

  /** The kind of the old one, with the release that is usual unless others wait for its tasks. */
  private static HandleKind kindOf(VarSymbol variable, Leak leak, VisitorState state) {
    HandleKind kind = leak.opening().kind();
    Fate fate = Fates.of(leak.opening(), state);
    return doTasksSignal(fate, state) && !ThreadStarts.loopForEver(fate, state)
        ? kind
        : ReleaseCall.usual(variable, kind, state);
  }

  /** The fixes for a handle that is lost because its variable is given another one. */
  public static Optional<SuggestedFix> ofOld(Leak leak, VisitorState state) {
    return leak.exits().isEmpty() ? Optional.empty() : of(leak, leak.exits().get(0), state);
  }

  /** The fixes for a handle that is put into a field which holds another one. */
  public static Optional<SuggestedFix> ofNew(Leak leak, VisitorState state) {
    Tree user = leak.opening().path().getParentPath().getLeaf();
    Optional<SuggestedFix> fix =
        user instanceof MethodInvocationTree call
            ? inReference(leak, call, state)
            : of(leak, user, state);
    VarSymbol field = leak.field().orElse(null);
    if (fix.isEmpty()
        || field == null
        || ASTHelpers.isStatic(field)
        || !Fates.of(leak.opening(), state).releases().isEmpty()) {
      return fix;
    }
    // The last one would be left, and not be reported any more.
    return FieldFixes.of(ImmutableMap.of(field, leak.opening().kind()), state)
        .map(end -> SuggestedFix.merge(end, fix.get()));
  }

  /** {@code reference.set(open())}: takes the old one out and releases it. */
  private static Optional<SuggestedFix> inReference(
      Leak leak, MethodInvocationTree call, VisitorState state) {
    SourceText source = SourceText.of(state);
    if (!(call.getMethodSelect() instanceof MemberSelectTree select)
        || !SETTERS.contains(select.getIdentifier().toString())
        || call.getArguments().size() != 1) {
      return Optional.empty();
    }
    List<Type> held = ASTHelpers.getType(select.getExpression()).getTypeArguments();
    String taken =
        "%s.getAndSet(%s)"
            .formatted(source.of(select.getExpression()), source.of(call.getArguments().get(0)));
    return held.size() != 1
        ? Optional.empty()
        : ReleaseCall.ofResult(
                leak.opening().path().getParentPath().getParentPath(),
                taken,
                held.get(0),
                "previous",
                leak.opening().kind(),
                state)
            .map(fix -> fix.setShortDescription("Release the old one").build());
  }

  private static Optional<SuggestedFix> of(Leak leak, Tree overwriting, VisitorState state) {
    SourceText source = SourceText.of(state);
    TreePath assignment = TreePath.getPath(leak.opening().path().getCompilationUnit(), overwriting);
    if (assignment == null
        || !(overwriting instanceof AssignmentTree tree)
        || !(assignment.getParentPath().getLeaf() instanceof ExpressionStatementTree statement)
        || !(ASTHelpers.getSymbol(tree.getVariable()) instanceof VarSymbol variable)
        || Mentions.any(tree.getExpression(), ImmutableSet.of(variable))) {
      return Optional.empty();
    }
    HandleKind kind = kindOf(variable, leak, state);
    Optional<Boolean> mayBeNull = mayBeNull(variable, state);
    Tree around = assignment.getParentPath().getParentPath().getLeaf();
    if (!Members.isReleasable(variable.type, kind, state)
        || !source.has(statement)
        || mayBeNull.isEmpty()
        || areBothUsed(assignment, state)
        || !(around instanceof BlockTree || around instanceof CaseTree)) {
      return Optional.empty();
    }
    List<String> release =
        ReleaseCall.lines(
            source.of(tree.getVariable()), kind, mayBeNull.get(), source.unit(around, statement));
    return Optional.of(
        SuggestedFix.builder()
            .prefixWith(statement, source.above(statement, release))
            .setShortDescription("Call " + kind.preferredRelease() + "() on the old one first")
            .build());
  }

  /**
   * Whether some code calls the method around more than once and gets something from it each time:
   * it may use all of them.
   */
  private static boolean areBothUsed(TreePath assignment, VisitorState state) {
    return Symbols.methodAround(assignment).stream()
        .filter(method -> !method.getReturnType().hasTag(TypeTag.VOID))
        .flatMap(method -> CompilationIndex.of(state).mentions(method).stream())
        .flatMap(mention -> Graphs.bodyAround(mention).stream())
        .collect(groupingBy(TreePath::getLeaf, counting()))
        .values()
        .stream()
        .anyMatch(times -> times > 1);
  }

  /** Whether the variable may be null at the assignment; empty if it may have no value at all. */
  private static Optional<Boolean> mayBeNull(VarSymbol variable, VisitorState state) {
    return variable.owner instanceof ClassSymbol owner
        ? FieldValues.inUnit(owner, state).map(type -> FieldValues.mayBeNull(variable, type))
        : CompilationIndex.of(state)
            .declaration(variable)
            .filter(path -> ((VariableTree) path.getLeaf()).getInitializer() != null)
            .map(
                path ->
                    FieldValues.mayBeNull(((VariableTree) path.getLeaf()).getInitializer())
                        || FieldValues.isSetToNull(variable, path.getParentPath()));
  }
}
