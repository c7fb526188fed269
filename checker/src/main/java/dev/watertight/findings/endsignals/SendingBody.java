package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The one body of code that sends all values of a channel, once for each channel.
 *
 * @param path the method or lambda
 * @param sends the calls in it that send, or that call what sends
 * @param isTask whether a task apart runs it, rather than the thread that made the channel
 */
public record SendingBody(TreePath path, ImmutableList<TreePath> sends, boolean isTask) {
  private static final int DEPTH = 4;

  /** The body that sends; empty if there are several, or if it may run several times. */
  public static Optional<SendingBody> of(Topology channel, VisitorState state) {
    ImmutableList<TreePath> sends =
        channel.sends().stream().map(Endpoint::path).collect(ImmutableList.toImmutableList());
    return sends.isEmpty() ? Optional.empty() : new Finder(channel, state).find(sends, DEPTH);
  }

  /** Whether a loop starts the task again and again. */
  public static boolean isRepeated(TreePath start) {
    return Loops.around(start).isPresent();
  }

  private record Finder(Topology channel, VisitorState state) {
    Optional<SendingBody> find(ImmutableList<TreePath> sends, int depth) {
      Optional<TreePath> body = commonBody(sends);
      if (body.isEmpty() || depth == 0) {
        return Optional.empty();
      }
      if (body.get().getLeaf() instanceof LambdaExpressionTree) {
        return ofLambda(body.get(), sends, depth);
      }
      return body.get().getLeaf() instanceof MethodTree method
          ? ofMethod(body.get(), ASTHelpers.getSymbol(method), sends, depth)
          : Optional.empty();
    }

    private static Optional<TreePath> commonBody(ImmutableList<TreePath> sends) {
      Map<Tree, TreePath> bodies = new LinkedHashMap<>();
      for (TreePath send : sends) {
        Optional<TreePath> body = Graphs.bodyAround(send);
        if (body.isEmpty()) {
          return Optional.empty();
        }
        bodies.put(body.get().getLeaf(), body.get());
      }
      return bodies.size() == 1 ? Optional.of(bodies.values().iterator().next()) : Optional.empty();
    }

    private Optional<SendingBody> ofLambda(
        TreePath body, ImmutableList<TreePath> sends, int depth) {
      if (isMadeIn(body)) {
        return Optional.of(new SendingBody(body, sends, false));
      }
      Optional<Task.Apart> task = onlyTask(sends.get(0));
      if (task.isPresent() && task.get().body() == body.getLeaf()) {
        return runsOnce(task.get())
            ? Optional.of(new SendingBody(body, sends, true))
            : Optional.empty();
      }
      // A function that a loop of the library calls.
      return body.getParentPath().getLeaf() instanceof MethodInvocationTree
          ? find(ImmutableList.of(body.getParentPath()), depth - 1)
          : Optional.empty();
    }

    private Optional<SendingBody> ofMethod(
        TreePath body, MethodSymbol method, ImmutableList<TreePath> sends, int depth) {
      if (isMadeIn(body)) {
        return Optional.of(new SendingBody(body, sends, false));
      }
      ImmutableList<TreePath> mentions = CompilationIndex.of(state).mentions(method);
      ImmutableList<TreePath> calls =
          mentions.stream()
              .filter(mention -> !(mention.getLeaf() instanceof MemberReferenceTree))
              .map(TreePath::getParentPath)
              .filter(path -> path.getLeaf() instanceof MethodInvocationTree)
              .collect(ImmutableList.toImmutableList());
      if (calls.isEmpty()) {
        return onlyTask(sends.get(0))
            .filter(this::runsOnce)
            .map(task -> new SendingBody(body, sends, true));
      }
      if (calls.size() < mentions.size() || Symbols.isOpenToOthers(method)) {
        return Optional.empty();
      }
      Optional<SendingBody> outer = find(calls, depth - 1);
      boolean once = calls.size() == 1 && Loops.around(calls.get(0)).isEmpty();
      return once ? outer.map(caller -> new SendingBody(body, sends, caller.isTask)) : outer;
    }

    /** Whether each run of the body makes its own channel, or the object that keeps it. */
    private boolean isMadeIn(TreePath body) {
      if (Paths.isInside(channel.maker(), body.getLeaf())) {
        return true;
      }
      for (Tree tree : channel.maker()) {
        if (tree instanceof ClassTree type) {
          ClassSymbol owner = ASTHelpers.getSymbol(type);
          ImmutableList<TreePath> creations = CompilationIndex.of(state).creations(owner);
          return !channel.isLocal()
              && creations.size() == 1
              && Paths.isInside(creations.get(0), body.getLeaf());
        }
      }
      return false;
    }

    /** The task, if the code is run by exactly one. */
    private Optional<Task.Apart> onlyTask(TreePath send) {
      return Optional.of(Tasks.of(send, state))
          .filter(tasks -> tasks.size() == 1)
          .flatMap(Tasks::firstApart);
    }

    /** Whether there is one such task for each channel. */
    private boolean runsOnce(Task.Apart task) {
      if (Loops.around(task.start()).isPresent()) {
        return false;
      }
      Optional<TreePath> starter = Graphs.bodyAround(task.start());
      return starter.isPresent()
          && (channel.isLocal()
              || isMadeIn(starter.get())
              || (starter.get().getLeaf() instanceof MethodTree method
                  && isLifecycle(ASTHelpers.getSymbol(method))));
    }

    /** A constructor, or a method that says nothing about what is sent: {@code start()}. */
    private static boolean isLifecycle(Symbol method) {
      return method.isConstructor() || ((MethodSymbol) method).getParameters().isEmpty();
    }
  }
}
