package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Exclusion;
import dev.watertight.wakers.Order;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds processes whose end code waits for before anybody has begun to read their output, which is
 * read afterwards: one that writes more than a pipe holds waits for its reader, and never ends.
 *
 * <p>A process is left alone if its output may have gone elsewhere, if something else may happen to
 * it before the wait, or if it is ended by force.
 */
public final class LateReads {
  /** What is found. */
  public static final ChannelFindings<LateRead> FINDINGS =
      ChannelFindings.ofProcesses(LateReads::analyze);

  /**
   * A wait for the end of a process that comes too early.
   *
   * @param waiting the call that waits
   * @param read where the output is read behind it, be it in a method that is called there
   * @param isOfErrors whether that is the output for errors
   * @param process the process
   */
  public record LateRead(TreePath waiting, TreePath read, boolean isOfErrors, Topology process) {}

  private final Topology process;
  private final VisitorState state;
  private final ResolvedLibrary library;
  private final CompilationIndex index;
  private final ImmutableList<TreePath> waits;

  private LateReads(Topology process, TreePath wait, VisitorState state) {
    this.process = process;
    this.state = state;
    this.library = ResolvedLibrary.of(state);
    this.index = CompilationIndex.of(state);
    this.waits = ImmutableList.copyOf(CallSites.inThread(wait, state).seen());
  }

