package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
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

  static boolean isEnumConstant(Symbol symbol) {
    return symbol instanceof VarSymbol && (symbol.flags() & Flags.ENUM) != 0;
  }

  private void follow(VarSymbol variable) {
    if (!variables.add(variable)) {
      return;
    }
    inView &= index.isInView(variable) && isAssignedInViewOnly(variable);
    if (!inView || isEnumConstant(variable)) {
      return;
    }
    List<TreePath> values = Values.assignedTo(variable, state);
    values.forEach(this::follow);
    if ((variable.flags() & Flags.PARAMETER) != 0) {
      followParameter(variable);
    } else if (isRecordComponent(variable)) {
      followComponent(variable);
    } else if (values.isEmpty()) {
      inView = false;
    }
  }

  private void follow(TreePath value) {
    Tree tree = value.getLeaf();
    if (tree instanceof ParenthesizedTree inner) {
      follow(new TreePath(value, inner.getExpression()));
    } else if (tree instanceof TypeCastTree cast) {
      follow(new TreePath(value, cast.getExpression()));
    } else if (tree instanceof ConditionalExpressionTree choice) {
      follow(new TreePath(value, choice.getTrueExpression()));
      follow(new TreePath(value, choice.getFalseExpression()));
    } else if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        && (ASTHelpers.constValue(tree) == null || index.isInView(variable))) {
      links.add(tree);
      follow(variable);
    } else if (!Values.isNull(value)) {
      makers.add(value);
    }
  }

  private boolean isAssignedInViewOnly(VarSymbol variable) {
    return !Symbols.isField(variable)
        || variable.isPrivate()
        || (index.isComplete() && !Symbols.isOpenToOthers(variable));
  }

  private static boolean isRecordComponent(VarSymbol variable) {
    return Symbols.isField(variable)
        && !variable.isStatic()
        && (variable.owner.flags() & Flags.RECORD) != 0;
  }

  private void followParameter(VarSymbol parameter) {
    Optional<MethodSymbol> method =
        index
            .declaration(parameter)
            .map(p -> p.getParentPath().getLeaf())
            .filter(MethodTree.class::isInstance)
            .map(tree -> ASTHelpers.getSymbol((MethodTree) tree));
    if (method.isEmpty()
        || !isCalledInViewOnly(method.get())
        || !ASTHelpers.findSuperMethods(method.get(), state.getTypes()).isEmpty()) {
      inView = false;
      return;
    }
    followArguments(index.mentions(method.get()), method.get().getParameters().indexOf(parameter));
  }

  private void followComponent(VarSymbol component) {
    ClassSymbol type = (ClassSymbol) component.owner;
    boolean explicit = false;
    int position = -1;
    int components = 0;
    for (Symbol member : ASTHelpers.getEnclosedElements(type)) {
      if (member.isConstructor()) {
        explicit |= (member.flags() & (Flags.GENERATEDCONSTR | Flags.GENERATED_MEMBER)) == 0;
      } else if (member instanceof VarSymbol field && isRecordComponent(field)) {
        position = field.equals(component) ? components : position;
        components++;
      }
    }
    if (explicit || !(type.isPrivate() || (index.isComplete() && !Symbols.isOpenToOthers(type)))) {
      inView = false;
      return;
    }
    followArguments(index.creations(type), position);
  }

  private boolean isCalledInViewOnly(MethodSymbol method) {
    return !method.isVarArgs()
        && (method.isPrivate() || (index.isComplete() && !Symbols.isOpenToOthers(method)));
  }

  private void followArguments(List<TreePath> mentions, int position) {
    inView &= !mentions.isEmpty();
    for (TreePath mention : mentions) {
      TreePath call = mention.getLeaf() instanceof NewClassTree ? mention : mention.getParentPath();
      List<? extends ExpressionTree> arguments =
          call.getLeaf() instanceof NewClassTree creation
              ? creation.getArguments()
              : call.getLeaf() instanceof MethodInvocationTree invocation
                      && invocation.getMethodSelect() == mention.getLeaf()
                  ? invocation.getArguments()
                  : List.of();
      if (position < 0 || position >= arguments.size()) {
        inView = false;
      } else {
        follow(new TreePath(call, arguments.get(position)));
      }
    }
  }
}
