package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Lifespans;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Openings;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.model.Role;
import dev.watertight.paths.Loss;
import dev.watertight.paths.Obligation;
import dev.watertight.paths.PathSearch;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** Finds the assignments that put a fresh handle into a field that still holds an open one. */
final class FieldOverwrites {
  /** A method of such a name replaces what an earlier one has set up. */
  private static final ImmutableSet<String> AGAIN =
      ImmutableSet.of(
          "reconnect",
          "restart",
          "reset",
          "reload",
          "refresh",
          "reopen",
          "reinit",
          "rebuild",
          "resize",
          "reconfigure",
          "replace",
          "renew",
          "recreate",
          "rotate");

  /** The methods of a reference that replace what it holds, if their result is not looked at. */
  private static final ImmutableSet<String> SETTERS =
      ImmutableSet.of("set", "getAndSet", "lazySet", "setPlain", "setRelease", "setVolatile");

  private FieldOverwrites() {}

  /** The leak of the handle that the field held before, if the opening overwrites it. */
  static Optional<Leak> at(Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(opening.path());
    if (body.isEmpty()
        || !(body.get().getLeaf() instanceof MethodTree method)
        || isConstructor(body.get())) {
      return Optional.empty();
    }
    OptionalInt key = keyOf(field, body.get(), state);
    if (key.isPresent()) {
      return RepeatedCalls.withSame(key.getAsInt(), ASTHelpers.getSymbol(method), fate, state)
          ? Optional.of(overwrites(opening, fate))
          : Optional.empty();
    }
    boolean compared = isComparedBefore(field, opening.path(), body.get().getLeaf());
    MethodSymbol opener = ASTHelpers.getSymbol(method);
    return (ThreadStarts.any(fate, opening) || fate.isUnknown() || fate.isExposed())
            && (compared
                || (isReleasedByClosersOnly(fate, state)
                    && isHeldBefore(field, opening, opener, body.get(), state))
                || RepeatedCalls.any(opener, fate, state))
            && isPutInto(field, opening, body.get(), state)
            && !RestartGuards.any(opening, body.get(), field, fate, state)
        ? Optional.of(overwrites(opening, fate))
        : Optional.empty();
  }

  private static Leak overwrites(Opening opening, Fate fate) {
    return new Leak(opening, Leak.Kind.OVERWRITES, fate.variables(), ImmutableList.of());
  }

  /**
   * The parameter that is the key under which the body puts the handle into a map, if it looks
   * neither at what the map held nor at anything else in it.
   */
  private static OptionalInt keyOf(VarSymbol map, TreePath body, VisitorState state) {
    List<TreePath> mentions =
        CompilationIndex.of(state).mentions(map).stream()
            .filter(mention -> Paths.isInside(mention, body.getLeaf()))
            .toList();
    if (mentions.size() != 1) {
      return OptionalInt.empty();
    }
    TreePath call = mentions.get(0).getParentPath().getParentPath();
    return call.getLeaf() instanceof MethodInvocationTree put
            && ASTHelpers.getReceiver(put) == mentions.get(0).getLeaf()
            && put.getArguments().size() == 2
            && call.getParentPath().getLeaf() instanceof ExpressionStatementTree
            && ResolvedLibrary.of(state)
                .roleOf(ASTHelpers.getSymbol(put), 1)
                .equals(Optional.of(Role.KEEP))
            && TestOutcomes.at(call, body.getLeaf()).isEmpty()
        ? IntStream.of(
                ASTHelpers.getSymbol((MethodTree) body.getLeaf())
                    .getParameters()
                    .indexOf(ASTHelpers.getSymbol(put.getArguments().get(0))))
            .filter(position -> position >= 0)
            .findFirst()
        : OptionalInt.empty();
  }

