package dev.watertight.fixes.handles;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Members;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Lifetime;

/**
 * The handle that a fix is to release.
 *
 * @param path the expression that opens it
 * @param kind the kind of handle
 * @param lifetime how long its threads live
 * @param holders the variables that hold it; none if it is thrown away
 */
public record OpenHandle(
    TreePath path, HandleKind kind, Lifetime lifetime, ImmutableSet<VarSymbol> holders) {

  /** An unused name for a variable that is to hold it. */
  String unusedName() {
    String noun = kind.noun();
    return Members.unusedName(noun.substring(CharMatcher.is('_').lastIndexIn(noun) + 1), path);
  }

  /** Whether {@code close()} is legal only after {@code join()}. */
  boolean isScope() {
    return kind.noun().equals("task_scope");
  }

  /** Whether {@code close()} takes as long as the tasks do. */
  boolean waitsForTasks() {
    return kind.noun().equals("executor") && lifetime != Lifetime.VIRTUAL;
  }
}
