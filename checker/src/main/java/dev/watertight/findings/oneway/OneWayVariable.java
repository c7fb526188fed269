package dev.watertight.findings.oneway;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.Optional;

/**
 * A variable of a two-way channel type of whose two ways the code uses one only.
 *
 * @param variable the variable
 * @param isSending whether it is the sending way
 * @param typeName the fully qualified name of the type that has that way alone
 * @param declarations the declaration, and those of the variables that have to be declared so with
 *     it; the variable's own is the first
 */
public record OneWayVariable(
    VarSymbol variable, boolean isSending, String typeName, ImmutableList<TreePath> declarations) {

  /** The types whose variables may hold a two-way channel: for a first test. */
  public static ImmutableSet<Symbol> types(VisitorState state) {
    return Sides.twoWay(state);
  }

  /** The finding at a variable's declaration, if there is one. */
  public static Optional<OneWayVariable> at(TreePath declaration, VisitorState state) {
    return new OneWayFinder(state).at(declaration);
  }
}
