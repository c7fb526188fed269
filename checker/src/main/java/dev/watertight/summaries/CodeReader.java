package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.CallRule.Conduct;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Step.Code;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what code says by itself. */
final class CodeReader extends TreePathScanner<@Nullable Void, @Nullable Void> {
  private final VisitorState state;
  private final ImmutableList.Builder<Step> steps = ImmutableList.builder();

  /* Whether the calls count that have no tree of their own. */
  private final boolean implied;

  private CodeReader(boolean implied, VisitorState state) {
    this.implied = implied;
    this.state = state;
  }

  private CodeReader(VisitorState state) {
    this(true, state);
  }

  /** What a method, a lambda, a statement or an expression says. */
  static Code read(TreePath code, VisitorState state) {
    CodeReader reader = new CodeReader(state);
    if (code.getLeaf() instanceof LambdaExpressionTree lambda) {
      reader.scan(new TreePath(code, lambda.getBody()), null);
    } else if (code.getLeaf() instanceof MemberReferenceTree reference) {
      reader.steps.add(Calls.of(reference));
    } else if (code.getLeaf() instanceof MethodTree method) {
      if (method.getBody() != null) {
        reader.readInitializers(method);
        reader.scan(new TreePath(code, method.getBody()), null);
      }
    } else {
      reader.scan(code, null);
    }
    CertainCalls.Passed passed = CertainCalls.in(code, true);
    ImmutableSet.Builder<Step.Target> needed = ImmutableSet.builder();
    if (code.getLeaf() instanceof MemberReferenceTree reference) {
      needed.add(Calls.of(reference).target());
    }
    passed
        .calls()
        .forEach(
            call -> call(call.getLeaf(), () -> call, state).ifPresent(c -> needed.add(c.target())));
    return new Code(reader.steps.build(), passed.isReached(), needed.build());
  }

  /** The steps of a function, but for the calls that its trees imply: it may be a part of those. */
  static ImmutableList<Step> readPlain(TreePath function, VisitorState state) {
    return function.getLeaf() instanceof LambdaExpressionTree lambda
        ? new CodeReader(false, state).inside(function, lambda.getBody())
        : ImmutableList.of(Calls.of((MemberReferenceTree) function.getLeaf()));
  }

