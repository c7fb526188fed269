package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Origins;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Expressions that may make a value equal to an end marker, without naming it. */
record EqualValues(Topology channel, VisitorState state) {
  /* How many methods may return one another's value. */
  private static final int DEPTH = 3;

  /**
   * Whether all that could be equal to what an expression makes can be told.
   *
   * @param byIdentity whether received values are compared with it by {@code ==} only
   */
  boolean areInView(TreePath maker, boolean byIdentity) {
    Tree tree = maker.getLeaf();
    Object constant = ASTHelpers.constValue(tree);
    if (constant instanceof String) {
      return channel.sends().stream().noneMatch(this::isReadFromOutside);
    }
    return constant != null
        || ((tree instanceof NewClassTree || tree instanceof MethodInvocationTree)
            && (byIdentity || !isEqualToOthers(tree) || areOfKind(tree)))
        || (byIdentity && isFreshWhatever(tree));
  }

  /**
   * Whether what other classes and methods make may be equal, as all empty lists are, and all that
   * is of a type whose {@code equals} is out of view.
   */
  private boolean isEqualToOthers(Tree maker) {
    Type type = ASTHelpers.getType(maker);
    return type != null
        && (ASTHelpers.isSubtype(type, state.getSymtab().iterableType, state)
            || Symbols.isA(type, "java.util.Map", state)
            || (type.tsym instanceof ClassSymbol made && isComparedOutOfView(made)));
  }

  /** Whether a library says when objects of a class are equal. */
  private boolean isComparedOutOfView(ClassSymbol type) {
    MethodSymbol own = equalsOf(type);
    // Texts and numbers are told apart by what they are made of.
    return own != null
        && !type.equals(state.getSymtab().stringType.tsym)
        && !state.getTypes().unboxedTypeOrType(type.type).isPrimitive()
        && !own.owner.equals(state.getSymtab().objectType.tsym)
        && !index().isInView(own.owner);
  }

  /** Whether each value that is sent is made by the same class or method. */
  private boolean areOfKind(Tree maker) {
    Symbol made = ASTHelpers.getSymbol(maker);
    return channel.sends().stream()
        .allMatch(
            send ->
                send.value()
                    .flatMap(
                        value ->
                            Origins.of(
                                value,
                                tree ->
                                    tree instanceof NewClassTree
                                        || tree instanceof MethodInvocationTree,
                                state))
                    .filter(
                        origins ->
                            origins.stream()
                                .allMatch(o -> made.equals(ASTHelpers.getSymbol(o.getLeaf()))))
                    .isPresent());
  }

  private static boolean isFreshWhatever(Tree tree) {
    return switch (tree.getKind()) {
      case NEW_ARRAY, LAMBDA_EXPRESSION, MEMBER_REFERENCE -> true;
      default -> false;
    };
  }

  /** Whether each value that is sent is a constant in view, or a new object. */
  boolean areSendsKnown() {
    return areOthersSent(ImmutableList.of());
  }

  /** Whether each value that is sent is known, and none is made there. */
  boolean areOthersSent(List<TreePath> makers) {
    return channel.isClosedView()
        && channel.sends().stream()
            .allMatch(
                send -> send.value().filter(value -> areOthers(value, makers, DEPTH)).isPresent());
  }

  /** Whether a send sends nothing but objects that are made for it. */
  boolean isNew(Endpoint send) {
    return send.value().filter(value -> isNew(value, DEPTH)).isPresent();
  }

  private boolean isNew(TreePath value, int depth) {
    return Values.alternatives(value).stream()
        .allMatch(
            each ->
                each.getLeaf() instanceof NewClassTree
                    || (depth > 0
                        && each.getLeaf() instanceof MethodInvocationTree call
                        && bodyOf(ASTHelpers.getSymbol(call))
                            .filter(
                                code ->
                                    Returns.in(code).stream().allMatch(r -> isNew(r, depth - 1)))
                            .isPresent()));
  }

  /** The code of a method in view, if it has some and nobody overrides it. */
  private Optional<TreePath> bodyOf(MethodSymbol method) {
    return index()
        .declaration(method)
        .filter(
            code -> Graphs.code(code.getLeaf()) != null && index().overriders(method).isEmpty());
  }

  private boolean areOthers(TreePath value, List<TreePath> makers, int depth) {
    return Origins.of(value, tree -> isKnown(tree) || tree instanceof MethodInvocationTree, state)
        .filter(
            origins ->
                origins.stream()
                    .allMatch(
                        origin ->
                            isKnown(origin.getLeaf())
                                ? !makers.contains(origin)
                                : depth > 0 && returnsOthers(origin, makers, depth)))
        .isPresent();
  }

