package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a variable that is compared with received values holds: followed through the variables that
 * it comes from, parameters and components of records among them.
 */
final class MarkerValue {
  private final VisitorState state;
  private final CompilationIndex index;
  private final Set<VarSymbol> variables = new LinkedHashSet<>();
  private final Set<Tree> links = new HashSet<>();
  private final List<TreePath> makers = new ArrayList<>();
  private boolean inView = true;

  private MarkerValue(VisitorState state) {
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  static MarkerValue of(VarSymbol marker, VisitorState state) {
    MarkerValue value = new MarkerValue(state);
    value.follow(marker);
    return value;
  }

  /** The variables that hold it, the constant of an enum that it is among them. */
  Set<VarSymbol> variables() {
    return variables;
  }

  /** The expressions that make it, if it is no constant of an enum. */
  List<TreePath> makers() {
    return makers;
  }

  /** The constant that an expression makes, as a new object perhaps; null if it makes none. */
  static @Nullable Object constant(Tree maker) {
    if (!(maker instanceof NewClassTree creation) || creation.getArguments().size() != 1) {
      return ASTHelpers.constValue(maker);
    }
    Object value = ASTHelpers.constValue(creation.getArguments().get(0));
    return value != null
            && Symbols.isNamed(
                ASTHelpers.getSymbol(creation).owner, value.getClass().getCanonicalName())
        ? value
        : null;
  }

  /** Whether all of these are in view. */
  boolean isInView() {
    return inView;
  }

  /** Whether an expression names it only to give it to one of the variables. */
  boolean isLink(TreePath mention) {
    return links.contains(mention.getLeaf())
        || (mention.getParentPath().getLeaf() instanceof AssignmentTree assignment
            && assignment.getVariable() == mention.getLeaf());
  }

  private void follow(VarSymbol variable) {
    if (variables.add(variable)
        && !(Symbols.isEnumConstant(variable) && index.isInView(variable))) {
      Optional<ImmutableList<TreePath>> given = Values.given(variable, state);
      inView &= given.filter(values -> !values.isEmpty()).isPresent();
      given.orElse(ImmutableList.of()).forEach(this::follow);
    }
  }

  private void follow(TreePath value) {
    for (TreePath path : Values.alternatives(value)) {
      Tree tree = path.getLeaf();
      if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
          && (ASTHelpers.constValue(tree) == null || index.isInView(variable))) {
        links.add(tree);
        follow(variable);
      } else if (!Values.isNull(path)) {
        makers.add(path);
      }
    }
  }
}
