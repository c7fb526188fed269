package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Channels;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.values.Containers;
import dev.watertight.values.ResolvedLibrary;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a call into code out of view may wait for tasks to end, or for something that they do.
 * Whatever cannot be told from its name and from what it is given, may.
 */
final class Waiting {
  private static final Pattern WAITING =
      Pattern.compile(
          "(await|join|wait|sleep|park|block|pause|acquire|take|receive|exchange|invoke|read|next|accept"
              + "|until|yield|onSpin|interrupt|cancel|stop|kill|destroy|terminate|shutdownNow).*");
  private static final ImmutableSet<String> HARMLESS =
      ImmutableSet.of(
          "start",
          "setDaemon",
          "setName",
          "setPriority",
          "setUncaughtExceptionHandler",
          "name",
          "unstarted",
          "factory",
          "getName",
          "threadId",
          "getId",
          "shutdown",
          "countDown",
          "execute",
          "submit",
          "fork",
          "register");
  private static final ImmutableSet<String> LOGGING =
      ImmutableSet.of("trace", "debug", "info", "warn", "error", "log");

  private final VisitorState state;
  private final Set<Symbol> shared;
  private final Set<? extends Symbol> channel;

  private Waiting(Set<Symbol> shared, Set<? extends Symbol> channel, VisitorState state) {
    this.shared = shared;
    this.channel = channel;
    this.state = state;
  }

  /**
   * The judge of calls in code that starts tasks.
   *
   * @param shared the variables that the tasks' code names, too
   * @param channel the variables that hold the channel
   */
  static Waiting of(Set<Symbol> shared, Set<? extends Symbol> channel, VisitorState state) {
    return new Waiting(shared, channel, state);
  }

  boolean isPossibleIn(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    Optional<Boolean> known = ofChannel(method);
    if (known.isPresent()) {
      return known.get();
    }
    if (hasRole(method, call.getArguments())) {
      return false;
    }
    if (isLogging(method, call)) {
      return false;
    }
    if (!isContainer(method)
        && call.getArguments().stream().anyMatch(a -> !SenderTasks.names(a, channel).isEmpty())) {
      // It may receive all that comes.
      return true;
    }
    return isPossibleIn(method)
        || (!isContainer(method)
            && !HARMLESS.contains(method.getSimpleName().toString())
            && ((receiver != null && isConnected(receiver))
                || call.getArguments().stream().anyMatch(this::isConnected)));
  }

  boolean isPossibleIn(NewClassTree creation) {
    MethodSymbol method = ASTHelpers.getSymbol(creation);
    String owner = method.owner.getQualifiedName().toString();
    return !owner.startsWith("java.")
        && !hasRole(method, creation.getArguments())
        && creation.getArguments().stream().anyMatch(this::isConnected);
  }

  boolean isPossibleIn(MemberReferenceTree reference) {
    MethodSymbol method = ASTHelpers.getSymbol(reference);
    return isPossibleIn(method)
        || (!isContainer(method)
            && !HARMLESS.contains(method.getSimpleName().toString())
            && isConcurrent(method.owner.type));
  }

  private boolean isPossibleIn(MethodSymbol method) {
    String name = method.getSimpleName().toString();
    String owner = method.owner.getQualifiedName().toString();
    if (owner.startsWith("java.util.concurrent.") && !isContainer(method)) {
      return WAITING.matcher(name).matches() || name.equals("get") || name.equals("close");
    }
    return !isContainer(method)
        && !owner.startsWith("java.lang.String")
        && !owner.startsWith("java.nio.file.")
        && WAITING.matcher(name).matches();
  }

  /** Channels: taking waits for those who send; so does sending to one that waits. */
  private Optional<Boolean> ofChannel(MethodSymbol method) {
    if (Channels.of(state).kindOf(method.owner.type).isEmpty()
        && !Channels.of(state).isView(method.owner.type)) {
      return Optional.empty();
    }
    return Channels.of(state)
        .operationOf(method)
        .map(
            o ->
                switch (o.act()) {
                  case SEND -> isHandOver(o);
                  case CLOSE, CANCEL -> false;
                  case DRAIN -> o.waiting() != Wait.NEVER;
                  default -> true;
                });
  }

  private static boolean isHandOver(ChannelOperation operation) {
    return operation.act() == Act.SEND && operation.waiting() == Wait.HANDOVER;
  }

  private boolean hasRole(MethodSymbol method, List<? extends ExpressionTree> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      if (ResolvedLibrary.of(state).roleOf(method, i).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLogging(MethodSymbol method, MethodInvocationTree call) {
    return LOGGING.contains(method.getSimpleName().toString())
        && method.getReturnType().hasTag(TypeTag.VOID)
        && !call.getArguments().isEmpty();
  }

  /** Collections, streams and the like: what they are given is looked at, they do not wait. */
  private static boolean isContainer(MethodSymbol method) {
    String owner = method.owner.getQualifiedName().toString();
    return (owner.startsWith("java.util.")
            && !owner.startsWith("java.util.concurrent.")
            && !owner.equals("java.util.Scanner"))
        || owner.startsWith("java.util.concurrent.ConcurrentHashMap")
        || owner.startsWith("java.util.concurrent.ConcurrentMap")
        || owner.startsWith("java.util.concurrent.CopyOnWrite")
        || owner.equals("java.util.concurrent.Executors")
        || owner.equals("java.lang.Iterable")
        || owner.equals("java.io.PrintStream");
  }

  /** Whether a value has to do with the tasks. */
  private boolean isConnected(ExpressionTree expression) {
    Type type = ASTHelpers.getType(expression);
    return isConcurrent(type)
        || (type != null && Containers.mayContain(type, this::isConcurrent, state.getTypes()))
        || !SenderTasks.names(expression, shared).isEmpty();
  }

  private boolean isConcurrent(@Nullable Type type) {
    if (type == null || !(type.tsym instanceof ClassSymbol symbol) || type.isPrimitive()) {
      return false;
    }
    if (state.getTypes().isFunctionalInterface(symbol)) {
      return true;
    }
    for (String name : ResolvedLibrary.of(state).supertypesOf(symbol)) {
      if (name.startsWith("java.util.concurrent.") || name.equals("java.lang.Thread")) {
        return true;
      }
    }
    return false;
  }
}