  private boolean returnsOthers(TreePath call, List<TreePath> makers, int depth) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    return bodyOf(method)
        .filter(code -> Returns.in(code).stream().allMatch(r -> areOthers(r, makers, depth - 1)))
        .isPresent();
  }

  private static boolean isKnown(Tree tree) {
    return tree instanceof NewClassTree
        || ASTHelpers.constValue(tree) != null
        || Symbols.isEnumConstant(ASTHelpers.getSymbol(tree));
  }

  /** Whether a text is sent that comes from a file, a terminal or a library. */
  private boolean isReadFromOutside(Endpoint send) {
    return send.value()
        .flatMap(a -> Origins.of(a, MethodInvocationTree.class::isInstance, state))
        .filter(origins -> origins.stream().anyMatch(p -> isOutside(p.getLeaf())))
        .isPresent();
  }

  private boolean isOutside(Tree call) {
    Symbol method = ASTHelpers.getSymbol(call);
    String owner = method.owner.getQualifiedName().toString();
    return !index().isInView(method)
        && (owner.matches("java\\.(io|nio|net)\\..*|java\\.util\\.Scanner")
            || !owner.startsWith("java."));
  }

  /** Whether no other expression makes a value that is equal. */
  boolean isUnique(TreePath maker, boolean byIdentity) {
    return ASTHelpers.constValue(maker.getLeaf()) instanceof String
        ? byIdentity && !index().isNamed("intern")
        : maker.getLeaf() instanceof NewClassTree creation
            ? byIdentity || !hasEqualsOfItsOwn(creation)
            : byIdentity && isFreshWhatever(maker.getLeaf());
  }

  /** What may be equal to what an expression makes, comparisons left out. */
  ImmutableList<TreePath> of(TreePath maker, boolean byIdentity) {
    Tree tree = maker.getLeaf();
    if (tree instanceof NewClassTree && isUnique(maker, byIdentity)) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    Object constant = MarkerValue.constant(tree);
    if (constant != null) {
      found.addAll(sent(constant));
    }
    if (constant instanceof String text) {
      found.addAll(literals(text, tree, byIdentity));
    }
    if (tree instanceof NewClassTree creation
        && ASTHelpers.getSymbol(creation.getIdentifier()) instanceof ClassSymbol type) {
      index().creations(type).stream()
          .filter(p -> p.getLeaf() != tree)
          .filter(
              p ->
                  comparesAsItLikes(type)
                      || mayBeSame(creation.getArguments(), Arguments.of(p.getLeaf())))
          .forEach(found::add);
    } else if (tree instanceof MethodInvocationTree call) {
      index().mentions(ASTHelpers.getSymbol(call)).stream()
          .map(TreePath::getParentPath)
          .filter(p -> p.getLeaf() != tree)
          .filter(p -> mayBeSame(call.getArguments(), Arguments.of(p.getLeaf())))
          .forEach(found::add);
    }
    return found.build();
  }

  private ImmutableList<TreePath> literals(String text, Tree maker, boolean byIdentity) {
    return index().units().stream()
        .flatMap(unit -> Trees.pathsIn(new TreePath(unit), LiteralTree.class).stream())
        .filter(
            path ->
                text.equals(((LiteralTree) path.getLeaf()).getValue())
                    && !Paths.isInside(path, maker)
                    && !(byIdentity && path.getParentPath().getLeaf() instanceof NewClassTree)
                    && !EndMarkers.isComparison(path))
        .collect(ImmutableList.toImmutableList());
  }

  /** The constants of that value that are sent. */
  private ImmutableList<TreePath> sent(Object constant) {
    return channel.sends().stream()
        .flatMap(send -> send.value().stream())
        .filter(a -> constant.equals(ASTHelpers.constValue(a.getLeaf())))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether the class, or one that it extends, compares by what its objects hold. */
  private boolean hasEqualsOfItsOwn(NewClassTree creation) {
    return !(ASTHelpers.getSymbol(creation.getIdentifier()) instanceof ClassSymbol type)
        || !equalsOf(type).owner.equals(state.getSymtab().objectType.tsym)
        || (type.flags() & Flags.RECORD) != 0;
  }

  private MethodSymbol equalsOf(ClassSymbol type) {
    Symbol general = state.getSymtab().objectType.tsym.members().findFirst(state.getNames().equals);
    return ((MethodSymbol) general).implementation(type, state.getTypes(), false);
  }

  /**
   * Whether objects made of different values may be equal: a method that somebody has written may
   * leave some of them out, or their case.
   */
  private boolean comparesAsItLikes(ClassSymbol type) {
    MethodSymbol own = equalsOf(type);
    return index()
        .declaration(own)
        .filter(
            code ->
                Trees.in(code.getLeaf(), MethodInvocationTree.class).stream()
                        .anyMatch(call -> !isPlain(ASTHelpers.getSymbol(call)))
                    || Symbols.variablesIn(code.getLeaf()).stream()
                            .filter(v -> Symbols.isField((VarSymbol) v))
                            .filter(v -> v.owner.equals(type))
                            .distinct()
                            .count()
                        < fieldsOf(type))
        .isPresent();
  }

  private boolean isPlain(MethodSymbol method) {
    String name = method.getSimpleName().toString();
    return name.equals("equals") || name.equals("getClass") || name.equals("compare");
  }

  private static long fieldsOf(ClassSymbol type) {
    return Streams.stream(type.members().getSymbols(s -> s instanceof VarSymbol))
        .filter(s -> !ASTHelpers.isStatic(s))
        .count();
  }

  /** Whether no argument is a constant other than its counterpart. */
  private static boolean mayBeSame(
      List<? extends ExpressionTree> some, List<? extends ExpressionTree> others) {
    for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
      Object one = ASTHelpers.constValue(some.get(i));
      Object other = ASTHelpers.constValue(others.get(i));
      if (one != null && other != null && !Objects.equals(one, other)) {
        return false;
      }
    }
    return true;
  }

  private CompilationIndex index() {
    return CompilationIndex.of(state);
  }
}
