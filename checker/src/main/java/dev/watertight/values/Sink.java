package dev.watertight.values;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;

/** Where a handle goes from one place in the code. */
public sealed interface Sink {
  /** The method of a {@link Use} by which other code uses the value. */
  String BORROWED = "<borrow>";

  /** The method of a {@link Use} by which other code runs the value in a task of its own. */
  String RUN_APART = "<run>";

  /** Something is called on it that releases nothing. */
  record Use(TreePath path, String method) implements Sink {}

  /** It is released. */
  record Release(TreePath path, String method) implements Sink {
    /** Whether an annotation of a field asks for it: it comes when the object is done with. */
    public boolean isByAnnotation() {
      return path.getLeaf() instanceof VariableTree variable
          && ASTHelpers.getSymbol(variable).owner instanceof ClassSymbol;
    }
  }

  /** Code out of view gets it and may release it. */
  record Escape(TreePath path, String why) implements Sink {}

  /** A public getter or field shows it to code out of view, which by convention only uses it. */
  record Exposure(TreePath path) implements Sink {}

  /** A variable receives it, or a container with it inside. */
  record Alias(VarSymbol variable, boolean inside, TreePath path) implements Sink {}

  /** A method returns it, or a container with it inside. */
  record Return(MethodSymbol method, boolean inside, TreePath path) implements Sink {}

  /** The value is dropped at the end of this statement. */
  record Drop(TreePath path) implements Sink {}
}
