package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Opening;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.model.Role;
import dev.watertight.paths.Loss;
import dev.watertight.paths.Obligation;
import dev.watertight.paths.PathSearch;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Fate;
import dev.watertight.values.Getters;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.values.ValueFlow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds out what one body of code does with one handle, mention by mention. */
final class Obligations {
  /* How deep the methods are looked at that are called. */
  private static final int DEPTH = 2;

  private final Opening opening;
  private final TreePath body;
  private final @Nullable VarSymbol field;
  private final VisitorState state;
  private final CompilationIndex index;
  private final Map<Tree, VarSymbol> aliases = new LinkedHashMap<>();
  private final ImmutableSet.Builder<Tree> discharges = ImmutableSet.builder();
  private final ImmutableSet.Builder<Tree> starts = ImmutableSet.builder();
  private final Map<VarSymbol, Boolean> calleeDischarges = new HashMap<>();
  private final Deque<VarSymbol> open = new ArrayDeque<>();
  private final Set<VarSymbol> seen = new HashSet<>();
  private boolean keeping;

  private Obligations(
      Opening opening, TreePath body, @Nullable VarSymbol field, VisitorState state) {
    this.opening = opening;
    this.body = body;
    this.field = field;
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /** What a body does with a handle that it opens for itself. */
  static Obligation ofOpened(Opening opening, TreePath body, VisitorState state) {
    Obligations obligations = new Obligations(opening, body, null, state);
    boolean settled = obligations.follow(opening.path());
    obligations.followAliases();
    return obligations.build(settled, false, tree -> false, ImmutableSet.of());
  }

  /**
   * What a body does with a handle that it opens, with a store into a field counted as no end: the
   * exits at which it is owed are those at which only the field still holds it.
   */
  static Obligation ofOpenedAndKept(
      Opening opening, @Nullable VarSymbol field, TreePath body, VisitorState state) {
    Obligations obligations = new Obligations(opening, body, field, state);
    obligations.keeping = true;
    boolean settled = obligations.follow(opening.path());
    obligations.followAliases();
    return obligations.build(settled, false, tree -> false, ImmutableSet.of());
  }

  /** What a constructor does with a handle that it opens for a field of the new object. */
  static Obligation ofOpenedInConstructor(
      Opening opening, VarSymbol field, TreePath body, VisitorState state) {
    Obligations obligations = new Obligations(opening, body, field, state);
    boolean settled = obligations.follow(opening.path());
    obligations.followAliases();
    return obligations.buildWithOwnCalls(settled, field, false, DEPTH);
  }

  /** What a body does with a handle that is open in a field when the body starts. */
  static Obligation ofHeld(Opening opening, VarSymbol field, TreePath body, VisitorState state) {
    return ofHeld(opening, field, body, DEPTH, state);
  }

  private static Obligation ofHeld(
      Opening opening, VarSymbol field, TreePath body, int depth, VisitorState state) {
    Obligations obligations = new Obligations(opening, body, field, state);
    obligations.seen.add(field);
    obligations.open.add(field);
    obligations.followAliases();
    return obligations.buildWithOwnCalls(false, field, true, depth);
  }

  private Obligation buildWithOwnCalls(boolean settled, VarSymbol owned, boolean held, int depth) {
    OwnCalls calls = OwnCalls.in(body, owned, opening, state);
    discharges.addAll(calls.releasing());
    starts.addAll(calls.starting());
    ImmutableSet<Tree> failingFirst =
        calls.starting().stream()
            .filter(call -> depth > 0 && failsFirst(call, owned, depth - 1))
            .collect(ImmutableSet.toImmutableSet());
    return build(settled, held, calls.throwing(), failingFirst);
  }

  /** Whether a call of a method of the same object, if it throws, has not started threads yet. */
  private boolean failsFirst(Tree call, VarSymbol owned, int depth) {
    MethodSymbol method = ASTHelpers.getSymbol((MethodInvocationTree) call);
    Optional<TreePath> callee = index.declaration(method);
    return callee.isPresent()
        && callee.get().getLeaf() != body.getLeaf()
        && index.overriders(method).isEmpty()
        && PathSearch.losses(
                callee.get(),
                ofHeld(opening, owned, callee.get(), depth, state).notStarted(),
                state)
            .stream()
            .noneMatch(loss -> loss.exit() == Loss.Exit.THROW);
  }

  private Obligation build(
      boolean settled, boolean held, Predicate<Tree> throwing, ImmutableSet<Tree> failingFirst) {
    if (opening.startsAtOnce()) {
      starts.add(opening.tree());
    }
    return new Obligation(
        held ? null : opening.tree(),
        settled,
        held ? field : null,
        held,
        discharges.build(),
        ImmutableMap.copyOf(aliases),
        starts.build(),
        throwing,
        failingFirst,
        outcome -> false);
  }

  private void followAliases() {
    while (!open.isEmpty()) {
      VarSymbol variable = open.remove();
      index.mentions(variable).forEach(this::followIfInside);
      if (Symbols.isField(variable)) {
        Getters.callsFor(variable, index).forEach(this::followIfInside);
      }
    }
  }

  private void followIfInside(TreePath mention) {
    if (Paths.isInside(mention, body.getLeaf())) {
      followMention(mention);
    }
  }

  private void followMention(TreePath mention) {
    Tree apart = codeApart(mention);
    if (apart == null) {
      if (follow(mention)) {
        discharges.add(mention.getLeaf());
      }
      return;
    }
    Fate fate = Fates.ofMention(mention, opening, state);
    if (ends(fate) || fate.variables().stream().anyMatch(Symbols::isField)) {
      discharges.add(apart);
    } else if (ThreadStarts.any(fate, opening)) {
      starts.add(apart);
    }
  }

  /**
   * The outermost lambda or class inside the body that the mention lies in: code that runs apart.
   */
  private @Nullable Tree codeApart(TreePath mention) {
    Tree outermost = null;
    for (TreePath p = mention; p != null && p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof LambdaExpressionTree || leaf instanceof ClassTree) {
        outermost =
            leaf instanceof ClassTree
                    && p.getParentPath().getLeaf() instanceof NewClassTree creation
                ? creation
                : leaf;
      }
    }
    return outermost;
  }

