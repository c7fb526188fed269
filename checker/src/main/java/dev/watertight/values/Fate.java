package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;

/**
 * Everything that may become of a handle, whatever the order: a flow-insensitive closure over the
 * variables, fields, containers, parameters and results that it passes through.
 *
 * <p>Three answers follow. With a release: perhaps released, the paths decide. With an escape or a
 * return: unknown, others may release it. With neither: never released, and every place that could
 * do it is in view.
 *
 * @param releases where it is released
 * @param escapes where code out of view gets it
 * @param exposures where code out of view can see it without being given it
 * @param offers where a method returns it that nobody in view calls, and that is no private one
 * @param uses where it is used
 * @param variables the variables and fields that hold it, in the order they were found
 * @param returns the methods that return it to their callers, unless a field keeps it
 */
public record Fate(
    ImmutableList<Sink.Release> releases,
    ImmutableList<Sink.Escape> escapes,
    ImmutableList<Sink.Exposure> exposures,
    ImmutableList<Sink.Exposure> offers,
    ImmutableList<Sink.Use> uses,
    ImmutableSet<VarSymbol> variables,
    ImmutableSet<Sink.Return> returns) {

  /** What becomes of the value of an expression. */
  public static Fate ofExpression(TreePath path, Tracked tracked, VisitorState state) {
    return new FateFinder(tracked, false, state).ofExpressions(ImmutableList.of(path));
  }

  /** What becomes of a value that several expressions stand for. */
  public static Fate ofExpressions(
      ImmutableList<TreePath> paths, Tracked tracked, VisitorState state) {
    return new FateFinder(tracked, false, state).ofExpressions(paths);
  }

  /**
   * What becomes of the value of an expression, with the callers of methods that return it. Where
   * not all callers are in view, it escapes.
   */
  public static Fate crossingReturns(TreePath path, Tracked tracked, VisitorState state) {
    return new FateFinder(tracked, true, state).ofExpressions(ImmutableList.of(path));
  }

  /** What becomes of a value that is in a variable. */
  public static Fate ofVariable(VarSymbol variable, Tracked tracked, VisitorState state) {
    return new FateFinder(tracked, false, state).ofVariable(variable);
  }

  /** Whether a public getter or field shows it to code out of view. */
  public boolean isExposed() {
    return !exposures.isEmpty();
  }

  /** Whether the method that opens it returns it, so that the callers own it. */
  public boolean returned() {
    return !returns.isEmpty();
  }

  /** Whether somebody other than the code in view may be releasing it. */
  public boolean isUnknown() {
    return !escapes.isEmpty() || returned();
  }

  /** The same with other releases. */
  public Fate withReleases(ImmutableList<Sink.Release> other) {
    return new Fate(other, escapes, exposures, offers, uses, variables, returns);
  }
}
