package dev.watertight.findings.sends;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.ValueTests;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the exits of a receiving loop tell of the senders: whether they may know that the receiver
 * leaves, or expect it to. Of conditions that must hold together the one that says the most counts.
 *
 * @param sent the constants and variables that are sent as they are
 * @param topology the channel
 * @param loop the loop
 * @param values what the values are made of that are sent
 * @param closable whether a receive may return what tells of a closed channel
 * @param timed whether the receives give up after a time
 * @param state the compilation
 */
record Causes(
    ImmutableSet<Symbol> sent,
    Topology topology,
    TreePath loop,
    SentValues values,
    boolean closable,
    boolean timed,
    VisitorState state)
    implements Comparator<LoopExit> {
  private static final String OWN_DATA =
      "java\\.lang\\.(Object|String|StringBuilder|Boolean|Character|Number|Integer|Long|Double|Iterable)"
          + "|java\\.util\\.[A-Z].*|java\\.util\\.(function|regex|stream)\\..+"
          + "|java\\.(io|math|net|nio|text|time)\\..+";

  /** What makes a receiver leave. */
  enum Cause {
    /** The agreed end: a value that the sender sends last, or the closed channel. */
    END,
    /** A flag that other code sets, or an interrupt: who sets it may stop the sender too. */
    FLAG,
    /** A value that may be an agreed end. */
    VALUE,
    /** A value being too large or too small. */
    LIMIT,
    /** No value within the time. */
    TIME,
    /** What only the receiver knows: its own count, its own data, what it looks for. */
    OWN,
    /** An exception: nobody needs to have agreed on that. */
    FAILURE
  }

  /** How the receivers of a channel may come to leave. */
  static Causes of(Topology topology, TreePath loop, VisitorState state) {
    return new Causes(
        sentInto(topology),
        topology,
        loop,
        SentValues.of(topology, state),
        topology.receives().stream().anyMatch(r -> r.method().endsWith("OrClosed")),
        topology.receives().stream().anyMatch(r -> r.waiting() == Wait.TIMED),
        state);
  }

  private static ImmutableSet<Symbol> sentInto(Topology topology) {
    return valuesInto(topology)
        .map(ASTHelpers::getSymbol)
        .filter(VarSymbol.class::isInstance)
        .collect(toImmutableSet());
  }

  private static Stream<ExpressionTree> valuesInto(Topology topology) {
    return topology.sends().stream()
        .flatMap(send -> send.value().stream())
        .map(value -> ASTHelpers.stripParentheses((ExpressionTree) value.getLeaf()));
  }

  @Override
  public int compare(LoopExit one, LoopExit other) {
    return of(one).compareTo(of(other));
  }

  /** What the exit is taken for. */
  Cause of(LoopExit exit) {
    return switch (exit.kind()) {
      case FLAG, INTERRUPT -> Cause.FLAG;
      // Whoever catches that learns of the end, but need not wait for it.
      case CLOSED -> exit.at() instanceof CatchTree ? Cause.FLAG : Cause.END;
      case PROCESS -> Cause.END;
      case DECLARED -> Cause.FAILURE;
      case FAILURE ->
          exit.at() instanceof CatchTree clause && isForEnd(clause) ? Cause.FLAG : Cause.FAILURE;
      case TIME -> Cause.TIME;
      case VALUE ->
          ValueTests.leaves(
                  exit,
                  loop,
                  topology,
                  ValueTests.comingTo(exit.at(), loop, topology, state),
                  state)
              ? Cause.END
              : ofValueTest(exit);
      case OTHER -> countsEnds(exit.at()) ? Cause.END : ofOther(exit.at());
    };
  }

  /** Whether the exceptions tell that the task is to end, or that the process cannot go on. */
  private static boolean isForEnd(CatchTree clause) {
    return CatchClauses.types(clause).stream().allMatch(Causes::isEnd);
  }

  private static boolean isEnd(Type type) {
    String name = type.tsym.getQualifiedName().toString();
    return name.equals("java.util.concurrent.CancellationException")
        || name.startsWith("com.softwaremill.jox.")
        || (name.startsWith("java.lang.") && name.endsWith("Error"));
  }

  private Cause ofValueTest(LoopExit exit) {
    Tree test = exit.at();
    if (!isBoolean(test)) {
      // A case of a switch: such values are agreed on.
      return Cause.END;
    }
    if (any(test, t -> t.getKind() == Tree.Kind.NULL_LITERAL)) {
      if (isLookup(test)) {
        return Cause.OWN;
      }
      boolean hasCome =
          exit.leaving()
              .filter(value -> value == (test.getKind() == Tree.Kind.NOT_EQUAL_TO))
              .isPresent();
      return hasCome ? Cause.FLAG : timed ? Cause.TIME : Cause.END;
    }
    if ((closable && test instanceof InstanceOfTree)
        || any(test, t -> sent.contains(ASTHelpers.getSymbol(t)))) {
      return Cause.END;
    }
    if (values.mayBeLast(test)) {
      return Cause.FLAG;
    }
    if (looksFor(test)) {
      return Cause.OWN;
    }
    return switch (test.getKind()) {
      case LESS_THAN, LESS_THAN_EQUAL, GREATER_THAN, GREATER_THAN_EQUAL -> Cause.LIMIT;
      default -> Cause.VALUE;
    };
  }

  /**
   * Whether a test for null asks what the receiver has found in something of its own, such as a map
   * of what it has got before.
   */
  private boolean isLookup(Tree test) {
    return test instanceof BinaryTree comparison
        && Stream.of(comparison.getLeftOperand(), comparison.getRightOperand())
            .flatMap(
                side ->
                    ASTHelpers.getSymbol(side) instanceof VarSymbol variable
                        ? Values.initial(variable, state).map(TreePath::getLeaf).stream()
                        : Stream.of(side))
            .anyMatch(
                found ->
                    found instanceof MethodInvocationTree call
                        && !call.getArguments().isEmpty()
                        && ASTHelpers.getSymbol(ASTHelpers.getReceiver(call))
                            instanceof VarSymbol own
                        && !topology.variables().contains(own)
                        && CompilationIndex.of(state)
                            .declaration(own)
                            .filter(place -> !Paths.isInside(place, loop.getLeaf()))
                            .isPresent());
  }

  /** Whether the test names what the receiver has been asked to look for. */
  private boolean looksFor(Tree test) {
    return Symbols.variablesIn(test).stream()
        .filter(named -> (named.flags() & Flags.PARAMETER) != 0)
        .filter(named -> !topology.variables().contains(named))
        .flatMap(named -> CompilationIndex.of(state).declaration(named).stream())
        .anyMatch(
            declaration ->
                !Paths.isInside(declaration, loop.getLeaf())
                    && declaration.getParentPath().getLeaf() instanceof MethodTree);
  }

  /**
   * Whether a test asks a local counter that changes, in the loop, nowhere but where the received
   * value is one that is sent behind all others: the end of each of several senders.
   */
  private boolean countsEnds(Tree test) {
    Set<Symbol> named = Symbols.variablesIn(test);
    if (!isBoolean(test) || named.size() != 1) {
      return false;
    }
    Symbol counter = named.iterator().next();
    ImmutableList<Endpoint> last =
        topology.sends().stream()
            .filter(send -> Places.loop(send.path(), topology.maker()).isEmpty())
            .collect(toImmutableList());
    ImmutableList<TreePath> changes =
        Trees.ownPathsIn(loop, ExpressionTree.class).stream()
            .filter(path -> counter.equals(ASTHelpers.getSymbol(Values.changed(path.getLeaf()))))
            .collect(toImmutableList());
    return counter.type.isNumeric()
        && !Symbols.isField((VarSymbol) counter)
        && !changes.isEmpty()
        && changes.stream()
            .allMatch(
                change ->
                    Values.isStep(change.getLeaf())
                        && TestOutcomes.at(change, loop.getLeaf()).stream()
                            .anyMatch(
                                outcome -> ValueTests.holds(outcome, loop, topology, last, state)));
  }

  private Cause ofOther(Tree test) {
    return ASTHelpers.getType(test) != null && !isBoolean(test)
        ? Cause.END
        : asksOwnData(test) ? Cause.OWN : Cause.FLAG;
  }

  /**
   * Whether a test, or a method in view that it calls, asks nothing but numbers, texts, plain
   * collections and objects of classes in view; a thread or a future may tell of the sender.
   */
  private boolean asksOwnData(Tree test) {
    CompilationIndex index = CompilationIndex.of(state);
    Set<Symbol> named = Symbols.variablesIn(test);
    for (MethodInvocationTree call : Trees.in(test, MethodInvocationTree.class)) {
      index
          .declaration(ASTHelpers.getSymbol(call))
          .ifPresent(method -> named.addAll(Symbols.variablesIn(method.getLeaf())));
    }
    for (Symbol variable : named) {
      Type type = state.getTypes().elemtypeOrType(variable.type);
      if (!type.isPrimitive()
          && !index.isInView(type.tsym)
          && !type.tsym.getQualifiedName().toString().matches(OWN_DATA)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBoolean(Tree test) {
    Type type = ASTHelpers.getType(test);
    return type != null && type.hasTag(TypeTag.BOOLEAN);
  }

  private static boolean any(Tree tree, Predicate<Tree> test) {
    return Trees.any(
        tree,
        inner ->
            (inner instanceof IdentifierTree
                    || inner instanceof MemberSelectTree
                    || inner instanceof MethodInvocationTree
                    || inner.getKind() == Tree.Kind.NULL_LITERAL)
                && test.test(inner));
  }
}
