package dev.watertight.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.OwnEnd.OwnObject;
import dev.watertight.model.Lifetime;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.Optional;

/** What becomes of handles, and what other analyses need to know of executors and scopes. */
public final class Fates {
  /** Stands for a release by code that the model knows, which may be of any kind. */
  public static final String SETTLED = "settled";

  /* Through so many variables a handle is handed on, at most. */
  private static final int DEPTH = 3;

  private Fates() {}

  /** What becomes of the handle that an expression opens. */
  public static Fate of(Opening opening, VisitorState state) {
    Fate fate = of(ImmutableList.of(opening), state);
    return ReleaseFlags.without(opening, fate, state);
  }

  /** What becomes of the handles that some expressions open for the same variable. */
  static Fate of(ImmutableList<Opening> openings, VisitorState state) {
    ImmutableList.Builder<TreePath> mentions = ImmutableList.builder();
    for (Opening opening : openings) {
      mentions.add(opening.path());
      if (opening.tree() instanceof NewClassTree creation
          && ASTHelpers.getSymbol(creation).owner instanceof ClassSymbol type) {
        // `ALL.add(this)` in the constructor.
        mentions.addAll(OwnObject.of(type, state).values());
      }
    }
    return Fate.ofExpressions(
        mentions.build(), Handles.of(state).tracked(openings.get(0), state), state);
  }

  /** What becomes of a handle that is in a variable. */
  public static Fate of(VarSymbol variable, Opening opening, VisitorState state) {
    return Fate.ofVariable(variable, Handles.of(state).tracked(opening, state), state);
  }

  /** What becomes of a handle from one mention of it on. */
  public static Fate ofMention(TreePath mention, Opening opening, VisitorState state) {
    return Fate.ofExpression(mention, Handles.of(state).tracked(opening, state), state);
  }

  /** What is opened, with the lifetime that its uses give it. */
  public static Opening asUsed(Opening opening, Fate fate, VisitorState state) {
    if (expires(fate, state)) {
      return opening.withLifetime(Lifetime.ENDING);
    }
    if (opening.lifetime() == Lifetime.ENDING && isAwaited(opening, fate, state)) {
      return opening.withLifetime(Lifetime.HELD);
    }
    if (opening.lifetime() != Lifetime.COLLECTED) {
      return opening;
    }
    // A task that comes again and again is never garbage.
    PeriodicTasks tasks = new PeriodicTasks(state);
    return fate.uses().stream().anyMatch(use -> tasks.startsEndless(use.path().getLeaf()))
        ? opening.withLifetime(Lifetime.PERSISTENT)
        : opening;
  }

  /** Whether a task waits again and again, and without a limit, for what comes from outside. */
  private static boolean isAwaited(Opening opening, Fate fate, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return fate.uses().stream()
            .noneMatch(use -> library.is(use.path().getLeaf(), Trait.LIMITS_WAITS))
        && fate.uses().stream()
            .filter(use -> opening.starts().contains(use.method()))
            .map(Sink.Use::path)
            .anyMatch(
                wait ->
                    library.is(wait.getLeaf(), Trait.AWAITS_INPUT)
                        && Graphs.bodyAround(wait)
                            .filter(body -> Paths.isInLoop(wait, body.getLeaf()))
                            .isPresent()
                        && Tasks.firstApart(Tasks.of(wait, state)).isPresent());
  }

  /** Whether somebody lets the core threads of an executor time out. */
  static boolean expires(Fate fate, VisitorState state) {
    return fate.uses().stream()
        .anyMatch(
            use ->
                use.path().getLeaf() instanceof MethodInvocationTree call
                    && OwnEnd.letsThreadsEnd(call, state));
  }

  /**
   * Where the executor that an expression names is released.
   *
   * @return empty if not every opening and use of it is in view
   */
  public static Optional<ImmutableList<Sink.Release>> releasesOf(
      TreePath path, VisitorState state) {
    return fateOf(path, state).map(Fate::releases);
  }

  /**
   * How the executor that an expression names is used, other than by its release.
   *
   * @return empty if not every opening and use of it is in view
   */
  public static Optional<ImmutableList<Sink.Use>> usesOf(TreePath path, VisitorState state) {
    return fateOf(path, state).map(Fate::uses);
  }

  private static Optional<Fate> fateOf(TreePath path, VisitorState state) {
    return openingsOf(path, state)
        .map(openings -> of(openings, state))
        .filter(fate -> !fate.isUnknown() && !fate.isExposed());
  }

  /**
   * The expressions that open the executor which an expression names.
   *
   * @return empty if not every opening is in view
   */
  public static Optional<ImmutableList<Opening>> openingsOf(TreePath path, VisitorState state) {
    return openingsOf(path, DEPTH, state).filter(openings -> !openings.isEmpty());
  }

  private static Optional<ImmutableList<Opening>> openingsOf(
      TreePath path, int depth, VisitorState state) {
    if (!(ASTHelpers.getSymbol(path.getLeaf()) instanceof VarSymbol variable)) {
      return Openings.at(path, state).map(ImmutableList::of);
    }
    ImmutableList.Builder<Opening> found = ImmutableList.builder();
    for (TreePath value : valuesOf(variable, state)) {
      Optional<ImmutableList<Opening>> openings =
          Openings.freshAt(value, state)
              .map(ImmutableList::of)
              .or(() -> ofGiven(value, depth, state));
      if (openings.isPresent()) {
        found.addAll(openings.get());
      } else if (!Values.isNull(value)) {
        return Optional.empty();
      }
    }
    return Optional.of(found.build());
  }

  /** What callers give to a parameter, all of them being in view, or what else a variable holds. */
  private static ImmutableList<TreePath> valuesOf(VarSymbol variable, VisitorState state) {
    ImmutableList<TreePath> assigned = Values.assignedTo(variable, state);
    return (variable.flags() & Flags.PARAMETER) != 0 || assigned.isEmpty()
        ? Values.given(variable, state).orElse(ImmutableList.of())
        : assigned;
  }

  /** What is opened for another variable, whose value an expression is. */
  private static Optional<ImmutableList<Opening>> ofGiven(
      TreePath value, int depth, VisitorState state) {
    return depth > 0 && ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol
        ? openingsOf(value, depth - 1, state).filter(openings -> !openings.isEmpty())
        : Optional.empty();
  }

  /** Whether an object of the class gives itself to others: {@code registry.add(this)}. */
  public static boolean givesItself(ClassSymbol type, VisitorState state) {
    return OwnObject.of(type, state).values().stream()
        .anyMatch(self -> !Arguments.of(self.getParentPath().getLeaf()).isEmpty());
  }

  /** The same, to others than a thread that is to run it: {@code new Thread(this)}. */
  public static boolean givesItselfAway(ClassSymbol type, VisitorState state) {
    return OwnObject.of(type, state).values().stream()
        .map(self -> self.getParentPath().getLeaf())
        .anyMatch(
            use ->
                !(use instanceof MemberReferenceTree)
                    && !(use instanceof NewClassTree creation
                        && Symbols.isNamed(
                            ASTHelpers.getSymbol(creation).owner, "java.lang.Thread")));
  }
}
