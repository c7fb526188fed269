package dev.watertight.findings.oneway;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /** Whether variables of the type may hold a two-way channel: a first test. */
  public static boolean isCandidate(@Nullable Type type, VisitorState state) {
    return Sides.isTwoWay(type, state);
  }

  /** The finding at a variable's declaration, if there is one. */
  public static Optional<OneWayVariable> at(TreePath declaration, VisitorState state) {
    return new OneWayFinder(state).at(declaration);
  }
}
