package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recognises methods that refuse to do their work: they throw because of the state of their own
 * object or of their arguments, as in {@code if (!owned) throw ...}, {@code if (closed) throw ...}.
 *
 * <p>Whether a handle is open in such a state is not known: mostly it is somebody else's then, has
 * been released, or has not been opened yet.
 */
final class Refusals {
  private static final int DEPTH = 3;
  private static final ImmutableSet<String> ATOMIC_TESTS =
      ImmutableSet.of("compareAndSet", "getAndSet", "weakCompareAndSet", "getAndUpdate");

  private final VisitorState state;
  private int depth;

  private Refusals(VisitorState state) {
    this.state = state;
  }

  /** Whether the exception that leaves a body by a statement or call is a refusal. */
  static boolean isRefusal(@Nullable Tree at, TreePath body, VisitorState state) {
    TreePath path = at == null ? null : TreePath.getPath(body, at);
    return path != null && new Refusals(state).isRefusal(path);
  }

  private boolean isRefusal(TreePath path) {
    if (path.getLeaf() instanceof ThrowTree) {
      return isGuarded(path);
    }
    if (!(path.getLeaf() instanceof MethodInvocationTree call) || depth >= DEPTH || !isOwn(call)) {
      return false;
    }
    Optional<TreePath> declaration =
        CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(call));
    if (declaration.isEmpty()) {
      return false;
    }
    depth++;
    Exits exits = new Exits();
    exits.scan(declaration.get(), null);
    depth--;
    return exits.refuses && !exits.fails;
  }

  private static boolean isOwn(MethodInvocationTree call) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    return receiver == null
        || receiver.toString().equals("this")
        || receiver.toString().equals("super");
  }

  /** The ways in which a method that is called throws. */
  private final class Exits extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private boolean refuses;
    private boolean fails;

    @Override
    public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
      add(isGuarded(getCurrentPath()));
      return null;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
      for (Type thrown : ASTHelpers.getSymbol(tree).getThrownTypes()) {
        if (state.getTypes().isSubtype(thrown, state.getSymtab().exceptionType)
            && !state.getTypes().isSubtype(thrown, state.getSymtab().runtimeExceptionType)) {
          add(isRefusal(getCurrentPath()));
        }
      }
      return super.visitMethodInvocation(tree, null);
    }

    private void add(boolean refusal) {
      refuses |= refusal;
      fails |= !refusal;
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
      fails |= !ASTHelpers.getSymbol(tree).getThrownTypes().isEmpty();
      return super.visitNewClass(tree, null);
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
      return null;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
      return null;
    }
  }

  /** Whether the nearest test before a statement asks for the object's own state. */
  private boolean isGuarded(TreePath statement) {
    Tree child = statement.getLeaf();
    for (TreePath p = statement.getParentPath(); p != null; p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof IfTree test) {
        return isOwnState(test.getCondition());
      }
      if (leaf instanceof SwitchTree test) {
        return isOwnState(test.getExpression());
      }
      if (leaf instanceof BlockTree block) {
        ExpressionTree guard = guardBefore(child, block.getStatements());
        if (guard != null) {
          return isOwnState(guard);
        }
      }
      if (leaf instanceof CatchTree
          || leaf instanceof MethodTree
          || leaf instanceof LambdaExpressionTree) {
        return false;
      }
      child = leaf;
    }
    return false;
  }

  /** The condition under which an earlier statement leaves the method: {@code if (..) return;}. */
  private static @Nullable ExpressionTree guardBefore(
      Tree statement, List<? extends StatementTree> statements) {
    ExpressionTree guard = null;
    for (StatementTree earlier : statements) {
      if (earlier == statement) {
        return guard;
      }
      guard =
          earlier instanceof IfTree test
                  && test.getElseStatement() == null
                  && leaves(test.getThenStatement())
              ? test.getCondition()
              : null;
    }
    return null;
  }

  static boolean leaves(StatementTree statement) {
    if (statement instanceof BlockTree block) {
      return !block.getStatements().isEmpty()
          && leaves(block.getStatements().get(block.getStatements().size() - 1));
    }
    return statement instanceof ReturnTree || statement instanceof ThrowTree;
  }

  /** Whether an expression only looks at fields of the object and at parameters. */
  private boolean isOwnState(ExpressionTree condition) {
    ExpressionTree tree = ASTHelpers.stripParentheses(condition);
    if (tree instanceof BinaryTree binary) {
      return isOwnState(binary.getLeftOperand()) && isOwnState(binary.getRightOperand());
    }
    if (tree instanceof UnaryTree unary) {
      return isOwnState(unary.getExpression());
    }
    if (tree instanceof InstanceOfTree test) {
      return isOwnState(test.getExpression());
    }
    if (tree instanceof MethodInvocationTree call) {
      return isQuery(call);
    }
    if (tree instanceof LiteralTree) {
      return true;
    }
    Symbol symbol = ASTHelpers.getSymbol(tree);
    if (!(symbol instanceof VarSymbol variable)) {
      return false;
    }
    if (Symbols.isField(variable) || (variable.flags() & Flags.PARAMETER) != 0) {
      return !(tree instanceof MemberSelectTree select)
          || ASTHelpers.getSymbol(select.getExpression()) instanceof Symbol.ClassSymbol
          || isOwnState(select.getExpression());
    }
    List<TreePath> values = Values.assignedTo(variable, state);
    return values.size() == 1
        && values.get(0).getLeaf() instanceof ExpressionTree value
        && isOwnState(value);
  }

  /** A call that asks and does nothing: a getter, the test of an atomic flag, an own method. */
  private boolean isQuery(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    String name = method.getSimpleName().toString();
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    String owner = method.owner.getQualifiedName().toString();
    if (owner.startsWith("java.util.concurrent.atomic.")) {
      return (ATOMIC_TESTS.contains(name) || call.getArguments().isEmpty())
          && receiver != null
          && isOwnState(receiver);
    }
    boolean asks =
        method.getThrownTypes().isEmpty()
            && (call.getArguments().isEmpty() || owner.equals("java.util.Objects"))
            && (name.matches("(is|has|get|was)[A-Z].*|isEmpty|size|currentThread|state|nonNull")
                || receiver == null);
    return asks && !name.startsWith("await") && !name.startsWith("join");
  }
}
