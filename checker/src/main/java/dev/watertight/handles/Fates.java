package dev.watertight.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.OwnEnd.OwnObject;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;

/** What becomes of handles. */
public final class Fates {
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
    return Fate.ofExpressions(mentions.build(), Handles.of(state).tracked(openings.get(0)), state);
  }

  /** What becomes of a handle that is in a variable. */
  public static Fate of(VarSymbol variable, Opening opening, VisitorState state) {
    return Fate.ofVariable(variable, Handles.of(state).tracked(opening), state);
  }

  /** What becomes of a handle from one mention of it on. */
  public static Fate ofMention(TreePath mention, Opening opening, VisitorState state) {
    return Fate.ofExpression(mention, Handles.of(state).tracked(opening), state);
  }

  /** Whether somebody lets the core threads of an executor time out. */
  public static boolean expires(Fate fate) {
    return fate.uses().stream().anyMatch(Fates::isTimeOut);
  }

  private static boolean isTimeOut(Sink.Use use) {
    return use.path().getLeaf() instanceof MethodInvocationTree call && OwnEnd.letsThreadsEnd(call);
  }
}