  /**
   * Whether the test before the opening asks the old handle for a size: {@code if (pool == null ||
   * size > pool.getCorePoolSize())} replaces an open one.
   */
  private static boolean isComparedBefore(VarSymbol field, TreePath opening, Tree body) {
    boolean found = false;
    Tree child = opening.getLeaf();
    for (TreePath p = opening.getParentPath(); p.getLeaf() != body; p = p.getParentPath()) {
      if (p.getLeaf() instanceof IfTree test && child == test.getThenStatement()) {
        found |=
            Trees.in(test.getCondition(), MethodInvocationTree.class).stream()
                .anyMatch(
                    call ->
                        field.equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)))
                            && ASTHelpers.getType(call).isNumeric());
      }
      child = p.getLeaf();
    }
    return found;
  }

  /** A release elsewhere, as in {@code onDisconnect()}, may come before each reopening. */
  private static boolean isReleasedByClosersOnly(Fate fate, VisitorState state) {
    return fate.releases().stream()
        .filter(release -> Lifespans.counts(release, state))
        .allMatch(
            release ->
                Graphs.bodyAround(release.path())
                    .filter(
                        b ->
                            b.getLeaf() instanceof MethodTree m
                                && (ClosingMethods.of(state).isCloser(ASTHelpers.getSymbol(m))
                                    || ASTHelpers.getSymbol(m).isPrivate()))
                    .isPresent());
  }

  /** Whether the body puts the handle into the field while an open one may still be in it. */
  private static boolean isPutInto(
      VarSymbol field, Opening opening, TreePath body, VisitorState state) {
    TreePath parent = opening.path().getParentPath();
    if (parent.getLeaf() instanceof AssignmentTree assignment
        && field.equals(ASTHelpers.getSymbol(assignment.getVariable()))) {
      Obligation obligation = Obligations.ofHeld(opening, field, body, state);
      return PathSearch.losses(body, obligation, state).stream()
          .anyMatch(loss -> loss.exit() == Loss.Exit.OVERWRITE && loss.at() == assignment);
    }
    // `reference.set(fresh)`, and nothing else in the body touches the reference.
    ImmutableList<TreePath> mentions =
        CompilationIndex.of(state).mentions(field).stream()
            .filter(mention -> Paths.isInside(mention, body.getLeaf()))
            .collect(ImmutableList.toImmutableList());
    return mentions.size() == 1
        && Handles.of(state).isReference(field.type)
        && mentions.get(0).getParentPath().getLeaf() instanceof MemberSelectTree select
        && SETTERS.contains(select.getIdentifier().toString())
        && mentions.get(0).getParentPath().getParentPath().getParentPath().getLeaf()
            instanceof ExpressionStatementTree;
  }

  /** What makes it certain that the field already holds a handle when the method runs. */
  private static boolean isHeldBefore(
      VarSymbol field, Opening opening, MethodSymbol method, TreePath body, VisitorState state) {
    return AGAIN.stream().anyMatch(method.getSimpleName().toString()::startsWith)
        || isOpenedOnConstruction(field, state)
        || (isInLoop(opening.path(), body.getLeaf())
            && Obligations.ofHeld(opening, field, body, state).discharges().isEmpty())
        || runsRepeatedly(method, field, opening, state)
        || opensThroughSuper(method, field, body, state);
  }

  /** Whether a method of the same class calls this one in a loop and releases nothing itself. */
  private static boolean runsRepeatedly(
      MethodSymbol method, VarSymbol field, Opening opening, VisitorState state) {
    if (!method.isPrivate()) {
      return false;
    }
    for (TreePath mention : CompilationIndex.of(state).mentions(method)) {
      Optional<TreePath> caller = Graphs.bodyAround(mention);
      if (caller.isPresent() && isInLoop(mention, caller.get().getLeaf())) {
        Obligation obligation = Obligations.ofHeld(opening, field, caller.get(), state);
        return obligation.discharges().isEmpty();
      }
    }
    return false;
  }

  /** Whether the method first calls the one it overrides, which opens a handle for the field. */
  private static boolean opensThroughSuper(
      MethodSymbol method, VarSymbol field, TreePath body, VisitorState state) {
    for (MethodSymbol overridden : ASTHelpers.findSuperMethods(method, state.getTypes())) {
      boolean called =
          CompilationIndex.of(state).mentions(overridden).stream()
              .anyMatch(
                  mention ->
                      Paths.isInside(mention, body.getLeaf())
                          && mention.getLeaf() instanceof MemberSelectTree select
                          && Symbols.isSelf(select.getExpression()));
      boolean opens =
          assignments(field, state).stream()
              .anyMatch(
                  value ->
                      opens(value, state)
                          && Graphs.bodyAround(value)
                              .filter(b -> isMethod(b, overridden))
                              .isPresent());
      if (called && opens) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMethod(TreePath body, MethodSymbol method) {
    return body.getLeaf() instanceof MethodTree tree && ASTHelpers.getSymbol(tree).equals(method);
  }

  /** Whether the field's initializer, or every constructor of its own, opens a handle for it. */
  private static boolean isOpenedOnConstruction(VarSymbol field, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> declaration = index.declaration(field);
    if (declaration.isEmpty() || !(declaration.get().getLeaf() instanceof VariableTree variable)) {
      return false;
    }
    if (variable.getInitializer() != null) {
      TreePath value = new TreePath(declaration.get(), variable.getInitializer());
      if (opens(value, state) || opens(insideReference(value, field, state), state)) {
        return true;
      }
    }
    Set<Tree> opening = new HashSet<>();
    for (TreePath value : assignments(field, state)) {
      if (opens(value, state)) {
        Graphs.bodyAround(value).ifPresent(body -> opening.add(body.getLeaf()));
      }
    }
    boolean any = false;
    for (Tree member : ((ClassTree) declaration.get().getParentPath().getLeaf()).getMembers()) {
      if (member instanceof MethodTree method && ASTHelpers.getSymbol(method).isConstructor()) {
        if (!opening.contains(member)) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  /** The expressions assigned to the field, also those inside a new reference. */
  private static ImmutableList<TreePath> assignments(VarSymbol field, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList.Builder<TreePath> values = ImmutableList.builder();
    for (TreePath mention : index.mentions(field)) {
      TreePath parent = mention.getParentPath();
      if (parent.getLeaf() instanceof AssignmentTree assignment
          && assignment.getVariable() == mention.getLeaf()) {
        TreePath value = new TreePath(parent, assignment.getExpression());
        values.add(value, insideReference(value, field, state));
      }
    }
    return values.build();
  }

  /** What a new reference is given to hold, or the value itself. */
  private static TreePath insideReference(TreePath value, VarSymbol field, VisitorState state) {
    return value.getLeaf() instanceof NewClassTree creation
            && Handles.of(state).isReference(field.type)
            && creation.getArguments().size() == 1
        ? new TreePath(value, creation.getArguments().get(0))
        : value;
  }

  private static boolean opens(TreePath value, VisitorState state) {
    return Openings.at(value, state).isPresent();
  }

  private static boolean isConstructor(TreePath body) {
    return body.getLeaf() instanceof MethodTree method
        && ASTHelpers.getSymbol(method).isConstructor();
  }

  private static boolean isInLoop(TreePath path, Tree body) {
    for (TreePath p = path; p != null && p.getLeaf() != body; p = p.getParentPath()) {
      if (p.getLeaf() instanceof LambdaExpressionTree) {
        return false;
      }
      if (Loops.isLoop(p.getLeaf())) {
        return true;
      }
    }
    return false;
  }
}
