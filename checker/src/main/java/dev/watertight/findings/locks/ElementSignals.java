package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.locks.Hold;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import java.util.List;
import java.util.Optional;

/**
 * Latches that count the elements of a collection, for each of which a loop in the same body starts
 * one task that counts down: all of these are needed, however many elements there are, if nobody
 * changes the collection meanwhile.
 *
 * @param channel the latch
 * @param hold what the body holds, without which nobody may change the collection
 * @param state the compilation
 */
record ElementSignals(Topology channel, Hold hold, VisitorState state) {
  /** Whether that is so of the one place that counts down. */
  boolean isEachNeeded(Endpoint end) {
    List<? extends ExpressionTree> given = Arguments.of(channel.maker().getLeaf());
    Optional<VarSymbol> counted = given.size() == 1 ? collection(given.get(0)) : Optional.empty();
    ImmutableList<Task.Apart> tasks = Tasks.apart(Tasks.of(end.path(), state));
    return counted.isPresent()
        && channel.endpoints().stream().filter(use -> !use.isReceive()).count() == 1
        && tasks.size() == 1
        && Loops.around(end.path()).isEmpty()
        && Graphs.bodyAround(end.path())
            .filter(body -> body.getLeaf() == tasks.get(0).body())
            .isPresent()
        && isOnceAnElement(tasks.get(0).start(), counted.get())
        && isUnchanged(counted.get());
  }

  /** What a call of {@code size()} asks. */
  private Optional<VarSymbol> collection(Tree size) {
    return size instanceof MethodInvocationTree call
            && ResolvedLibrary.of(state)
                .countingOf(ASTHelpers.getSymbol(call))
                .filter(Rule.SIZE::equals)
                .isPresent()
            && ASTHelpers.getSymbol(Symbols.receiver(call)) instanceof VarSymbol variable
            && (!(Symbols.receiver(call) instanceof MemberSelectTree select)
                || Symbols.isSelf(select.getExpression()))
        ? Optional.of(variable)
        : Optional.empty();
  }

  private boolean isOnceAnElement(TreePath start, VarSymbol collection) {
    return Graphs.areTogether(start, channel.maker())
        && Loops.around(channel.maker()).isEmpty()
        && Loops.around(start)
            .filter(
                loop ->
                    loop instanceof EnhancedForLoopTree each
                        && collection.equals(ASTHelpers.getSymbol(each.getExpression())))
            .isPresent()
        && Paths.aroundInBody(start).stream()
                .filter(around -> Loops.isLoop(around.getLeaf()))
                .count()
            == 1;
  }

  private boolean isUnchanged(VarSymbol collection) {
    ImmutableSet<TreePath> mentions =
        ImmutableSet.copyOf(CompilationIndex.of(state).mentions(collection));
    return (!Symbols.isField(collection)
            || ((collection.flags() & (Flags.PRIVATE | Flags.FINAL))
                == (Flags.PRIVATE | Flags.FINAL)))
        && mentions.stream()
            .allMatch(
                mention ->
                    Graphs.areTogether(mention, channel.maker())
                        ? isRead(mention)
                        : Symbols.isField(collection) && isExcluded(mention));
  }

  private boolean isRead(TreePath mention) {
    Tree user = mention.getParentPath().getLeaf();
    return (user instanceof EnhancedForLoopTree loop && loop.getExpression() == mention.getLeaf())
        || collection(mention.getParentPath().getParentPath().getLeaf()).isPresent();
  }

  /** Whether it is mentioned by who holds the same, or while the object is made. */
  private boolean isExcluded(TreePath mention) {
    Optional<TreePath> body = Graphs.bodyAround(mention);
    return body.isEmpty()
        || Symbols.isConstructor(body.get())
        || hold.excludesOneOf(Hold.at(mention, state));
  }
}
