package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.answers.Answer;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.summaries.Exceptions;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.checkerframework.errorprone.dataflow.cfg.node.AssignmentNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the paths of a body with one obligation and finds the exits at which it is still owed.
 *
 * <p>A discharging call discharges also when it throws; the opener's own exception opens nothing;
 * unchecked exceptions count only where the method itself throws them.
 */
public final class PathSearch implements Protocol<PathSearch.State> {
  /**
   * What is known of a handle at one point of one path.
   *
   * @param held whether the handle is open and this method must still release it
   * @param started whether its threads run
   * @param reopened whether the opener has run again while the handle was held
   * @param holders the variables that hold it
   */
  record State(boolean held, boolean started, boolean reopened, ImmutableSet<VarSymbol> holders) {
    /** The state in which a body starts, with a field that holds the running handle or without. */
    static State atEntry(@Nullable VarSymbol field, boolean started) {
      return new State(
          field != null,
          started,
          false,
          field == null ? ImmutableSet.of() : ImmutableSet.of(field));
    }

    State open() {
      return held && !holders.isEmpty()
          ? new State(true, started, true, holders)
          : new State(true, false, false, ImmutableSet.of());
    }

    State start() {
      return new State(held, held, reopened, holders);
    }

    State discharge() {
      return new State(false, false, false, ImmutableSet.of());
    }

    State withHolder(VarSymbol variable) {
      ImmutableSet<VarSymbol> more =
          ImmutableSet.<VarSymbol>builder().addAll(holders).add(variable).build();
      return new State(held, started, reopened, more);
    }

    State withoutHolder(VarSymbol variable) {
      ImmutableSet<VarSymbol> fewer =
          Sets.difference(holders, ImmutableSet.of(variable)).immutableCopy();
      return new State(held, started, reopened, fewer);
    }

    /** Whether losing the handle now leaks. */
    boolean isOwed() {
      return held && started;
    }
  }

  private final Obligation obligation;
  private final VisitorState visitorState;
  private final Set<Loss> losses = new LinkedHashSet<>();
  private final Set<Loss> swallowed = new LinkedHashSet<>();
  private final boolean isMain;
  private boolean endsOwed;
  private ImmutableList<Correlations> correlations = ImmutableList.of();

  private PathSearch(TreePath body, Obligation obligation, VisitorState visitorState) {
    this.isMain = Symbols.isMain(ASTHelpers.getSymbol(body.getLeaf()));
    this.obligation = obligation;
    this.visitorState = visitorState;
  }

  /** The exits of the body at which the obligation is owed; none if the body is too large. */
  public static ImmutableSet<Loss> losses(
      TreePath body, Obligation obligation, VisitorState state) {
    return of(body, obligation, state)
        .map(search -> ImmutableSet.copyOf(search.losses))
        .orElse(ImmutableSet.of());
  }

  /** The walk, if it ends; what it finds is looked at again with what is not certain. */
  private static Optional<PathSearch> of(TreePath body, Obligation obligation, VisitorState state) {
    PathSearch search = new PathSearch(body, obligation, state);
    if (Walker.walkCoarsely(body, search, state) && search.losses.isEmpty()) {
      return Optional.of(search);
    }
    search = new PathSearch(body, obligation, state);
    if (!Walker.walk(body, search, state)) {
      return Optional.empty();
    }
    if (!search.losses.isEmpty()) {
      if (EnumOrder.leads(obligation.opening(), obligation.discharges(), body)) {
        return Optional.empty();
      }
      ImmutableList.Builder<Correlations> found = ImmutableList.builder();
      for (Set<Tree> begins :
          ImmutableList.of(ImmutableSet.of(obligation.opening()), obligation.starts())) {
        Correlations correlations = new Correlations(body, begins, obligation.discharges(), state);
        if (!correlations.areNone()) {
          found.add(correlations);
        }
      }
      ImmutableList<Correlations> correlations = found.build();
      if (!correlations.isEmpty()) {
        search = new PathSearch(body, obligation, state);
        search.correlations = correlations;
        if (!Walker.walk(body, search, state)) {
          return Optional.empty();
        }
      }
      search.losses.removeIf(loss -> EnumOrder.endsBefore(loss, obligation, body, state));
    }
    return Optional.of(search);
  }

  /**
   * The exits by exceptions at which the obligation is owed; if it is owed at others only, the
   * exceptions at which it is although the body catches them: its end is reached without what they
   * have skipped. None of those if the end is also reached otherwise with the obligation owed,
   * since then something else decides.
   */
  public static ImmutableSet<Loss> byExceptions(
      TreePath body, Obligation obligation, VisitorState state) {
    Optional<PathSearch> search = of(body, obligation, state);
    if (search.isEmpty() || search.get().losses.isEmpty()) {
      return ImmutableSet.of();
    }
    ImmutableSet<Loss> left =
        search.get().losses.stream()
            .filter(loss -> loss.exit() == Exit.THROW)
            .collect(ImmutableSet.toImmutableSet());
    return left.isEmpty() && !search.get().endsOwed
        ? ImmutableSet.copyOf(search.get().swallowed)
        : left;
  }

