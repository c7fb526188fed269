package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type.ArrayType;
import dev.watertight.program.Arguments;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Values that an expression has some time, as the code says it: constants, elements of a list of
 * such that nobody can change, and what callers pass without asking anything before. There may be
 * others; those that there are come for sure, unless code before fails.
 *
 * <p>{@link KnownValues} is the other half: all values that there may be.
 */
public final class SureValues {
  private static final int DEPTH = 8;

  /* What makes a list of its arguments to which nothing is added, and from which nothing is taken. */
  private static final ImmutableSet<String> OF = ImmutableSet.of("of", "asList");

  /* What hands on all elements, in whatever order. */
  private static final ImmutableSet<String> SAME = ImmutableSet.of("stream", "toList");

  /* So many parts of texts are looked at. */
  private static final int MOST = 100;

  private final VisitorState state;
  private final Set<KnownValue> found = new LinkedHashSet<>();
  private final Set<Symbol> carriers = new LinkedHashSet<>();

  private SureValues(VisitorState state) {
    this.state = state;
  }

  /**
   * Values of an expression.
   *
   * @param values some values that it has
   * @param carriers the variables by which they come there
   */
  public record Found(ImmutableSet<KnownValue> values, ImmutableSet<Symbol> carriers) {}

  /** Values that an expression has some time; none if the code says none. */
  public static Found of(TreePath expression, VisitorState state) {
    SureValues values = new SureValues(state);
    values.add(expression, false, DEPTH);
    return new Found(ImmutableSet.copyOf(values.found), ImmutableSet.copyOf(values.carriers));
  }

  /** Values of a variable; none if the code says none. */
  public static Found of(VarSymbol variable, VisitorState state) {
    SureValues values = new SureValues(state);
    values.addGiven(variable, false, DEPTH);
    return new Found(ImmutableSet.copyOf(values.found), ImmutableSet.copyOf(values.carriers));
  }

