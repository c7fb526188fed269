package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.loops.WaitLoop;
import dev.watertight.model.Model;
import dev.watertight.paths.Duties;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Receivers that send the signal of the end themselves, when a counter of what is still to be done
 * comes to zero, but have a round that does not count: {@code if (open.decrementAndGet() == 0)
 * queue.add(END);} behind a {@code continue}.
 *
 * @param channel the channel
 * @param signals the calls that signal
 * @param state the compilation
 */
record UncountedRounds(Topology channel, ImmutableList<TreePath> signals, VisitorState state) {
  private static final int DEPTH = 3;

  /** How a mention of the counter changes it. */
  private enum Change {
    MORE,
    LESS,
    NONE,
    OTHER
  }

  /** The change of the counter that a round of a loop leaves out; empty if none does for sure. */
  Optional<TreePath> in(WaitLoop loop) {
    ImmutableSet<VarSymbol> counters =
        signals.stream().flatMap(s -> counterBefore(s, DEPTH).stream()).collect(toImmutableSet());
    TreePath waiting = loop.waiting().path();
    TreePath body = Graphs.bodyAround(waiting).orElse(null);
    if (body == null
        || counters.size() != 1
        || signals.stream().anyMatch(s -> counterBefore(s, DEPTH).isEmpty())
        || !countsSends(counters.iterator().next())) {
      return Optional.empty();
    }
    ImmutableList<TreePath> places =
        changes(counters.iterator().next(), Change.LESS).stream()
            .flatMap(change -> placesIn(body, change, DEPTH).stream())
            .collect(toImmutableList());
    if (places.isEmpty()
        || !places.stream().allMatch(p -> Paths.isInside(p, loop.loop().getLeaf()))) {
      return Optional.empty();
    }
    ImmutableSet.Builder<Tree> acts = ImmutableSet.builder();
    places.forEach(place -> acts.add(place.getLeaf()));
    // What is sent again is still to be done.
    values()
        .filter(send -> Graphs.isDirectlyIn(send, body.getLeaf()))
        .forEach(s -> acts.add(s.getLeaf()));
    return Duties.isLeftOutOfRound(
            body, waiting.getLeaf(), acts.build(), new RiskyCalls(body, state).known(), state)
        ? Optional.of(places.get(0))
        : Optional.empty();
  }

  /** The counter whose change decides on a call, in its own method or before a call of that. */
  private Optional<VarSymbol> counterBefore(TreePath call, int depth) {
    TreePath body = Graphs.bodyAround(call).orElse(null);
    if (body == null || depth == 0) {
      return Optional.empty();
    }
    return TestOutcomes.at(call, body.getLeaf()).stream()
        .flatMap(outcome -> Trees.in(outcome.test(), Tree.class).stream())
        .flatMap(part -> lessened(part).stream())
        .findFirst()
        .or(() -> onlyCall(body).flatMap(outer -> counterBefore(outer, depth - 1)));
  }

  private Optional<TreePath> onlyCall(TreePath body) {
    return body.getLeaf() instanceof MethodTree method
        ? Optional.of(CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(method)))
            .filter(mentions -> mentions.size() == 1 && Runs.isCall(mentions.get(0)))
            .map(mentions -> mentions.get(0).getParentPath())
        : Optional.empty();
  }

  /** The field that a tree makes one less. */
  private Optional<VarSymbol> lessened(Tree tree) {
    Tree counter =
        tree.getKind() == Kind.PREFIX_DECREMENT
            ? Values.changed(tree)
            : tree instanceof MethodInvocationTree call && isNamed(call, "uncounting")
                ? ASTHelpers.getReceiver(call)
                : null;
    return counter != null
            && ASTHelpers.getSymbol(counter) instanceof VarSymbol field
            && Symbols.isField(field)
        ? Optional.of(field)
        : Optional.empty();
  }

  private boolean isNamed(MethodInvocationTree call, String kind) {
    return Model.of(state)
        .library()
        .names()
        .get(kind)
        .contains(ASTHelpers.getSymbol(call).getSimpleName().toString());
  }

  /**
   * Whether a counter counts the values that are sent, and those only: it is made one more beside
   * each send, or begins with their number.
   */
  private boolean countsSends(VarSymbol counter) {
    if (!counter.isPrivate() || !changes(counter, Change.OTHER).isEmpty()) {
      return false;
    }
    ImmutableList<TreePath> more = changes(counter, Change.MORE);
    return more.stream().allMatch(m -> values().anyMatch(send -> Graphs.areTogether(send, m)))
        && (isFilled(counter)
            ? more.isEmpty()
            : values().allMatch(send -> more.stream().anyMatch(m -> Graphs.areTogether(send, m))));
  }

  /** Whether a counter begins with a number that the code does not say to be none. */
  private boolean isFilled(VarSymbol counter) {
    return Values.assignedTo(counter, state).stream()
        .map(TreePath::getLeaf)
        .anyMatch(
            value ->
                counter.type.isPrimitive()
                    ? !Integer.valueOf(0).equals(ASTHelpers.constValue(value))
                    : Arguments.of(value).stream()
                        .anyMatch(a -> !Integer.valueOf(0).equals(ASTHelpers.constValue(a))));
  }

  /** The places of the sends of values, not of the signal. */
  private Stream<TreePath> values() {
    return channel.sends().stream()
        .map(Endpoint::path)
        .filter(send -> signals.stream().noneMatch(s -> s.getLeaf() == send.getLeaf()));
  }

  private ImmutableList<TreePath> changes(VarSymbol counter, Change kind) {
    return CompilationIndex.of(state).mentions(counter).stream()
        .filter(mention -> kindOf(mention) == kind)
        .map(this::changeAt)
        .collect(toImmutableList());
  }

  private TreePath changeAt(TreePath mention) {
    TreePath parent = mention.getParentPath();
    return parent.getLeaf() instanceof MemberSelectTree ? parent.getParentPath() : parent;
  }

  private Change kindOf(TreePath mention) {
    Tree change = changeAt(mention).getLeaf();
    if (change instanceof MethodInvocationTree call
        && call.getMethodSelect() == mention.getParentPath().getLeaf()) {
      return isNamed(call, "counting")
          ? Change.MORE
          : isNamed(call, "uncounting")
              ? Change.LESS
              : call.getArguments().isEmpty() ? Change.NONE : Change.OTHER;
    }
    return switch (change.getKind()) {
      case PREFIX_INCREMENT, POSTFIX_INCREMENT -> Change.MORE;
      case PREFIX_DECREMENT, POSTFIX_DECREMENT -> Change.LESS;
      default ->
          change instanceof AssignmentTree || change instanceof VariableTree
              ? Change.OTHER
              : !((VarSymbol) ASTHelpers.getSymbol(mention.getLeaf())).type.isPrimitive()
                  ? Change.OTHER
                  : Change.NONE;
    };
  }

  /** Where a body comes to a place: there itself, or by calls of the methods around it. */
  private List<TreePath> placesIn(TreePath body, TreePath place, int depth) {
    TreePath around = Graphs.bodyAround(place).orElse(null);
    if (around == null || depth == 0) {
      return ImmutableList.of();
    }
    if (around.getLeaf() == body.getLeaf()) {
      return ImmutableList.of(place);
    }
    return around.getLeaf() instanceof MethodTree method
        ? CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(method)).stream()
            .filter(Runs::isCall)
            .flatMap(call -> placesIn(body, call.getParentPath(), depth - 1).stream())
            .toList()
        : ImmutableList.of();
  }
}
