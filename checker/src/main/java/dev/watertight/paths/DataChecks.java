package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssertTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Components;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where code checks data: refuses them, leaves out what they are of, or puts others in place. */
record DataChecks(Tests tests, VisitorState state) {
  private static final int DEPTH = 3;

  /**
   * A check of data.
   *
   * @param test the test that it makes, if that can be read
   * @param passes the outcome for what it lets pass
   * @param leaving where it just leaves, instead of to throw or to leave something out: that
   *     excludes others only from what comes behind
   */
  record Check(Optional<Test> test, boolean passes, Optional<TreePath> leaving) {
    static final Check ANY = new Check(Optional.empty(), true);

    Check(Optional<Test> test, boolean passes) {
      this(test, passes, Optional.empty());
    }

    /** The same for data out of which those are computed that it checks. */
    Check ofSources() {
      return new Check(Optional.empty(), true, leaving);
    }

    /** What it lets pass, if that can be read. */
    Optional<Range> passing() {
      return test.map(t -> passes ? t.ifTrue() : t.ifFalse());
    }

    Expression subject() {
      return test.orElseThrow().subject();
    }
  }

  /**
   * The checks of what is in a variable, but for one.
   *
   * @param place where that decides on something
   */
  Stream<Check> of(VarSymbol data, Tree asked, TreePath place) {
    return Stream.of(
            isReplaced(data) ? Stream.of(Check.ANY) : Stream.<Check>empty(),
            Components.contentOf(data, state).stream()
                .filter(mention -> isLasting(data, mention))
                .filter(mention -> !isBehind(mention, place) && !isStartedBy(place, mention))
                .flatMap(
                    mention ->
                        at(mention, asked, DEPTH)
                            .filter(
                                check ->
                                    check
                                        .leaving()
                                        .filter(leaving -> !isBefore(leaving, data, place))
                                        .isEmpty())),
            Symbols.isField(data)
                ? Components.parametersFor(data, state).stream()
                    .flatMap(parameter -> ofMakers(parameter, asked))
                : Stream.<Check>empty())
        .flatMap(found -> found);
  }

  private static boolean isBehind(TreePath mention, TreePath place) {
    return Graphs.areTogether(mention, place) && Paths.start(mention) > Paths.start(place);
  }

