package dev.watertight.tasks;

import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;

/** What runs a piece of code. */
public sealed interface Task {
  /**
   * A thread other than the one that starts it.
   *
   * @param body the lambda, method reference or class that is run
   * @param start the expression that hands it to a thread or an executor
   */
  record Apart(Tree body, TreePath start) implements Task {
    @Override
    public boolean equals(Object other) {
      return other instanceof Apart apart
          && apart.body == body
          && apart.start.getLeaf() == start.getLeaf();
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(body) * 31 + System.identityHashCode(start.getLeaf());
    }
  }

  /**
   * Whoever calls a method from out of view: a public one, {@code main}, or one that a framework
   * calls.
   *
   * @param symbol the method, or the class whose initializer it is
   */
  record Caller(Symbol symbol) implements Task {}

  /** Nobody knows: a function that code out of view gets. */
  record Unknown() implements Task {}
}
