package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.tree.JCTree.JCFunctionalExpression;
import dev.watertight.model.ArgumentRule;
import dev.watertight.model.Role;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.ReleasingAnnotations;
import dev.watertight.program.Symbols;
import java.util.Optional;

/**
 * Follows a handle from one expression to where its value goes, as far as the syntax around it
 * decides.
 *
 * <p>A handle can also be <i>inside</i> the expression's value: an element of a collection, the
 * value of a map or an {@code AtomicReference}. What comes out of such a container may be the
 * handle.
 */
public final class ValueFlow {
  private static final ImmutableSet<Class<? extends Tree>> METHOD_OR_LAMBDA =
      ImmutableSet.of(MethodTree.class, LambdaExpressionTree.class);
  private static final ImmutableSet<Class<? extends Tree>> SWITCH_EXPRESSION =
      ImmutableSet.of(SwitchExpressionTree.class);

  private final Tracked tracked;
  private final CompilationIndex index;
  private final ReleasingAnnotations releasing;
  private final ImmutableList.Builder<Sink> sinks = ImmutableList.builder();
  private final ArgumentFlow arguments;

  private ValueFlow(Tracked tracked, VisitorState state) {
    this.tracked = tracked;
    this.index = CompilationIndex.of(state);
    this.releasing = ReleasingAnnotations.of(state);
    this.arguments = new ArgumentFlow(this, tracked, state);
  }

  /**
   * Where the value of an expression goes.
   *
   * @param occurrence the path of the expression
   * @param inside whether the handle is inside the value
   * @param tracked what kind of value the handle is
   */
  public static ImmutableList<Sink> sinksOf(
      TreePath occurrence, boolean inside, Tracked tracked, VisitorState state) {
    ValueFlow flow = new ValueFlow(tracked, state);
    flow.follow(occurrence, inside);
    return flow.sinks.build();
  }

  void add(Sink sink) {
    sinks.add(sink);
  }

  /** Where the value of an expression goes. */
  void follow(TreePath path, boolean inside) {
    Tree leaf = path.getLeaf();
    TreePath parentPath = path.getParentPath();
    Tree parent = parentPath.getLeaf();
    if (leaf instanceof MemberReferenceTree && !tracked.isFunction()) {
      // What it returns.
      followLambdaResult(path, inside);
    } else if (parent instanceof TypeCastTree cast && isNever(cast, inside)) {
      sinks.add(new Sink.Use(parentPath, ""));
    } else if (parent instanceof ParenthesizedTree || parent instanceof TypeCastTree) {
      follow(parentPath, inside);
    } else if (parent instanceof ConditionalExpressionTree conditional) {
      if (conditional.getCondition() != leaf) {
        follow(parentPath, inside);
      }
    } else if (parent instanceof MemberSelectTree select) {
      followSelect(parentPath, select, inside);
    } else if (parent instanceof MemberReferenceTree reference) {
      sinks.add(
          inside
              ? new Sink.Escape(path, "method reference")
              : useOf(parentPath, ASTHelpers.getSymbol(reference)));
    } else if (parent instanceof VariableTree variable) {
      followVariable(parentPath, variable, inside);
    } else if (parent instanceof AssignmentTree assignment) {
      followAssignment(parentPath, assignment, leaf, inside);
    } else if (parent instanceof ReturnTree) {
      followReturn(parentPath, inside);
    } else if (parent instanceof LambdaExpressionTree) {
      followLambdaResult(parentPath, inside);
    } else if (parent instanceof YieldTree) {
      TreePath target = Paths.enclosing(parentPath, SWITCH_EXPRESSION);
      if (target != null) {
        follow(target, inside);
      }
    } else if (parent instanceof CaseTree) {
      TreePath target = parentPath.getParentPath();
      if (target.getLeaf() instanceof SwitchExpressionTree) {
        follow(target, inside);
      }
    } else if (parent instanceof MethodInvocationTree call) {
      arguments.follow(parentPath, call.getArguments().indexOf(leaf), inside);
    } else if (parent instanceof NewClassTree creation) {
      arguments.follow(parentPath, creation.getArguments().indexOf(leaf), inside);
    } else if (parent instanceof NewArrayTree array) {
      if (array.getInitializers() != null && array.getInitializers().contains(leaf)) {
        follow(parentPath, true);
      }
    } else if (parent instanceof ArrayAccessTree access) {
      if (access.getExpression() == leaf && !isAssigned(parentPath)) {
        follow(parentPath, tracked.mayContain(ASTHelpers.getType(access)));
      }
    } else if (parent instanceof EnhancedForLoopTree loop) {
      if (!inside) {
        sinks.add(new Sink.Use(parentPath, "iterator"));
        return;
      }
      VarSymbol element = ASTHelpers.getSymbol(loop.getVariable());
      sinks.add(new Sink.Alias(element, tracked.mayContain(element.type), parentPath));
    } else if (parent instanceof TryTree) {
      sinks.add(new Sink.Release(path, "close"));
    } else if (parent instanceof InstanceOfTree test) {
      if (test.getPattern() instanceof BindingPatternTree binding) {
        if (isNever(binding.getVariable(), inside)) {
          sinks.add(new Sink.Use(parentPath, ""));
          return;
        }
        sinks.add(new Sink.Alias(ASTHelpers.getSymbol(binding.getVariable()), inside, parentPath));
      } else if (test.getPattern() != null) {
        sinks.add(new Sink.Escape(parentPath, "record pattern"));
      }
    } else if (parent instanceof ExpressionStatementTree) {
      sinks.add(new Sink.Drop(parentPath));
    } else if (parent instanceof SwitchTree || parent instanceof SwitchExpressionTree) {
      sinks.add(new Sink.Escape(parentPath, "switch"));
    } else if (parent instanceof AnnotationTree) {
      return;
    } else {
      // Comparisons, string concatenation, synchronized, assert: they read the reference only.
      sinks.add(new Sink.Use(parentPath, ""));
    }
  }

