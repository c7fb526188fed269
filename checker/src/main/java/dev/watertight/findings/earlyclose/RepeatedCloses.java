package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Runs;
import dev.watertight.findings.earlyclose.EarlyClose.How;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds senders of which each closes the channel when it has sent its own values: the first that
 * ends closes it under the others.
 */
final class RepeatedCloses {
  private static final ImmutableSet<Class<? extends Tree>> LOOPS =
      ImmutableSet.of(
          WhileLoopTree.class,
          DoWhileLoopTree.class,
          ForLoopTree.class,
          EnhancedForLoopTree.class,
          MethodTree.class,
          LambdaExpressionTree.class);

  /* Who starts as many senders as a variable says means several. */
  private static final int SEVERAL = 2;

  private RepeatedCloses() {}

  static void analyze(
      Topology channel,
      Map<Tree, Endpoint> closes,
      VisitorState state,
      BiConsumer<Tree, EarlyClose> found) {
    if (!channel.kind().isCloseable() || !isReceivedToItsEnd(channel)) {
      return;
    }
    for (Endpoint close : closes.values()) {
      if (!(close.path().getLeaf() instanceof MethodInvocationTree)) {
        continue;
      }
      for (Endpoint send : channel.sends()) {
        if (!EarlyCloses.expectsEnd(send) && isLastAct(send, close, state)) {
          ImmutableList<TreePath> starts = starts(send, channel, state);
          if (Runs.of(starts, channel, state).least().isMoreThan(Amount.of(1), SEVERAL).isYes()) {
            found.accept(
                close.path().getLeaf(), new EarlyClose(channel, close, How.EACH_SENDER, starts));
            break;
          }
        }
      }
    }
  }

  /** A receiver of one value alone may mean to take that of the quickest sender. */
  private static boolean isReceivedToItsEnd(Topology channel) {
    return channel.receives().stream()
        .anyMatch(
            r ->
                r.act() == Act.DRAIN
                    || Optional.ofNullable(Paths.enclosing(r.path(), LOOPS))
                        .filter(p -> !isBody(p.getLeaf()))
                        .isPresent());
  }

  private static boolean isBody(Tree tree) {
    return tree instanceof MethodTree || tree instanceof LambdaExpressionTree;
  }

  private static ImmutableList<TreePath> starts(
      Endpoint send, Topology channel, VisitorState state) {
    Map<Tree, TreePath> starts = new LinkedHashMap<>();
    for (Task task : Tasks.of(send.path(), state)) {
      if (task instanceof Task.Apart apart
          && SenderTasks.isBesideStarter(apart, state)
          && SenderTasks.concerns(apart, send, channel)
          && !hasOneOfItsOwn(apart, channel)) {
        starts.put(apart.start().getLeaf(), apart.start());
      }
    }
    return ImmutableList.copyOf(starts.values());
  }

  /** Whether each task makes a channel for itself. */
  private static boolean hasOneOfItsOwn(Task.Apart task, Topology channel) {
    if (Paths.isInside(channel.maker(), task.body())) {
      return true;
    }
    if (task.body() instanceof NewClassTree creation) {
      for (Tree around : channel.maker()) {
        if (around instanceof ClassTree type) {
          return Objects.equals(
              ASTHelpers.getSymbol(creation.getIdentifier()), ASTHelpers.getSymbol(type));
        }
      }
    }
    return false;
  }

  /** Whether the close follows the send in the same body, whatever was sent, and nothing else. */
  private static boolean isLastAct(Endpoint send, Endpoint close, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(close.path());
    Optional<TreePath> other = Graphs.bodyAround(send.path());
    if (body.isEmpty()
        || other.isEmpty()
        || body.get().getLeaf() != other.get().getLeaf()
        || isConditional(close.path(), body.get().getLeaf())) {
      return false;
    }
    boolean[] between = {false, false};
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      private boolean behind;

      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        if (tree == close.path().getLeaf()) {
          between[0] |= behind;
          behind = false;
          return null;
        }
        super.scan(tree, null);
        if (tree == send.path().getLeaf()) {
          behind = true;
        } else if (behind && (tree instanceof ReturnTree || tree instanceof ThrowTree)) {
          between[1] = true;
        } else if (behind && tree instanceof MethodInvocationTree call) {
          between[1] |= isConcurrent(ASTHelpers.getSymbol(call), state);
        }
        return null;
      }
    }.scan(body.get().getLeaf(), null);
    return between[0] && !between[1];
  }

  /** A count-down, or another appointment of the senders: who comes last closes. */
  private static boolean isConcurrent(MethodSymbol method, VisitorState state) {
    return Channels.of(state).kindOf(method.owner.type).isEmpty()
        && ResolvedLibrary.of(state).supertypesOf(method.enclClass()).stream()
            .anyMatch(n -> n.startsWith("java.util.concurrent."));
  }

  private static boolean isConditional(TreePath path, Tree body) {
    for (Tree around : path) {
      if (around == body) {
        return false;
      }
      if (around instanceof IfTree
          || around instanceof SwitchTree
          || around instanceof ConditionalExpressionTree
          || around instanceof SwitchExpressionTree
          || around instanceof CatchTree
          || around instanceof SynchronizedTree) {
        return true;
      }
    }
    return true;
  }
}
