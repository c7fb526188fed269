package dev.watertight.ownership;

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
 * @param uses where it is used
 * @param variables the variables and fields that hold it, in the order they were found
 * @param returned whether the method that opens it returns it, so that the callers own it
 * @param expires whether somebody lets its core threads time out
 */
record Fate(
    ImmutableList<Sink.Release> releases,
    ImmutableList<Sink.Escape> escapes,
    ImmutableList<Sink.Exposure> exposures,
    ImmutableList<Sink.Use> uses,
    ImmutableSet<VarSymbol> variables,
    boolean returned,
    boolean expires) {

  /** What becomes of the handle that an expression opens. */
  static Fate of(Opening opening, VisitorState state) {
    return FateFinder.of(opening.kind(), state).ofExpression(opening.path());
  }

  /** What becomes of a handle that is in a variable. */
  static Fate of(VarSymbol variable, Opening opening, VisitorState state) {
    return FateFinder.of(opening.kind(), state).ofVariable(variable);
  }

  /** What becomes of a handle from one mention of it on. */
  static Fate ofMention(TreePath mention, Opening opening, VisitorState state) {
    return FateFinder.of(opening.kind(), state).ofExpression(mention);
  }

  /** Whether a public getter or field shows it to code out of view. */
  boolean isExposed() {
    return !exposures.isEmpty();
  }

  /** Whether somebody other than the code in view may be releasing it. */
  boolean isUnknown() {
    return !escapes.isEmpty() || returned;
  }
}