  /** Whether a cast or variable is for values of a type that this one is not. */
  private boolean isNever(Tree tree, boolean inside) {
    Type type = ASTHelpers.getType(tree);
    return !inside && type != null && tracked.isNever(type);
  }

  private Sink useOf(TreePath path, MethodSymbol method) {
    String name = method.getSimpleName().toString();
    return tracked.isRelease(method) ? new Sink.Release(path, name) : new Sink.Use(path, name);
  }

  private void followSelect(TreePath path, MemberSelectTree select, boolean inside) {
    TreePath callPath = path.getParentPath();
    if (!(callPath.getLeaf() instanceof MethodInvocationTree call)
        || call.getMethodSelect() != select) {
      // A field of the handle, such as `this.pool.name`, or of a holder; but an array's length.
      boolean isLength = ASTHelpers.getType(select.getExpression()).hasTag(TypeTag.ARRAY);
      sinks.add(new Sink.Use(path, isLength ? "" : select.getIdentifier().toString()));
      return;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (inside) {
      followContainerCall(callPath, call);
    } else {
      sinks.add(useOf(callPath, method));
      tracked
          .roleOf(method, ArgumentRule.RECEIVER)
          .ifPresent(role -> arguments.apply(role, callPath, ArgumentRule.RECEIVER, false));
      // A fluent method: `service.startAsync()` is the service.
      Type result = ASTHelpers.getType(call);
      Type receiver = ASTHelpers.getType(select.getExpression());
      if (result != null
          && !tracked.isRelease(method)
          && tracked.isFluent(method, receiver, result)) {
        follow(callPath, false);
      }
    }
  }

  /** A call on a container: the result may be the handle, and functions may be given it. */
  private void followContainerCall(TreePath path, MethodInvocationTree call) {
    arguments.followContainer(path, call);
    Type result = ASTHelpers.getType(call);
    // A collection of queues is a collection, as a queue is: what is an element is declared so.
    boolean isElement = ASTHelpers.getSymbol(call).getReturnType().hasTag(TypeTag.TYPEVAR);
    if (!isElement && tracked.mayContain(result)) {
      follow(path, true);
    } else if (tracked.isOrSupertype(result)) {
      follow(path, false);
    } else if (tracked.mayContain(result)) {
      follow(path, true);
    }
  }

  private void followVariable(TreePath path, VariableTree variable, boolean inside) {
    VarSymbol symbol = ASTHelpers.getSymbol(variable);
    // Of fields, who looks for the fates of what they hold asks for that.
    boolean cleanup =
        !Symbols.isField(symbol)
            && variable.getModifiers().getAnnotations().stream()
                .anyMatch(a -> releasing.includes(String.valueOf(a.getAnnotationType())));
    if (cleanup || path.getParentPath().getLeaf() instanceof TryTree) {
      sinks.add(new Sink.Release(path, "close"));
    }
    sinks.add(new Sink.Alias(symbol, inside, path));
  }

  private void followAssignment(
      TreePath path, AssignmentTree assignment, Tree leaf, boolean inside) {
    if (assignment.getExpression() != leaf) {
      return;
    }
    ExpressionTree target = ASTHelpers.stripParentheses(assignment.getVariable());
    boolean element = false;
    while (target instanceof ArrayAccessTree access) {
      target = ASTHelpers.stripParentheses(access.getExpression());
      element = true;
    }
    if (ASTHelpers.getSymbol(target) instanceof VarSymbol variable) {
      sinks.add(new Sink.Alias(variable, inside || element, path));
      if (element) {
        arguments.escapeIfCallers(variable, path);
      }
    } else {
      sinks.add(new Sink.Escape(path, "assignment"));
    }
    if (!(path.getParentPath().getLeaf() instanceof ExpressionStatementTree)
        && !(path.getParentPath().getLeaf() instanceof LambdaExpressionTree)) {
      follow(path, inside);
    }
  }

  private static boolean isAssigned(TreePath path) {
    return path.getParentPath().getLeaf() instanceof AssignmentTree assignment
        && assignment.getVariable() == path.getLeaf();
  }

  private void followReturn(TreePath path, boolean inside) {
    TreePath target = Paths.enclosing(path, METHOD_OR_LAMBDA);
    if (target != null && target.getLeaf() instanceof MethodTree method) {
      sinks.add(new Sink.Return(ASTHelpers.getSymbol(method), inside, path));
    } else if (target != null) {
      followLambdaResult(target, inside);
    }
  }

  /** What a lambda or method reference returns goes to the function it is given to. */
  private void followLambdaResult(TreePath lambdaPath, boolean inside) {
    JCFunctionalExpression lambda = (JCFunctionalExpression) lambdaPath.getLeaf();
    Tree parent = lambdaPath.getParentPath().getLeaf();
    Type result = lambda.getDescriptorType(tracked.types()).getReturnType();
    if (result != null && result.hasTag(TypeTag.VOID)) {
      sinks.add(new Sink.Drop(lambdaPath));
      return;
    }
    if (parent instanceof VariableTree variable) {
      // A supplier: what its method returns is what the lambda returns.
      sinks.add(new Sink.Alias(ASTHelpers.getSymbol(variable), true, lambdaPath.getParentPath()));
      return;
    }
    if (parent instanceof MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      int argument = call.getArguments().indexOf(lambda);
      Optional<Role> role = argument < 0 ? Optional.empty() : tracked.roleOf(method, argument);
      if (role.isPresent()
          && role.get() != Role.BORROW
          && role.get() != Role.BIND
          && role.get() != Role.LEND) {
        arguments.apply(role.get(), lambdaPath.getParentPath(), argument, inside);
        return;
      }
    }
    int given = Arguments.of(parent).indexOf(lambda);
    if (given >= 0 && index.isInView(ASTHelpers.getSymbol(parent))) {
      arguments.follow(lambdaPath.getParentPath(), given, true);
      return;
    }
    if (parent instanceof AssignmentTree assignment) {
      followAssignment(lambdaPath.getParentPath(), assignment, lambda, true);
      return;
    }
    sinks.add(new Sink.Escape(lambdaPath, "lambda result"));
  }
}
