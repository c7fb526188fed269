package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * All values that an expression may have, where the code says them: constants, elements of a list
 * or array of such, what a counter counts, what callers pass, and what texts are made or cut of
 * these. Values that the expression never has may be among them.
 */
public record KnownValues(VisitorState state) {
  private static final int DEPTH = 8;

  /* More values are not looked at. */
  private static final int MOST = 1000;

  /* What makes a list or stream of its arguments. */
  private static final ImmutableSet<String> OF = ImmutableSet.of("of", "asList", "ofEntries");

  /* What hands on the elements of its receiver or its argument, or some of them. */
  private static final ImmutableSet<String> SAME =
      ImmutableSet.of(
          "stream",
          "parallelStream",
          "toList",
          "toArray",
          "iterator",
          "sorted",
          "distinct",
          "filter",
          "skip",
          "limit",
          "copyOf",
          "subList",
          "reversed",
          "peek",
          "unmodifiableList");

  /* What tells something of the elements, and changes none. */
  private static final ImmutableSet<String> READS =
      ImmutableSet.of("get", "size", "isEmpty", "contains", "forEach", "getFirst", "getLast");

  /** All values that an expression may have; empty if it may have others. */
  public Optional<ImmutableSet<KnownValue>> of(TreePath expression) {
    return of(expression, DEPTH).filter(values -> !values.isEmpty());
  }

  private Optional<ImmutableSet<KnownValue>> of(TreePath expression, int depth) {
    return isConverted(expression.getLeaf())
        ? Optional.empty()
        : union(Values.alternatives(expression), value -> ofOne(value, depth - 1));
  }

  /** Whether a cast makes another number or character of a part of the expression. */
  private static boolean isConverted(Tree expression) {
    return Trees.any(
        expression,
        tree -> tree instanceof TypeCastTree cast && ASTHelpers.getType(cast).isPrimitive());
  }

  private static <T> Optional<ImmutableSet<KnownValue>> union(
      Iterable<T> parts, Function<T, Optional<ImmutableSet<KnownValue>>> of) {
    Set<KnownValue> found = new LinkedHashSet<>();
    for (T part : parts) {
      Optional<ImmutableSet<KnownValue>> values = of.apply(part);
      if (values.isEmpty() || found.size() + values.get().size() > MOST) {
        return Optional.empty();
      }
      found.addAll(values.get());
    }
    return Optional.of(ImmutableSet.copyOf(found));
  }

  private Optional<ImmutableSet<KnownValue>> ofOne(TreePath path, int depth) {
    Tree tree = path.getLeaf();
    Optional<KnownValue> constant = KnownValue.ofConstant(tree);
    if (constant.isPresent() || depth <= 0) {
      return constant.map(ImmutableSet::of);
    }
    if (tree instanceof NewClassTree creation) {
      return Optional.of(ImmutableSet.of(KnownValue.madeBy(creation)));
    }
    if (tree instanceof BinaryTree sum && sum.getKind() == Kind.PLUS) {
      return combined(
          List.of(
              new TreePath(path, sum.getLeftOperand()), new TreePath(path, sum.getRightOperand())),
          depth,
          parts -> isText(sum) ? text(parts) : Optional.empty());
    }
    if (tree instanceof MethodInvocationTree call) {
      return ofCall(path, call, depth);
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        ? ofVariable(variable, depth)
        : Optional.empty();
  }

  private boolean isText(Tree tree) {
    return ASTHelpers.isSameType(ASTHelpers.getType(tree), state.getSymtab().stringType, state);
  }

  private static Optional<KnownValue> text(List<KnownValue> parts) {
    StringBuilder text = new StringBuilder();
    for (KnownValue part : parts) {
      if (part.maker().isPresent()) {
        return Optional.empty();
      }
      text.append(part.value());
    }
    return Optional.of(new KnownValue(text.toString()));
  }

  /** What comes of all choices of the values of some expressions. */
  private Optional<ImmutableSet<KnownValue>> combined(
      List<TreePath> parts, int depth, Function<List<KnownValue>, Optional<KnownValue>> result) {
    List<List<KnownValue>> choices = List.of(List.of());
    for (TreePath part : parts) {
      Optional<ImmutableSet<KnownValue>> values = of(part, depth);
      if (values.isEmpty() || (long) choices.size() * values.get().size() > MOST) {
        return Optional.empty();
      }
      List<List<KnownValue>> longer = new ArrayList<>();
      for (List<KnownValue> choice : choices) {
        for (KnownValue value : values.get()) {
          List<KnownValue> next = new ArrayList<>(choice);
          next.add(value);
          longer.add(next);
        }
      }
      choices = longer;
    }
    return union(choices, choice -> result.apply(choice).map(ImmutableSet::of));
  }

  private Optional<ImmutableSet<KnownValue>> ofCall(
      TreePath path, MethodInvocationTree call, int depth) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    List<TreePath> parts = new ArrayList<>();
    if (isOf(method, "java.util.regex.Match") && isNamed(method, "group")) {
      return call.getArguments().isEmpty()
          ? Paths.receiver(path).flatMap(match -> of(match, depth))
          : Optional.empty();
    }
    if (method.isStatic()) {
      // What these make of a number or text is what a concatenation makes of it.
      boolean isToText =
          isText(call)
              && call.getArguments().size() == 1
              && takesAsItIs(method, call.getArguments().get(0))
              && ((isOf(method, "java.lang.String") && isNamed(method, "valueOf"))
                  || (isOf(method, "java.lang.") && isNamed(method, "toString")));
      return isToText
          ? combined(
              List.of(new TreePath(path, call.getArguments().get(0))), depth, KnownValues::text)
          : Optional.empty();
    }
    if (!isOf(method, "java.lang.String")) {
      return Optional.empty();
    }
    Paths.receiver(path).ifPresent(parts::add);
    call.getArguments().forEach(argument -> parts.add(new TreePath(path, argument)));
    return combined(
        parts,
        depth,
        values ->
            values.get(0).isText()
                ? values
                    .get(0)
                    .ofLibrary(
                        method,
                        values.stream()
                            .skip(1)
                            .map(Optional::of)
                            .collect(ImmutableList.toImmutableList()))
                : Optional.empty());
  }

