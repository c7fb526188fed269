package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Topology;
import dev.watertight.fixes.edits.Closers;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.MethodEnd;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.model.Trait;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Outsiders;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Shutdowns;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fixes that interrupt a loop which ends when it is interrupted. */
public record InterruptFixes(RunningTask task, VisitorState state, SourceText source) {
  /**
   * Interrupts the loop where its owner is ended.
   *
   * @param apart the same task
   * @param closers the methods by which others end the owner, best first
   */
  public static Optional<SuggestedFix> of(
      RunningTask task, Task.Apart apart, List<MethodSymbol> closers, VisitorState state) {
    if (task.isAlone() && Interrupters.of(apart, state).isOnlyShutDown()) {
      return ShutdownFixes.of(task, Shutdowns.of(apart, state), state);
    }
    return inClosers(task, closers, state);
  }

  /** Cancels the task at the end of the block whose executor is closed there. */
  public static Optional<SuggestedFix> atEnd(Task.Apart task, Topology work, VisitorState state) {
    return CancelAtEnd.of(task, work, state);
  }

  /** Interrupts the loop in the first of the methods by which others end the owner that can. */
  public static Optional<SuggestedFix> inClosers(
      RunningTask task, List<MethodSymbol> closers, VisitorState state) {
    InterruptFixes fixes = new InterruptFixes(task, state, SourceText.of(state));
    return closers.stream().flatMap(closer -> fixes.inCloser(closer).stream()).findFirst();
  }

  private Optional<SuggestedFix> inCloser(MethodSymbol closer) {
    Optional<TreePath> type =
        FieldValues.inUnit(closer.enclClass(), state).filter(p -> source.has(p.getLeaf()));
    if (type.isEmpty()) {
      return Optional.empty();
    }
    Optional<MethodTree> method =
        Closers.of((ClassTree) type.get().getLeaf(), state)
            .or(() -> Optional.ofNullable(ASTHelpers.findMethod(closer, state)))
            .filter(m -> m.getBody() != null)
            .filter(m -> !isReplaced(ASTHelpers.getSymbol(m)));
    if (method.isEmpty()) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    TreePath body = new TreePath(new TreePath(type.get(), method.get()), method.get().getBody());
    if (!task.mayHaveRun(body, source.end(body.getLeaf()), state)) {
      return Optional.empty();
    }
    return new RunnerStops(task, state)
        .at(body, fix)
        .flatMap(
            lines ->
                new MethodEnd(method.get(), type.get(), source, state)
                    .add(lines, TaskRunner.awaiting(task.start(), state)))
        .map(
            end ->
                fix.merge(end.build())
                    .setShortDescription(
                        (TaskStarts.isPeriodic(task.start(), state) ? "Cancel" : "Interrupt")
                            + " it in "
                            + method.get().getName()
                            + "()")
                    .build());
  }

  /** Whether a method never runs, or runs in the place of another: that is what to repair. */
  private boolean isReplaced(MethodSymbol closer) {
    return Stream.concat(
            Stream.of(closer), ASTHelpers.findSuperMethods(closer, state.getTypes()).stream())
        .anyMatch(method -> Outsiders.isReplaced(method, state));
  }

  /**
   * Interrupts the loop when the method that started it is done with it, if that has waited until
   * the loop has done its work: else an interrupt would throw away what is still to be done.
   *
   * @param channel the variables that hold what gives the loop its work
   */
  public static Optional<SuggestedFix> afterUse(
      RunningTask task, ImmutableSet<VarSymbol> channel, VisitorState state) {
    return new InterruptFixes(task, state, SourceText.of(state)).afterUse(channel);
  }

