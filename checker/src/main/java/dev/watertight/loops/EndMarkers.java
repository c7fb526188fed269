package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.answers.Answer;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.NamedMembers;
import dev.watertight.values.Outsiders;
import java.util.HashSet;
import java.util.Set;

/** Where an end marker (a sentinel, a "poison pill") is compared, and where it is handed on. */
public final class EndMarkers {
  /** The class an empty instance of which is a common marker. */
  static final String OPTIONAL = "java.util.Optional";

  private EndMarkers() {}

  /** Whether every place that could send the marker is in view. */
  public static boolean isInView(Symbol symbol, Topology channel, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    if (isOptional(symbol)) {
      return channel.isClosedView()
          && channel.sends().stream()
              .allMatch(send -> isMadeBy("of", send) || isMadeBy("empty", send));
    }
    if (symbol instanceof ClassSymbol type) {
      boolean makers = (type.flags() & (Flags.FINAL | Flags.RECORD)) != 0;
      return makers
          && index.isInView(type)
          && (index.isComplete() || type.isPrivate())
          && !Symbols.isOpenToOthers(type)
          && !Reflected.includes(type, state);
    }
    MarkerValue value = MarkerValue.of((VarSymbol) symbol, state);
    EqualValues equal = new EqualValues(channel, state);
    boolean byIdentity = isComparedByIdentity(value, index);
    return value.isInView()
        && (value.variables().stream().allMatch(EndMarkers::isIndexed) || equal.areSendsKnown())
        && value.makers().stream().allMatch(maker -> equal.areInView(maker, byIdentity))
        && (value.variables().stream().noneMatch(v -> mayBeNamedElsewhere(v, state))
            || equal.areSendsKnown())
        && value.variables().stream()
            .filter(Symbols::isEnumConstant)
            .allMatch(constant -> isNamedOnly(constant, state) || equal.areSendsKnown());
  }

  /**
   * Whether somebody sends the marker; a no says that no value that is sent can come to be equal to
   * it either.
   */
  public static Answer isSent(Symbol marker, Topology channel, VisitorState state) {
    if (!isInView(marker, channel, state)) {
      return Answer.UNKNOWN;
    }
    MarkerValue value =
        marker instanceof VarSymbol variable ? MarkerValue.of(variable, state) : null;
    boolean isUnique = value != null && isUnique(value, channel, state);
    Stages stages = new Stages(marker, isUnique, channel, state);
    ImmutableList<TreePath> uses = uses(marker, channel, state);
    if (!uses.stream().allMatch(stages::keep)) {
      return Answer.YES;
    }
    return value == null
            || isUnique
            || !ComputedValues.mayBe(
                value,
                channel,
                send -> uses.stream().anyMatch(use -> stages.sortOut(use, send)),
                state)
        ? Answer.NO
        : Answer.UNKNOWN;
  }

  /** How stages may hand on the marker that they receive from other channels. */
  static Stages stages(Symbol marker, Topology channel, VisitorState state) {
    boolean isUnique =
        marker instanceof VarSymbol variable
            && isUnique(MarkerValue.of(variable, state), channel, state);
    return new Stages(marker, isUnique, channel, state);
  }

  /** Whether no other object can be taken for the marker. */
  private static boolean isUnique(MarkerValue value, Topology channel, VisitorState state) {
    EqualValues equal = new EqualValues(channel, state);
    boolean byIdentity = isComparedByIdentity(value, CompilationIndex.of(state));
    return !value.makers().isEmpty()
        && value.makers().stream().allMatch(maker -> equal.isUnique(maker, byIdentity));
  }

  /**
   * Whether only an interrupt of a receive brings the marker: the code names it in its place where
   * it catches that, and each value that is sent is another object.
   */
  public static boolean standsForInterrupt(Symbol marker, Topology channel, VisitorState state) {
    if (!(marker instanceof VarSymbol variable) || !isInView(marker, channel, state)) {
      return false;
    }
    MarkerValue value = MarkerValue.of(variable, state);
    EqualValues equal = new EqualValues(channel, state);
    return isComparedByIdentity(value, CompilationIndex.of(state))
        && !value.makers().isEmpty()
        && value.makers().stream().allMatch(maker -> equal.isUnique(maker, true))
        && equal.areOthersSent(value.makers())
        && uses(marker, channel, state).stream()
            .allMatch(
                use ->
                    use.getParentPath().getLeaf() instanceof ReturnTree
                        && CatchClauses.around(use)
                            .filter(CatchClauses::isInterruptOnly)
                            .isPresent());
  }

  /** Whether code out of view may get hold of it, and pass it to what sends. */
  private static boolean mayBeNamedElsewhere(VarSymbol variable, VisitorState state) {
    return Symbols.isField(variable)
        && ((Symbols.isOpenToOthers(variable) && Outsiders.isOffered(variable, state))
            || NamedMembers.includes(variable, state));
  }