  /** Whether the argument is no number or character that becomes another one. */
  private boolean takesAsItIs(MethodSymbol method, ExpressionTree argument) {
    Type parameter = method.getParameters().get(0).type;
    Type owner = state.getTypes().unboxedType(method.owner.type);
    return ASTHelpers.isSameType(parameter, ASTHelpers.getType(argument), state)
        && (!parameter.isPrimitive()
            || !owner.isPrimitive()
            || ASTHelpers.isSameType(parameter, owner, state));
  }

  private Optional<ImmutableSet<KnownValue>> ofVariable(VarSymbol variable, int depth) {
    Optional<TreePath> declaration = CompilationIndex.of(state).declaration(variable);
    Tree around = declaration.map(path -> path.getParentPath().getLeaf()).orElse(null);
    if (around instanceof EnhancedForLoopTree loop) {
      return elements(new TreePath(declaration.get().getParentPath(), loop.getExpression()), depth);
    }
    if (around instanceof ForLoopTree loop
        && declaration.get().getLeaf() instanceof VariableTree counter) {
      return ofCounter(variable, counter, loop);
    }
    return !variable.type.isPrimitive()
            || Values.isFixed(variable, state)
            || (variable.type.hasTag(TypeTag.BOOLEAN) && Values.isAssignedOnly(variable, state))
        ? given(variable)
            .filter(
                values ->
                    !variable.type.isPrimitive()
                        || values.stream()
                            .allMatch(
                                value ->
                                    ASTHelpers.isSameType(
                                        variable.type, ASTHelpers.getType(value.getLeaf()), state)))
            .flatMap(values -> union(values, value -> of(value, depth)))
        : Optional.empty();
  }

  private Optional<List<TreePath>> given(VarSymbol variable) {
    return Values.given(variable, state)
        .filter(values -> !values.isEmpty())
        .map(values -> (List<TreePath>) values);
  }

