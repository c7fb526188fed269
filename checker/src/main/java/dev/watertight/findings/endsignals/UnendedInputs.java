package dev.watertight.findings.endsignals;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.findings.endsignals.UnclosedChannels.UnclosedChannel;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.LoopExit.Kind;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Trait;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.values.Outsiders;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.ProgramTasks;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Finds processes to which code writes, be it one request after the other, and whose input nobody
 * closes while somebody reads their output to its end: who reads all of its input goes on to wait
 * for more, and so does who waits for its last word.
 *
 * <p>A process that is told to end, or perhaps is, by what is written to it, is left alone; so is
 * one that is given a single answer.
 */
public final class UnendedInputs {
  /** What is found. */
  public static final ChannelFindings<UnclosedChannel> FINDINGS =
      ChannelFindings.ofProcesses(UnendedInputs::analyze);

  private UnendedInputs() {}

  private static void analyze(
      Topology process, VisitorState state, BiConsumer<Tree, UnclosedChannel> found) {
    if (!process.isClosedView() || !process.closes().isEmpty()) {
      return;
    }
    Optional<Endpoint> written =
        process.sends().stream().filter(send -> isRepeated(send, process, state)).findFirst();
    if (written.isEmpty()
        || process.sends().stream().anyMatch(send -> mayTellEnd(send, process, state))) {
      return;
    }
    waiterOf(process, state)
        .filter(finding -> isReadToTheEnd(finding.waiting(), process))
        .ifPresent(finding -> found.accept(written.get().path().getLeaf(), finding));
  }

  /** Whether it is written for each of several data, or by a method that others call for each. */
  private static boolean isRepeated(Endpoint send, Topology process, VisitorState state) {
    return Loops.innermost(send.path())
            .filter(loop -> !Paths.isInside(process.maker(), loop.getLeaf()))
            .isPresent()
        || Runs.isRepeated(send.path(), process, state)
        || (!process.isLocal()
            && Symbols.methodAround(send.path())
                .filter(method -> !method.getParameters().isEmpty())
                .isPresent()
            && !Graphs.areTogether(send.path(), process.maker()));
  }

  /** Whether what is written may be the word by which the process ends. */
  private static boolean mayTellEnd(Endpoint send, Topology process, VisitorState state) {
    Optional<TreePath> value = send.value();
    if (value.isEmpty()) {
      return false;
    }
    ExpressionTree written = (ExpressionTree) value.get().getLeaf();
    Object text = ASTHelpers.constValue(written);
    if (text instanceof String || text instanceof Character) {
      return !text.toString().isBlank() && !isBeforeOthers(send, process);
    }
    return Trees.in(written, ExpressionTree.class).stream()
        .map(ASTHelpers::getSymbol)
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast)
        .anyMatch(part -> mayBeWord(part, send, state));
  }

  /** Whether a text comes before others in the same code, as the first line of a table does. */
  private static boolean isBeforeOthers(Endpoint send, Topology process) {
    return Loops.around(send.path()).isPresent()
        || process.sends().stream()
            .map(Endpoint::path)
            .anyMatch(
                other ->
                    Graphs.areTogether(send.path(), other)
                        && Loops.around(other).isPresent()
                        && Paths.start(send.path()) < Paths.start(other));
  }

  /** Whether callers may pass such a word. */
  private static boolean mayBeWord(VarSymbol part, Endpoint send, VisitorState state) {
    if (!(part.owner instanceof MethodSymbol method) || !method.getParameters().contains(part)) {
      return Symbols.isEnumConstant(part) && isWord(part.name.toString(), state);
    }
    return Values.given(part, state)
            .map(
                values ->
                    values.stream()
                        .anyMatch(value -> isWord(textOf((ExpressionTree) value.getLeaf()), state)))
            .orElse(false)
        || (Outsiders.mayCall(method, state)
            && ClosingMethods.of(state).around(send.path()).isEmpty());
  }

  private static String textOf(ExpressionTree value) {
    Object text = ASTHelpers.constValue(value);
    VarSymbol variable =
        ASTHelpers.getSymbol(ASTHelpers.stripParentheses(value)) instanceof VarSymbol symbol
            ? symbol
            : null;
    return text != null ? text.toString() : variable != null ? variable.name.toString() : "";
  }

  private static boolean isWord(String text, VisitorState state) {
    String word = text.strip().replaceFirst("^\\W+", "").toLowerCase(Locale.ROOT);
    return (word.isEmpty() && !text.isBlank())
        || ResolvedLibrary.of(state).rows().names().get("parting").stream()
            .anyMatch(parting -> word.matches(parting + "\\b.*"));
  }

  private static Optional<UnclosedChannel> waiterOf(Topology process, VisitorState state) {
    return process.receives().stream()
        .filter(receive -> receive.isEndless() && isLeftWaiting(receive, process, state))
        .flatMap(
            receive ->
                receive.act() == Act.DRAIN
                    ? Stream.of(
                        new UnclosedChannel(process, receive.path(), receive.method() + "()"))
                    : WaitLoops.of(receive, state).stream()
                        .filter(loop -> isToTheEnd(loop, state))
                        .map(loop -> new UnclosedChannel(process, loop.loop(), "the loop")))
        .findFirst();
  }

  /** Whether the end of what it reads ends the loop; a flag does not while it waits there. */
  private static boolean isToTheEnd(WaitLoop loop, VisitorState state) {
    return loop.exits().stream().anyMatch(exit -> isEnd(exit, loop, state))
        && loop.exits().stream()
            .filter(exit -> exit.kind() == Kind.VALUE || exit.kind().isOwn())
            .allMatch(exit -> isEnd(exit, loop, state));
  }

  /** Whether it says that there is nothing more, as {@code hasNextLine()} does. */
  private static boolean isEnd(LoopExit exit, WaitLoop loop, VisitorState state) {
    return exit.kind() == Kind.CLOSED
        || (exit.at() == loop.waiting().path().getLeaf()
            && exit.leaving().filter(left -> !left).isPresent()
            && ResolvedLibrary.of(state).is(exit.at(), Trait.TELLS_SOME));
  }

  private static boolean isLeftWaiting(Endpoint receive, Topology process, VisitorState state) {
    return process.tasksOf(receive, state).stream()
        .anyMatch(
            task ->
                task instanceof Task.Caller
                    || (task instanceof Task.Apart && !ProgramTasks.servesProcess(task, state)));
  }

  /** Whether nobody closes the output of the process, other than who has read it. */
  private static boolean isReadToTheEnd(TreePath waiting, Topology process) {
    return process.endpoints().stream()
        .filter(use -> use.act() == Act.CANCEL)
        .allMatch(use -> Graphs.areTogether(use.path(), waiting));
  }
}
