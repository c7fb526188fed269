package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.receives.EndlessReceive;
import dev.watertight.findings.receives.EndlessReceives;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.List;
import java.util.Optional;

/** A check that reports some kinds of {@link EndlessReceive}s at their loop. */
abstract class AbstractLoopCheck extends AbstractChannelCheck<EndlessReceive> {
  @Override
  abstract boolean reports(EndlessReceive finding);

  /** What to say of the loop. */
  abstract String message(EndlessReceive finding, VisitorState state);

  /** The fixes, best first. */
  abstract List<SuggestedFix> fixes(EndlessReceive finding, VisitorState state);

  /** Why there is no fix, where there is none. */
  abstract String advice(EndlessReceive finding);

  @Override
  final ChannelFindings<EndlessReceive> findings() {
    return EndlessReceives.FINDINGS;
  }

  @Override
  final Description describe(EndlessReceive finding, VisitorState state) {
    return describe(message(finding, state), fixes(finding, state), advice(finding), state);
  }

  /** The task of its own that runs the loop; the first of several that one executor runs. */
  static Optional<Task.Apart> task(EndlessReceive finding, VisitorState state) {
    ImmutableSet<Task> tasks = Tasks.of(finding.loop().loop(), state);
    return tasks.stream().map(AbstractLoopCheck::executor).distinct().count() == 1
            && (tasks.size() == 1 || executor(tasks.asList().get(0)).isPresent())
        ? Tasks.firstApart(tasks)
        : Optional.empty();
  }

  private static Optional<Symbol> executor(Task task) {
    return task instanceof Task.Apart apart
            && apart.start().getLeaf() instanceof MethodInvocationTree call
        ? Optional.ofNullable(ASTHelpers.getReceiver(call))
            .flatMap(receiver -> Optional.ofNullable(ASTHelpers.getSymbol(receiver)))
            .filter(VarSymbol.class::isInstance)
        : Optional.empty();
  }
}
