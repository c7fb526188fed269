package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.answers.Known;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Origins;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.ElementKind;

/**
 * Whether code that receives an end marker from other channels hands it on to this one.
 *
 * @param marker the marker
 * @param identity whether only itself is taken for it
 * @param channel the channel that it may be handed on to
 * @param state the compilation
 */
record Stages(Symbol marker, boolean identity, Topology channel, VisitorState state) {
  /* So many functions call one another, at most. */
  private static final int DEPTH = 2;

  /**
   * Whether the marker is sent into other channels there, from which nobody hands it on: whose
   * receivers neither come to a send into this one, unless they have sorted it out, nor keep
   * anything.
   */
  boolean keep(TreePath use) {
    return Paths.receiver(use.getParentPath())
        .flatMap(receiver -> Topologies.of(receiver, state))
        .filter(
            others ->
                others.stream()
                    .allMatch(
                        other ->
                            !other.equals(channel)
                                && isSentTo(other, use)
                                && other.endpoints().stream()
                                    .allMatch(e -> e.isSend() || keepsApart(e, use))))
        .isPresent();
  }

  /**
   * The sends into this channel that may hand the marker on, where it is sent into other channels;
   * empty if those who receive it there may keep it, and send it some other way.
   */
  Optional<ImmutableList<TreePath>> handingOn(TreePath use) {
    Optional<ImmutableSet<Topology>> others =
        Paths.receiver(use.getParentPath()).flatMap(object -> Topologies.of(object, state));
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (Topology other : others.orElse(ImmutableSet.of())) {
      if (other.equals(channel) || !isSentTo(other, use)) {
        return Optional.empty();
      }
      for (Endpoint end : other.endpoints()) {
        Optional<TreePath> body = Graphs.bodyAround(end.path());
        if (end.isSend() || end.act() == Act.CLOSE) {
          continue;
        }
        if (channel.isNamedIn(end.path().getLeaf())
            || body.filter(b -> isLeftIn(b, end)).isEmpty()) {
          return Optional.empty();
        }
        channel.sends().stream()
            .map(Endpoint::path)
            .filter(
                send ->
                    !isSortedOut(send, end, use, body.get())
                        && !isCopied(send)
                        && !Summaries.reaches(send, body.get(), state).isNo())
            .forEach(found::add);
      }
    }
    return others.map(all -> found.build());
  }

  private static boolean isSentTo(Topology other, TreePath use) {
    return other.isClosedView()
        && other.sends().stream().anyMatch(s -> Paths.isInside(use, s.path().getLeaf()));
  }

  /** Whether a body neither returns what it has received, nor keeps it. */
  private boolean isLeftIn(TreePath body, Endpoint receive) {
    return !isPassedOn(body)
        && !isKeptIn(body, receive)
        && Values.changedIn(body.getLeaf()).stream().noneMatch(Symbols::isField);
  }

  /**
   * Whether a send into this channel is one of a stage that lets nothing through what is equal to a
   * constant, the marker, which is sent into the channel before. What is made of a value that is
   * not equal may be: a line of blanks is none when it is stripped.
   */
  boolean sortOut(TreePath use, Endpoint send) {
    return ASTHelpers.constValue(use.getLeaf()) != null
        && send.value().filter(Stages::isVariable).isPresent()
        && Graphs.bodyAround(send.path())
            .filter(
                body ->
                    Paths.receiver(use.getParentPath())
                        .flatMap(receiver -> Topologies.of(receiver, state))
                        .stream()
                        .flatMap(others -> others.stream())
                        .flatMap(other -> other.receives().stream())
                        .filter(receive -> Graphs.isDirectlyIn(receive.path(), body.getLeaf()))
                        .anyMatch(receive -> isSortedOut(send.path(), receive, use, body)))
            .isPresent();
  }

