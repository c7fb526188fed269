package dev.watertight.fixes.threads;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.threads.FailingTasks.FailingTask;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Graphs;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import java.util.List;
import java.util.Optional;

/** Catches what a periodic task throws, and logs it as the unit logs other exceptions. */
public final class GuardFixes {
  private GuardFixes() {}

  /** The fix; none if the unit logs no exceptions, or the task is elsewhere. */
  public static Optional<SuggestedFix> of(FailingTask task, VisitorState state) {
    TreePath body = task.body();
    Tree code = Graphs.code(body.getLeaf());
    SourceText source = SourceText.of(state);
    if (code == null
        || !body.getCompilationUnit().equals(state.getPath().getCompilationUnit())
        || !source.has(code)) {
      return Optional.empty();
    }
    TreePath place = new TreePath(body, code);
    String name = Members.unusedName("e", place);
    return Trees.pathsIn(new TreePath(body.getCompilationUnit()), MethodInvocationTree.class)
        .stream()
        .flatMap(log -> logLike(log, name, place, state).stream())
        .findFirst()
        .map(log -> guarded(code, place, name, log, source));
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
      Tree code, TreePath place, String name, String log, SourceText source) {
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
    lines.add("} catch (RuntimeException %s) {".formatted(name), unit + log, "}");
    return SuggestedFix.builder()
        .replace(
            source.start(code),
            source.end(code),
            "{" + source.below(around + unit, lines.build()) + source.below(around, List.of("}")))
        .setShortDescription("Catch and log what the task throws")
        .build();
  }
}