  /** Adds the values of an expression, or of the elements of what it stands for. */
  private void add(TreePath path, boolean elements, int depth) {
    Tree tree = ASTHelpers.stripParentheses((ExpressionTree) path.getLeaf());
    if (depth <= 0) {
      return;
    }
    if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        && KnownValue.ofConstant(tree).isEmpty()) {
      addGiven(variable, elements, depth - 1);
    } else if (!elements) {
      KnownValue.ofConstant(tree).ifPresent(found::add);
      if (tree instanceof NewClassTree creation && creation.getClassBody() == null) {
        found.add(KnownValue.madeBy(creation));
      }
    } else if (tree instanceof NewArrayTree array && array.getInitializers() != null) {
      array.getInitializers().forEach(part -> add(new TreePath(path, part), false, depth - 1));
    } else if (tree instanceof MethodInvocationTree call && isList(call)) {
      call.getArguments().forEach(part -> add(new TreePath(path, part), false, depth - 1));
    } else if (tree instanceof MethodInvocationTree call && TextParts.of(call).isPresent()) {
      addParts(new TreePath(path, Symbols.receiver(call)), TextParts.of(call).get(), depth - 1);
    } else if (tree instanceof MethodInvocationTree call && isSameElements(call)) {
      add(new TreePath(path, Symbols.receiver(call)), true, depth - 1);
    } else if (Batches.loopOf(path).isPresent()) {
      add(new TreePath(path, Symbols.receiver(tree)), true, depth - 1);
    }
  }

  /** Adds the parts of the texts that an expression has. */
  private void addParts(TreePath text, Function<String, List<String>> cut, int depth) {
    SureValues whole = new SureValues(state);
    whole.carriers.addAll(carriers);
    whole.add(text, false, depth);
    carriers.addAll(whole.carriers);
    whole.found.stream()
        .map(KnownValue::value)
        .filter(String.class::isInstance)
        .flatMap(value -> cut.apply((String) value).stream())
        .limit(MOST)
        .forEach(part -> found.add(new KnownValue(part)));
  }

  /** Whether a call hands on the elements of a stream or list as they are. */
  private static boolean isSameElements(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return method.owner.getQualifiedName().toString().startsWith("java.util.")
        && call.getArguments().isEmpty()
        && Symbols.receiver(call) != null
        && SAME.contains(method.getSimpleName().toString());
  }

  private static boolean isList(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return method.isStatic()
        && method.owner.getQualifiedName().toString().startsWith("java.util.")
        && method.getReturnType().tsym.getSimpleName().toString().matches("List|Set|Stream")
        && OF.contains(method.getSimpleName().toString())
        && !(call.getArguments().size() == 1
            && ASTHelpers.getType(call.getArguments().get(0)) instanceof ArrayType);
  }

  private void addGiven(VarSymbol variable, boolean elements, int depth) {
    TreePath declaration = CompilationIndex.of(state).declaration(variable).orElse(null);
    if (declaration == null || !Values.isFixed(variable, state) || !carriers.add(variable)) {
      return;
    }
    TreePath around = declaration.getParentPath();
    if (around.getLeaf() instanceof EnhancedForLoopTree loop) {
      if (!elements && loop.getVariable() == declaration.getLeaf()) {
        add(new TreePath(around, loop.getExpression()), true, depth);
      }
    } else if (around.getLeaf() instanceof LambdaExpressionTree lambda) {
      if (!elements
          && lambda.getParameters().size() == 1
          && around.getParentPath().getLeaf() instanceof MethodInvocationTree call
          && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("forEach")
          && ASTHelpers.getReceiver(call) != null) {
        add(new TreePath(around.getParentPath(), ASTHelpers.getReceiver(call)), true, depth);
      }
    } else if ((variable.flags() & Flags.PARAMETER) != 0) {
      addPassed(variable, elements, depth);
    } else {
      Values.given(variable, state)
          .ifPresent(values -> values.forEach(value -> addIfAlways(value, elements, depth)));
    }
  }

  /** Adds what calls pass. */
  private void addPassed(VarSymbol parameter, boolean elements, int depth) {
    if (!(parameter.owner instanceof MethodSymbol method)) {
      return;
    }
    int position = method.getParameters().indexOf(parameter);
    if (position < 0) {
      // Of a lambda or a catch clause in the method.
      return;
    }
    boolean isSpread = (parameter.flags() & Flags.VARARGS) != 0;
    for (TreePath mention : mentions(method)) {
      TreePath call = mention.getLeaf() instanceof NewClassTree ? mention : mention.getParentPath();
      List<? extends ExpressionTree> arguments = Arguments.of(call.getLeaf());
      if (!isSpread && position < arguments.size()) {
        addIfAlways(new TreePath(call, arguments.get(position)), elements, depth);
      } else if (isSpread && elements && arguments.size() > position) {
        Iterables.skip(arguments, position)
            .forEach(argument -> addIfAlways(new TreePath(call, argument), false, depth));
      }
    }
  }

  /** Where a method is named, also by a method of an interface that only it implements. */
  private ImmutableList<TreePath> mentions(MethodSymbol method) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList.Builder<TreePath> all = ImmutableList.builder();
    all.addAll(index.mentions(method));
    ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
        .filter(declared -> index.isInView(declared) && !Symbols.isOpenToOthers(declared))
        .filter(declared -> (declared.flags() & Flags.ABSTRACT) != 0)
        .filter(declared -> index.overriders(declared).equals(ImmutableList.of(method)))
        .filter(declared -> index.functions(declared.enclClass()).isEmpty())
        .forEach(declared -> all.addAll(index.mentions(declared)));
    return all.build();
  }

  /** Adds the values of an expression if the code around it comes there whatever it asks. */
  private void addIfAlways(TreePath value, boolean elements, int depth) {
    Optional<TreePath> body = Graphs.bodyAround(value);
    if (body.isEmpty()
        || (TestOutcomes.at(value, body.get().getLeaf()).stream()
                .allMatch(outcome -> isOfBatches(outcome.test(), value))
            && TestOutcomes.areAll(value, body.get().getLeaf())
            && CatchClauses.around(value).isEmpty()
            && Trees.in(body.get().getLeaf(), ThrowTree.class).isEmpty())) {
      add(value, elements, depth);
    }
  }

  private static boolean isOfBatches(Tree test, TreePath part) {
    return Batches.loopOf(part).filter(loop -> loop.getCondition() == test).isPresent();
  }
}