  private Optional<SuggestedFix> afterUse(ImmutableSet<VarSymbol> channel) {
    Optional<TaskRunner> runner = TaskRunner.of(task.start(), state);
    TreePath start = startStatement();
    if (runner.isEmpty()
        || start == null
        || start.getCompilationUnit() != state.getPath().getCompilationUnit()) {
      return Optional.empty();
    }
    TreePath block = start.getParentPath();
    int next = ((BlockTree) block.getLeaf()).getStatements().indexOf(start.getLeaf()) + 1;
    Region region = new Region(block, next, next).toEndOfBlock();
    if (!awaitsWork(region, channel)) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    Optional<VarSymbol> variable = runner.get().variable();
    String name = variable.map(v -> v.getSimpleName().toString()).orElse("");
    if (variable.isEmpty()) {
      if (!runner.get().isThread()) {
        return Optional.empty();
      }
      name = Members.unusedName("thread", start);
      int at = source.start(start.getLeaf());
      fix.replace(at, at, "Thread " + name + " = ");
      KeptThread.startByName(runner.get().expression(), start.getLeaf(), name, source, fix);
    } else if (variable.get().owner instanceof ClassSymbol
        || !isDeclaredAround(variable.get(), start)) {
      return Optional.empty();
    }
    if (!runner.get().isThread() && !task.isAlone()) {
      return Optional.empty();
    }
    String stop = name + (runner.get().isThread() ? ".interrupt();" : ".shutdownNow();");
    int after = source.afterLineComment(source.end(start.getLeaf()));
    return Optional.of(
        fix.merge(
                new Wraps(source, region, (StatementTree) start.getLeaf())
                    .inTry(after, Wraps.FINALLY, ImmutableList.of(stop), null)
                    .build())
            .setShortDescription("Call " + stop.substring(0, stop.length() - 1) + " after its use")
            .build());
  }

  /** Whether statements behind the last use of the channel wait for what the task says. */
  private boolean awaitsWork(Region region, ImmutableSet<VarSymbol> channel) {
    ImmutableList<StatementTree> statements = region.statements();
    int last = -1;
    for (int i = 0; i < statements.size(); i++) {
      last = Mentions.any(statements.get(i), channel) ? i : last;
    }
    Set<Symbol> said = Symbols.namedIn(task.body());
    said.addAll(Symbols.namedIn(task.start().getLeaf()));
    return statements.stream()
        .skip(last + 1L)
        .flatMap(statement -> Trees.ownIn(statement, MethodInvocationTree.class).stream())
        .anyMatch(call -> isWaitFor(said, call));
  }

  private boolean isWaitFor(Set<Symbol> said, MethodInvocationTree call) {
    Symbol receiver = ASTHelpers.getSymbol(ASTHelpers.getReceiver(call));
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return receiver != null
        && said.contains(receiver)
        && Mentions.coordinates(receiver)
        && (ResolvedLibrary.of(state)
                .is(method, Trait.AWAITS_TASK, Trait.AWAITS_SIGNAL, Trait.AWAITS_PERMIT)
            || Channels.of(state)
                .operationOf(method)
                .filter(o -> o.act() == Act.RECEIVE && o.waiting() != Wait.NEVER)
                .isPresent());
  }

  private static boolean isDeclaredAround(VarSymbol variable, TreePath statement) {
    BlockTree block = (BlockTree) statement.getParentPath().getLeaf();
    return block.getStatements().stream()
        .anyMatch(s -> s instanceof VariableTree v && variable.equals(ASTHelpers.getSymbol(v)));
  }

  /** The statement that starts the task, in a block of the method that does. */
  private @Nullable TreePath startStatement() {
    TreePath start = task.start();
    Optional<TreePath> body = Graphs.bodyAround(start);
    Optional<TaskRunner> runner = TaskRunner.of(start, state);
    Optional<VarSymbol> variable = runner.flatMap(TaskRunner::variable);
    if (body.isPresent() && variable.isPresent() && runner.get().isThread()) {
      // The thread is made in one statement and started in another.
      for (TreePath mention : Mentions.paths(body.get(), ImmutableSet.of(variable.get()))) {
        if (mention.getParentPath().getLeaf() instanceof MemberSelectTree select
            && select.getIdentifier().contentEquals("start")) {
          start = mention;
        }
      }
    }
    return Paths.statement(start)
        .filter(s -> s.getParentPath().getLeaf() instanceof BlockTree)
        .filter(s -> !Paths.isInside(s, task.body()))
        .orElse(null);
  }
}
