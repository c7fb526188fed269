package dev.watertight.findings.receives;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Channels of which each object of a class makes its own: what is sent into that of one object does
 * not come out of that of another, as where a server answers to a copy of a request.
 *
 * <p>An object is known by the expression that makes it, through local variables and methods that
 * return a new one.
 */
record OtherObjects(Symbol type, VisitorState state) {
  private static final int DEPTH = 4;

  /** Whether all sends are into the channels of other objects than the one that receives. */
  static boolean areSentTo(Topology channel, Endpoint receive, VisitorState state) {
    List<VarSymbol> fields = channel.variables().stream().filter(Symbols::isField).toList();
    if (fields.isEmpty()
        || fields.stream()
            .anyMatch(field -> field.isStatic() || !isAlways(channel, field, state))) {
      return false;
    }
    OtherObjects objects = new OtherObjects(fields.get(0).owner, state);
    Set<Tree> own = new HashSet<>();
    Set<Tree> others = new HashSet<>();
    return CompilationIndex.of(state)
            .declaration(objects.type())
            .filter(type -> Paths.isInside(channel.maker(), type.getLeaf()))
            .isPresent()
        && objects.addMakers(receive, own)
        && channel.sends().stream().allMatch(send -> objects.addMakers(send, others))
        && Collections.disjoint(own, others);
  }

  /** Whether no object has the channel of another one in the field. */
  private static boolean isAlways(Topology channel, VarSymbol field, VisitorState state) {
    return Values.assignedTo(field, state).stream()
        .allMatch(value -> value.getLeaf() == channel.maker().getLeaf());
  }

  /** Finds what makes the object whose channel is used; false if that is not all in view. */
  private boolean addMakers(Endpoint use, Set<Tree> makers) {
    TreePath channel = Paths.receiver(use.path()).orElse(use.path());
    if (channel.getLeaf() instanceof MemberSelectTree select) {
      return addMakers(new TreePath(channel, select.getExpression()), makers, DEPTH);
    }
    return Paths.receiver(channel)
        .filter(
            object ->
                ((MethodInvocationTree) channel.getLeaf()).getArguments().isEmpty()
                    && type.equals(ASTHelpers.getType(object.getLeaf()).tsym))
        .filter(object -> addMakers(object, makers, DEPTH))
        .isPresent();
  }

  private boolean addMakers(TreePath object, Set<Tree> makers, int depth) {
    Tree tree = ASTHelpers.stripParentheses((ExpressionTree) object.getLeaf());
    if (tree instanceof NewClassTree creation) {
      makers.add(creation);
      return creation.getClassBody() == null
          && type.equals(ASTHelpers.getSymbol(creation).owner)
          && creation.getArguments().stream().noneMatch(this::isChannel);
    }
    List<TreePath> values =
        depth == 0
            ? List.of()
            : ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
                    && variable.owner instanceof MethodSymbol method
                    && !method.getParameters().contains(variable)
                ? Values.assignedTo(variable, state)
                : ASTHelpers.getSymbol(tree) instanceof MethodSymbol method
                        && CompilationIndex.isEffectivelyFinal(method)
                    ? CompilationIndex.of(state)
                        .declaration(method)
                        .map(Returns::in)
                        .map(List::<TreePath>copyOf)
                        .orElse(List.of())
                    : List.of();
    return !values.isEmpty()
        && values.stream().allMatch(value -> addMakers(value, makers, depth - 1));
  }

  private boolean isChannel(ExpressionTree argument) {
    return Channels.of(state).kindOf(ASTHelpers.getType(argument)).isPresent();
  }
}
