package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Known;
import dev.watertight.program.Arguments;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Where a value comes from: against the flow, through variables, fields and parameters. */
public final class Origins {
  private final Predicate<Tree> isMaker;
  private final VisitorState state;
  private final Set<VarSymbol> seen = new HashSet<>();
  private final Set<TreePath> makers = new LinkedHashSet<>();

  private Origins(Predicate<Tree> isMaker, VisitorState state) {
    this.isMaker = isMaker;
    this.state = state;
  }

  /**
   * The expressions that make the value of an expression.
   *
   * @param isMaker which expressions make such values
   * @return empty if the value may also come from elsewhere
   */
  public static Optional<ImmutableSet<TreePath>> of(
      TreePath expression, Predicate<Tree> isMaker, VisitorState state) {
    Origins origins = new Origins(isMaker, state);
    return origins.follow(expression) && !origins.makers.isEmpty()
        ? Optional.of(ImmutableSet.copyOf(origins.makers))
        : Optional.empty();
  }

  /** The expressions in view that make what is in a variable, and whether there are no others. */
  public static Known<TreePath> seenOf(
      VarSymbol variable, Predicate<Tree> isMaker, VisitorState state) {
    Origins origins = new Origins(isMaker, state);
    boolean isComplete = origins.followVariable(variable);
    return new Known<>(ImmutableSet.copyOf(origins.makers), isComplete);
  }

  /** The one expression that makes the value, if there are no others. */
  public static Optional<TreePath> one(
      TreePath expression, Predicate<Tree> isMaker, VisitorState state) {
    return of(expression, isMaker, state)
        .filter(makers -> makers.size() == 1)
        .map(makers -> makers.iterator().next());
  }

  private boolean follow(TreePath expression) {
    return followAll(Values.alternatives(expression), this::followOne);
  }

  /** Also what comes behind one of which it is not known where it comes from. */
  private static boolean followAll(List<TreePath> paths, Predicate<TreePath> follow) {
    boolean isKnown = true;
    for (TreePath path : paths) {
      isKnown &= follow.test(path);
    }
    return isKnown;
  }

  private boolean followOne(TreePath path) {
    Tree tree = path.getLeaf();
    if (Values.isNull(path)) {
      return true;
    }
    if (isMaker.test(tree)) {
      makers.add(path);
      return true;
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable && followVariable(variable);
  }

  private boolean followVariable(VarSymbol variable) {
    if (!seen.add(variable)) {
      return true;
    }
    Optional<ImmutableList<TreePath>> values =
        isCounter(variable) ? Optional.empty() : Values.given(variable, state);
    boolean isParameter = (variable.flags() & Flags.PARAMETER) != 0;
    return followAll(values.orElseGet(() -> Arguments.seenOf(variable, state)), this::follow)
        && values.isPresent()
        && (isParameter || !values.get().isEmpty());
  }

  /** A number that changes: by {@code i++}, too, which is no assignment. */
  private boolean isCounter(VarSymbol variable) {
    return variable.type.isPrimitive() && !Values.isFixed(variable, state);
  }
}
