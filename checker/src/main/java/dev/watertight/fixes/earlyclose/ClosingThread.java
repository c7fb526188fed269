package dev.watertight.fixes.earlyclose;

import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Since;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Symbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A thread that joins the senders and then closes their channel, while its starter receives. */
final class ClosingThread {
  private ClosingThread() {}

  /** Leaves the close to such a thread; no fix if a lambda cannot do the call. */
  static Optional<SuggestedFix> of(
      SenderJoins joins, TreePath close, StatementTree target, VisitorState state) {
    MethodInvocationTree call = (MethodInvocationTree) close.getLeaf();
    List<Type> thrown = new ArrayList<>(ASTHelpers.getSymbol(call).getThrownTypes());
    thrown.removeIf(type -> !ASTHelpers.isCheckedExceptionType(type, state));
    boolean interruptible = thrown.stream().allMatch(CatchClauses::isInterrupt);
    if (!interruptible || !namesConstantsOnly(call)) {
      return Optional.empty();
    }
    SourceText source = SourceText.of(state);
    String unit = source.unit(close.getParentPath().getParentPath().getLeaf(), target);
    String ending = state.getSourceForNode(target);
    List<String> body = new ArrayList<>();
    body.add("try {");
    joins.lines(unit).forEach(line -> body.add(unit + line));
    if (!thrown.isEmpty()) {
      body.add(unit + ending);
    }
    body.add("} catch (InterruptedException e) {");
    body.add(unit + "Thread.currentThread().interrupt();");
    if (thrown.isEmpty()) {
      body.add("} finally {");
      body.add(unit + ending);
    }
    body.add("}");
    String indentation = source.indentation(source.start(target));
    return Optional.of(
        joins
            .fix()
            .replace(
                target,
                source.lines(
                    indentation,
                    thread(body, unit, Since.has("java.lang.Thread", "startVirtualThread", state))))
            .setShortDescription("Close it when the senders have ended")
            .build());
  }

  private static List<String> thread(List<String> body, String unit, boolean virtual) {
    String margin = unit.repeat(virtual ? 2 : 4);
    List<String> lines = new ArrayList<>();
    lines.add(virtual ? "Thread.startVirtualThread(" : "new Thread(");
    lines.add(margin + "() -> {");
    body.forEach(line -> lines.add(margin + unit + line));
    lines.add(margin + "})" + (virtual ? ";" : ""));
    if (!virtual) {
      lines.add(unit.repeat(2) + ".start();");
    }
    return lines;
  }

  /** Whether every local variable in the call is effectively final. */
  private static boolean namesConstantsOnly(MethodInvocationTree call) {
    return Symbols.namedIn(call).stream()
        .noneMatch(
            s ->
                s instanceof VarSymbol variable
                    && !Symbols.isField(variable)
                    && !Members.isEffectivelyFinal(variable));
  }
}
