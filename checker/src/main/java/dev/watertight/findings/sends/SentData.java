package dev.watertight.findings.sends;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Topology;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what is sent comes from elsewhere as it is: from a file, a collection, a caller. Who
 * reads it may then fail at it. What the sender makes itself, a number as a text or the name of a
 * constant, it may well make so that nobody does, whatever the receiver catches.
 *
 * @param loop the loop of the receiver
 * @param state the compilation
 */
record SentData(TreePath loop, VisitorState state) {
  /* So many expressions make one another's parts, at most. */
  private static final int DEPTH = 5;

  /** Whether some of the values of a channel do. */
  static boolean isIn(Topology topology, TreePath loop, VisitorState state) {
    SentData data = new SentData(loop, state);
    return topology.sends().stream()
        .anyMatch(send -> send.value().map(value -> data.isData(value, DEPTH)).orElse(true));
  }

  private boolean isData(TreePath value, int depth) {
    Tree tree = value.getLeaf();
    if (ASTHelpers.constValue(tree) != null || tree.getKind() == Tree.Kind.NULL_LITERAL) {
      return false;
    }
    if (depth == 0 || tree instanceof ArrayAccessTree) {
      return true;
    }
    if (tree instanceof ConditionalExpressionTree) {
      return Values.alternatives(value).stream()
          .anyMatch(
              each ->
                  isUnknownText(each.getLeaf())
                      || isUnlike(each, Values.alternatives(value))
                      || isData(each, depth - 1));
    }
    if (tree instanceof NewClassTree creation) {
      return areData(creation, value, depth);
    }
    if (tree instanceof BinaryTree text) {
      return isTextOf(text.getLeftOperand(), value, depth)
          || isTextOf(text.getRightOperand(), value, depth);
    }
    if (tree instanceof MethodInvocationTree call) {
      return isDataOf(call, value, depth);
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        && !Symbols.isEnumConstant(variable)
        && isData(variable, depth);
  }

  /** Whether it is a text, sent instead of others, that the receiver does not ask for. */
  private boolean isUnknownText(Tree value) {
    return ASTHelpers.constValue(value) instanceof String text
        && text.chars().noneMatch(Character::isDigit)
        && !text.isEmpty()
        && !Trees.any(
            loop.getLeaf(),
            tree ->
                tree instanceof ExpressionTree expression
                    && text.equals(ASTHelpers.constValue(expression)));
  }

  /** Whether it is a text with characters that the others, made of numbers, never have. */
  private static boolean isUnlike(TreePath value, List<TreePath> all) {
    if (!(ASTHelpers.constValue(value.getLeaf()) instanceof String text)) {
      return false;
    }
    Set<Integer> usual = new HashSet<>();
    ("+-." + "0123456789").chars().forEach(usual::add);
    for (TreePath other : all) {
      if (other.getLeaf() != value.getLeaf() && !addTo(usual, other.getLeaf())) {
        return false;
      }
    }
    return !text.chars().allMatch(usual::contains);
  }

  /** Adds the constant parts of a text, all else of which are numbers; false if it is another. */
  private static boolean addTo(Set<Integer> usual, Tree tree) {
    Object constant = ASTHelpers.constValue(tree);
    if (constant instanceof String || constant instanceof Character) {
      constant.toString().chars().forEach(usual::add);
      return true;
    }
    Type type = ASTHelpers.getType(tree);
    return (type != null && type.isNumeric())
        || (tree instanceof BinaryTree text
            && addTo(usual, text.getLeftOperand())
            && addTo(usual, text.getRightOperand()));
  }

  /** Whether a variable holds some: of one that a loop declares, nobody says what it is given. */
  private boolean isData(VarSymbol variable, int depth) {
    return Values.given(variable, state)
        .filter(values -> !values.isEmpty())
        .map(values -> values.stream().anyMatch(value -> isData(value, depth - 1)))
        .orElse(true);
  }

  private boolean areData(Tree call, TreePath path, int depth) {
    return Arguments.of(call).stream().anyMatch(argument -> isTextOf(argument, path, depth));
  }

  /** Whether a part of a text or an object is such data, rather than a number. */
  private boolean isTextOf(Tree part, TreePath whole, int depth) {
    Type type = ASTHelpers.getType(part);
    return (type == null || !type.isPrimitive()) && isData(new TreePath(whole, part), depth - 1);
  }

  private boolean isDataOf(MethodInvocationTree call, TreePath path, int depth) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    Optional<TreePath> body =
        CompilationIndex.of(state)
            .declaration(method)
            .filter(declaration -> Graphs.code(declaration.getLeaf()) != null);
    if (body.isPresent()) {
      // A method that is given data looks at them.
      return !areData(call, path, depth)
          && Returns.in(body.get()).stream().anyMatch(value -> isData(value, depth - 1));
    }
    String owner = method.owner.getQualifiedName().toString();
    if (owner.equals("java.lang.String") && !method.isStatic()) {
      return isTextOf(ASTHelpers.getReceiver(call), path, depth) || areData(call, path, depth);
    }
    return owner.matches("java\\.(io|nio|net|sql)\\..*|java\\.util\\.(Scanner|Properties)")
        || !owner.matches("javax?\\..*")
        || method.getReturnType().hasTag(TypeTag.TYPEVAR)
        || (method.isStatic() && areData(call, path, depth));
  }
}
