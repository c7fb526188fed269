package dev.watertight.fixes.selects;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.ClassEdits;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Loops;
import dev.watertight.tasks.Tasks;
import java.util.Optional;

/**
 * A selector in a local variable, which becomes a field of the class so that others can wake it.
 *
 * @param declaration the declaration of the local variable, which becomes an assignment
 * @param user the try statement that closes it: the declaration stays, and the field is set there
 */
record SelectorField(VariableTree declaration, Optional<TryTree> user, VisitorState state) {

  /**
   * The field, if one task at most runs the loop, so that one field is enough.
   *
   * @param place the method that is to wake the selector
   */
  static Optional<SelectorField> of(
      VarSymbol selector, TreePath loop, TreePath place, VisitorState state) {
    TreePath type = place.getParentPath();
    boolean isFree =
        new ClassEdits((ClassTree) type.getLeaf(), SourceText.of(state))
            .isFree(selector.getSimpleName());
    return FieldValues.inUnit(selector, state)
        .filter(d -> d.getParentPath().getLeaf() instanceof BlockTree || userOf(d).isPresent())
        .filter(d -> Members.isEffectivelyFinal(selector) && isFree)
        .filter(d -> Loops.around(d).isEmpty() && Tasks.of(loop, state).size() == 1)
        .filter(d -> isIn(d, type) && hasObject(place, type) && hasObject(d, type))
        .filter(d -> ((VariableTree) d.getLeaf()).getInitializer() != null)
        .map(d -> new SelectorField((VariableTree) d.getLeaf(), userOf(d), state));
  }

  private static Optional<TryTree> userOf(TreePath resource) {
    return resource.getParentPath().getLeaf() instanceof TryTree user
            && !user.getBlock().getStatements().isEmpty()
        ? Optional.of(user)
        : Optional.empty();
  }

  private static boolean hasObject(TreePath place, TreePath type) {
    return Scopes.hasObject(place, ASTHelpers.getSymbol((ClassTree) type.getLeaf()));
  }

  /** Whether the class is the one directly around the code. */
  private static boolean isIn(TreePath code, TreePath type) {
    return ASTHelpers.findEnclosingNode(code, ClassTree.class) == type.getLeaf();
  }

  /** The edits that make it a field, and the lines that wake it. */
  ImmutableList<String> keep(ClassEdits type, SuggestedFix.Builder fix) {
    SourceText source = SourceText.of(state);
    Tree declared = declaration.getType();
    String name = declaration.getName().toString();
    String typeName = source.has(declared) ? source.of(declared) : "var";
    if (typeName.equals("var")) {
      typeName = SuggestedFixes.prettyType(state, fix, ASTHelpers.getType(declaration));
    }
    if (user.isPresent()) {
      StatementTree first = user.get().getBlock().getStatements().get(0);
      ImmutableList<String> set = ImmutableList.of("this." + name + " = " + name + ";");
      fix.prefixWith(first, source.above(first, set));
    } else {
      fix.replace(
          source.start(declaration),
          source.end(declaration),
          name + " = " + source.of(declaration.getInitializer()) + ";");
    }
    type.addField(fix, "private volatile " + typeName + " " + name + ";");
    return ImmutableList.of(
        "if (" + name + " != null) {", source.unit() + name + ".wakeup();", "}");
  }
}
