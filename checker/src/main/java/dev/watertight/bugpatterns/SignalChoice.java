package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.endsignals.SendingBody;
import dev.watertight.findings.endsignals.UnclosedChannel;
import dev.watertight.findings.receives.EndlessReceive;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.endsignals.JoinedFixes;
import dev.watertight.fixes.endsignals.Signal;
import dev.watertight.fixes.endsignals.SignalFixes;
import dev.watertight.fixes.handles.FieldFixes;
import dev.watertight.fixes.receives.MarkerFixes;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.HandleKind;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Picks the fixes for channels whose senders never tell that they have ended. */
final class SignalChoice {
  private final Topology channel;
  private final TreePath waiting;
  private final VisitorState state;

  private SignalChoice(Topology channel, TreePath waiting, VisitorState state) {
    this.channel = channel;
    this.waiting = waiting;
    this.state = state;
  }

  /** The fixes that close a channel. */
  static ImmutableList<SuggestedFix> closing(UnclosedChannel finding, VisitorState state) {
    SignalChoice choice = new SignalChoice(finding.channel(), finding.waiting(), state);
    return finding.isPipe()
        ? choice.closing("close")
        : finding.channel().kind().close().map(choice::closing).orElse(ImmutableList.of());
  }

  /** The fixes that send an end marker. */
  static ImmutableList<SuggestedFix> sending(EndlessReceive finding, VisitorState state) {
    return new SignalChoice(finding.channel(), finding.loop().loop(), state)
        .sending(finding.symbol());
  }

  /**
   * The fix that gives a loop without an end of its own an end marker, if one loop takes all values
   * of a queue, and one body sends them all.
   */
  static Optional<SuggestedFix> inventing(EndlessReceive finding, VisitorState state) {
    Topology channel = finding.channel();
    TreePath loop = finding.loop().loop();
    SignalChoice choice = new SignalChoice(channel, loop, state);
    Optional<SendingBody> body = SendingBody.of(channel, state);
    return body.isEmpty()
            || choice.areSeveral()
            || channel.kind().isCloseable()
            || channel.receives().size() != 1
        ? Optional.empty()
        : MarkerFixes.of(
            finding.receive().path(),
            loop,
            marker ->
                choice.sending(marker, body.get(), channel.variables(), ImmutableSet.of()).stream()
                    .findFirst(),
            state);
  }

  private ImmutableList<SuggestedFix> closing(String close) {
    Optional<SendingBody> body = SendingBody.of(channel, state);
    Function<VarSymbol, Signal> signal =
        variable ->
            new Signal(
                variable.getSimpleName() + "." + end(variable, close) + "();",
                "Call " + close + "()",
                ImmutableSet.of(variable),
                isPipe() ? Optional.of("java.io.IOException") : Optional.empty());
    if (body.isPresent()) {
      return first(closing(body), v -> inBody(body.get(), signal.apply(v)));
    }
    ImmutableList<SuggestedFix> joined =
        first(
            closing(body),
            v -> JoinedFixes.of(starts(channel.sends()), consumers(), signal.apply(v), state));
    return joined.isEmpty()
        ? first(
            closing(body),
            v ->
                Symbols.isField(v) && !v.isStatic() && end(v, close).equals(close)
                    ? FieldFixes.of(
                        ImmutableMap.of(
                            v,
                            new HandleKind(
                                channel.kind().typeName(),
                                channel.kind().noun(),
                                ImmutableSet.of(close))),
                        state)
                    : ImmutableList.of())
        : joined;
  }

  private ImmutableList<SuggestedFix> sending(Optional<Symbol> marker) {
    Optional<SendingBody> body = SendingBody.of(channel, state);
    Optional<String> name = body.flatMap(b -> marker.flatMap(m -> markerText(m, b.sends().get(0))));
    if (body.isEmpty() || name.isEmpty() || areSeveral()) {
      return ImmutableList.of();
    }
    return sending(name.get(), body.get(), variables(body), named(marker));
  }

  /** The fixes that send a value as a marker. */
  private ImmutableList<SuggestedFix> sending(
      String marker, SendingBody body, Set<VarSymbol> variables, ImmutableSet<Symbol> named) {
    boolean waits = !channel.capacity().isUnbounded();
    Endpoint last = channel.sends().get(channel.sends().size() - 1);
    boolean queue = !channel.kind().isCloseable();
    String method = queue ? (waits ? "put" : "add") : last.method();
    return first(
        variables,
        variable ->
            inBody(
                body,
                new Signal(
                    "%s.%s(%s);".formatted(variable.getSimpleName(), method, marker),
                    "Send " + marker,
                    ImmutableSet.<Symbol>builder().add(variable).addAll(named).build(),
                    waits || !queue
                        ? Optional.of("java.lang.InterruptedException")
                        : Optional.empty())));
  }

