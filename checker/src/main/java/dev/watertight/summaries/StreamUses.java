package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.TypeSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.CallRule.Conduct;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Origins;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a call of a stream may reach: a stream does not say by its type whether a socket, a pipe or
 * a file is behind it, but by what it was made of. Only memory, the streams of the process and
 * files are known not to be a peer; who may be behind a stream that code out of view has made, is
 * not known.
 */
public record StreamUses(VisitorState state) {
  /** What may be at the other end of a stream. */
  public enum End {
    /** Whoever reads from a socket or a pipe. */
    PEER,
    /** A file. */
    FILE
  }

  private static final ImmutableSet<End> ANY = Sets.immutableEnumSet(End.PEER, End.FILE);
  private static final int DEPTH = 4;

  /** The types of which the rows of the model say themselves what their methods do. */
  private static final ImmutableSet<String> KNOWN =
      ImmutableSet.of("java.nio.channels.", "java.net.");

  /** The packages whose streams are of files, unless they are made of other streams. */
  private static final ImmutableSet<String> FILES =
      ImmutableSet.of("java.io.", "java.nio.file.", "java.util.");

  /**
   * Whether a call of a method out of view, or the end of a {@code try} with this resource, may
   * reach such an end: by a stream that it calls or is given.
   */
  public boolean mayReach(End end, TreePath use) {
    if (use.getLeaf() instanceof MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      return !CompilationIndex.of(state).isInView(method)
          && !isOf(KNOWN, method)
          && streams(use).stream().anyMatch(stream -> ends(stream, DEPTH).contains(end));
    }
    if (use.getLeaf() instanceof MemberReferenceTree reference) {
      return mayReach(end, use, reference);
    }
    TreePath stream =
        use.getLeaf() instanceof VariableTree resource
            ? new TreePath(use, resource.getInitializer())
            : use;
    return isStream(stream)
        && !isOf(KNOWN, ASTHelpers.getType(stream.getLeaf()).tsym)
        && ends(stream, DEPTH).contains(end);
  }

  /** A function that calls a method of streams, or gives it some: of which, is nowhere written. */
  private boolean mayReach(End end, TreePath use, MemberReferenceTree reference) {
    MethodSymbol method = ASTHelpers.getSymbol(reference);
    if (CompilationIndex.of(state).isInView(method) || isOf(KNOWN, method)) {
      return false;
    }
    TreePath object = new TreePath(use, reference.getQualifierExpression());
    boolean isOfObject =
        ASTHelpers.getSymbol(object.getLeaf()) == null
            || !(ASTHelpers.getSymbol(object.getLeaf()) instanceof TypeSymbol);
    if (isOfObject && isStream(object)) {
      return ends(object, DEPTH).contains(end);
    }
    return (!method.isStatic() && !isOfObject && isStream(object))
        || method.getParameters().stream().anyMatch(p -> isStream(p.type));
  }

  /** What may use streams in some code: the calls, the resources, and the functions of methods. */
  public static Stream<TreePath> usesIn(TreePath code) {
    return Trees.pathsIn(code, MethodInvocationTree.class, MemberReferenceTree.class, TryTree.class)
        .stream()
        .flatMap(
            path ->
                path.getLeaf() instanceof TryTree attempt
                    ? attempt.getResources().stream().map(resource -> new TreePath(path, resource))
                    : Stream.of(path));
  }

  private ImmutableList<TreePath> streams(TreePath call) {
    return MemoryStreams.parts(call).stream()
        .filter(this::isStream)
        .collect(ImmutableList.toImmutableList());
  }

  private boolean isStream(TreePath value) {
    return isStream(ASTHelpers.getType(value.getLeaf()));
  }

  /** Whether a value of the type may be a stream, or may write logs to one. */
  private boolean isStream(@Nullable Type type) {
    return type != null
        && (Symbols.isA(type, "java.util.logging.Handler", state)
            || (new MemoryStreams(state).isStream(type)
                && !Symbols.isA(type, "java.lang.CharSequence", state)));
  }

  private Set<End> ends(TreePath stream, int depth) {
    Optional<ImmutableSet<TreePath>> makers =
        depth == 0 ? Optional.empty() : Origins.of(stream, StreamUses::isMaker, state);
    if (makers.isEmpty()) {
      return ANY;
    }
    ImmutableSet.Builder<End> found = ImmutableSet.builder();
    makers.get().forEach(maker -> found.addAll(endsOfMaker(maker, depth)));
    return found.build();
  }

  private static boolean isMaker(Tree tree) {
    return tree instanceof NewClassTree
        || tree instanceof MethodInvocationTree
        || isOfProcess(tree);
  }

  /** {@code System.out}. */
  private static boolean isOfProcess(Tree tree) {
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol stream
        && Symbols.isNamed(stream.owner, "java.lang.System");
  }

  private Set<End> endsOfMaker(TreePath maker, int depth) {
    if (isOfProcess(maker.getLeaf())) {
      return ImmutableSet.of();
    }
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(maker.getLeaf());
    if (CallRules.is(method, Conduct.MEMORY, state)) {
      return ImmutableSet.of();
    }
    if (CallRules.is(method, Conduct.CONNECT, state)) {
      return ANY;
    }
    ImmutableList<TreePath> parts = streams(maker);
    if (parts.isEmpty()) {
      return !CompilationIndex.of(state).isInView(method) && isOf(FILES, method)
          ? ImmutableSet.of(End.FILE)
          : ANY;
    }
    ImmutableSet.Builder<End> found = ImmutableSet.builder();
    parts.forEach(part -> found.addAll(ends(part, depth - 1)));
    return found.build();
  }

  private static boolean isOf(ImmutableSet<String> packages, Symbol member) {
    String type = member.enclClass().getQualifiedName().toString();
    return packages.stream().anyMatch(type::startsWith);
  }
}
