package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.caches.PerCompilation;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What code asks about: variables, and fields of objects each by itself.
 *
 * <p>A local variable also stands for what its values were computed from; for what a call was given
 * to compute them it does not, since the answer may be news.
 */
final class AskedData {
  private static final int DEPTH = 2;

  private static final Supplier<Map<Tree, ImmutableSet<Expression>>> KNOWN =
      PerCompilation.of(state -> new IdentityHashMap<>());

  private final Expressions expressions;
  private final Tests tests;
  private final VisitorState state;

  AskedData(VisitorState state) {
    this.expressions = new Expressions(state);
    this.tests = new Tests(expressions);
    this.state = state;
  }

  /** Whether something is null where the test has the value. */
  boolean isNull(Tree test, boolean value) {
    Optional<Test> read = test instanceof ExpressionTree tree ? tests.of(tree) : Optional.empty();
    return read.map(t -> value ? t.ifTrue() : t.ifFalse())
        .filter(Range.Constants.JUST_NULL::equals)
        .isPresent();
  }

  /** Whether a test asks just whether something is there. */
  boolean isPresence(Tree test) {
    Optional<Test> read = test instanceof ExpressionTree tree ? tests.of(tree) : Optional.empty();
    return isNull(test, true)
        || isNull(test, false)
        || read.filter(t -> t.subject().isSize()).isPresent();
  }

  /** Whether facts tell what the outcome of one test says of the other's: both ask for the same. */
  boolean areComparable(Tree one, Tree other) {
    return one instanceof ExpressionTree first
        && other instanceof ExpressionTree second
        && tests
            .of(first)
            .map(Test::subject)
            .filter(
                subject -> tests.of(second).map(Test::subject).filter(subject::equals).isPresent())
            .isPresent();
  }

  /** What the code asks about; nothing for constants. */
  ImmutableSet<Expression> of(@Nullable Tree code) {
    if (code == null) {
      return ImmutableSet.of();
    }
    return KNOWN
        .get(state)
        .computeIfAbsent(
            code,
            c -> {
              Set<Expression> found = new HashSet<>();
              add(c, DEPTH, found);
              return ImmutableSet.copyOf(found);
            });
  }

  /** Whether both may ask about the same. */
  static boolean overlap(Set<Expression> one, Set<Expression> other) {
    for (Expression a : one) {
      for (Expression b : other) {
        if (a.equals(b) || a.asks(b) || b.asks(a)) {
          return true;
        }
      }
    }
    return false;
  }

  private void add(@Nullable Tree code, int depth, Set<Expression> found) {
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        if (tree instanceof LambdaExpressionTree
            || tree instanceof MemberReferenceTree
            || tree instanceof ClassTree
            || (tree instanceof ExpressionTree value && ASTHelpers.constValue(value) != null)) {
          return null;
        }
        Expression whole =
            tree instanceof InstanceOfTree test
                ? tests.of(test).map(Test::subject).orElse(null)
                : expressions.read(tree);
        if (whole != null && whole.head() instanceof VarSymbol variable) {
          addVariable(whole, variable, depth, found);
          return null;
        }
        if (whole != null && whole.isPart()) {
          found.add(whole);
          return null;
        }
        if (tree instanceof MethodInvocationTree call) {
          scan(ASTHelpers.getReceiver(call), null);
          addOwn(call, found);
          return depth == DEPTH ? scan(call.getArguments(), null) : null;
        }
        return super.scan(tree, null);
      }
    }.scan(code, null);
  }

  private void addVariable(Expression whole, VarSymbol variable, int depth, Set<Expression> found) {
    if (!Symbols.isEnumConstant(variable) && found.add(whole) && depth > 0) {
      boolean local = !Symbols.isField(variable) && (variable.flags() & Flags.PARAMETER) == 0;
      for (TreePath value : local ? Values.assignedTo(variable, state) : Set.<TreePath>of()) {
        add(value.getLeaf(), depth - 1, found);
      }
    }
  }

  /** What a method of the same object, or a static one, reads. */
  private void addOwn(MethodInvocationTree call, Set<Expression> found) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (!method.isStatic() && !Symbols.isSelf(ASTHelpers.getReceiver(call))) {
      return;
    }
    Optional<TreePath> code = CompilationIndex.of(state).declaration(method);
    if (code.isEmpty()) {
      Expression whole = expressions.read(call);
      found.add(whole == null ? Expression.of(method) : whole);
      return;
    }
    for (Symbol named : Symbols.variablesIn(code.get().getLeaf())) {
      if (named instanceof VarSymbol field
          && Symbols.isField(field)
          && field.getConstantValue() == null
          && !Symbols.isEnumConstant(field)) {
        found.add(Expression.of(field));
      }
    }
  }
}