  /** {@code for (int i = 1; i <= 9; i++)}. */
  private static Optional<ImmutableSet<KnownValue>> ofCounter(
      VarSymbol variable, VariableTree counter, ForLoopTree loop) {
    ExpressionTree step =
        loop.getUpdate().size() == 1 ? loop.getUpdate().get(0).getExpression() : null;
    if (step == null
        || !Values.isStep(step)
        || !variable.equals(ASTHelpers.getSymbol(Values.changed(step)))
        || Values.changedIn(loop.getStatement()).contains(variable)
        || loop.getCondition() == null
        || !(ASTHelpers.stripParentheses(loop.getCondition()) instanceof BinaryTree test)
        || !variable.equals(ASTHelpers.getSymbol(test.getLeftOperand()))
        || !(ASTHelpers.constValue(test.getRightOperand()) instanceof Integer end)
        || !(ASTHelpers.constValue(counter.getInitializer()) instanceof Integer begin)
        || Math.abs((long) end - begin) >= MOST) {
      return Optional.empty();
    }
    boolean isUp =
        step.getKind() == Kind.POSTFIX_INCREMENT || step.getKind() == Kind.PREFIX_INCREMENT;
    boolean isTold =
        switch (test.getKind()) {
          case LESS_THAN, LESS_THAN_EQUAL -> isUp;
          case GREATER_THAN, GREATER_THAN_EQUAL -> !isUp;
          default -> false;
        };
    boolean isStrict = test.getKind() == Kind.LESS_THAN || test.getKind() == Kind.GREATER_THAN;
    ImmutableSet.Builder<KnownValue> found = ImmutableSet.builder();
    if (!isTold) {
      return Optional.empty();
    }
    for (long i = begin; isUp ? i <= end : i >= end; i += isUp ? 1 : -1) {
      if (!isStrict || i != end) {
        found.add(new KnownValue((int) i));
      }
    }
    return Optional.of(found.build());
  }

  /** All elements that what an expression stands for may have. */
  private Optional<ImmutableSet<KnownValue>> elements(TreePath collection, int depth) {
    return union(Values.alternatives(collection), all -> elementsOfOne(all, depth - 1));
  }

  private Optional<ImmutableSet<KnownValue>> elementsOfOne(TreePath path, int depth) {
    Tree tree = path.getLeaf();
    if (depth <= 0) {
      return Optional.empty();
    }
    if (tree instanceof NewArrayTree array) {
      return array.getInitializers() == null
          ? Optional.empty()
          : all(path, array.getInitializers(), depth);
    }
    if (tree instanceof NewClassTree copy) {
      return copy.getClassBody() == null
              && isOf(ASTHelpers.getSymbol(copy), "java.util.")
              && copy.getArguments().size() == 1
              && !ASTHelpers.getType(copy.getArguments().get(0)).isPrimitive()
          ? elements(new TreePath(path, copy.getArguments().get(0)), depth)
          : Optional.empty();
    }
    if (tree instanceof MethodInvocationTree call) {
      return elementsOfCall(path, call, depth);
    }
    return !(ASTHelpers.getSymbol(tree) instanceof VarSymbol variable)
        ? Optional.empty()
        : (variable.flags() & Flags.VARARGS) != 0 && (variable.flags() & Flags.PARAMETER) != 0
            ? passed(variable, depth)
            : given(variable)
                .filter(values -> isOnlyRead(variable))
                .flatMap(values -> union(values, value -> elements(value, depth)));
  }

  /** Whether nobody in view changes the elements of what a variable holds, or hands that on. */
  private boolean isOnlyRead(VarSymbol variable) {
    return CompilationIndex.of(state).mentions(variable).stream().allMatch(this::isRead);
  }

  private boolean isRead(TreePath mention) {
    Tree named = mention.getLeaf();
    Tree parent = mention.getParentPath().getLeaf();
    Tree around = mention.getParentPath().getParentPath().getLeaf();
    if (parent instanceof MemberSelectTree) {
      return !(around instanceof MethodInvocationTree call) || reads(ASTHelpers.getSymbol(call));
    }
    if (parent instanceof MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      return method.isStatic() && isOf(method, "java.util.") && SAME.contains(name(method));
    }
    return parent instanceof EnhancedForLoopTree
        || (parent instanceof AssignmentTree given && given.getVariable() == named)
        || (parent instanceof ArrayAccessTree
            && !(around instanceof CompoundAssignmentTree)
            && !(around instanceof AssignmentTree given && given.getVariable() == parent));
  }

  private static boolean reads(MethodSymbol method) {
    return SAME.contains(name(method)) || READS.contains(name(method));
  }

  private Optional<ImmutableSet<KnownValue>> all(
      TreePath parent, Iterable<? extends ExpressionTree> parts, int depth) {
    return union(parts, part -> of(new TreePath(parent, part), depth));
  }

  /** The arguments of all calls that a parameter of any number of them gets. */
  private Optional<ImmutableSet<KnownValue>> passed(VarSymbol parameter, int depth) {
    int position = ((MethodSymbol) parameter.owner).getParameters().indexOf(parameter);
    return Arguments.callsPassing(parameter, state)
        .filter(calls -> !calls.isEmpty())
        .flatMap(calls -> union(calls, call -> spread(call, position, depth)));
  }

