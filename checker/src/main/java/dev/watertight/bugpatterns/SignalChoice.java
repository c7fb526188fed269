package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.endsignals.SendingBody;
import dev.watertight.findings.endsignals.UnclosedChannels.UnclosedChannel;
import dev.watertight.findings.receives.EndlessReceive;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.endsignals.ChannelName;
import dev.watertight.fixes.endsignals.InputFixes;
import dev.watertight.fixes.endsignals.JoinedFixes;
import dev.watertight.fixes.endsignals.Signal;
import dev.watertight.fixes.endsignals.SignalFixes;
import dev.watertight.fixes.handles.FieldFixes;
import dev.watertight.fixes.receives.MarkerBeforeJoin;
import dev.watertight.fixes.receives.MarkerFixes;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Trait;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.Optional;
import java.util.function.Function;

/** Picks the fixes for channels whose senders never tell that they have ended. */
record SignalChoice(Topology channel, TreePath waiting, VisitorState state) {
  /** The fixes that close a channel. */
  static Optional<SuggestedFix> closing(UnclosedChannel finding, VisitorState state) {
    SignalChoice choice = new SignalChoice(finding.channel(), finding.waiting(), state);
    return finding.channel().kind().is(Trait.CHILD)
        ? (finding.channel().isLocal() ? choice.closing("close") : choice.withObject("close"))
            .or(() -> InputFixes.of(finding, state))
        : finding.channel().isPipe()
            ? choice.closing("close")
            : finding.channel().kind().close().flatMap(choice::closing);
  }