  @Override
  public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
    super.scan(tree, null);
    if (implied && tree != null && ImpliedCalls.mayImply(tree)) {
      steps.addAll(ImpliedCalls.of(new TreePath(getCurrentPath(), tree), state));
    }
    return null;
  }

  @Override
  public @Nullable Void scan(TreePath code, @Nullable Void unused) {
    super.scan(code, null);
    if (implied) {
      steps.addAll(ImpliedCalls.of(code, state));
    }
    return null;
  }

  /** What a call or creation says: itself alone, if it is one. */
  static Optional<Step.Call> call(
      Tree tree, Supplier<@Nullable TreePath> path, VisitorState state) {
    CodeReader reader = new CodeReader(state);
    return tree instanceof MethodInvocationTree call
        ? Optional.of(reader.call(call, path))
        : tree instanceof NewClassTree creation
            ? Optional.of(reader.creation(creation, path))
            : Optional.empty();
  }

  /** A constructor that does not call another one of its class runs the initializers. */
  private void readInitializers(MethodTree method) {
    MethodSymbol symbol = ASTHelpers.getSymbol(method);
    Optional<TreePath> type =
        symbol.isConstructor() && !callsThis(method)
            ? CompilationIndex.of(state).declaration(symbol.owner)
            : Optional.empty();
    if (type.isPresent() && type.get().getLeaf() instanceof ClassTree tree) {
      for (Tree member : tree.getMembers()) {
        if (member instanceof BlockTree block && !block.isStatic()) {
          scan(new TreePath(type.get(), block), null);
        } else if (member instanceof VariableTree field
            && field.getInitializer() != null
            && !ASTHelpers.getSymbol(field).isStatic()) {
          scan(new TreePath(new TreePath(type.get(), field), field.getInitializer()), null);
        }
      }
    }
  }

  private static boolean callsThis(MethodTree method) {
    return Trees.anyOwn(
        method.getBody(),
        tree ->
            tree instanceof MethodInvocationTree call
                && call.getMethodSelect() instanceof IdentifierTree name
                && name.getName().contentEquals("this"));
  }

  private ImmutableList<Step> inside(TreePath parent, Tree code) {
    CodeReader reader = new CodeReader(implied, state);
    reader.scan(new TreePath(parent, code), null);
    return reader.steps.build();
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
    scan(tree.getMethodSelect(), null);
    boolean inPlace = isInPlace(tree);
    for (ExpressionTree argument : tree.getArguments()) {
      if (!inPlace || !Trees.isFunction(argument)) {
        scan(argument, null);
      }
    }
    steps.add(call(tree, this::getCurrentPath));
    return null;
  }

  /** What the functions do that a call runs before it returns, and the elements it asks for. */
  private ImmutableList<Step> inPlace(
      MethodInvocationTree tree, Supplier<@Nullable TreePath> path) {
    ImmutableList<Step> asked = implied ? Iterations.by(tree, path, state) : ImmutableList.of();
    if (tree.getArguments().stream().noneMatch(Trees::isFunction) || !isInPlace(tree)) {
      return asked;
    }
    TreePath here = path.get();
    ImmutableList.Builder<Step> found = ImmutableList.builder();
    found.addAll(asked);
    for (ExpressionTree argument : tree.getArguments()) {
      if (argument instanceof LambdaExpressionTree lambda && here != null) {
        found.addAll(inside(new TreePath(here, lambda), lambda.getBody()));
      } else if (argument instanceof MemberReferenceTree reference) {
        found.add(Calls.of(reference));
      }
    }
    return found.build();
  }

  private boolean isInPlace(MethodInvocationTree tree) {
    return ResolvedLibrary.of(state).is(tree, Trait.IN_PLACE);
  }

  private Step.Call call(MethodInvocationTree tree, Supplier<@Nullable TreePath> path) {
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    return new Step.Call(
        Calls.target(tree),
        thrown(Calls.declared(tree), tree, path),
        mayBeBad(method, tree.getArguments(), path),
        inPlace(tree, path));
  }

  @Override
  public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
    scan(tree.getEnclosingExpression(), null);
    scan(tree.getArguments(), null);
    steps.add(creation(tree, this::getCurrentPath));
    if (tree.getClassBody() != null) {
      steps.add(new Step.Apart(inside(getCurrentPath(), tree.getClassBody())));
    }
    return null;
  }

  private Step.Call creation(NewClassTree tree, Supplier<@Nullable TreePath> path) {
    MethodSymbol constructor = ASTHelpers.getSymbol(tree);
    return new Step.Call(
        new Step.Target(constructor, true),
        thrown(Calls.declared(tree), tree, path),
        mayBeBad(constructor, tree.getArguments(), path),
        ImmutableList.of());
  }

  /**
   * What a call declares, without the failure of input that is none, that of a task that throws
   * nothing, and that of a name which whoever wrote it has tried.
   */
  private ImmutableList<Type> thrown(
      ImmutableList<Type> declared, Tree call, Supplier<@Nullable TreePath> path) {
    ImmutableList.Builder<Type> thrown = ImmutableList.builder();
    for (Type type : declared) {
      boolean isSafe =
          CallRules.saysUnnamed(type, state)
              ? isConstantName(call, path)
              : type.tsym.getQualifiedName().contentEquals("java.io.IOException")
                  ? CallRules.isQuiet((MethodSymbol) ASTHelpers.getSymbol(call), state)
                      && new MemoryStreams(state).areAllIn(call, path.get())
                  : isOfTaskThatThrowsNothing(type, path);
      if (!isSafe) {
        thrown.add(type);
      }
    }
    return thrown.build();
  }

  private boolean isOfTaskThatThrowsNothing(Type type, Supplier<@Nullable TreePath> path) {
    TreePath here = TaskFailures.mayTell(type) ? path.get() : null;
    return here != null && new TaskFailures(state).areNone(here);
  }

  /** Whether the last text that a call is given, which is a name, is a constant. */
  private boolean isConstantName(Tree call, Supplier<@Nullable TreePath> path) {
    ExpressionTree name = null;
    for (ExpressionTree argument : Arguments.of(call)) {
      if (ASTHelpers.isSameType(
          ASTHelpers.getType(argument), state.getSymtab().stringType, state)) {
        name = argument;
      }
    }
    TreePath here = name == null ? null : path.get();
    return here != null && isConstant(new TreePath(here, name));
  }

  /**
   * Whether the method reads text, and the arguments may be such as it does not understand.
   * Constants have been tried by whoever wrote them, and a test of the same variable before has
   * looked at it; that something is there, or is not one certain object or text, does not tell what
   * it is.
   */
  private boolean mayBeBad(
      MethodSymbol method,
      List<? extends ExpressionTree> arguments,
      Supplier<@Nullable TreePath> path) {
    if (!CallRules.is(method, Conduct.PARSE, state)
        || arguments.stream().allMatch(a -> ASTHelpers.constValue(a) != null)) {
      return false;
    }
    Set<Symbol> variables = new HashSet<>();
    arguments.forEach(argument -> variables.addAll(Symbols.variablesIn(argument)));
    TreePath call = variables.isEmpty() ? null : path.get();
    return call == null
        || (Graphs.bodyAround(call).stream()
                .flatMap(body -> TestOutcomes.at(call, body.getLeaf()).stream())
                .filter(o -> !Trees.any(o.test(), t -> t.getKind() == Tree.Kind.NULL_LITERAL))
                .filter(o -> !isAnother(o))
                .allMatch(o -> Collections.disjoint(Symbols.variablesIn(o.test()), variables))
            && !arguments.stream().allMatch(a -> isConstant(new TreePath(call, a))));
  }

  /**
   * Whether a test says no more than that there is something, or not one certain object or text.
   */
  private boolean isAnother(TestOutcomes.Outcome outcome) {
    ExpressionTree test = ASTHelpers.stripParentheses(outcome.test());
    if (test instanceof BinaryTree comparison) {
      return test.getKind() == (outcome.value() ? Tree.Kind.NOT_EQUAL_TO : Tree.Kind.EQUAL_TO)
          && isObject(comparison.getLeftOperand())
          && isObject(comparison.getRightOperand());
    }
    return test instanceof MethodInvocationTree call
        && (outcome.value() ? tells(Trait.TELLS_SOME, call) : isOther(call));
  }

  private boolean isOther(MethodInvocationTree call) {
    return ASTHelpers.getSymbol(call).getSimpleName().contentEquals("equals")
        ? call.getArguments().stream().allMatch(CodeReader::isObject)
        : tells(Trait.TELLS_NONE, call);
  }

  /** A method in view may look at more than that. */
  private boolean tells(Trait trait, MethodInvocationTree call) {
    return call.getArguments().isEmpty()
        && ResolvedLibrary.of(state).is(call, trait)
        && !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call));
  }

  /** Whether it is neither a number nor one of the few constants of a class, which may be kinds. */
  private static boolean isObject(ExpressionTree tree) {
    Type type = ASTHelpers.getType(tree);
    return type != null
        && !type.isPrimitive()
        && type.tsym != null
        && (type.tsym.flags() & Flags.ENUM) == 0;
  }

  /** Whether an expression is a constant, or one of several. */
  private boolean isConstant(TreePath expression) {
    return Origins.of(expression, tree -> ASTHelpers.constValue(tree) != null, state).isPresent();
  }

  @Override
  public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
    super.visitThrow(tree, null);
    Symbol symbol = ASTHelpers.getSymbol(ASTHelpers.stripParentheses(tree.getExpression()));
    Type type = ASTHelpers.getType(tree.getExpression());
    if (symbol instanceof VarSymbol variable && isCaught(variable)) {
      steps.add(new Step.Rethrow(variable));
    } else if (type != null && !type.isErroneous()) {
      steps.add(new Step.Raise(type, Guards.askState(getCurrentPath(), state)));
    }
    return null;
  }

  private boolean isCaught(VarSymbol variable) {
    for (Tree tree : getCurrentPath()) {
      if (tree instanceof CatchTree clause
          && variable.equals(ASTHelpers.getSymbol(clause.getParameter()))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
    TreePath path = getCurrentPath();
    ImmutableList.Builder<Step> block = ImmutableList.builder();
    for (Tree resource : tree.getResources()) {
      block.addAll(inside(path, resource));
      if (!new MemoryStreams(state).isMemory(ASTHelpers.getSymbol(resource))) {
        Calls.closing(resource, state).ifPresent(block::add);
      }
    }
    block.addAll(inside(path, tree.getBlock()));
    ImmutableList.Builder<Step.Clause> clauses = ImmutableList.builder();
    for (CatchTree clause : tree.getCatches()) {
      clauses.add(
          new Step.Clause(
              CatchClauses.types(clause),
              ASTHelpers.getSymbol(clause.getParameter()),
              inside(new TreePath(path, clause), clause.getBlock())));
    }
    steps.add(new Step.Attempt(block.build(), clauses.build()));
    scan(tree.getFinallyBlock(), null);
    return null;
  }

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
    steps.add(new Step.Apart(inside(getCurrentPath(), tree.getBody())));
    return null;
  }

  @Override
  public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
    scan(tree.getQualifierExpression(), null);
    steps.add(new Step.Apart(ImmutableList.of(Calls.of(tree))));
    return null;
  }

  /** A class says nothing until its methods are called. */
  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
    CodeReader reader = new CodeReader(implied, state);
    for (Tree member : tree.getMembers()) {
      reader.scan(new TreePath(getCurrentPath(), member), null);
    }
    steps.add(new Step.Apart(reader.steps.build()));
    return null;
  }
}