  private ImmutableList<SuggestedFix> inBody(SendingBody body, Signal signal) {
    return body.isTask()
        ? SignalFixes.inFinally(body.path(), body.sends(), signal, state)
        : SignalFixes.behind(body.path(), body.sends(), signal, receives(), state);
  }

  private ImmutableList<TreePath> receives() {
    return ImmutableList.<TreePath>builder()
        .add(waiting)
        .addAll(
            channel.receives().stream().filter(Endpoint::isEndless).map(Endpoint::path).iterator())
        .build();
  }

  /** Whether several consumers wait, each for a marker of its own. */
  private boolean areSeveral() {
    ImmutableSet<Task> tasks = Tasks.of(waiting, state);
    return tasks.size() != 1
        || Tasks.firstApart(tasks).filter(task -> SendingBody.isRepeated(task.start())).isPresent();
  }

  /** The marker, as code: a variable, or the value that says that there is nothing. */
  private Optional<String> markerText(Symbol marker, TreePath place) {
    if (marker instanceof VarSymbol variable) {
      boolean qualified =
          Symbols.isField(variable) && variable.isStatic() && !Scopes.sees(place, variable, state);
      return Optional.of(
          (qualified ? typeText((ClassSymbol) variable.owner, place) + "." : "")
              + variable.getSimpleName());
    }
    return marker.getQualifiedName().contentEquals("java.util.Optional")
        ? Optional.of("Optional.empty()")
        : Optional.empty();
  }

  private static ImmutableSet<Symbol> named(Optional<Symbol> marker) {
    return marker
        .filter(symbol -> symbol instanceof VarSymbol && !ASTHelpers.isStatic(symbol))
        .map(ImmutableSet::of)
        .orElse(ImmutableSet.of());
  }

  /** A class as code names it at a place: without its package, if that is the same. */
  private static String typeText(ClassSymbol type, TreePath place) {
    for (Tree around : place) {
      if (around instanceof ClassTree code
          && (type.equals(ASTHelpers.getSymbol(code))
              || type.owner.equals(ASTHelpers.getSymbol(code)))) {
        return type.getSimpleName().toString();
      }
    }
    String name = type.getQualifiedName().toString();
    String own = place.getCompilationUnit().getPackageName() + ".";
    return name.startsWith(own) ? name.substring(own.length()) : name;
  }

  /** The variables by which the channel can be closed: no reading end of a pipe. */
  private Set<VarSymbol> closing(Optional<SendingBody> body) {
    Set<VarSymbol> found = variables(body);
    if (isPipe()) {
      found.removeIf(v -> !isWholePipe(v) && !isWritingEnd(v));
    }
    return found;
  }

  private boolean isPipe() {
    return UnclosedChannel.isPipe(channel);
  }

  private boolean isWritingEnd(VarSymbol variable) {
    return Channels.of(state)
        .closingOf(variable.type)
        .filter(operation -> operation.act() == Act.CLOSE)
        .isPresent();
  }

  /** Whether the variable holds both ends of a pipe, and not the one that is closed. */
  private static boolean isWholePipe(VarSymbol variable) {
    return variable.type.tsym.getQualifiedName().contentEquals("java.nio.channels.Pipe");
  }

  private static String end(VarSymbol variable, String close) {
    return isWholePipe(variable) ? "sink()." + close : close;
  }

  /** The variables that may hold the channel where it is sent to, the likeliest first. */
  private Set<VarSymbol> variables(Optional<SendingBody> body) {
    Set<VarSymbol> found = new LinkedHashSet<>();
    for (TreePath send : body.map(SendingBody::sends).orElse(ImmutableList.of())) {
      ExpressionTree receiver = Symbols.receiver(send.getLeaf());
      if (receiver instanceof IdentifierTree
          && ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable) {
        found.add(variable);
      }
    }
    found.retainAll(channel.variables());
    found.addAll(channel.variables());
    return found;
  }

  private ImmutableList<TreePath> starts(ImmutableList<Endpoint> endpoints) {
    ImmutableSet.Builder<TreePath> found = ImmutableSet.builder();
    for (Endpoint endpoint : endpoints) {
      for (Task task : Tasks.of(endpoint.path(), state)) {
        found.add(task instanceof Task.Apart apart ? apart.start() : endpoint.path());
      }
    }
    return found.build().asList();
  }

  /** Where the consumers are started, or wait. */
  private ImmutableList<TreePath> consumers() {
    return ImmutableList.<TreePath>builder()
        .add(waiting)
        .addAll(starts(channel.receives()))
        .build();
  }

  private static ImmutableList<SuggestedFix> first(
      Set<VarSymbol> variables, Function<VarSymbol, ImmutableList<SuggestedFix>> fixes) {
    return variables.stream()
        .map(fixes)
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(ImmutableList.of());
  }
}
