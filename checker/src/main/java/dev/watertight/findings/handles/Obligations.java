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
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Answer;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Owners;
import dev.watertight.handles.ReleaseFlags;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.model.Role;
import dev.watertight.paths.Loss;
import dev.watertight.paths.Obligation;
import dev.watertight.paths.PathSearch;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Sink;
import dev.watertight.values.ValueFlow;
import dev.watertight.values.Values;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
  private final IdentityHashMap<Tree, TreePath> ownCalls = new IdentityHashMap<>();
  private final ImmutableSet.Builder<Tree> failingFirst = ImmutableSet.builder();
  private final Map<VarSymbol, Fate> ofCallee = new HashMap<>();
  private final Deque<VarSymbol> open = new ArrayDeque<>();
  private final Set<VarSymbol> seen = new HashSet<>();
  /* The variables that hold an object that the handle has been given to, and what that owns. */
  private final Map<VarSymbol, Opening> owners = new HashMap<>();
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
    return obligations.build(obligations.followOpening(), false);
  }

  /**
   * What a body does with a handle that it opens, with a store into a field counted as no end: the
   * exits at which it is owed are those at which only the field still holds it.
   */
  static Obligation ofOpenedAndKept(
      Opening opening, @Nullable VarSymbol field, TreePath body, VisitorState state) {
    Obligations obligations = new Obligations(opening, body, field, state);
    obligations.keeping = true;
    return obligations.build(obligations.followOpening(), false);
  }

  /**
   * What a body does with a handle that it opens for a field of its object, which is no end of the
   * duty to release it.
   */
  static Obligation ofOpenedForField(
      Opening opening, VarSymbol field, TreePath body, VisitorState state) {
    Obligations obligations = new Obligations(opening, body, field, state);
    boolean settled = obligations.followOpening();
    obligations.followOwnCalls(field, DEPTH);
    return obligations.build(settled, false);
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
    obligations.followOwnCalls(field, depth);
    return obligations.build(false, true);
  }

  private boolean followOpening() {
    boolean settled = follow(opening.path(), opening);
    followAliases();
    return settled;
  }

  /** Asks what the calls of methods of the same object do with a handle in a field of it. */
  private void followOwnCalls(VarSymbol owned, int depth) {
    ImmutableList<TreePath> calls =
        Trees.pathsIn(body, MethodInvocationTree.class, MemberReferenceTree.class).stream()
            .filter(this::isOwn)
            .collect(ImmutableList.toImmutableList());
    if (calls.isEmpty()) {
      return;
    }
    Fate fate = Fates.of(owned, opening, state);
    for (TreePath call : calls) {
      ownCalls.put(call.getLeaf(), call);
      Tree place = placeOf(call);
      if (leadsTo(call, fate.releases().stream().map(Sink.Release::path))) {
        discharges.add(place);
      } else if (leadsTo(call, startsOf(fate))
          || startsOf(fate).anyMatch(p -> Summaries.reaches(p, call, state) == Answer.YES)) {
        starts.add(place);
        if (depth > 0 && failsFirst(call.getLeaf(), owned, depth - 1)) {
          failingFirst.add(place);
        }
      }
    }
  }

  /**
   * Whether it calls, or refers to, a method in view of the object whose code the body is, or of a
   * part of it: of an object of an inner class.
   */
  private boolean isOwn(TreePath path) {
    return ASTHelpers.getSymbol(path.getLeaf()) instanceof MethodSymbol method
        && !method.isConstructor()
        && (Symbols.isSelf(Symbols.receiver(path.getLeaf())) || isOfPart(method.owner))
        && index.declaration(method).isPresent();
  }

  private boolean isOfPart(Symbol type) {
    return field != null
        && type instanceof ClassSymbol inner
        && inner.hasOuterInstance()
        && ASTHelpers.enclosingClass(inner).isSubClass(field.owner, state.getTypes());
  }

  private Stream<TreePath> startsOf(Fate fate) {
    return fate.uses().stream()
        .filter(use -> ThreadStarts.isStart(use, opening))
        .map(Sink.Use::path);
  }

  private boolean leadsTo(TreePath call, Stream<TreePath> places) {
    return places.anyMatch(place -> !Summaries.reachesInFamily(place, call, state).isNo());
  }

  /** Whether an own call throws on purpose an exception that nobody has to declare. */
  private boolean throwsOnPurpose(@Nullable Tree tree) {
    TreePath call = ownCalls.get(tree);
    return call != null
        && Summaries.ofCall(call, state)
            .isThrown(
                thrown ->
                    switch (thrown.reason()) {
                      case STATEMENT, REFUSAL, FAILURE -> thrown.isUnchecked(state);
                      default -> false;
                    })
        && !new ArgumentChecks(state).areMet(call);
  }

  /** Whether a call of a method of the same object, if it throws, has not started threads yet. */
  private boolean failsFirst(Tree call, VarSymbol owned, int depth) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call);
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

  private Obligation build(boolean settled, boolean held) {
    if (opening.startsAtOnce()) {
      starts.add(opening.tree());
    }
    return new Obligation(
        opening.tree(),
        held ? null : opening.tree(),
        settled,
        held ? field : null,
        held,
        discharges.build(),
        ImmutableMap.copyOf(aliases),
        starts.build(),
        this::throwsOnPurpose,
        failingFirst.build(),
        outcome -> false);
  }

  private void followAliases() {
    while (!open.isEmpty()) {
      VarSymbol variable = open.remove();
      Opening as = owners.getOrDefault(variable, opening);
      index.mentions(variable).forEach(mention -> followIfInside(mention, as));
      if (Symbols.isField(variable)) {
        Returns.getterCalls(variable, index).forEach(mention -> followIfInside(mention, as));
      }
    }
  }

  private void followIfInside(TreePath mention, Opening as) {
    if (Paths.isInside(mention, body.getLeaf())) {
      followMention(mention, as);
    }
  }

  private void followMention(TreePath mention, Opening as) {
    Tree place = placeOf(mention);
    if (place == mention.getLeaf()) {
      if (follow(mention, as)) {
        discharges.add(place);
      }
      return;
    }
    Fate fate = Fates.ofMention(mention, as, state);
    if (ends(fate) || isKept(fate)) {
      discharges.add(place);
    } else if (ThreadStarts.any(fate, as)) {
      starts.add(place);
    }
  }

  /**
   * The tree of the body at which code counts: the outermost lambda or class inside the body that
   * it lies in, since that runs apart, or itself.
   */
  private Tree placeOf(TreePath code) {
    Tree place = code.getLeaf();
    for (TreePath p = code; p != null && p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      if (p.getLeaf() instanceof LambdaExpressionTree) {
        place = p.getLeaf();
      } else if (p.getLeaf() instanceof ClassTree type) {
        place = p.getParentPath().getLeaf() instanceof NewClassTree creation ? creation : type;
      }
    }
    return place;
  }

  /**
   * Records where the value goes; true if the duty to release it ends here.
   *
   * @param as what the value is: the handle, or an object that owns it
   */
  private boolean follow(TreePath path, Opening as) {
    ImmutableList<Sink> sinks =
        ValueFlow.sinksOf(path, false, Handles.of(state).tracked(as, state), state);
    boolean discharged = false;
    for (Sink sink : sinks) {
      if (sink instanceof Sink.Release
          || sink instanceof Sink.Escape
          || sink instanceof Sink.Return) {
        discharged = true;
      } else if (sink instanceof Sink.Use use) {
        if (ThreadStarts.isStart(use, as)) {
          starts.add(use.path().getLeaf());
        }
      } else if (sink instanceof Sink.Alias alias) {
        discharged |= followAlias(alias, as);
      }
    }
    return discharged;
  }

  private boolean followAlias(Sink.Alias alias, Opening as) {
    VarSymbol variable = alias.variable();
    if (alias.inside() && Handles.of(state).tracked(opening, state).isMaker(variable.type)) {
      // A function returns it to those who call that.
      return true;
    }
    if (!isInBody(alias.path())) {
      // Given back by who has borrowed it.
      return ends(Fates.of(variable, as, state));
    }
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
        owners.put(variable, as);
        open.add(variable);
      }
      return false;
    }
    Fate fate = ofCallee.computeIfAbsent(variable, v -> Fates.of(v, as, state));
    if (!as.equals(opening) && isKept(fate)) {
      return true;
    }
    if (fate.isUnknown()
        || fate.releases().stream()
            .anyMatch(release -> !ReleaseFlags.excludes(alias.path().getLeaf(), release, state))) {
      // Who loses an object loses what only that releases.
      return Owners.ofGiven(alias.path(), as, fate, state)
          .map(owner -> follow(owner.path(), owner))
          .orElse(true);
    }
    starts.add(alias.path().getLeaf());
    return false;
  }

  /**
   * Whether a container that the handle is put into may hold another already, and the body neither
   * looks into it before nor releases anything: {@code pools.putIfAbsent(key, pool)}. Not where a
   * constructor fills it, nor under a key that is computed from nothing given: it may be new.
   */
  private boolean mayBeRefused(Sink.Alias alias) {
    return alias.path().getLeaf() instanceof MethodInvocationTree call
        && isAdmission(call)
        && !Symbols.isConstructor(body)
        && !isComputed(call.getArguments().get(0))
        && index.mentions(alias.variable()).stream().filter(this::isLookedAt).count() == 1
        && Fates.of(opening, state).releases().stream().noneMatch(r -> isInBody(r.path()));
  }

  private boolean isLookedAt(TreePath mention) {
    return isInBody(mention) || !Summaries.reaches(mention, body, state).isNo();
  }

  private boolean isComputed(ExpressionTree key) {
    Tree value =
        ASTHelpers.getSymbol(key) instanceof VarSymbol variable
                && variable.owner instanceof MethodSymbol
            ? Values.initial(variable, state).<Tree>map(TreePath::getLeaf).orElse(key)
            : key;
    return Trees.any(value, MethodInvocationTree.class::isInstance)
        && Symbols.variablesIn(value).stream()
            .noneMatch(variable -> (variable.flags() & Flags.PARAMETER) != 0);
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
    return last >= 0 && ResolvedLibrary.of(state).does(call, last, Role.ADMIT);
  }

  private static boolean isKept(Fate fate) {
    return fate.variables().stream().anyMatch(Symbols::isField);
  }

  private static boolean ends(Fate fate) {
    return !fate.releases().isEmpty() || fate.isUnknown();
  }
}