  /** Records where the value goes; true if the duty to release it ends here. */
  private boolean follow(TreePath path) {
    ImmutableList<Sink> sinks =
        ValueFlow.sinksOf(path, false, Handles.of(state).tracked(opening), state);
    boolean discharged = false;
    for (Sink sink : sinks) {
      if (sink instanceof Sink.Release
          || sink instanceof Sink.Escape
          || sink instanceof Sink.Return) {
        discharged = true;
      } else if (sink instanceof Sink.Use use) {
        if (ThreadStarts.isStart(use, opening)) {
          starts.add(use.path().getLeaf());
        }
      } else if (sink instanceof Sink.Alias alias) {
        discharged |= followAlias(alias);
      }
    }
    return discharged;
  }

  private boolean followAlias(Sink.Alias alias) {
    VarSymbol variable = alias.variable();
    boolean parameter =
        alias.path().getLeaf() instanceof MethodInvocationTree
            || alias.path().getLeaf() instanceof NewClassTree
            || alias.path().getLeaf() instanceof MemberReferenceTree
            || alias.path().getLeaf() instanceof EnhancedForLoopTree;
    if (alias.inside() || (Symbols.isField(variable) && !variable.equals(field))) {
      return !keeping && !mayBeRefused(alias);
    }
    if (!parameter && isOfAdmission(alias.path())) {
      // What was there before is another handle.
      return false;
    }
    if (!parameter) {
      aliases.put(alias.path().getLeaf(), variable);
      if (seen.add(variable)) {
        open.add(variable);
      }
      return false;
    }
    if (calleeDischarges.computeIfAbsent(variable, v -> ends(Fates.of(v, opening, state)))) {
      return true;
    }
    starts.add(alias.path().getLeaf());
    return false;
  }

  /**
   * Whether a container that the handle is put into may hold another already, and the body neither
   * looks into it before nor releases anything: {@code pools.putIfAbsent(key, pool)}.
   */
  private boolean mayBeRefused(Sink.Alias alias) {
    return alias.path().getLeaf() instanceof MethodInvocationTree call
        && isAdmission(call)
        && index.mentions(alias.variable()).stream().filter(this::isInBody).count() == 1
        && Fates.of(opening, state).releases().stream().noneMatch(r -> isInBody(r.path()));
  }

  private boolean isInBody(TreePath path) {
    return Paths.isInside(path, body.getLeaf());
  }

  /** Whether a variable gets the result of such a call. */
  private boolean isOfAdmission(TreePath place) {
    ExpressionTree value =
        place.getLeaf() instanceof VariableTree variable
            ? variable.getInitializer()
            : place.getLeaf() instanceof AssignmentTree assignment
                ? assignment.getExpression()
                : null;
    return value != null
        && ASTHelpers.stripParentheses(value) instanceof MethodInvocationTree call
        && isAdmission(call);
  }

  private boolean isAdmission(MethodInvocationTree call) {
    int last = call.getArguments().size() - 1;
    return last >= 0
        && ResolvedLibrary.of(state)
            .roleOf(ASTHelpers.getSymbol(call), last)
            .equals(Optional.of(Role.ADMIT));
  }

  private static boolean ends(Fate fate) {
    return !fate.releases().isEmpty() || fate.isUnknown();
  }
}
