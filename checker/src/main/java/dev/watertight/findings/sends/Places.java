package dev.watertight.findings.sends;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Outsiders;
import java.util.Optional;

/** Where code stands: in which loops, and from which places of another body it is reached. */
public final class Places {
  private static final int DEPTH = 4;

  private Places() {}

  /** The outermost loop around a path in its own body, but not around the other path, too. */
  public static Optional<TreePath> loop(TreePath path, TreePath other) {
    return loopsAround(path, other).stream().reduce((inner, outer) -> outer);
  }

  /**
   * The loops around a path in its own body, innermost first; those around the other path too are
   * left out. The first value of a {@code for} belongs to the loop.
   */
  public static ImmutableList<TreePath> loopsAround(TreePath path, TreePath other) {
    ImmutableList.Builder<TreePath> loops = ImmutableList.builder();
    TreePath child = path;
    for (TreePath p = path.getParentPath(); p != null; child = p, p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof MethodTree
          || leaf instanceof LambdaExpressionTree
          || Paths.isInside(other, leaf)) {
        break;
      }
      boolean isIterated =
          leaf instanceof EnhancedForLoopTree loop && loop.getExpression() == child.getLeaf();
      if (Loops.isLoop(leaf) && !isIterated) {
        loops.add(p);
      }
    }
    return loops.build();
  }

  /**
   * Where a body reaches the code at a path: there itself, or where it calls a method that only
   * code in view can call or passes a function that leads there.
   *
   * @return empty if other code reaches it too
   */
  public static Optional<ImmutableList<TreePath>> anchors(
      TreePath path, Tree body, Topology topology, VisitorState state) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    return collect(path, body, topology, found, DEPTH, state)
        ? Optional.of(found.build())
        : Optional.empty();
  }

  private static boolean collect(
      TreePath path,
      Tree body,
      Topology topology,
      ImmutableList.Builder<TreePath> found,
      int depth,
      VisitorState state) {
    Optional<TreePath> around = Graphs.bodyAround(path);
    if (around.isEmpty() || depth == 0) {
      return false;
    }
    Tree leaf = around.get().getLeaf();
    if (leaf == body) {
      found.add(path);
      return true;
    }
    if (!(leaf instanceof MethodTree method)) {
      return false;
    }
    if (ASTHelpers.getSymbol(method).isConstructor()) {
      return onlyMaker(method, state)
          .filter(maker -> collect(maker, body, topology, found, depth - 1, state))
          .isPresent();
    }
    if (!isCalledInView(method, state)) {
      return false;
    }
    ImmutableList<TreePath> mentions = Runs.mentions(ASTHelpers.getSymbol(method), topology, state);
    return !mentions.isEmpty()
        && mentions.stream()
            .allMatch(m -> Runs.isCall(m) && collect(m, body, topology, found, depth - 1, state));
  }

  /** The only expression that makes an object by a constructor, if all of them are in view. */
  private static Optional<TreePath> onlyMaker(MethodTree tree, VisitorState state) {
    MethodSymbol constructor = ASTHelpers.getSymbol(tree);
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList<TreePath> mentions = index.mentions(constructor);
    return mentions.size() == 1
            && mentions.get(0).getLeaf() instanceof NewClassTree creation
            && creation.getClassBody() == null
            && index.isComplete()
            && !Symbols.isOpenToOthers(constructor)
            && constructor.owner instanceof ClassSymbol type
            && index.subclasses(type).isEmpty()
        ? Optional.of(mentions.get(0))
        : Optional.empty();
  }

  /** Whether the code around a place makes the channel, or the object that keeps it. */
  public static boolean isMadeBeside(TreePath place, Topology topology, VisitorState state) {
    return Graphs.areTogether(topology.maker(), place)
        || creations(topology, state).stream().anyMatch(each -> Graphs.areTogether(each, place));
  }

  /** Whether the code around a place comes there once for each object with such a channel. */
  public static boolean isOncePerObject(TreePath place, Topology topology, VisitorState state) {
    return creations(topology, state).stream()
        .anyMatch(each -> Graphs.areTogether(each, place) && loop(place, each).isEmpty());
  }

  /** What makes the objects with a channel each; none if it is a local one. */
  private static ImmutableList<TreePath> creations(Topology topology, VisitorState state) {
    ClassTree type = ASTHelpers.findEnclosingNode(topology.maker(), ClassTree.class);
    return topology.isLocal() || type == null
        ? ImmutableList.of()
        : CompilationIndex.of(state).creations(ASTHelpers.getSymbol(type));
  }

  /** Whether all calls of a method are in view, and none is of a method that overrides it. */
  public static boolean isCalledInView(MethodTree tree, VisitorState state) {
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    CompilationIndex index = CompilationIndex.of(state);
    return method.isPrivate()
        || (index.isComplete()
            && !Symbols.isOpenToOthers(method)
            && !method.isConstructor()
            && !Outsiders.isOffered(method, state)
            && ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty()
            && index.overriders(method).isEmpty());
  }
}
