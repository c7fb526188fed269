package dev.watertight.findings.sends;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.Symbols;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the conditions are about under which a receiving loop is left. */
public final class DepartureConditions {
  /** What a condition is about. */
  public enum About {
    /** The agreed end: a value that the sender sends last, or the closed channel. */
    END,
    /** A flag that other code sets, or an interrupt: who sets it may stop the sender too. */
    FLAG,
    /** A value that may be an agreed end. */
    VALUE,
    /** A value being too large or too small. */
    LIMIT,
    /** No value within the time. */
    TIME,
    /** What only the receiver knows: its own count, its own data. */
    OWN
  }

  private static final ImmutableSet<String> CLOCKS =
      ImmutableSet.of("nanoTime", "currentTimeMillis");

  private final ImmutableSet<Tree> receives;
  private final ImmutableSet<Symbol> sent;
  private final boolean closable;
  private final boolean timed;
  private final Set<Symbol> values = new HashSet<>();

  /** What the loop computes from the time of day. */
  private final Set<Symbol> clocks = new HashSet<>();

  /**
   * Prepares to judge the conditions of a loop.
   *
   * @param receives the calls that receive
   * @param sent the variables whose values are sent as they are
   * @param closable whether a receive may return what tells of a closed channel
   * @param timed whether the receives give up after a time
   */
  public DepartureConditions(
      TreePath loop,
      ImmutableSet<Tree> receives,
      ImmutableSet<Symbol> sent,
      boolean closable,
      boolean timed) {
    this.receives = receives;
    this.sent = sent;
    this.closable = closable;
    this.timed = timed;
    int known;
    do {
      known = values.size();
      addValues(loop.getLeaf());
    } while (values.size() > known);
  }

  private void addValues(Tree loop) {
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        if (tree.getInitializer() != null && isAboutValue(tree.getInitializer())) {
          values.add(ASTHelpers.getSymbol(tree));
        }
        if (tree.getInitializer() != null
            && any(tree.getInitializer(), DepartureConditions::isClock)) {
          clocks.add(ASTHelpers.getSymbol(tree));
        }
        return super.visitVariable(tree, null);
      }

      @Override
      public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        Symbol target = ASTHelpers.getSymbol(tree.getVariable());
        if (target != null && isAboutValue(tree.getExpression())) {
          values.add(target);
        }
        if (target != null && any(tree.getExpression(), DepartureConditions::isClock)) {
          clocks.add(target);
        }
        return super.visitAssignment(tree, null);
      }

      @Override
      public @Nullable Void visitInstanceOf(InstanceOfTree tree, @Nullable Void unused) {
        if (isAboutValue(tree.getExpression())
            && tree.getPattern() instanceof BindingPatternTree binding) {
          values.add(ASTHelpers.getSymbol(binding.getVariable()));
        }
        return super.visitInstanceOf(tree, null);
      }
    }.scan(loop, null);
  }

  private boolean isAboutValue(Tree tree) {
    return any(tree, t -> receives.contains(t) || values.contains(ASTHelpers.getSymbol(t)));
  }

  /**
   * What a condition is about, if its being true (false) is what leaves the loop. Of alternatives
   * the one that only the receiver knows counts; of conditions that must hold together the end.
   */
  public About of(ExpressionTree condition, boolean leavesIf) {
    ExpressionTree tree = ASTHelpers.stripParentheses(condition);
    if (tree instanceof UnaryTree not && not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      return of(not.getExpression(), !leavesIf);
    }
    boolean or = tree.getKind() == Tree.Kind.CONDITIONAL_OR;
    if (tree instanceof BinaryTree both && (or || tree.getKind() == Tree.Kind.CONDITIONAL_AND)) {
      About left = of(both.getLeftOperand(), leavesIf);
      About right = of(both.getRightOperand(), leavesIf);
      boolean alternatives = or == leavesIf;
      return (left.compareTo(right) > 0) == alternatives ? left : right;
    }
    return ofAtom(tree);
  }

  private About ofAtom(ExpressionTree tree) {
    if (isAboutValue(tree)) {
      return ofValueTest(tree);
    }
    if (any(tree, t -> isClock(t) || clocks.contains(ASTHelpers.getSymbol(t)))) {
      return About.TIME;
    }
    return any(tree, DepartureConditions::isFlag) ? About.FLAG : About.OWN;
  }

  private About ofValueTest(ExpressionTree tree) {
    if (any(tree, t -> t.getKind() == Tree.Kind.NULL_LITERAL)) {
      return timed ? About.TIME : About.END;
    }
    if (closable && tree instanceof InstanceOfTree test && isUntyped(test)) {
      return About.END;
    }
    if (any(tree, t -> sent.contains(ASTHelpers.getSymbol(t)))) {
      return About.END;
    }
    return switch (tree.getKind()) {
      case LESS_THAN, LESS_THAN_EQUAL, GREATER_THAN, GREATER_THAN_EQUAL -> About.LIMIT;
      default -> About.VALUE;
    };
  }

  /** A test of what {@code receiveOrClosed()} returns. */
  private static boolean isUntyped(InstanceOfTree test) {
    return ASTHelpers.getType(test.getExpression()) != null
        && ASTHelpers.getType(test.getExpression())
            .tsym
            .getQualifiedName()
            .contentEquals("java.lang.Object");
  }

  private static boolean isClock(Tree tree) {
    if (!(tree instanceof MethodInvocationTree call)) {
      return false;
    }
    String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
    String owner = ASTHelpers.getSymbol(call).owner.getQualifiedName().toString();
    return (owner.equals("java.lang.System") && CLOCKS.contains(name))
        || (owner.startsWith("java.time.") && name.equals("now"));
  }

  private static boolean isFlag(Tree tree) {
    if (tree instanceof MethodInvocationTree call) {
      String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
      return name.equals("isInterrupted") || name.equals("interrupted") || isInView(call);
    }
    return isSharedState(ASTHelpers.getSymbol(tree));
  }

  /** A method without arguments on the object itself: it reads a field. */
  private static boolean isInView(MethodInvocationTree call) {
    return call.getArguments().isEmpty() && ASTHelpers.getReceiver(call) == null;
  }

  /** Whether it is a variable by which threads tell each other something. */
  public static boolean isSharedState(@Nullable Symbol symbol) {
    if (!(symbol instanceof VarSymbol variable) || variable.type == null) {
      return false;
    }
    String type =
        variable.type.tsym == null ? "" : variable.type.tsym.getQualifiedName().toString();
    return type.startsWith("java.util.concurrent.")
        || (Symbols.isField(variable)
            && (variable.flags() & Flags.FINAL) == 0
            && (variable.type.hasTag(TypeTag.BOOLEAN) || (variable.flags() & Flags.VOLATILE) != 0));
  }

  private static boolean any(Tree tree, Predicate<Tree> test) {
    boolean[] found = {false};
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree inner, @Nullable Void unused) {
        if (inner != null && !found[0]) {
          boolean named =
              inner instanceof IdentifierTree
                  || inner instanceof MemberSelectTree
                  || inner instanceof MethodInvocationTree
                  || inner.getKind() == Tree.Kind.NULL_LITERAL;
          found[0] = named && test.test(inner);
          super.scan(inner, null);
        }
        return null;
      }
    }.scan(tree, null);
    return found[0];
  }
}