  private boolean keepsApart(Endpoint receive, TreePath use) {
    if (channel.isNamedIn(receive.path().getLeaf())) {
      // All of it goes there.
      return false;
    }
    return receive.act() == Act.CLOSE
        || Graphs.bodyAround(receive.path())
            .filter(
                body ->
                    isLeftIn(body, receive)
                        && channel.sends().stream()
                            .map(Endpoint::path)
                            .allMatch(
                                send ->
                                    isSortedOut(send, receive, use, body)
                                        || isCopied(send)
                                        || Summaries.reaches(send, body, state).isNo()))
            .isPresent();
  }

  /**
   * Whether what is received has been told from the marker where it, or what is made of it, is sent
   * on: by then the stage has left its loop, or a test has let others through only.
   */
  private boolean isSortedOut(TreePath send, Endpoint receive, TreePath use, TreePath body) {
    Set<Symbol> compared =
        TestOutcomes.at(send, body.getLeaf()).stream()
            .filter(
                outcome ->
                    isOther(outcome)
                        || (isAboutReceived(outcome, receive)
                            && ValueTests.excludes(outcome, body, receive, use, state)))
            .flatMap(
                outcome ->
                    Symbols.variablesIn(outcome.test()).stream()
                        .filter(variable -> !variable.equals(marker))
                        .filter(v -> isReceived((VarSymbol) v, receive))
                        .filter(v -> isSame((VarSymbol) v, outcome.test(), send)))
            .collect(Collectors.toSet());
    return Graphs.isDirectlyIn(send, body.getLeaf())
        && !compared.isEmpty()
        && Arguments.of(send.getLeaf()).stream()
            .flatMap(value -> Symbols.variablesIn(value).stream())
            .allMatch(
                v -> compared.contains(v) || !ASTHelpers.isSubtype(marker.type, v.type, state));
  }

  /** Whether another object is sent on, made of what is received, where identity tells the end. */
  private boolean isCopied(TreePath send) {
    return identity
        && channel.sends().stream()
            .filter(each -> each.path().getLeaf() == send.getLeaf())
            .allMatch(new EqualValues(channel, state)::isNew);
  }

  /** Whether an expression is just what a variable holds, and nothing that is made of it. */
  private static boolean isVariable(TreePath value) {
    return Values.alternatives(value).stream()
        .allMatch(each -> ASTHelpers.getSymbol(each.getLeaf()) instanceof VarSymbol);
  }

  private boolean isOther(TestOutcomes.Outcome outcome) {
    ExpressionTree test = outcome.test();
    boolean isEqual =
        test.getKind() == Tree.Kind.EQUAL_TO
            || (test instanceof MethodInvocationTree call
                && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("equals"));
    return (isEqual
            ? !outcome.value()
            : outcome.value() && test.getKind() == Tree.Kind.NOT_EQUAL_TO)
        && Symbols.variablesIn(test).contains(marker);
  }

  /** Whether a test names no other changing variable than such as hold what is received last. */
  private boolean isAboutReceived(TestOutcomes.Outcome outcome, Endpoint receive) {
    return Symbols.variablesIn(outcome.test()).stream()
        .map(VarSymbol.class::cast)
        .filter(variable -> !Values.isFixed(variable, state))
        .allMatch(
            variable ->
                !Symbols.isField(variable)
                    && Values.assignedTo(variable, state).stream()
                        .allMatch(value -> value.getLeaf() == receive.path().getLeaf()));
  }

  private boolean isReceived(VarSymbol variable, Endpoint receive) {
    return !Symbols.isField(variable)
        && Values.assignedTo(variable, state).stream()
            .anyMatch(value -> value.getLeaf() == receive.path().getLeaf());
  }

  /** Whether a variable still has the value at the send that a test has asked for. */
  private boolean isSame(VarSymbol variable, ExpressionTree test, TreePath send) {
    return Values.assignedTo(variable, state).stream()
        .noneMatch(
            value ->
                Paths.start(value) > ASTHelpers.getStartPosition(test)
                    && !Paths.isInside(value, test)
                    && Paths.start(value) < Paths.start(send)
                    && !isUpdate(value));
  }