  /** Whether code runs only in tasks that a place starts: it has decided by then. */
  private boolean isStartedBy(TreePath place, TreePath mention) {
    return place.getLeaf() instanceof MethodInvocationTree
        && !Arguments.of(place.getLeaf()).isEmpty()
        && Tasks.of(mention, state).stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart && apart.start().getLeaf() == place.getLeaf());
  }

  /**
   * The checks of whole objects by a method that a test calls, too, where a name of it is given.
   */
  Stream<Check> ofReferences(Tree asked) {
    CompilationIndex index = CompilationIndex.of(state);
    return Trees.in(asked, MethodInvocationTree.class).stream()
        .map(ASTHelpers::getSymbol)
        .filter(index::isInView)
        .flatMap(method -> index.mentions(method).stream())
        .filter(mention -> mention.getLeaf() instanceof MemberReferenceTree)
        .flatMap(function -> inFunction(function, asked, DEPTH));
  }

  /** Whether code is the class's own that data are of, or may lead to a place. */
  private boolean isBefore(TreePath mention, VarSymbol data, TreePath place) {
    ClassTree type = ASTHelpers.findEnclosingNode(mention, ClassTree.class);
    return (Symbols.isField(data) && data.owner.equals(ASTHelpers.getSymbol(type)))
        || Graphs.bodyAround(mention)
            .filter(
                body ->
                    Paths.isInside(place, body.getLeaf())
                        || !Summaries.reaches(place, body, state).isNo())
            .isPresent();
  }

  /** The checks by all who make objects, if each of them checks what it passes on. */
  private Stream<Check> ofMakers(VarSymbol parameter, Tree asked) {
    List<Check> found = new ArrayList<>();
    for (TreePath given : Values.given(parameter, state).orElse(ImmutableList.of())) {
      List<Check> own =
          Symbols.variablesIn(given.getLeaf()).stream()
              .filter(variable -> !variable.equals(parameter))
              .flatMap(v -> Components.mentions((VarSymbol) v, state).stream())
              .flatMap(mention -> at(mention, asked, 1))
              .toList();
      if (own.isEmpty() && ASTHelpers.constValue(given.getLeaf()) == null) {
        return Stream.empty();
      }
      found.addAll(own);
    }
    return found.stream();
  }

  /** Whether what is checked there stays as it is, or is to become what the variable holds. */
  private boolean isLasting(VarSymbol data, TreePath mention) {
    return !Symbols.isField(data)
        || Values.isFixed(data, state)
        || !data.equals(ASTHelpers.getSymbol(mention.getLeaf()))
        || Graphs.bodyAround(mention).filter(Symbols::isConstructor).isPresent();
  }

  /** The checks of the elements of which a variable of a loop or a function is one. */
  Stream<Check> ofSource(TreePath declaration, Tree asked) {
    Tree around = declaration.getParentPath().getLeaf();
    Tree source =
        around instanceof EnhancedForLoopTree each
            ? each.getExpression()
            : around instanceof LambdaExpressionTree
                    && declaration.getParentPath().getParentPath().getLeaf()
                        instanceof MethodInvocationTree call
                ? ASTHelpers.getReceiver(call)
                : null;
    if (source == null) {
      return Stream.empty();
    }
    return Stream.concat(
            Components.askedIn(source, state),
            Symbols.variablesIn(source).stream()
                .flatMap(v -> Values.given((VarSymbol) v, state).stream())
                .flatMap(values -> values.stream())
                .flatMap(value -> Symbols.variablesIn(value.getLeaf()).stream())
                .map(VarSymbol.class::cast))
        .distinct()
        .flatMap(variable -> Components.contentOf(variable, state).stream())
        .flatMap(mention -> ofElements(mention, asked, DEPTH));
  }

  /** The checks of the elements of what is named: in a loop over them, or in a function. */
  private Stream<Check> ofElements(TreePath mention, Tree asked, int depth) {
    TreePath p = mention;
    Stream<Check> found = Stream.empty();
    while (p.getParentPath().getLeaf() instanceof MemberSelectTree
        && p.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call
        && ASTHelpers.getReceiver(call) == p.getLeaf()) {
      p = p.getParentPath().getParentPath();
      TreePath path = p;
      found =
          Stream.concat(
              found,
              call.getArguments().stream()
                  .flatMap(argument -> inFunction(new TreePath(path, argument), asked, depth)));
    }
    return p.getParentPath().getLeaf() instanceof EnhancedForLoopTree each
            && each.getExpression() == p.getLeaf()
        ? Stream.concat(found, ofVariable(each.getVariable(), asked, depth))
        : found;
  }

  private Stream<Check> inFunction(TreePath function, Tree asked, int depth) {
    return function.getLeaf() instanceof LambdaExpressionTree lambda
        ? lambda.getParameters().stream().flatMap(p -> ofVariable(p, asked, depth))
        : function.getLeaf() instanceof MemberReferenceTree && isBoolean(function.getLeaf())
            ? ofPredicate(function, Check.ANY, asked, depth)
            : Stream.empty();
  }

  private Stream<Check> ofVariable(VariableTree variable, Tree asked, int depth) {
    return depth == 0
        ? Stream.empty()
        : Components.mentions(ASTHelpers.getSymbol(variable), state).stream()
            .flatMap(mention -> at(mention, asked, depth - 1));
  }

  /** The checks that an expression, or what is computed from it, undergoes where it is named. */
  private Stream<Check> at(TreePath mention, Tree asked, int depth) {
    Check check = Check.ANY;
    boolean isTest = false;
    if (AskedCode.isOf(mention, asked, state)) {
      return Stream.empty();
    }
    for (TreePath p = mention; p.getParentPath() != null; p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      Tree parent = p.getParentPath().getLeaf();
      if (tree == asked) {
        return Stream.empty();
      }
      if (!isTest && tree instanceof ExpressionTree test && isBoolean(tree)) {
        isTest = true;
        check = new Check(tests.of(test), true);
      } else if (tree.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
        check = new Check(check.test(), !check.passes());
      }
      if (parent instanceof IfTree choice && choice.getCondition() == tree) {
        // What is asked beside decides with it.
        return Trees.any(tree, t -> t == asked) ? Stream.empty() : byBranch(choice, check, mention);
      }
      if (parent instanceof ConditionalExpressionTree choice && choice.getCondition() == tree) {
        return byChoice(choice, check, mention);
      }
      if (parent instanceof LambdaExpressionTree) {
        return isTest && parent != asked
            ? ofPredicate(p.getParentPath(), check, asked, depth)
            : Stream.empty();
      }
      int argument = Arguments.of(parent).indexOf(tree);
      if (TestedData.isKeptByKey(parent, argument, state)) {
        return Stream.empty();
      }
      if (argument >= 0) {
        Optional<Stream<Check>> found =
            byCallee(
                parent, argument, check, isTest, p.getLeaf() == mention.getLeaf(), asked, depth);
        if (found.isPresent()) {
          return found.get();
        }
      }
      if (parent instanceof AssertTree) {
        return Stream.of(check);
      }
      if (parent instanceof SwitchTree || parent instanceof SwitchExpressionTree) {
        return Trees.any(parent, ThrowTree.class::isInstance)
            ? Stream.of(Check.ANY)
            : Stream.empty();
      }
      if (isTest && !(parent instanceof ExpressionTree)) {
        return byName(p.getParentPath(), asked, depth);
      }
      if (!(parent instanceof ExpressionTree)) {
        return Stream.empty();
      }
    }
    return Stream.empty();
  }

  /** An {@code if} that leaves, or under which the object is made or kept that data are of. */
  private static Stream<Check> byBranch(IfTree choice, Check check, TreePath mention) {
    StatementTree then = choice.getThenStatement();
    if (Loops.leaves(then)) {
      return Stream.of(new Check(check.test(), !check.passes(), leaving(then, mention)));
    }
    StatementTree otherwise = choice.getElseStatement();
    if (Loops.leaves(otherwise)) {
      return Stream.of(new Check(check.test(), check.passes(), leaving(otherwise, mention)));
    }
    if (isMakingIn(then, mention)) {
      return Stream.of(check);
    }
    return isMakingIn(choice.getElseStatement(), mention)
        ? Stream.of(new Check(check.test(), !check.passes()))
        : Stream.empty();
  }

  /** An expression that makes an object, in one case only, out of what is named. */
  private static Stream<Check> byChoice(
      ConditionalExpressionTree choice, Check check, TreePath mention) {
    boolean isMade = isPassedOnIn(choice.getTrueExpression(), mention);
    return isMade == isPassedOnIn(choice.getFalseExpression(), mention)
        ? Stream.empty()
        : Stream.of(new Check(check.test(), check.passes() == isMade));
  }

  private static Optional<TreePath> leaving(StatementTree branch, TreePath mention) {
    return Trees.anyOwn(branch, ThrowTree.class::isInstance)
        ? Optional.empty()
        : Optional.of(mention);
  }

  /** Whether code makes an object out of what is named, or keeps one. */
  private static boolean isMakingIn(@Nullable Tree code, TreePath mention) {
    Symbol named = ASTHelpers.getSymbol(mention.getLeaf());
    Symbol object = ASTHelpers.getSymbol(Symbols.receiver(mention.getLeaf()));
    return Trees.any(
        code,
        tree ->
            (tree instanceof NewClassTree || isAddition(tree))
                && Arguments.of(tree).stream()
                    .flatMap(argument -> Symbols.variablesIn(argument).stream())
                    .anyMatch(v -> v.equals(named) || v.equals(object)));
  }

  /** The same, or whether a call gets the object itself: {@code Optional.of(link)}. */
  private static boolean isPassedOnIn(Tree code, TreePath mention) {
    Symbol object = ASTHelpers.getSymbol(Symbols.receiver(mention.getLeaf()));
    return isMakingIn(code, mention)
        || (object instanceof VarSymbol
            && Trees.any(
                code,
                tree ->
                    Arguments.of(tree).stream()
                        .anyMatch(argument -> object.equals(ASTHelpers.getSymbol(argument)))));
  }

  private static boolean isAddition(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && isBoolean(tree)
        && call.getArguments().size() == 1
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("add");
  }

  /** A function that tells which elements are kept, or what others do about that. */
  private Stream<Check> ofPredicate(TreePath function, Check check, Tree asked, int depth) {
    if (!(function.getParentPath().getLeaf() instanceof MethodInvocationTree call)) {
      return Stream.empty();
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return ResolvedLibrary.of(state)
            .countingOf(method)
            .filter(rule -> rule == Rule.FEWER)
            .isPresent()
        ? Stream.of(check)
        : method.getSimpleName().contentEquals("removeIf")
            ? Stream.of(new Check(check.test(), !check.passes()))
            : at(function.getParentPath(), asked, depth).map(Check::ofSources);
  }

  /**
   * What a method does with an argument; empty if it may only compute something from it.
   *
   * @param isTest whether it is given the outcome of a test
   * @param isWhole whether it is given the data themselves
   */
  private Optional<Stream<Check>> byCallee(
      Tree call,
      int argument,
      Check check,
      boolean isTest,
      boolean isWhole,
      Tree asked,
      int depth) {
    if (!(ASTHelpers.getSymbol(call) instanceof MethodSymbol method)) {
      return Optional.empty();
    }
    boolean refuses = CallRules.refuses(method, state);
    if (!CompilationIndex.of(state).isInView(method)) {
      return isTest
          ? Optional.of(Stream.of(refuses ? check : Check.ANY))
          : refuses && argument == 0
              ? Optional.of(
                  Stream.of(isWhole && Arguments.of(call).size() < 3 ? notNull(call) : Check.ANY))
              : Optional.empty();
    }
    if (depth == 0 || argument >= method.getParameters().size() || !(isTest || isWhole)) {
      return Optional.empty();
    }
    Stream<Check> inside =
        Components.mentions(method.getParameters().get(argument), state).stream()
            .flatMap(mention -> at(mention, asked, depth - 1));
    return Optional.of(isWhole ? inside : inside.map(Check::ofSources));
  }

  private Check notNull(Tree call) {
    Expression first = new Expressions(state).read(Arguments.of(call).get(0));
    return first == null
        ? Check.ANY
        : new Check(
            Optional.of(new Test(first, Range.Constants.NOT_NULL, Range.Constants.JUST_NULL)),
            true);
  }

  /** The outcome of a test has a name: that of a variable, or of the method that returns it. */
  private Stream<Check> byName(TreePath statement, Tree asked, int depth) {
    if (depth == 0) {
      return Stream.empty();
    }
    Tree tree = statement.getLeaf();
    Stream<TreePath> named =
        tree instanceof VariableTree
            ? Components.mentions((VarSymbol) ASTHelpers.getSymbol(tree), state).stream()
            : tree instanceof ReturnTree
                ? Symbols.methodAround(statement).stream()
                    .flatMap(m -> CompilationIndex.of(state).calls(m).stream())
                : Stream.empty();
    return named.flatMap(name -> at(name, asked, depth - 1)).map(Check::ofSources);
  }

  /** Whether a field gets another value than it is given for some: the larger of two, a default. */
  private boolean isReplaced(VarSymbol data) {
    return Symbols.isField(data)
        && Stream.concat(Stream.of(data), Components.parametersFor(data, state).stream())
            .flatMap(
                variable ->
                    Stream.concat(
                        Values.initial(variable, state).stream().map(TreePath::getLeaf),
                        Components.mentions(variable, state).stream()
                            .map(mention -> mention.getParentPath().getLeaf())
                            .filter(AssignmentTree.class::isInstance)
                            .map(change -> ((AssignmentTree) change).getExpression())))
            .anyMatch(this::isChoice);
  }

  private boolean isChoice(Tree value) {
    ExpressionTree tree = ASTHelpers.stripParentheses((ExpressionTree) value);
    return tree instanceof ConditionalExpressionTree
        || tree instanceof SwitchExpressionTree
        || (tree instanceof MethodInvocationTree call
            && call.getArguments().size() > 1
            && !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))
            && !CallRules.refuses(ASTHelpers.getSymbol(call), state));
  }

  private static boolean isBoolean(Tree tree) {
    Type type =
        tree instanceof MemberReferenceTree reference
            ? ASTHelpers.getSymbol(reference).getReturnType()
            : ASTHelpers.getType(tree);
    return type != null && type.hasTag(TypeTag.BOOLEAN);
  }
}
