package dev.watertight.fixes.sends;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the sender, in a {@code finally} block, that the receiver has left. */
public record LeavingFixes(TreePath loop, VisitorState state, SourceText source) {
  /**
   * Ends channels with an error when the receiving loop is left, which wakes their senders.
   *
   * @param loop the loop
   * @param channels how the code there names the channels
   */
  public static Optional<SuggestedFix> endChannels(
      TreePath loop, ImmutableList<String> channels, VisitorState state) {
    LeavingFixes fixes = new LeavingFixes(loop, state, SourceText.of(state));
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String exception =
        SuggestedFixes.qualifyType(state, fix, "java.util.concurrent.CancellationException");
    ImmutableList<String> lines =
        channels.stream()
            .map(c -> c + ".errorOrClosed(new " + exception + "());")
            .collect(ImmutableList.toImmutableList());
    return fixes
        .finallyDo(lines, null)
        .map(
            f ->
                fix.merge(f)
                    .setShortDescription("Call errorOrClosed() when the receiver leaves")
                    .build());
  }

  /**
   * Interrupts the sender when the receiving loop is left.
   *
   * @param start the expression that starts the sender
   */
  public static Optional<SuggestedFix> interrupt(
      TreePath loop, TreePath start, VisitorState state) {
    LeavingFixes fixes = new LeavingFixes(loop, state, SourceText.of(state));
    return fixes.interrupt(start);
  }

  private Optional<SuggestedFix> interrupt(TreePath starting) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    // `new Sender().start()`
    TreePath start =
        Paths.receiver(starting)
            .filter(made -> made.getLeaf() instanceof NewClassTree creation && isThread(creation))
            .orElse(starting);
    TreePath parent = start.getParentPath();
    Optional<String> name = Optional.empty();
    if (parent.getLeaf() instanceof VariableTree variable) {
      if (!Members.isEffectivelyFinal(ASTHelpers.getSymbol(variable))) {
        return Optional.empty();
      }
      name = Optional.of(variable.getName().toString());
    } else if (parent.getLeaf() instanceof ExpressionStatementTree statement) {
      name = held(start, statement, fix);
    } else if (start.getLeaf() instanceof NewClassTree
        && parent.getLeaf() instanceof MemberSelectTree
        && parent.getParentPath().getParentPath().getLeaf()
            instanceof ExpressionStatementTree statement) {
      String variable = Members.unusedName("sender", start);
      fix.replace(
              source.end(start.getLeaf()),
              source.end(statement),
              ";"
                  + source.lineBreak()
                  + source.indentation(source.start(statement))
                  + variable
                  + ".start();")
          .prefixWith(statement, "Thread " + variable + " = ");
      name = Optional.of(variable);
      parent = parent.getParentPath().getParentPath();
    }
    TreePath block = parent.getParentPath();
    if (name.isEmpty() || !(block.getLeaf() instanceof BlockTree)) {
      return Optional.empty();
    }
    boolean thread = isThread(ASTHelpers.getType((ExpressionTree) start.getLeaf()));
    String call = thread ? ".interrupt();" : ".cancel(true);";
    ImmutableList<String> lines = ImmutableList.of(name.get() + call);
    return (Paths.isInside(loop, block.getLeaf())
            ? finallyDo(lines, block.getLeaf())
            : behindCall(lines, block, parent.getLeaf()))
        .map(
            f ->
                fix.merge(f)
                    .setShortDescription("Interrupt the sender when its receiver leaves")
                    .build());
  }

  /** Puts lines behind the only call of the method that receives, in the block of the start. */
  private Optional<SuggestedFix> behindCall(List<String> lines, TreePath block, Tree start) {
    MethodTree receiver = ASTHelpers.findEnclosingNode(loop, MethodTree.class);
    ImmutableList<TreePath> calls =
        receiver == null || !Graphs.isDirectlyIn(loop, receiver)
            ? ImmutableList.of()
            : CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(receiver));
    if (calls.size() != 1) {
      return Optional.empty();
    }
    List<? extends StatementTree> all = ((BlockTree) block.getLeaf()).getStatements();
    SuggestedFix.Builder fix = SuggestedFix.builder();
    return Paths.statement(calls.get(0))
            .filter(statement -> Graphs.areTogether(statement, block))
            .filter(
                statement ->
                    statement.getParentPath().getLeaf() == block.getLeaf()
                        && (statement.getLeaf() instanceof VariableTree
                            || statement.getLeaf() instanceof ExpressionStatementTree)
                        && all.indexOf(statement.getLeaf()) > all.indexOf(start))
            .filter(statement -> new StatementEdits(source).addBehind(statement, lines, fix))
            .isPresent()
        ? Optional.of(fix.build())
        : Optional.empty();
  }

  /** Keeps in a new variable what starts the sender. */
  private Optional<String> held(
      TreePath start, ExpressionStatementTree statement, SuggestedFix.Builder fix) {
    if (!(start.getLeaf() instanceof MethodInvocationTree call)) {
      return Optional.empty();
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    String name = Members.unusedName("sender", start);
    if (isThread(ASTHelpers.getType(call))) {
      fix.prefixWith(statement, "Thread " + name + " = ");
      return Optional.of(name);
    }
    if (method.getSimpleName().contentEquals("submit")) {
      String future = SuggestedFixes.qualifyType(state, fix, "java.util.concurrent.Future");
      fix.prefixWith(statement, future + "<?> " + name + " = ");
      return Optional.of(name);
    }
    return Optional.empty();
  }

  private boolean isThread(NewClassTree creation) {
    return isThread(ASTHelpers.getType(creation));
  }

  private boolean isThread(Type type) {
    return Symbols.isA(type, "java.lang.Thread", state);
  }

  /** Puts lines into a {@code finally} block: of the {@code try} around the loop, or a new one. */
  private Optional<SuggestedFix> finallyDo(List<String> lines, @Nullable Tree scope) {
    TreePath block = loop.getParentPath();
    if (loop.getCompilationUnit() != state.getPath().getCompilationUnit()
        || !(block.getLeaf() instanceof BlockTree statements)
        || !source.has(loop.getLeaf())) {
      return Optional.empty();
    }
    if (block.getParentPath().getLeaf() instanceof TryTree attempt
        && attempt.getBlock() == statements
        && attempt.getFinallyBlock() == null
        && attempt.getResources().isEmpty()
        && statements != scope
        && block.getParentPath().getParentPath().getLeaf() instanceof BlockTree outer) {
      int index = outer.getStatements().indexOf(attempt);
      Region region = new Region(block.getParentPath().getParentPath(), index, index + 1);
      return Optional.of(
          new Wraps(source, region, attempt)
              .inTry(source.start(attempt), Wraps.FINALLY, lines, null)
              .build());
    }
    int index = statements.getStatements().indexOf(loop.getLeaf());
    int end = isFollowedByReturn(statements, index) ? index + 2 : index + 1;
    Region region = new Region(block, index, end);
    int after =
        index == 0
            ? source.start(statements) + 1
            : source.end(statements.getStatements().get(index - 1));
    return Optional.of(
        new Wraps(source, region, (StatementTree) loop.getLeaf())
            .inTry(after, Wraps.FINALLY, lines, null)
            .build());
  }

  private static boolean isFollowedByReturn(BlockTree block, int index) {
    return index + 2 == block.getStatements().size()
        && block.getStatements().get(index + 1) instanceof ReturnTree;
  }
}