  /** The fixes that send an end marker. */
  static Optional<SuggestedFix> sending(EndlessReceive finding, VisitorState state) {
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
            marker -> choice.sending(marker, body.get(), ImmutableSet.of()),
            state);
  }

  private Optional<SuggestedFix> closing(String close) {
    Optional<SendingBody> body = SendingBody.of(channel, state);
    Function<ChannelName, Signal> signal =
        channelName ->
            new Signal(
                channelName.text() + "." + end(channelName.type(), close) + "();",
                "Call " + close + "()",
                channelName.variables(),
                isPipe()
                        && Members.method(channelName.type(), "close", state)
                            .filter(method -> method.getThrownTypes().isEmpty())
                            .isEmpty()
                    ? Optional.of("java.io.IOException")
                    : Optional.empty());
    if (body.isPresent()) {
      return first(closing(body), v -> inBody(body.get(), signal.apply(v)));
    }
    HandleKind kind =
        new HandleKind(channel.kind().typeName(), channel.kind().noun(), ImmutableSet.of(close));
    return first(
            closing(body),
            v -> JoinedFixes.of(starts(channel.sends()), consumers(), signal.apply(v), state))
        .or(
            () ->
                first(
                    closing(body),
                    v ->
                        v.variables().asList().get(0) instanceof VarSymbol field
                                && Symbols.isField(field)
                                && !field.isStatic()
                                && v.text().contentEquals(field.getSimpleName())
                                && end(v.type(), close).equals(close)
                            ? FieldFixes.of(ImmutableMap.of(field, kind), state)
                            : Optional.empty()));
  }

  /** Closes what writes to a process where the object ends that keeps it in a field. */
  private Optional<SuggestedFix> withObject(String close) {
    return channel.variables().stream()
        .filter(field -> Symbols.isField(field) && !field.isStatic() && isWritingEnd(field.type))
        .flatMap(
            field ->
                FieldFixes.of(
                    ImmutableMap.of(
                        field,
                        new HandleKind(
                            field.type.tsym.getQualifiedName().toString(),
                            channel.kind().noun(),
                            ImmutableSet.of(close))),
                    state)
                    .stream())
        .findFirst();
  }

  private Optional<SuggestedFix> sending(Optional<Symbol> marker) {
    Optional<SendingBody> body = SendingBody.of(channel, state);
    Optional<String> name = body.flatMap(b -> marker.flatMap(m -> markerText(m, b.sends().get(0))));
    if (areSeveral()) {
      return Optional.empty();
    }
    return marker
        .flatMap(this::beforeJoin)
        .or(() -> name.flatMap(text -> sending(text, body.get(), named(marker))));
  }

  /** Where a closing method waits for the loop: nobody is to send any more. */
  private Optional<SuggestedFix> beforeJoin(Symbol marker) {
    boolean takesAll = channel.capacity().isUnbounded() && !channel.kind().isCloseable();
    Optional<Task.Apart> task = Tasks.firstApart(Tasks.of(waiting, state));
    return takesAll && task.isPresent() && channel.variables().size() == 1
        ? MarkerBeforeJoin.of(
            channel.variables().iterator().next(),
            task.get().start(),
            place -> markerText(marker, place),
            state)
        : Optional.empty();
  }

  /** The fixes that send a value as a marker. */
  private Optional<SuggestedFix> sending(
      String marker, SendingBody body, ImmutableSet<Symbol> named) {
    boolean waits = !channel.capacity().isUnbounded();
    Endpoint last = channel.sends().get(channel.sends().size() - 1);
    boolean queue = !channel.kind().isCloseable();
    String method = queue ? (waits ? "put" : "add") : last.method();
    return first(
        ChannelName.in(body.sends(), channel, state),
        channelName ->
            inBody(
                body,
                new Signal(
                    "%s.%s(%s);".formatted(channelName.text(), method, marker),
                    "Send " + marker,
                    ImmutableSet.<Symbol>builder()
                        .addAll(channelName.variables())
                        .addAll(named)
                        .build(),
                    waits || !queue
                        ? Optional.of("java.lang.InterruptedException")
                        : Optional.empty())));
  }

  private Optional<SuggestedFix> inBody(SendingBody body, Signal signal) {
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
        || Tasks.firstApart(tasks)
            .filter(task -> Loops.around(task.start()).isPresent())
            .isPresent();
  }

  /**
   * The marker, as code: a variable, a new object, or the value that says that there is nothing.
   */
  private Optional<String> markerText(Symbol marker, TreePath place) {
    if (marker instanceof VarSymbol variable) {
      boolean qualified =
          Symbols.isField(variable) && variable.isStatic() && !Scopes.sees(place, variable, state);
      if (!Scopes.isAccessible(variable, place)) {
        return Optional.empty();
      }
      return Optional.of(
          (qualified ? Scopes.typeName((ClassSymbol) variable.owner, place) + "." : "")
              + variable.getSimpleName());
    }
    return marker.getQualifiedName().contentEquals("java.util.Optional")
        ? Optional.of("Optional.empty()")
        : Optional.of((ClassSymbol) marker)
            .filter(type -> isMadeOfNothing(type, place))
            .map(type -> "new %s()".formatted(Scopes.typeName(type, place)));
  }

  /** Whether code at a place can make an instance, each being like the next. */
  private static boolean isMadeOfNothing(ClassSymbol type, TreePath place) {
    return !type.hasOuterInstance()
        && !type.isDirectlyOrIndirectlyLocal()
        && (type.flags() & Flags.ABSTRACT) == 0
        && type.getTypeParameters().isEmpty()
        && Scopes.isAccessible(type, place)
        && ASTHelpers.getEnclosedElements(type).stream()
            .anyMatch(
                member ->
                    member instanceof MethodSymbol method
                        && method.isConstructor()
                        && method.getParameters().isEmpty()
                        && method.getThrownTypes().isEmpty()
                        && Scopes.isAccessible(method, place));
  }

  private static ImmutableSet<Symbol> named(Optional<Symbol> marker) {
    return marker
        .filter(symbol -> symbol instanceof VarSymbol && !ASTHelpers.isStatic(symbol))
        .map(ImmutableSet::of)
        .orElse(ImmutableSet.of());
  }

  /** The names by which the channel can be closed: no reading end of a pipe. */
  private ImmutableList<ChannelName> closing(Optional<SendingBody> body) {
    ImmutableList<ChannelName> found =
        ChannelName.in(body.map(SendingBody::sends).orElse(ImmutableList.of()), channel, state);
    return isPipe()
        ? found.stream()
            .filter(
                n ->
                    isWholePipe(n.type())
                        || isWritingEnd(n.type())
                        || !channel.variables().containsAll(n.variables()))
            .collect(ImmutableList.toImmutableList())
        : found;
  }

  private boolean isPipe() {
    return channel.isPipe();
  }

  private boolean isWritingEnd(Type type) {
    return Channels.of(state)
        .closingOf(type)
        .filter(operation -> operation.act() == Act.CLOSE)
        .isPresent();
  }

  /** Whether such a value is both ends of a pipe, and not the one that is closed. */
  private static boolean isWholePipe(Type type) {
    return type.tsym.getQualifiedName().contentEquals("java.nio.channels.Pipe");
  }

  private static String end(Type type, String close) {
    return isWholePipe(type) ? "sink()." + close : close;
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

  private static Optional<SuggestedFix> first(
      ImmutableList<ChannelName> names, Function<ChannelName, Optional<SuggestedFix>> fix) {
    return names.stream().map(fix).flatMap(Optional::stream).findFirst();
  }
}