  /** Whether it is the step of a loop, which comes after its body. */
  private static boolean isUpdate(TreePath value) {
    return Paths.aroundInBody(value).stream()
        .map(TreePath::getLeaf)
        .anyMatch(
            tree ->
                tree instanceof ForLoopTree loop
                    && loop.getUpdate().stream().anyMatch(step -> Paths.isInside(value, step)));
  }

  /**
   * Whether a body gives something to an object that others have, too: what it has received,
   * perhaps.
   */
  private boolean isKeptIn(TreePath body, Endpoint receive) {
    return isKeptIn(body, receive, DEPTH);
  }

  private boolean isKeptIn(TreePath body, Endpoint receive, int depth) {
    return Trees.in(body.getLeaf(), MethodInvocationTree.class).stream()
        .filter(call -> call != receive.path().getLeaf() && !call.getArguments().isEmpty())
        .filter(call -> channel.sends().stream().noneMatch(s -> s.path().getLeaf() == call))
        .filter(call -> call.getArguments().stream().anyMatch(this::mayHold))
        .anyMatch(
            call ->
                ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol object
                    && (Symbols.isField(object)
                        ? CompilationIndex.of(state).isInView(object)
                        : !isReceived(object, receive)
                            && !ASTHelpers.isSameType(
                                object.type, state.getSymtab().stringType, state)
                            && isOfOthers(object, body))
                    && !(CallRules.isFunction(ASTHelpers.getSymbol(call), state)
                        && isLookedAtOnly(object, receive, depth)));
  }

  /** Whether a parameter or variable has an object that the body was given, or passes on. */
  private static boolean isOfOthers(VarSymbol variable, TreePath body) {
    return variable.getKind() == ElementKind.PARAMETER
        || Trees.in(body.getLeaf(), MethodInvocationTree.class).stream()
            .flatMap(call -> call.getArguments().stream())
            .anyMatch(argument -> variable.equals(ASTHelpers.getSymbol(argument)));
  }

  /**
   * Whether an expression may be the marker, or have it in it: no text has an object in it, and no
   * constant is what has been received.
   */
  private boolean mayHold(ExpressionTree value) {
    if (ASTHelpers.getSymbol(value) instanceof VarSymbol constant
        && constant.isStatic()
        && (constant.flags() & Flags.FINAL) != 0) {
      return false;
    }
    Type type = ASTHelpers.getType(value);
    return type == null
        || !(type.isPrimitive() || ASTHelpers.isSameType(type, state.getSymtab().stringType, state))
        || ASTHelpers.isSubtype(
            state.getTypes().boxedTypeOrType(marker.type),
            state.getTypes().boxedTypeOrType(type),
            state);
  }

  /** Whether the functions in a variable are in view, and keep nothing of what they are given. */
  private boolean isLookedAtOnly(VarSymbol holder, Endpoint receive, int depth) {
    Known<TreePath> functions = Origins.seenOf(holder, Trees::isFunction, state);
    return depth > 0
        && functions.isComplete()
        && functions.seen().stream().allMatch(f -> looksOnly(f, receive, depth - 1));
  }

  private boolean looksOnly(TreePath function, Endpoint receive, int depth) {
    Optional<TreePath> code =
        function.getLeaf() instanceof MemberReferenceTree reference
            ? CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(reference))
            : Optional.of(function);
    return code.filter(
            body ->
                Values.changedIn(body.getLeaf()).stream().noneMatch(Symbols::isField)
                    && !isKeptIn(body, receive, depth))
        .isPresent();
  }

  /** Whether a body returns something: what it has received, perhaps. */
  private static boolean isPassedOn(TreePath body) {
    return !Returns.of(body).stream().allMatch(Values::isNull)
        || (body.getLeaf() instanceof MethodTree
            && !Returns.in(body).stream().allMatch(Values::isNull));
  }
}
