package dev.watertight.wakers;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.values.NamedVariables;
import dev.watertight.values.ResolvedLibrary;

/**
 * The signs that make code run which has been waiting for them, or was given to be called back: a
 * latch that is counted down, a future that is completed, a value in another channel, listeners
 * that are told.
 *
 * <p>Code is taken to wait for a sign if the method around it names the object that gives it. That
 * is more than those that do wait; what is not known to wait is not known not to, either.
 */
final class Signals {
  private Signals() {}

  /** The calls in view that may make the code at a place run. */
  static ImmutableSet<TreePath> leadingTo(TreePath place, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableSet.Builder<TreePath> signals = ImmutableSet.builder();
    TreePath method = Paths.enclosing(place, ImmutableSet.of(MethodTree.class));
    for (Symbol named : NamedVariables.in(method == null ? null : method.getLeaf())) {
      for (TreePath mention : index.mentions(named)) {
        TreePath call = mention.getParentPath().getParentPath();
        if (mention.getParentPath().getLeaf() instanceof MemberSelectTree select
            && call.getLeaf() instanceof MethodInvocationTree invocation
            && invocation.getMethodSelect() == select
            && isSign(ASTHelpers.getSymbol(invocation), state)) {
          signals.add(call);
        }
      }
    }
    return signals.build();
  }

  private static boolean isSign(MethodSymbol method, VisitorState state) {
    return ResolvedLibrary.of(state).is(method, Trait.COMPLETES, Trait.SIGNALS)
        || Channels.of(state).operationOf(method).filter(o -> o.act() == Act.SEND).isPresent();
  }
}