  @Override
  public State atEntry() {
    return State.atEntry(obligation.heldAtEntry(), obligation.startedAtEntry());
  }

  @Override
  public Optional<Tree> origin() {
    return Optional.ofNullable(obligation.opener());
  }

  @Override
  public boolean isOver(State state) {
    return !state.held();
  }

  @Override
  public State step(Node node, State before) {
    Tree tree = node.getTree();
    if (tree != null && tree == obligation.opener()) {
      State opened = obligation.settled() ? before : before.open();
      return obligation.starts().contains(tree) ? opened.start() : opened;
    }
    State state = before;
    if (state.held() && tree != null) {
      if (obligation.discharges().contains(tree)) {
        state = state.discharge();
      } else if (obligation.starts().contains(tree)) {
        state = state.start();
      }
    }
    if (node instanceof AssignmentNode assignment) {
      return assign(assignment, state);
    }
    VarSymbol tested = tree == null ? null : obligation.aliases().get(tree);
    return state.held() && tested != null ? state.withHolder(tested) : state;
  }

  private State assign(AssignmentNode assignment, State state) {
    VarSymbol target = Conditions.variableOf(assignment.getTarget());
    if (!state.held() || target == null) {
      return state;
    }
    boolean given = target.equals(obligation.aliases().get(assignment.getTree()));
    if (given && !state.reopened()) {
      return state.withHolder(target);
    }
    if (!state.holders().contains(target)) {
      return state;
    }
    State without = state.withoutHolder(target);
    if (without.holders().isEmpty()) {
      if (state.isOwed()) {
        losses.add(new Loss(Loss.Exit.OVERWRITE, assignment.getTree(), ""));
      }
      // The same opening goes on with the new handle; the old one has been reported.
      return given ? state.discharge().open().withHolder(target) : state.discharge();
    }
    return without;
  }

  /** An open handle is neither null nor shut down, and passes tests for its interfaces. */
  @Override
  public Answer allows(State state, Tree test, boolean value) {
    return !state.held()
        ? Answer.YES
        : test instanceof ExpressionTree tree && isExcluded(state, tree, value)
            ? Answer.NO
            : correlations.stream().anyMatch(c -> c.doubts(test, value))
                ? Answer.UNKNOWN
                : Answer.YES;
  }

  private boolean isExcluded(State state, ExpressionTree test, boolean value) {
    return test instanceof InstanceOfTree instance
        ? !value
            && !mayFail(instance)
            && ASTHelpers.getSymbol(instance.getExpression()) instanceof VarSymbol variable
            && state.holders().contains(variable)
        : EndTests.excludes(test, value, state.holders(), visitorState)
            || obligation.excluded().test(new Outcome(test, value));
  }

  /** A handle in hand passes any test but one for a class that its opener does not name. */
  private boolean mayFail(InstanceOfTree test) {
    Type type = test.getType() == null ? null : ASTHelpers.getType(test.getType());
    Type opened = obligation.opener() == null ? null : ASTHelpers.getType(obligation.opener());
    return type == null
        || (!type.tsym.isInterface()
            && (opened == null
                || !(opened.tsym.isInterface()
                    || ASTHelpers.isSubtype(opened, type, visitorState))));
  }

  @Override
  public boolean isThrown(Node node, Type exception, State state, Exceptions exceptions) {
    if (!state.isOwed()) {
      // What is called need not be read.
      return exceptions.isDeclared(exception);
    }
    return exceptions.isChecked(node.getTree(), exception)
        || (exceptions.isUnchecked(exception)
            && obligation.throwing().test(node.getTree())
            && correlations.stream().noneMatch(c -> c.isChecked(node.getTree())));
  }

  /** Nobody interrupts the thread that runs {@code main}. */
  @Override
  public boolean isIgnored(Type exception) {
    return isMain && CatchClauses.isInterrupt(exception);
  }

  /** What the opener throws, it has not opened; some calls fail before they start anything. */
  @Override
  public State onThrow(Node node, State before, State after) {
    Tree tree = node.getTree();
    return tree != null && (tree == obligation.opener() || obligation.failingFirst().contains(tree))
        ? before
        : after;
  }

  @Override
  public void leave(Exit exit, State state, @Nullable Tree at, String exception) {
    if (state.isOwed()) {
      losses.add(Loss.at(exit, at, exception));
      if (exit == Exit.RETURN && !exception.isEmpty()) {
        swallowed.add(new Loss(Loss.Exit.THROW, at, exception));
      } else {
        endsOwed |= exit == Exit.RETURN && at == null;
      }
    }
  }
}