  /** The arguments of a call from a position on, or the elements of the array in their place. */
  private Optional<ImmutableSet<KnownValue>> spread(TreePath call, int position, int depth) {
    List<? extends ExpressionTree> arguments = Arguments.of(call.getLeaf());
    Type first =
        arguments.size() == position + 1 ? ASTHelpers.getType(arguments.get(position)) : null;
    return first instanceof Type.ArrayType
        ? elements(new TreePath(call, arguments.get(position)), depth)
        : all(call, Iterables.skip(arguments, position), depth);
  }

  private Optional<ImmutableSet<KnownValue>> elementsOfCall(
      TreePath path, MethodInvocationTree call, int depth) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (method.isStatic() && isOf(method, "java.util.") && OF.contains(name(method))) {
      return spread(path, 0, depth);
    }
    Optional<TreePath> receiver = Paths.receiver(path);
    if (isOf(method, "java.util.") && SAME.contains(name(method))) {
      if (method.isStatic() && call.getArguments().size() != 1) {
        return Optional.empty();
      }
      Optional<TreePath> source =
          method.isStatic()
              ? call.getArguments().stream().findFirst().map(part -> new TreePath(path, part))
              : receiver;
      return source.flatMap(same -> elements(same, depth));
    }
    if (isNamed(method, "map") && isOf(method, "java.util.stream.")) {
      return call.getArguments().get(0) instanceof MemberReferenceTree reference
              && isOf(ASTHelpers.getSymbol(reference), "java.util.regex.Match")
          ? receiver.flatMap(same -> elements(same, depth))
          : Optional.empty();
    }
    return receiver.flatMap(object -> cut(path, object, method, depth));
  }

  /** The parts of a text, or what a pattern finds in one. */
  private Optional<ImmutableSet<KnownValue>> cut(
      TreePath path, TreePath object, MethodSymbol method, int depth) {
    List<? extends ExpressionTree> arguments = Arguments.of(path.getLeaf());
    Optional<Function<String, List<String>>> parts =
        path.getLeaf() instanceof MethodInvocationTree call ? TextParts.of(call) : Optional.empty();
    if (parts.isPresent()) {
      return cut(of(object, depth), parts.get());
    }
    if (isOf(method, "java.util.regex.Pattern")
        && method.getSimpleName().toString().startsWith("split")
        && arguments.size() == 1) {
      return pattern(object)
          .flatMap(
              pattern ->
                  cut(
                      of(new TreePath(path, arguments.get(0)), depth),
                      text -> Arrays.asList(pattern.split(text))));
    }
    if (isOf(method, "java.util.regex.Matcher")
        && isNamed(method, "results")
        && object.getLeaf() instanceof MethodInvocationTree matcher
        && matcher.getArguments().size() == 1) {
      return Paths.receiver(object)
          .flatMap(this::pattern)
          .flatMap(
              pattern ->
                  cut(
                      of(new TreePath(object, matcher.getArguments().get(0)), depth),
                      text -> pattern.matcher(text).results().map(MatchResult::group).toList()));
    }
    return Optional.empty();
  }

  private static Optional<ImmutableSet<KnownValue>> cut(
      Optional<ImmutableSet<KnownValue>> texts, Function<String, List<String>> parts) {
    return texts.flatMap(
        all ->
            union(
                all,
                one -> {
                  try {
                    return one.value() instanceof String text && text.length() <= MOST
                        ? union(
                            parts.apply(text),
                            part -> Optional.of(ImmutableSet.of(new KnownValue(part))))
                        : Optional.empty();
                  } catch (PatternSyntaxException e) {
                    return Optional.empty();
                  }
                }));
  }

  /** {@code Pattern.compile("..")}, in a variable perhaps. */
  private Optional<Pattern> pattern(TreePath expression) {
    return Origins.one(expression, MethodInvocationTree.class::isInstance, state)
        .map(TreePath::getLeaf)
        .filter(
            tree ->
                isOf(ASTHelpers.getSymbol((MethodInvocationTree) tree), "java.util.regex.Pattern"))
        .map(Arguments::of)
        .filter(arguments -> arguments.size() == 1)
        .map(arguments -> ASTHelpers.constValue(arguments.get(0)))
        .filter(String.class::isInstance)
        .flatMap(KnownValues::compile);
  }

  private static Optional<Pattern> compile(Object regex) {
    try {
      return Optional.of(Pattern.compile((String) regex));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  private static String name(MethodSymbol method) {
    return method.getSimpleName().toString();
  }

  private static boolean isNamed(MethodSymbol method, String name) {
    return method.getSimpleName().contentEquals(name);
  }

  private static boolean isOf(MethodSymbol method, String type) {
    return method.owner.getQualifiedName().toString().startsWith(type);
  }
}
