package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;

/** The sends of values that end those who receive, by what their loops compare with. */
public final class EndingSends {
  private EndingSends() {}

  /** The sends of a value that ends a loop which receives, with all loops around that. */
  public static ImmutableList<Endpoint> of(Topology channel, VisitorState state) {
    if (channel.sends().stream().noneMatch(send -> isSaid(send, state))) {
      return ImmutableList.of();
    }
    ImmutableList<WaitLoop> loops =
        channel.receives().stream()
            .flatMap(receive -> outermost(WaitLoops.of(receive, state)))
            .collect(ImmutableList.toImmutableList());
    return channel.sends().stream()
        .filter(send -> isSaid(send, state))
        .filter(send -> loops.stream().anyMatch(loop -> ends(loop, send, channel, state)))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether the code says what is sent. */
  private static boolean isSaid(Endpoint send, VisitorState state) {
    return markerOf(send, state).isPresent() || ValueTests.isSaid(send, state);
  }

  /** A local variable is no marker for code of other methods. */
  private static boolean isVisible(Symbol marker, Topology channel) {
    return !(marker.owner instanceof MethodSymbol method)
        || channel.receives().stream()
            .flatMap(receive -> Streams.stream(receive.path()))
            .anyMatch(
                tree -> tree instanceof MethodTree && method.equals(ASTHelpers.getSymbol(tree)));
  }

  private static boolean ends(WaitLoop loop, Endpoint send, Topology channel, VisitorState state) {
    Optional<Symbol> marker = markerOf(send, state).filter(m -> isVisible(m, channel));
    return Stream.of(loop.asInText(), loop)
        .flatMap(l -> l.exits().stream())
        .filter(exit -> exit.kind() == LoopExit.Kind.VALUE)
        .anyMatch(
            exit ->
                marker.filter(m -> isTakenFor(m, exit, state)).isPresent()
                    || ValueTests.leaves(
                        exit, loop.loop(), channel, ImmutableList.of(send), state));
  }

  private static Stream<WaitLoop> outermost(ImmutableList<WaitLoop> loops) {
    return loops.stream()
        .filter(
            loop ->
                loops.stream()
                    .noneMatch(
                        other ->
                            other.loop().getLeaf() != loop.loop().getLeaf()
                                && Paths.isInside(loop.loop(), other.loop().getLeaf())));
  }

  /** What a send may send as a marker: a constant, or the class of what it makes. */
  private static Optional<Symbol> markerOf(Endpoint send, VisitorState state) {
    Tree value = send.value().map(path -> ASTHelpers.stripParentheses(path.getLeaf())).orElse(null);
    if (value instanceof NewClassTree creation) {
      return creation.getClassBody() == null
          ? Optional.ofNullable(ASTHelpers.getSymbol(creation.getIdentifier()))
          : Optional.empty();
    }
    if (value instanceof MethodInvocationTree call && EndMarkers.isMadeBy("empty", send)) {
      return Optional.of(ASTHelpers.getSymbol(call).owner);
    }
    return ASTHelpers.getSymbol(value) instanceof VarSymbol constant
            && Values.isFixed(constant, state)
            && (constant.flags() & Flags.PARAMETER) == 0
            && !constant.name.contentEquals("this")
        ? Optional.of(constant)
        : Optional.empty();
  }

  /** Whether the marker takes the exit: by identity, by its type, or since a method says so. */
  private static boolean isTakenFor(Symbol marker, LoopExit exit, VisitorState state) {
    if (exit.symbol().isPresent()) {
      return exit.symbol().get().equals(marker);
    }
    if (exit.at() instanceof InstanceOfTree test) {
      Type goesOn = ExitConditions.typeOf(test);
      return goesOn != null
          && (marker instanceof ClassSymbol || ASTHelpers.isStatic(marker))
          && !state.getTypes().isCastable(marker.type, goesOn);
    }
    return exit.at() instanceof MethodInvocationTree call
        && CompilationIndex.of(state)
            .declaration(ASTHelpers.getSymbol(call))
            .filter(method -> isSaidBy(method, marker, exit.leaving()))
            .isPresent();
  }

  /** Whether a method returns a comparison with the marker, or the value where it is the marker. */
  private static boolean isSaidBy(TreePath method, Symbol marker, Optional<Boolean> value) {
    return Returns.in(method).stream()
        .anyMatch(
            returned ->
                Symbols.variablesIn(returned.getLeaf()).contains(marker)
                    || (value.equals(Optional.ofNullable(ASTHelpers.constValue(returned.getLeaf())))
                        && TestOutcomes.at(returned, method.getLeaf()).stream()
                            .filter(o -> o.value() == (o.test().getKind() != Kind.NOT_EQUAL_TO))
                            .anyMatch(o -> Symbols.variablesIn(o.test()).contains(marker))));
  }
}
