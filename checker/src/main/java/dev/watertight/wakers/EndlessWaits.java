package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which calls wait for ever: for something that nobody in view does, all uses being in view.
 *
 * @param state the compilation
 */
public record EndlessWaits(VisitorState state) {
  /** Whether the call, or that of the method that a reference names, waits for ever. */
  public boolean isEndless(TreePath path) {
    if (!(ASTHelpers.getSymbol(path.getLeaf()) instanceof MethodSymbol method)) {
      return false;
    }
    ResolvedLibrary library = ResolvedLibrary.of(state);
    if (library.is(method, Trait.AWAITS_TIME)) {
      List<? extends ExpressionTree> arguments = Arguments.of(path.getLeaf());
      return arguments.size() == 1
          && Long.valueOf(Long.MAX_VALUE).equals(ASTHelpers.constValue(arguments.get(0)));
    }
    if (!method.getParameters().isEmpty()) {
      return false;
    }
    if (library.is(method, Trait.AWAITS_TASK, Trait.AWAITS_SIGNAL)) {
      return isNeverDone(path);
    }
    return Channels.of(state).operationOf(method).isPresent() && isNeverSent(path);
  }

  /** Whether the code may wait, without a limit, for what others have to do. */
  public boolean mayNeedOthers(TreePath code) {
    return Stream.concat(Stream.of(code), Summaries.bodies(code, state).stream())
        .anyMatch(body -> Trees.any(body.getLeaf(), this::needsOthers));
  }

  private boolean needsOthers(Tree tree) {
    if (!(tree instanceof MethodInvocationTree call)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return !library.isTimed(method)
        && (library.is(method, Trait.AWAITS_SIGNAL, Trait.AWAITS_PERMIT, Trait.AWAITS_INPUT)
            || Channels.of(state)
                .operationOf(method)
                .filter(ChannelOperation::isWaitForValue)
                .isPresent());
  }

  /** Whether only {@code new} makes the receiver of the call, and nothing is done with it. */
  private boolean isNeverDone(TreePath call) {
    return receiver(call)
        .flatMap(receiver -> Origins.of(receiver, this::isPending, state))
        .filter(makers -> makers.stream().allMatch(this::isNeverEnded))
        .isPresent();
  }

  /** Whether the expression makes a future that nobody in view ever completes. */
  public boolean isNeverCompleted(TreePath maker) {
    return isPending(maker.getLeaf()) && isNeverEnded(maker);
  }

  /** Whether the expression makes a future that is completed only if something happens. */
  public boolean isPerhapsCompleted(TreePath maker) {
    if (!isPending(maker.getLeaf())) {
      return false;
    }
    Fate fate = fate(maker);
    ImmutableList<TreePath> completions =
        fate.uses().stream()
            .filter(use -> completes(use, state))
            .map(Sink.Use::path)
            .collect(ImmutableList.toImmutableList());
    return !fate.isUnknown()
        && !fate.isExposed()
        && completions.size() == 1
        && isLeftOut(completions.get(0));
  }

  /**
   * Whether the call waits for what is ended while its object is made, or never: a condition
   * decides on that there, and nobody else ends the wait.
   */
  public boolean isPerhapsEndless(TreePath call) {
    return ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method
        && method.getParameters().isEmpty()
        && ResolvedLibrary.of(state).is(method, Trait.AWAITS_TASK, Trait.AWAITS_SIGNAL)
        && receiver(call)
            .flatMap(receiver -> Origins.of(receiver, this::isPending, state))
            .filter(makers -> makers.stream().allMatch(this::isEndedAtOnceOrNever))
            .isPresent();
  }

  private boolean isEndedAtOnceOrNever(TreePath maker) {
    ClassTree type = ASTHelpers.findEnclosingNode(maker, ClassTree.class);
    return isPerhapsCompleted(maker)
        && type != null
        && fate(maker).uses().stream()
            .filter(use -> completes(use, state))
            .allMatch(
                use ->
                    Graphs.bodyAround(use.path())
                        .filter(Symbols::isConstructor)
                        .filter(body -> Paths.isInside(body, type))
                        .isPresent());
  }

  /** Whether an {@code if} decides on the statement, and does nothing else in its stead. */
  private static boolean isLeftOut(TreePath path) {
    return Paths.aroundInBody(path).stream()
        .filter(p -> p.getLeaf() instanceof IfTree)
        .findFirst()
        .filter(p -> ((IfTree) p.getLeaf()).getElseStatement() == null)
        .isPresent();
  }

  /** Whether {@code new} makes what only calls end a wait for: a future, a latch that counts. */
  private boolean isPending(Tree tree) {
    return tree instanceof NewClassTree creation
        && creation.getClassBody() == null
        && isCompletable(ASTHelpers.getSymbol(creation).enclClass(), state)
        && creation.getArguments().stream()
            .allMatch(a -> ASTHelpers.constValue(a) instanceof Integer count && count > 0);
  }

  /** Whether nobody in view completes the future that an expression makes, other than its task. */
  public boolean isNeverEnded(TreePath maker) {
    Fate fate = fate(maker);
    return !fate.isUnknown()
        && !fate.isExposed()
        && fate.uses().stream().noneMatch(use -> completes(use, state));
  }

  private Fate fate(TreePath maker) {
    String type = ASTHelpers.getType(maker.getLeaf()).tsym.getQualifiedName().toString();
    return Fate.ofExpression(maker, new Instances(type, ImmutableSet.of(), state), state);
  }

  /** Whether a row says of a method of this very class that it ends waits. */
  public static boolean isCompletable(ClassSymbol type, VisitorState state) {
    return ResolvedLibrary.of(state).rows().traitsByName().values().stream()
        .anyMatch(
            row ->
                row.trait() == Trait.COMPLETES
                    && type.getQualifiedName().contentEquals(row.member().owner()));
  }

  /** Whether the use ends a wait for the object, or brings the end nearer. */
  public static boolean completes(Sink.Use use, VisitorState state) {
    return ResolvedLibrary.of(state).is(use.path().getLeaf(), Trait.COMPLETES);
  }

  /** Whether the call receives from channels into which nobody sends and that nobody closes. */
  private boolean isNeverSent(TreePath call) {
    return channels(call)
        .filter(channels -> channels.stream().allMatch(channel -> isSilent(channel, call)))
        .isPresent();
  }

  /** Whether the call receives from a channel however long it takes until somebody sends. */
  public boolean isReceive(TreePath call) {
    return ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method
        && Channels.of(state)
            .operationOf(method)
            .filter(row -> row.act() == Act.RECEIVE && row.waiting() == Wait.ALWAYS)
            .isPresent();
  }

  /** The channels that a call or a method reference is of; empty if they cannot all be told. */
  public Optional<ImmutableSet<Topology>> channels(TreePath call) {
    return receiver(call).flatMap(receiver -> Topologies.of(receiver, state));
  }

  private static Optional<TreePath> receiver(TreePath call) {
    return call.getLeaf() instanceof MemberReferenceTree reference
        ? Optional.of(new TreePath(call, reference.getQualifierExpression()))
        : Paths.receiver(call);
  }

  private static boolean isSilent(Topology channel, TreePath call) {
    return channel.isClosedView()
        && channel.sends().isEmpty()
        && channel.closes().isEmpty()
        && channel.endpoints().stream()
            .anyMatch(e -> e.path().getLeaf() == call.getLeaf() && e.isReceive() && e.isEndless());
  }
}
