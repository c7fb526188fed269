package dev.watertight.loops;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.DoWhileLoopTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.EnhancedForLoopTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.ForLoopTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.WhileLoopTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;

/** A check that prints the ways out of the loops around receives and selects. */
@BugPattern(summary = "The ways out of a loop", severity = ERROR)
public final class ExitPrinter extends BugChecker
    implements WhileLoopTreeMatcher,
        DoWhileLoopTreeMatcher,
        ForLoopTreeMatcher,
        EnhancedForLoopTreeMatcher {
  private static final long serialVersionUID = 1L;

  @Override
  public Description matchWhileLoop(WhileLoopTree tree, VisitorState state) {
    return print(tree, state);
  }

  @Override
  public Description matchDoWhileLoop(DoWhileLoopTree tree, VisitorState state) {
    return print(tree, state);
  }

  @Override
  public Description matchForLoop(ForLoopTree tree, VisitorState state) {
    return print(tree, state);
  }

  @Override
  public Description matchEnhancedForLoop(EnhancedForLoopTree tree, VisitorState state) {
    return print(tree, state);
  }

  private Description print(Tree tree, VisitorState state) {
    for (Topology channel : Topologies.all(state)) {
      for (Endpoint receive : channel.receives()) {
        for (WaitLoop loop : loopsAround(receive, state)) {
          if (loop.loop().getLeaf() == tree) {
            return buildDescription(tree).setMessage(print(loop)).build();
          }
        }
      }
    }
    return Description.NO_MATCH;
  }

  private static ImmutableList<WaitLoop> loopsAround(Endpoint receive, VisitorState state) {
    for (TreePath p = receive.path(); p != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof MethodInvocationTree call
          && ASTHelpers.getSymbol(call).owner.getSimpleName().contentEquals("Select")) {
        return WaitLoops.around(new Wait(p, Wait.OnInterrupt.THROWN, true), state);
      }
    }
    return WaitLoops.of(receive, state);
  }

  private static String print(WaitLoop loop) {
    return loop.exits().stream()
            .map(exit -> exit.kind() + exit.symbol().map(s -> " " + s.getSimpleName()).orElse(""))
            .collect(joining(", ", "exits [", "]"))
        + (loop.swallowsInterrupt() ? " swallows interrupts" : "")
        + (loop.swallowsClosing() ? " swallows closing" : "")
        + ".";
  }
}
