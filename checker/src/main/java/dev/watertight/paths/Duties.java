package dev.watertight.paths;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;

/** What a body of code must do on every path, whatever it is. */
public final class Duties {
  private Duties() {}

  /**
   * The exits of a method or lambda that can be reached without doing something. An {@code
   * InterruptedException} is no way out that counts: whoever interrupts knows that he cuts it
   * short.
   *
   * @param body the method or lambda
   * @param acts the expressions any one of which does it
   * @param risky calls whose unchecked exceptions count as well
   */
  public static ImmutableSet<Loss> exitsWithout(
      TreePath body, ImmutableSet<Tree> acts, ImmutableSet<Tree> risky, VisitorState state) {
    // Nobody can assign this variable: the duty is lost at an exit only.
    VarSymbol duty =
        new VarSymbol(
            Flags.FINAL,
            state.getNames().empty,
            state.getSymtab().objectType,
            state.getSymtab().noSymbol);
    return PathSearch.losses(
        body,
        new Obligation(
            null, false, duty, true, acts, ImmutableMap.of(), ImmutableSet.of(), risky, true),
        state);
  }
}
