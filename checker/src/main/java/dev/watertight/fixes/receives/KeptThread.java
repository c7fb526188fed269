package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
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
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Values;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A thread that is started and forgotten, and the new field that will keep it.
 *
 * @param runner what runs it: the thread itself, or an executor, whose future is kept
 * @param thread the expression that makes the thread, or gives a task to an executor
 * @param statement the statement that it is in: its start, or the declaration of a local variable
 * @param path the class that starts it
 * @param name the name of the new field
 * @param isFinal whether the only constructor starts it
 * @param areSeveral whether a loop starts several, so that the field is a list
 */
record KeptThread(
    TaskRunner runner,
    TreePath thread,
    TreePath statement,
    TreePath path,
    String name,
    boolean isFinal,
    boolean areSeveral,
    VisitorState state) {

  static Optional<KeptThread> of(RunningTask task, TaskRunner runner, VisitorState state) {
    TreePath thread = runner.isThread() ? creation(runner, state) : submission(task, state);
    if (thread == null || thread.getCompilationUnit() != state.getPath().getCompilationUnit()) {
      return Optional.empty();
    }
    return Paths.statement(thread)
        .filter(s -> isSupported(thread, s))
        .flatMap(s -> placed(runner, thread, s, state));
  }

  private static Optional<KeptThread> placed(
      TaskRunner runner, TreePath thread, TreePath statement, VisitorState state) {
    Optional<VarSymbol> local = runner.variable().filter(v -> runner.isThread());
    TreePath path = statement.getParentPath();
    boolean once = true;
    boolean areSeveral = false;
    while (path.getLeaf() instanceof BlockTree
        || path.getLeaf() instanceof TryTree
        || path.getLeaf() instanceof SynchronizedTree
        || path.getLeaf() instanceof IfTree
        || Loops.isLoop(path.getLeaf())) {
      once &= path.getLeaf() instanceof BlockTree;
      areSeveral |= Loops.isLoop(path.getLeaf());
      path = path.getParentPath();
    }
    boolean inBlock = statement.getParentPath().getLeaf() instanceof BlockTree;
    boolean inBareLoop = Loops.isLoop(statement.getParentPath().getLeaf()) && local.isEmpty();
    if (!(path.getLeaf() instanceof MethodTree method)
        || ASTHelpers.getSymbol(method).isStatic()
        || !(inBlock || inBareLoop)
        || ((ClassTree) path.getParentPath().getLeaf()).getKind() != Tree.Kind.CLASS) {
      // A lambda runs whoever knows when.
      return Optional.empty();
    }
    ClassTree type = (ClassTree) path.getParentPath().getLeaf();
    boolean isFinal =
        once
            && ASTHelpers.getSymbol(method).isConstructor()
            && ASTHelpers.getConstructors(type).size() == 1;
    String noun = runner.isThread() ? "thread" : "task";
    String base =
        areSeveral ? noun + "s" : local.map(v -> v.getSimpleName().toString()).orElse(noun);
    String name = isField(type, base) ? Members.unusedName(base, path.getParentPath()) : base;
    if ((areSeveral || local.isEmpty()) && Mentions.usesName(type, name)) {
      name = Members.unusedName(name, path);
    }
    return Optional.of(
        new KeptThread(
            runner, thread, statement, path.getParentPath(), name, isFinal, areSeveral, state));
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

  /** Where an executor gets the task, by a call whose future is thrown away; else null. */
  private static @Nullable TreePath submission(RunningTask task, VisitorState state) {
    return task.start().getLeaf() instanceof MethodInvocationTree call
            && call.getMethodSelect() instanceof MemberSelectTree select
            && (TaskStarts.isPeriodic(task.start(), state)
                || (call.getArguments().size() == 1
                    && (select.getIdentifier().contentEquals("execute")
                        || select.getIdentifier().contentEquals("submit"))))
            && task.start().getParentPath().getLeaf() instanceof ExpressionStatementTree
        ? task.start()
        : null;
  }

  private static boolean isSupported(TreePath thread, TreePath statement) {
    if (statement.getLeaf() instanceof VariableTree) {
      return thread.getParentPath().getLeaf() == statement.getLeaf();
    }
    return statement.getLeaf() instanceof ExpressionStatementTree
        && (thread.getParentPath().getLeaf() == statement.getLeaf() || isStarted(thread));
  }

  /** {@code new Thread(task).start();} as a whole statement. */
  static boolean isStarted(TreePath thread) {
    TreePath call = thread.getParentPath().getParentPath();
    return thread.getParentPath().getLeaf() instanceof MemberSelectTree
        && call.getLeaf() instanceof MethodInvocationTree start
        && start.getArguments().isEmpty()
        && call.getParentPath().getLeaf() instanceof ExpressionStatementTree;
  }

  ClassTree type() {
    return (ClassTree) path.getLeaf();
  }

  /** Whether the field is never null. */
  boolean isAlwaysSet() {
    return isFinal || areSeveral;
  }

  /** The statement that interrupts what the field keeps. */
  String stop() {
    String stop = runner.isThread() ? "interrupt()" : "cancel(true)";
    return areSeveral
        ? "%s.forEach(%s);"
            .formatted(name, runner.isThread() ? "Thread::interrupt" : "kept -> kept." + stop)
        : name + "." + stop + ";";
  }

  /** The edits that keep it. */
  void keep(SuggestedFix.Builder fix) {
    SourceText source = SourceText.of(state);
    ClassEdits edits = new ClassEdits(type(), source);
    String kept =
        runner.isThread()
            ? "Thread"
            : SuggestedFixes.qualifyType(state, fix, "java.util.concurrent.Future") + "<?>";
    if (areSeveral) {
      keepInList(kept, source, fix);
      String list = SuggestedFixes.qualifyType(state, fix, "java.util.List");
      String made =
          SuggestedFixes.qualifyType(state, fix, "java.util.concurrent.CopyOnWriteArrayList");
      edits.addField(
          fix, "private final %s<%s> %s = new %s<>();".formatted(list, kept, name, made));
      return;
    }
    Tree tree = statement.getLeaf();
    Tree made = thread.getLeaf();
    int from = tree instanceof VariableTree ? source.start(tree) : source.start(made);
    if (runner.isThread()) {
      fix.replace(from, source.start(made), name + " = ");
      startByName(thread, tree, name, source, fix);
    } else {
      fix.replace(from, source.end(made), name + " = " + expression(source));
    }
    String modifier = isFinal ? "final" : "volatile";
    edits.addField(fix, "private %s %s %s;".formatted(modifier, kept, name));
  }

  /** The text of what is kept: {@code execute} returns no future, but {@code submit} does. */
  private String expression(SourceText source) {
    return thread.getLeaf() instanceof MethodInvocationTree call
            && call.getMethodSelect() instanceof MemberSelectTree select
            && !runner.isThread()
            && !TaskStarts.isPeriodic(thread, state)
        ? source.of(select.getExpression())
            + ".submit"
            + source.slice(source.end(select), source.end(call))
        : source.of(thread.getLeaf());
  }

  /** Adds each of the threads to the list before it is started. */
  private void keepInList(String type, SourceText source, SuggestedFix.Builder fix) {
    Tree tree = statement.getLeaf();
    StatementEdits statements = new StatementEdits(source);
    if (tree instanceof VariableTree variable) {
      String add = name + ".add(" + variable.getName() + ");";
      statements.addBehind(statement, ImmutableList.of(add), fix);
      return;
    }
    if (!isStarted(thread)) {
      String add = name + ".add(" + expression(source) + ");";
      statements.replace(statement, ImmutableList.of(add), fix);
      return;
    }
    String each = Members.unusedName("thread", thread);
    String text = type + " " + each + " = " + source.of(thread.getLeaf()) + ";";
    String add = name + ".add(" + each + ");";
    statements.replace(statement, ImmutableList.of(text, add, each + ".start();"), fix);
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
