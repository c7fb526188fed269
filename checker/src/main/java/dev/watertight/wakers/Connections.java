package dev.watertight.wakers;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import dev.watertight.channels.Channels;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Tracked;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows connections to peers with the streams that are made of them: whoever closes one of those
 * ends the connection.
 */
public final class Connections implements Tracked {
  private static final int DEPTH = 4;
  private static final Supplier<Connections> INSTANCE = PerCompilation.of(Connections::new);
  private static final ImmutableSet<String> SUPERTYPES =
      ImmutableSet.of("java.lang.Object", "java.io.Closeable", "java.lang.AutoCloseable");

  /* Whoever reads from a connection whose output has been shut down is told by its peer. */
  private static final ImmutableSet<String> RELEASES =
      ImmutableSet.of("close", "shutdownInput", "shutdownOutput");

  private final ResolvedLibrary library;
  private final Channels channels;
  private final IdentityHashMap<Tree, Optional<Connection>> known = new IdentityHashMap<>();

  private Connections(VisitorState state) {
    this.library = ResolvedLibrary.of(state);
    this.channels = Channels.of(state);
  }

  /** The connection that an expression makes; empty if not all its uses are in view. */
  public static Optional<Connection> at(TreePath maker, VisitorState state) {
    Connections connections = INSTANCE.get(state);
    Optional<Connection> answer = connections.known.get(maker.getLeaf());
    if (answer == null) {
      answer =
          isMaker(maker.getLeaf(), state)
              ? Optional.of(Fate.crossingReturns(maker, connections, state))
                  .filter(fate -> !fate.isUnknown() && !fate.isExposed())
                  .map(fate -> new Connection(maker, fate, state))
              : Optional.empty();
      connections.known.put(maker.getLeaf(), answer);
    }
    return answer;
  }

  /**
   * Whether others certainly end a read, or it ends by itself when a time is up: it is of a
   * connection that other tasks close, or for the reads of which a limit is set.
   */
  public static boolean isEnded(TreePath read, VisitorState state) {
    return Paths.receiver(read).stream()
        .flatMap(stream -> makersOf(stream, DEPTH, state))
        .flatMap(maker -> at(maker, state).stream())
        .anyMatch(
            connection ->
                connection.isLimited()
                    || !connection.closesBut(Tasks.apart(Tasks.of(read, state))).isEmpty());
  }

  /** The expressions that make the connection which a stream is of. */
  private static Stream<TreePath> makersOf(TreePath stream, int depth, VisitorState state) {
    Connections connections = INSTANCE.get(state);
    return depth == 0
        ? Stream.empty()
        : Origins.of(stream, Connections::isCall, state).stream()
            .flatMap(ImmutableSet::stream)
            .flatMap(
                maker ->
                    isMaker(maker.getLeaf(), state)
                        ? Stream.of(maker)
                        : Stream.concat(
                                Paths.receiver(maker).stream(),
                                Arguments.of(maker.getLeaf()).stream()
                                    .map(argument -> new TreePath(maker, argument)))
                            .filter(part -> connections.isEnd(ASTHelpers.getType(part.getLeaf())))
                            .flatMap(part -> makersOf(part, depth - 1, state)));
  }

  private static boolean isCall(Tree tree) {
    return tree instanceof NewClassTree || tree instanceof MethodInvocationTree;
  }

  private boolean isEnd(@Nullable Type type) {
    return type != null
        && !type.isPrimitiveOrVoid()
        && (library.is(type, Trait.PEER) || channels.isView(type));
  }

  private static boolean isMaker(Tree tree, VisitorState state) {
    return tree instanceof NewClassTree creation
        ? creation.getClassBody() == null && isConnection(ASTHelpers.getType(tree), state)
        : tree instanceof MethodInvocationTree call && makes(ASTHelpers.getSymbol(call), state);
  }

  /** Whether a method of a library makes connections: a first test. */
  public static boolean makes(MethodSymbol method, VisitorState state) {
    return isConnection(method.getReturnType(), state)
        && ResolvedLibrary.of(state).is(method, Trait.AWAITS_INPUT, Trait.CALLS_OUT)
        && !CompilationIndex.of(state).isInView(method);
  }

  /** Whether values of the type are connections to a peer, a read of which waits for that. */
  public static boolean isConnection(Type type, VisitorState state) {
    return !type.isPrimitiveOrVoid() && ResolvedLibrary.of(state).is(type, Trait.PEER);
  }

  @Override
  public boolean mayBe(Type type) {
    return library.is(type, Trait.PEER)
        || channels.isView(type)
        || SUPERTYPES.contains(type.tsym.getQualifiedName().toString());
  }

  @Override
  public boolean isFluent(MethodSymbol method, Type receiver, Type result) {
    return channels.isView(result)
        && (channels.isView(receiver) || library.is(receiver, Trait.PEER));
  }

  @Override
  public boolean isRelease(MethodSymbol method) {
    return RELEASES.contains(method.getSimpleName().toString());
  }

  @Override
  public ResolvedLibrary library() {
    return library;
  }
}
