package dev.watertight.fixes.threads;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.threads.FailingTasks.FailingTask;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import java.util.List;
import java.util.Optional;

/**
 * Catches what a periodic task throws, and tells of it as the unit tells of other exceptions: by a
 * log or a printed stack trace. A unit that does neither hands it to whoever is told of what
 * threads do not catch.
 */
public final class GuardFixes {
  private GuardFixes() {}

  private static final ImmutableList<String> HANDLED =
      ImmutableList.of(
          "Thread %1$s = Thread.currentThread();",
          "%1$s.getUncaughtExceptionHandler().uncaughtException(%1$s, %2$s);");

  /** The fix; none if the task is elsewhere, or others call the same method. */
  public static Optional<SuggestedFix> of(FailingTask task, VisitorState state) {
    TreePath body = task.body();
    Tree code = Graphs.code(body.getLeaf());
    SourceText source = SourceText.of(state);
    if (code == null
        || !body.getCompilationUnit().equals(state.getPath().getCompilationUnit())
        || !source.has(code)
        || (task.waiter().isPresent() && isOverSomeTime(code))
        || (body.getLeaf() instanceof MethodTree method && !isOnlyTask(method, state))) {
      return Optional.empty();
    }
    TreePath place = new TreePath(body, code);
    String name = Members.unusedName("e", place);
    ImmutableList<TreePath> calls =
        Trees.pathsIn(new TreePath(body.getCompilationUnit()), MethodInvocationTree.class);
    Optional<ImmutableList<String>> logged =
        calls.stream()
            .flatMap(log -> logLike(log, name, place, state).stream())
            .findFirst()
            .map(ImmutableList::of);
    return logged
        .map(log -> guarded(code, place, name, "Catch and log what the task throws", log, source))
        .or(
            () ->
                told(calls, name, place, state)
                    .map(
                        lines ->
                            guarded(
                                code,
                                place,
                                name,
                                "Catch what the task throws, and tell of it",
                                lines,
                                source)));
  }

  /**
   * Whether some rounds do nothing: those who wait may then wait for what a failed one left out.
   */
  private static boolean isOverSomeTime(Tree code) {
    return !Trees.ownIn(code, ReturnTree.class).isEmpty();
  }

  /** How a unit tells of exceptions that has no loggers. */
  private static Optional<ImmutableList<String>> told(
      ImmutableList<TreePath> calls, String exception, TreePath place, VisitorState state) {
    boolean hasLoggers =
        calls.stream()
            .map(call -> ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf()))
            .anyMatch(method -> CallRules.isLogger(method.owner, state));
    return hasLoggers
        ? Optional.empty()
        : Optional.of(
            calls.stream().anyMatch(call -> printsTrace(call, state))
                ? ImmutableList.of(exception + ".printStackTrace();")
                : handled(exception, place));
  }

  /** Whether a method returns nothing, and nobody calls it but as a task. */
  private static boolean isOnlyTask(MethodTree method, VisitorState state) {
    MethodSymbol symbol = ASTHelpers.getSymbol(method);
    return symbol.getReturnType().hasTag(TypeTag.VOID)
        && CompilationIndex.of(state).mentions(symbol).stream()
            .noneMatch(
                mention ->
                    mention.getLeaf() instanceof MethodInvocationTree
                        || (mention.getParentPath().getLeaf() instanceof MethodInvocationTree call
                            && call.getMethodSelect() == mention.getLeaf()));
  }

  private static boolean printsTrace(TreePath path, VisitorState state) {
    MethodInvocationTree call = (MethodInvocationTree) path.getLeaf();
    return ASTHelpers.getSymbol(call).getSimpleName().contentEquals("printStackTrace")
        && call.getArguments().isEmpty()
        && ASTHelpers.isSubtype(
            ASTHelpers.getReceiverType(call), state.getSymtab().throwableType, state);
  }

  /** What a thread does with an exception that nobody catches, but that the thread goes on. */
  private static ImmutableList<String> handled(String exception, TreePath place) {
    String thread = Members.unusedName("thread", place);
    return HANDLED.stream()
        .map(line -> line.formatted(thread, exception))
        .collect(ImmutableList.toImmutableList());
  }

  /** A call that logs an exception as another one does, if the logger can be named there. */
  private static Optional<String> logLike(
      TreePath log, String exception, TreePath place, VisitorState state) {
    MethodInvocationTree call = (MethodInvocationTree) log.getLeaf();
    List<Type> types = call.getArguments().stream().map(ASTHelpers::getType).toList();
    int text = types.size() - 2;
    ExpressionTree logger = ASTHelpers.getReceiver(call);
    if (text < 0
        || text > 1
        || !CallRules.isLogger(ASTHelpers.getSymbol(call).owner, state)
        || !(ASTHelpers.getSymbol(logger) instanceof VarSymbol variable)
        || !Scopes.canName(place, variable, state)
        || (text == 1 && !isConstant(call.getArguments().get(0), place, state))
        || !ASTHelpers.isSameType(types.get(text), state.getSymtab().stringType, state)
        || !ASTHelpers.isSubtype(types.get(text + 1), state.getSymtab().throwableType, state)) {
      return Optional.empty();
    }
    // The level.
    String first = text == 0 ? "" : state.getSourceForNode(call.getArguments().get(0)) + ", ";
    return Optional.of(
        "%s.%s(%s\"periodic task failed\", %s);"
            .formatted(
                variable.getSimpleName(),
                ASTHelpers.getSymbol(call).getSimpleName(),
                first,
                exception));
  }

  /** Whether it means the same at the place: the level of a log call. */
  private static boolean isConstant(ExpressionTree level, TreePath place, VisitorState state) {
    return ASTHelpers.getSymbol(level) instanceof VarSymbol constant
        && constant.isStatic()
        && (constant.flags() & Flags.FINAL) != 0
        && (level instanceof MemberSelectTree || Scopes.canName(place, constant, state));
  }

  private static SuggestedFix guarded(
      Tree code,
      TreePath place,
      String name,
      String description,
      ImmutableList<String> told,
      SourceText source) {
    String around = source.indentation(source.start(place.getParentPath().getLeaf()));
    String unit = source.unit();
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.add("try {");
    if (code instanceof BlockTree block) {
      int end = source.trimmed(source.end(block) - 1);
      source
          .lines(source.nextText(source.start(block) + 1, end), end)
          .forEach(line -> lines.add(unit + line));
    } else {
      lines.add(unit + source.of(code) + ";");
    }
    lines.add("} catch (RuntimeException %s) {".formatted(name));
    told.forEach(line -> lines.add(unit + line));
    lines.add("}");
    return SuggestedFix.builder()
        .replace(
            source.start(code),
            source.end(code),
            "{" + source.below(around + unit, lines.build()) + source.below(around, List.of("}")))
        .setShortDescription(description)
        .build();
  }
}