  /** Whether all mentions of the variable can be looked up. */
  private static boolean isIndexed(VarSymbol variable) {
    return !variable.type.isPrimitive() || variable.type.hasTag(TypeTag.BOOLEAN);
  }

  /** Whether the constant of the enum comes by its name only: not as one of all, nor from text. */
  private static boolean isNamedOnly(VarSymbol constant, VisitorState state) {
    ClassSymbol type = (ClassSymbol) constant.owner;
    for (Symbol member : ASTHelpers.getEnclosedElements(type)) {
      boolean implicit =
          member instanceof MethodSymbol method
              && method.isStatic()
              && method.getSimpleName().toString().matches("values|valueOf");
      if (implicit && !CompilationIndex.of(state).mentions(member).isEmpty()) {
        return false;
      }
    }
    return !Reflected.includes(type, state);
  }

  /**
   * The mentions of the marker that do something else than compare with it, and what may make an
   * equal value; of a class, what makes its instances.
   */
  public static ImmutableList<TreePath> uses(Symbol marker, Topology channel, VisitorState state) {
    if (isOptional(marker)) {
      return channel.sends().stream()
          .filter(send -> isMadeBy("empty", send))
          .flatMap(send -> send.value().stream())
          .collect(ImmutableList.toImmutableList());
    }
    CompilationIndex index = CompilationIndex.of(state);
    if (marker instanceof ClassSymbol type) {
      return makersOf(type, index);
    }
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    MarkerValue value = MarkerValue.of((VarSymbol) marker, state);
    Set<Tree> seen = new HashSet<>();
    for (VarSymbol variable : value.variables()) {
      index.mentions(variable).stream()
          .filter(mention -> !isComparison(mention) && !value.isLink(mention))
          .filter(mention -> seen.add(mention.getLeaf()))
          .forEach(found::add);
    }
    boolean byIdentity = isComparedByIdentity(value, index);
    EqualValues equal = new EqualValues(channel, state);
    value.makers().stream()
        .flatMap(maker -> equal.of(maker, byIdentity).stream())
        .filter(path -> seen.add(path.getLeaf()))
        .forEach(found::add);
    return found.build();
  }

  /** What makes instances of a class, subclasses left out: creations and constructor references. */
  static ImmutableList<TreePath> makersOf(ClassSymbol type, CompilationIndex index) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (Symbol member : ASTHelpers.getEnclosedElements(type)) {
      if (member.isConstructor()) {
        index.mentions(member).stream()
            .filter(mention -> mention.getLeaf() instanceof MemberReferenceTree)
            .forEach(found::add);
      }
    }
    return found.addAll(index.creations(type)).build();
  }

  private static boolean isComparedByIdentity(MarkerValue value, CompilationIndex index) {
    return value.variables().stream()
        .flatMap(variable -> index.mentions(variable).stream())
        .noneMatch(
            mention -> isComparison(mention) && !(parent(mention).getLeaf() instanceof BinaryTree));
  }

  /** What messages call the marker. */
  public static String name(Symbol marker) {
    return isOptional(marker) ? "Optional.empty()" : "'" + marker.getSimpleName() + "'";
  }

  static boolean isOptional(Symbol symbol) {
    return symbol.getQualifiedName().contentEquals(OPTIONAL);
  }

  /** Whether the argument of the send is made by that factory method of {@code Optional}. */
  static boolean isMadeBy(String factory, Endpoint send) {
    return send.value().map(TreePath::getLeaf).orElse(null) instanceof MethodInvocationTree call
        && isOptional(ASTHelpers.getSymbol(call).owner)
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals(factory);
  }

  /** What an expression is part of, parentheses left out. */
  private static TreePath parent(TreePath expression) {
    TreePath path = expression.getParentPath();
    while (path.getLeaf() instanceof ParenthesizedTree) {
      path = path.getParentPath();
    }
    return path;
  }

  /** Whether the expression is compared with something. */
  static boolean isComparison(TreePath mention) {
    Tree parent = parent(mention).getLeaf();
    if (parent instanceof BinaryTree
        || (parent instanceof CaseTree label && label.getBody() != mention.getLeaf())
        // The class is missing before JDK 21.
        || parent.getKind().name().equals("CONSTANT_CASE_LABEL")) {
      return true;
    }
    if (parent instanceof MethodInvocationTree call) {
      return call.getArguments().stream().anyMatch(a -> Paths.isInside(mention, a))
          && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("equals");
    }
    return parent instanceof MemberSelectTree select
        && select.getIdentifier().contentEquals("equals");
  }
}
