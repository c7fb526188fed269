package dev.watertight.findings.sends.unreceived;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Topology;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;

/** Piped streams, whose buffer holds 1024 bytes or characters unless the code says otherwise. */
final class Pipes {
  private Pipes() {}

  /** Whether the code says how large the buffer is. */
  static boolean isSized(Topology pipe, VisitorState state) {
    if (isSizedIn(pipe.maker().getLeaf())) {
      return true;
    }
    for (VarSymbol variable : pipe.variables()) {
      for (TreePath value : Values.assignedTo(variable, state)) {
        if (isSizedIn(value.getLeaf())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isSizedIn(Tree code) {
    return Trees.in(code, NewClassTree.class).stream()
        .map(ASTHelpers::getSymbol)
        .anyMatch(
            constructor ->
                constructor.owner.getQualifiedName().toString().startsWith("java.io.Piped")
                    && constructor.getParameters().stream()
                        .anyMatch(p -> p.type.hasTag(TypeTag.INT)));
  }
}
