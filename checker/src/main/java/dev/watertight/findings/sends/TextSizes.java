package dev.watertight.findings.sends;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Endpoint;
import dev.watertight.counts.Runs;
import dev.watertight.model.Counting;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How many bytes or characters a write to a stream writes at least, as far as the code says. */
public record TextSizes(VisitorState state) {
  private static final int DEPTH = 4;
  private static final String COMPRESSION = "java.util.zip.";

  /**
   * How many a send writes: one, if nothing more is known, and none if a stream on the way to the
   * channel may make less of them.
   */
  public long least(Endpoint send) {
    if (Paths.receiver(send.path()).filter(to -> mayShrink(to, DEPTH)).isPresent()) {
      return 0;
    }
    return Math.max(1, send.value().map(value -> written(send.path(), value.getLeaf())).orElse(1L));
  }

  /** Whether a stream is one that compresses, or of a class in view, or writes to such a stream. */
  private boolean mayShrink(TreePath stream, int depth) {
    if (stream.getLeaf() instanceof NewClassTree wrapper) {
      Symbol type = ASTHelpers.getSymbol(wrapper).owner;
      return type.getQualifiedName().toString().startsWith(COMPRESSION)
          || CompilationIndex.of(state).isInView(type)
          || wrapper.getArguments().stream()
              .anyMatch(inner -> mayShrink(new TreePath(stream, inner), depth));
    }
    return depth > 0
        && ASTHelpers.getSymbol(stream.getLeaf()) instanceof VarSymbol variable
        && (variable.type.tsym.getQualifiedName().toString().startsWith(COMPRESSION)
            || Stream.concat(
                    Values.given(variable, state).stream(),
                    Stream.of(Values.assignedTo(variable, state)))
                .flatMap(List::stream)
                .anyMatch(value -> mayShrink(value, depth - 1)));
  }

  private long written(TreePath send, Tree value) {
    List<? extends ExpressionTree> arguments =
        ((MethodInvocationTree) send.getLeaf()).getArguments();
    if (arguments.size() == 1) {
      return least((ExpressionTree) value, DEPTH);
    }
    // A part of what is given, or a format and what is put in.
    return arguments.size() == 3 && isInt(arguments.get(1)) && isInt(arguments.get(2))
        ? Runs.valueOf(arguments.get(2), state).least().number().orElse(1)
        : 1;
  }

  private static boolean isInt(ExpressionTree argument) {
    Type type = ASTHelpers.getType(argument);
    return type != null && type.hasTag(TypeTag.INT);
  }

  private long least(ExpressionTree value, int depth) {
    ExpressionTree tree = ASTHelpers.stripParentheses(value);
    Type type = ASTHelpers.getType(tree);
    if (type == null || type.isPrimitive()) {
      return 1;
    }
    if (tree instanceof LiteralTree literal) {
      return String.valueOf(literal.getValue()).length();
    }
    if (tree instanceof BinaryTree both && both.getKind() == Tree.Kind.PLUS) {
      return least(both.getLeftOperand(), depth) + least(both.getRightOperand(), depth);
    }
    if (type.hasTag(TypeTag.ARRAY) && !(tree instanceof MethodInvocationTree)) {
      return Runs.elementsOf(tree, state).least().number().orElse(0);
    }
    return tree instanceof MethodInvocationTree call && depth > 0 ? least(call, depth - 1) : 0;
  }

  private long least(MethodInvocationTree call, int depth) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (receiver != null
        && ResolvedLibrary.of(state)
            .countingOf(method)
            .filter(rule -> rule == Counting.Rule.SAME)
            .isPresent()) {
      return least(receiver, depth);
    }
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> body =
        index
            .declaration(method)
            .filter(path -> path.getLeaf() instanceof MethodTree)
            .filter(path -> method.isStatic() || index.overriders(method).isEmpty());
    return body.stream()
        .flatMap(path -> Trees.ownPathsIn(path, ReturnTree.class).stream())
        .mapToLong(path -> least(((ReturnTree) path.getLeaf()).getExpression(), depth))
        .min()
        .orElse(0);
  }
}
