package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.earlyclose.EarlyClose.How;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Reach;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.NamedVariables;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Finds channels that are ended by whoever started their senders, before those have ended: what
 * they send later is lost, or refused.
 *
 * <p>The code between the start of a sender and the end of the channel is read to its last call.
 * Whatever may wait for the sender there, or tell it to stop, makes the answer unknown. So does a
 * close under a condition that the start is not under, and one with an error, which is meant to cut
 * the senders off.
 */
public final class EarlyCloses {
  /** The exceptions, or their superclasses, by which a send says that the channel is closed. */
  private static final ImmutableSet<String> SAYING_CLOSED =
      ImmutableSet.of(
          "com.softwaremill.jox.ChannelClosedException",
          "java.lang.IllegalStateException",
          "java.nio.channels.ClosedChannelException");

  /** What is found. */
  public static final ChannelFindings<EarlyClose> FINDINGS =
      ChannelFindings.of(EarlyCloses::analyze);

  private EarlyCloses() {}

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, EarlyClose> found) {
    if (channel.sends().isEmpty()) {
      return;
    }
    ImmutableSet<Symbol> marks =
        channel.kind().isCloseable() ? ImmutableSet.of() : EndingValues.of(channel, state);
    Map<Tree, Endpoint> closes = closes(channel, marks);
    if (closes.isEmpty()) {
      return;
    }
    Map<Tree, TreePath> starts = new LinkedHashMap<>();
    Set<Symbol> shared = new HashSet<>();
    for (Endpoint send : channel.sends()) {
      if (isMark(send, marks)) {
        if (Tasks.firstApart(Tasks.of(send.path(), state)).isPresent()) {
          // Each sender marks its own end: the receivers count.
          return;
        }
      } else if (!expectsEnd(send)
          && (channel.kind().isCloseable() || !ReceivedTypes.isHandedOn(send, channel, state))) {
        addStarts(send, channel, starts, shared, state);
      }
    }
    if (starts.isEmpty()) {
      return;
    }
    shared.removeAll(channel.variables());
    Waiting waiting = Waiting.of(shared, channel.variables(), state);
    for (TreePath body : bodies(closes, state)) {
      StarterWalk.Listener listener =
          (close, site, running) -> {
            ImmutableList<TreePath> senders = reaching(close, site, running, body, state);
            Endpoint end = closes.get(close);
            if (end != null && !senders.isEmpty()) {
              How how = howOf(end, marks);
              found.accept(
                  how == How.RESOURCE ? channel.maker().getLeaf() : close,
                  new EarlyClose(channel, end, how, senders));
            }
          };
      new StarterWalk(starts, closes.keySet(), waiting, shared, state, listener)
          .walk(body.getLeaf());
    }
    RepeatedCloses.analyze(channel, closes, state, found);
  }

  private static How howOf(Endpoint end, Set<Symbol> marks) {
    if (!(end.path().getLeaf() instanceof MethodInvocationTree)) {
      return How.RESOURCE;
    }
    return isMark(end, marks) ? How.MARKER : How.CLOSED;
  }

  /** Those of the running tasks after whose start control can get to the close. */
  private static ImmutableList<TreePath> reaching(
      Tree close, Tree site, Map<TreePath, Tree> running, TreePath body, VisitorState state) {
    boolean call = close instanceof MethodInvocationTree;
    return running.entrySet().stream()
        .filter(
            e ->
                !call
                    || e.getValue().equals(site)
                    || Reach.isPossible(body, e.getValue(), site, ImmutableSet.of(), state))
        .map(Map.Entry::getKey)
        .collect(ImmutableList.toImmutableList());
  }

  private static void addStarts(
      Endpoint send,
      Topology channel,
      Map<Tree, TreePath> starts,
      Set<Symbol> shared,
      VisitorState state) {
    for (Task task : Tasks.of(send.path(), state)) {
      if (task instanceof Task.Apart apart
          && SenderTasks.isBesideStarter(apart, state)
          && SenderTasks.concerns(apart, send, channel)) {
        starts.put(apart.start().getLeaf(), apart.start());
        shared.addAll(NamedVariables.withFieldsIn(apart.body()));
        Graphs.bodyAround(send.path())
            .ifPresent(b -> shared.addAll(NamedVariables.withFieldsIn(b.getLeaf())));
      }
    }
  }

  /** What ends the channel without an error. */
  private static Map<Tree, Endpoint> closes(Topology channel, Set<Symbol> marks) {
    Map<Tree, Endpoint> closes = new LinkedHashMap<>();
    for (Endpoint close : channel.closes()) {
      Tree leaf = close.path().getLeaf();
      boolean resource = close.path().getParentPath().getLeaf() instanceof TryTree;
      if (resource || (leaf instanceof MethodInvocationTree call && !isWithError(call))) {
        closes.put(leaf, close);
      }
    }
    for (Endpoint send : channel.sends()) {
      if (isMark(send, marks)) {
        closes.put(send.path().getLeaf(), send);
      }
    }
    return closes;
  }

  private static boolean isWithError(MethodInvocationTree close) {
    return ASTHelpers.getSymbol(close).getParameters().stream()
        .anyMatch(p -> p.type.tsym.getQualifiedName().contentEquals("java.lang.Throwable"));
  }

  private static boolean isMark(Endpoint send, Set<Symbol> marks) {
    return EndingValues.markOf(send).filter(marks::contains).isPresent();
  }

  /** Whether the sender looks at what became of its value, so that it knows of the end. */
  static boolean expectsEnd(Endpoint send) {
    Tree child = send.path().getLeaf();
    if (!(child instanceof MethodInvocationTree)) {
      return true;
    }
    boolean used =
        !(send.path().getParentPath().getLeaf() instanceof ExpressionStatementTree)
            && !(send.path().getParentPath().getLeaf() instanceof LambdaExpressionTree);
    if (used && (send.method().endsWith("OrClosed") || send.method().startsWith("try"))) {
      return true;
    }
    for (TreePath p = send.path().getParentPath(); p != null; p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof MethodTree || leaf instanceof LambdaExpressionTree) {
        break;
      }
      if (Loops.isEndless(leaf) && !EndingValues.leaves(leaf)) {
        // Nothing else stops the sender.
        return true;
      }
      if (leaf instanceof TryTree attempt
          && attempt.getBlock() == child
          && attempt.getCatches().stream().anyMatch(EarlyCloses::catchesEnd)) {
        return true;
      }
      child = leaf;
    }
    return false;
  }

  private static boolean catchesEnd(CatchTree handler) {
    return CatchClauses.types(handler).stream().anyMatch(EarlyCloses::saysClosed);
  }

  private static boolean saysClosed(Type exception) {
    for (Type type = exception;
        type.tsym instanceof ClassSymbol symbol;
        type = symbol.getSuperclass()) {
      if (SAYING_CLOSED.contains(symbol.getQualifiedName().toString())) {
        return true;
      }
    }
    return false;
  }

  /** The bodies that close the channel, and those that call a method which does. */
  private static ImmutableSet<TreePath> bodies(Map<Tree, Endpoint> closes, VisitorState state) {
    Map<Tree, TreePath> bodies = new LinkedHashMap<>();
    for (Endpoint close : closes.values()) {
      Graphs.bodyAround(close.path()).ifPresent(body -> addBody(body, bodies, 2, state));
    }
    return ImmutableSet.copyOf(bodies.values());
  }

  private static void addBody(
      TreePath body, Map<Tree, TreePath> bodies, int depth, VisitorState state) {
    if (bodies.putIfAbsent(body.getLeaf(), body) != null || depth == 0) {
      return;
    }
    if (body.getLeaf() instanceof MethodTree method
        && StarterWalk.isHelper(ASTHelpers.getSymbol(method))) {
      MethodSymbol symbol = ASTHelpers.getSymbol(method);
      for (TreePath mention : CompilationIndex.of(state).mentions(symbol)) {
        Graphs.bodyAround(mention).ifPresent(b -> addBody(b, bodies, depth - 1, state));
      }
    } else if (body.getLeaf() instanceof LambdaExpressionTree) {
      // Perhaps one that is called where it stands.
      Graphs.bodyAround(body).ifPresent(b -> addBody(b, bodies, depth - 1, state));
    }
  }
}