  private static void analyze(
      Topology process, VisitorState state, BiConsumer<Tree, LateRead> found) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    for (Endpoint use : process.endpoints()) {
      if (use.path().getLeaf() instanceof MethodInvocationTree call
          && library.is(call, Trait.AWAITS_TASK)
          && !library.isTimed(ASTHelpers.getSymbol(call))) {
        new LateReads(process, use.path(), state)
            .find(use.path())
            .ifPresent(finding -> found.accept(call, finding));
      }
    }
  }

  private Optional<LateRead> find(TreePath wait) {
    if (!process.isAlone(state)
        || isRepeated(wait)
        || process.variables().stream().anyMatch(this::isOpen)
        || process.closes().stream()
            .anyMatch(end -> isOfProcess(end.path()) && !isBehind(end.path()))) {
      return Optional.empty();
    }
    ImmutableList<TreePath> mentions =
        process.variables().stream()
            .filter(variable -> isProcess(variable.type))
            .flatMap(variable -> index.mentions(variable).stream())
            .collect(toImmutableList());
    if (!mentions.stream().allMatch(mention -> isHarmless(mention) || isBehind(mention))) {
      return Optional.empty();
    }
    return mentions.stream()
        .map(LateReads::callOn)
        .filter(call -> isOutput(call) && !isRedirected(call))
        .flatMap(
            call ->
                readsBehind(call).map(read -> new LateRead(wait, read, isErrors(call), process)))
        .findFirst();
  }

  private boolean isRedirected(TreePath output) {
    return new Redirects(process.maker(), state)
        .isOne(isErrors(output) ? Trait.REDIRECTS_ERRORS : Trait.REDIRECTS_OUTPUT);
  }

  /** Whether units that cannot be read may name a variable. */
  private boolean isOpen(VarSymbol variable) {
    return Symbols.isField(variable) && !variable.isPrivate() && !index.isComplete();
  }

  /** Whether the process of an earlier round may be waited for. */
  private boolean isRepeated(TreePath wait) {
    return Loops.innermost(wait)
        .filter(loop -> !Paths.isInside(process.maker(), loop.getLeaf()))
        .filter(loop -> Graphs.areTogether(wait, process.maker()) || !process.isLocal())
        .isPresent();
  }

  private boolean isOfProcess(TreePath call) {
    return Paths.receiver(call)
        .filter(ended -> isProcess(ASTHelpers.getType(ended.getLeaf())))
        .isPresent();
  }

  private boolean isProcess(@Nullable Type type) {
    return Symbols.isA(type, process.kind().typeName(), state);
  }

  private boolean isOutput(TreePath call) {
    return library.is(call.getLeaf(), Trait.CHILD_OUTPUT, Trait.CHILD_ERRORS);
  }

  private boolean isErrors(TreePath call) {
    return library.is(call.getLeaf(), Trait.CHILD_ERRORS);
  }

  /** The call of a method of what is mentioned; the mention if there is none. */
  private static TreePath callOn(TreePath mention) {
    TreePath around = mention.getParentPath();
    return around.getLeaf() instanceof MemberSelectTree
            && around.getParentPath().getLeaf() instanceof MethodInvocationTree call
            && call.getMethodSelect() == around.getLeaf()
        ? around.getParentPath()
        : mention;
  }

  /** Whether nobody reads the output by what code does with the process there. */
  private boolean isHarmless(TreePath mention) {
    TreePath call = callOn(mention);
    if (call.getLeaf() != mention.getLeaf()) {
      return !isOutput(call) || keeperOf(call).filter(this::isUsedBehind).isPresent();
    }
    Tree around = mention.getParentPath().getLeaf();
    return around instanceof BinaryTree
        || (around instanceof AssignmentTree set && set.getVariable() == mention.getLeaf())
        || process.variables().contains(Symbols.target(mention))
        || isPassed(mention);
  }

  /** Whether a method in view is given the process, whose uses by it are asked for themselves. */
  private boolean isPassed(TreePath mention) {
    TreePath call = mention.getParentPath();
    int position = Arguments.of(call.getLeaf()).indexOf(mention.getLeaf());
    return position >= 0
        && ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method
        && position < method.getParameters().size()
        && process.variables().contains(method.getParameters().get(position));
  }

  /** The variable of a method that keeps an output, or a stream of the library's around it. */
  private Optional<VarSymbol> keeperOf(TreePath output) {
    TreePath path = output;
    while (path.getParentPath().getLeaf() instanceof NewClassTree wrapper
        && !index.isInView(ASTHelpers.getSymbol(wrapper))) {
      path = path.getParentPath();
    }
    return Symbols.target(path) instanceof VarSymbol kept && !Symbols.isField(kept)
        ? Optional.of(kept)
        : Optional.empty();
  }

  private boolean isUsedBehind(VarSymbol kept) {
    return index.mentions(kept).stream()
        .allMatch(
            mention ->
                isBehind(mention)
                    || kept.equals(Symbols.target(mention))
                    || keeperOf(mention)
                        .filter(other -> !other.equals(kept) && isUsedBehind(other))
                        .isPresent());
  }

  /** Where an output is read, or given to others, behind the wait. */
  private Stream<TreePath> readsBehind(TreePath output) {
    return isBehind(output) && isRead(output)
        ? Stream.of(output)
        : keeperOf(output).stream()
            .flatMap(kept -> index.mentions(kept).stream())
            .flatMap(this::readsBehind);
  }

  private boolean isRead(TreePath output) {
    TreePath call = callOn(output);
    return call.getLeaf() == output.getLeaf()
        ? keeperOf(output).isEmpty()
        : process.endpoints().stream()
            .filter(use -> use.path().getLeaf() == call.getLeaf())
            .allMatch(Endpoint::isReceive);
  }

  /** Whether a place, or what leads there, stands behind the wait, or what leads to that. */
  private boolean isBehind(TreePath place) {
    ImmutableSet<TreePath> ways = CallSites.inThread(place, state).seen();
    return ways.stream().anyMatch(way -> waits.stream().anyMatch(wait -> isBehind(way, wait)))
        && ways.stream().noneMatch(way -> waits.stream().anyMatch(wait -> isBehind(wait, way)));
  }

  private static boolean isBehind(TreePath place, TreePath before) {
    return place.getLeaf() != before.getLeaf()
        && Order.mayFollow(before, place)
        && (Paths.start(before) < Paths.start(place) || Paths.isInside(before, place.getLeaf()))
        && !Exclusion.isCertain(before, place);
  }
}
