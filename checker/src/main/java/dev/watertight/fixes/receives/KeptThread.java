package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.ClassEdits;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Paths;
import dev.watertight.values.Values;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A thread that is started and forgotten, and the new field that will keep it.
 *
 * @param thread the expression that makes the thread
 * @param statement the statement that it is in: its start, or the declaration of a local variable
 * @param path the class that starts it
 * @param name the name of the new field
 * @param isFinal whether the only constructor starts it
 */
record KeptThread(
    TreePath thread,
    StatementTree statement,
    TreePath path,
    String name,
    boolean isFinal,
    VisitorState state) {

  static Optional<KeptThread> of(TaskRunner runner, VisitorState state) {
    TreePath thread = runner.isThread() ? creation(runner, state) : null;
    if (thread == null || thread.getCompilationUnit() != state.getPath().getCompilationUnit()) {
      return Optional.empty();
    }
    return Paths.statement(thread)
        .filter(s -> s.getParentPath().getLeaf() instanceof BlockTree && isSupported(thread, s))
        .flatMap(s -> placed(thread, s, runner.variable(), state));
  }

  private static Optional<KeptThread> placed(
      TreePath thread, TreePath statement, Optional<VarSymbol> local, VisitorState state) {
    TreePath path = statement.getParentPath();
    boolean once = true;
    while (path.getLeaf() instanceof BlockTree
        || path.getLeaf() instanceof TryTree
        || path.getLeaf() instanceof SynchronizedTree
        || path.getLeaf() instanceof IfTree) {
      once &= path.getLeaf() instanceof BlockTree;
      path = path.getParentPath();
    }
    if (!(path.getLeaf() instanceof MethodTree method)
        || ASTHelpers.getSymbol(method).isStatic()
        || ((ClassTree) path.getParentPath().getLeaf()).getKind() != Tree.Kind.CLASS) {
      // A loop may start several, and a lambda runs whoever knows when.
      return Optional.empty();
    }
    ClassTree type = (ClassTree) path.getParentPath().getLeaf();
    boolean isFinal =
        once
            && ASTHelpers.getSymbol(method).isConstructor()
            && ASTHelpers.getConstructors(type).size() == 1;
    String base = local.map(v -> v.getSimpleName().toString()).orElse("thread");
    String name = isField(type, base) ? Members.unusedName(base, path.getParentPath()) : base;
    if (local.isEmpty() && Mentions.usesName(type, name)) {
      name = Members.unusedName(name, path);
    }
    return Optional.of(
        new KeptThread(
            thread,
            (StatementTree) statement.getLeaf(),
            path.getParentPath(),
            name,
            isFinal,
            state));
  }

  private static boolean isField(ClassTree type, String name) {
    return type.getMembers().stream()
        .anyMatch(m -> m instanceof VariableTree field && field.getName().contentEquals(name));
  }

  /** Where the thread is made; null if its variable may hold several. */
  private static @Nullable TreePath creation(TaskRunner runner, VisitorState state) {
    Optional<VarSymbol> local = runner.variable();
    return local.isEmpty()
        ? runner.expression()
        : local
            .filter(Members::isEffectivelyFinal)
            .flatMap(v -> Values.initial(v, state))
            .orElse(null);
  }

  private static boolean isSupported(TreePath thread, TreePath statement) {
    if (statement.getLeaf() instanceof VariableTree) {
      return thread.getParentPath().getLeaf() == statement.getLeaf();
    }
    return statement.getLeaf() instanceof ExpressionStatementTree
        && (thread.getParentPath().getLeaf() == statement.getLeaf() || isStarted(thread));
  }

  /** {@code new Thread(task).start();} as a whole statement. */
  private static boolean isStarted(TreePath thread) {
    TreePath call = thread.getParentPath().getParentPath();
    return thread.getParentPath().getLeaf() instanceof MemberSelectTree
        && call.getLeaf() instanceof MethodInvocationTree start
        && start.getArguments().isEmpty()
        && call.getParentPath().getLeaf() instanceof ExpressionStatementTree;
  }

  ClassTree type() {
    return (ClassTree) path.getLeaf();
  }

  /** The edits that keep it. */
  void keep(SuggestedFix.Builder fix) {
    SourceText source = SourceText.of(state);
    Tree made = thread.getLeaf();
    int from = statement instanceof VariableTree ? source.start(statement) : source.start(made);
    fix.replace(from, source.start(made), name + " = ");
    startByName(thread, statement, name, source, fix);
    new ClassEdits(type(), source)
        .addField(fix, "private " + (isFinal ? "final" : "volatile") + " Thread " + name + ";");
  }

  /** {@code new Thread(task).start();} goes on as {@code new Thread(task); thread.start();}. */
  static void startByName(
      TreePath thread, Tree statement, String name, SourceText source, SuggestedFix.Builder fix) {
    if (thread.getParentPath().getLeaf() != statement) {
      String start = name + ".start();";
      fix.replace(
          source.end(thread.getLeaf()),
          source.end(statement),
          ";" + source.below(source.indentation(source.start(statement)), ImmutableList.of(start)));
    }
  }
}
