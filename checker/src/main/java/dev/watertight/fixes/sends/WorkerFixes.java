package dev.watertight.fixes.sends;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gives tasks that wait for each other a thread each, where they share a single one. */
public final class WorkerFixes {
  private static final ImmutableMap<String, Integer> SINGLE =
      ImmutableMap.of("newSingleThreadExecutor", 0, "newFixedThreadPool", 1);

  private WorkerFixes() {}

  /**
   * {@code newCachedThreadPool()} in place of the single thread, if that runs nothing but the tasks
   * that use the channel: for others their order may matter.
   */
  public static Optional<SuggestedFix> of(Endpoint send, Topology channel, VisitorState state) {
    Set<Tree> starts = new HashSet<>();
    for (Endpoint endpoint : channel.endpoints()) {
      Tasks.firstApart(Tasks.of(endpoint.path(), state))
          .ifPresent(t -> starts.add(t.start().getLeaf()));
    }
    return Tasks.firstApart(Tasks.of(send.path(), state))
        .map(Task.Apart::start)
        .map(start -> ASTHelpers.getSymbol(Symbols.receiver(start.getLeaf())))
        .filter(symbol -> symbol instanceof VarSymbol v && runsOnly(v, starts, state))
        .flatMap(symbol -> Values.initial((VarSymbol) symbol, state))
        .filter(maker -> maker.getCompilationUnit() == state.getPath().getCompilationUnit())
        .flatMap(maker -> widened(maker, state));
  }

  private static boolean runsOnly(VarSymbol executor, Set<Tree> starts, VisitorState state) {
    return Members.isEffectivelyFinal(executor)
        && !Symbols.isField(executor)
        && CompilationIndex.of(state).mentions(executor).stream()
            .allMatch(
                mention ->
                    mention.getParentPath().getLeaf() instanceof MemberSelectTree
                        && mention.getParentPath().getParentPath().getLeaf()
                            instanceof MethodInvocationTree call
                        && (call.getArguments().isEmpty()
                            || starts.contains(call)
                            || ASTHelpers.getSymbol(call)
                                .getSimpleName()
                                .contentEquals("awaitTermination")));
  }

  private static Optional<SuggestedFix> widened(TreePath maker, VisitorState state) {
    if (!(maker.getLeaf() instanceof MethodInvocationTree call)) {
      return Optional.empty();
    }
    String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
    Integer counts = SINGLE.get(name);
    List<? extends ExpressionTree> arguments = call.getArguments();
    if (counts == null
        || !ASTHelpers.getSymbol(call)
            .owner
            .getQualifiedName()
            .contentEquals("java.util.concurrent.Executors")
        || arguments.size() > counts + 1) {
      return Optional.empty();
    }
    SourceText source = SourceText.of(state);
    int end = source.end(call.getMethodSelect());
    String factory = arguments.size() > counts ? source.of(arguments.get(counts)) : "";
    return Optional.of(
        SuggestedFix.builder()
            .replace(end - name.length(), source.end(call), "newCachedThreadPool(" + factory + ")")
            .setShortDescription("Give each of the tasks a thread of its own")
            .build());
  }
}
