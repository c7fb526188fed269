package dev.watertight.findings.oneway;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.findings.oneway.Sides.Side;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds {@link OneWayVariable}s: variables that could be declared with a one-way type, and all
 * would still compile.
 *
 * <p>Whoever makes a channel needs both ways, to give one to each side, so variables that hold a
 * channel made by this code are left alone, even if the other way is nowhere used: that is for the
 * checks of missing senders and receivers to say.
 */
public record OneWayFinder(
    VisitorState state, CompilationIndex index, OneWayDeclarations declarations) {
  /**
   * A variable of a two-way channel type of whose two ways the code uses one only.
   *
   * @param variable the variable
   * @param isSending whether it is the sending way
   * @param typeName the fully qualified name of the type that has that way alone
   * @param declarations the declaration, and those of the variables that have to be declared so
   *     with it; the variable's own is the first
   */
  public record OneWayVariable(
      VarSymbol variable,
      boolean isSending,
      String typeName,
      ImmutableList<TreePath> declarations) {

    /** The types whose variables may hold a two-way channel: for a first test. */
    public static ImmutableSet<Symbol> types(VisitorState state) {
      return Sides.twoWay(state);
    }

    /** The finding at a variable's declaration, if there is one. */
    public static Optional<OneWayVariable> at(TreePath declaration, VisitorState state) {
      return new OneWayFinder(state, CompilationIndex.of(state), new OneWayDeclarations(state))
          .at(declaration);
    }
  }

  /**
   * What the uses of a variable, and of those that it is put into, need.
   *
   * @param sides the sides that would do
   * @param targets the variables that it is put into, itself included
   */
  private record Needs(ImmutableSet<Side> sides, ImmutableSet<VarSymbol> targets) {}

  Optional<OneWayVariable> at(TreePath declaration) {
    VarSymbol variable = ASTHelpers.getSymbol((VariableTree) declaration.getLeaf());
    Optional<Sides> found = variable == null ? Optional.empty() : Sides.of(variable.type, state);
    if (found.isEmpty() || !declarations.isChangeable(variable)) {
      return Optional.empty();
    }
    Sides sides = found.get();
    Needs needs = needsOf(variable, sides);
    if (needs.sides().size() != 1 || !isReported(variable, needs, sides)) {
      return Optional.empty();
    }
    Side side = needs.sides().contains(Side.SENDING) ? Side.SENDING : Side.RECEIVING;
    Set<VarSymbol> changed = new LinkedHashSet<>(needs.targets());
    for (VarSymbol parameter : parametersPutInto(variable)) {
      if (isOnlyPutIntoField(parameter, sides) && declarations.isChangeable(parameter)) {
        changed.add(parameter);
      }
    }
    ImmutableList.Builder<TreePath> trees = ImmutableList.builder();
    changed.forEach(v -> index.declaration(v).ifPresent(trees::add));
    return Optional.of(
        new OneWayVariable(variable, side == Side.SENDING, sides.typeName(side), trees.build()));
  }

  private Needs needsOf(VarSymbol variable, Sides sides) {
    Set<VarSymbol> targets = new LinkedHashSet<>();
    Deque<VarSymbol> open = new ArrayDeque<>(List.of(variable));
    ImmutableSet<Side> common = Sides.BOTH;
    while (!open.isEmpty() && !common.isEmpty()) {
      VarSymbol next = open.remove();
      if (targets.add(next)) {
        if (!declarations.isChangeable(next)) {
          common = Sides.NEITHER;
        }
        for (OneWayUse use : usesOf(next, sides)) {
          common = Sets.immutableEnumSet(Sets.intersection(common, use.sides()));
          use.variable().ifPresent(open::add);
        }
      }
    }
    return new Needs(common, ImmutableSet.copyOf(targets));
  }

  private ImmutableList<OneWayUse> usesOf(VarSymbol variable, Sides sides) {
    return declarations.mentions(variable).stream()
        .map(mention -> OneWayUse.of(mention, sides, state))
        .collect(ImmutableList.toImmutableList());
  }

  private boolean isReported(VarSymbol variable, Needs needs, Sides sides) {
    if (Symbols.isField(variable)) {
      return Values.assignedTo(variable, state).stream().noneMatch(this::isMadeHere)
          && isGivenFromElsewhere(variable, needs, sides);
    }
    if ((variable.flags() & Flags.PARAMETER) != 0) {
      return !isOnlyPutIntoField(variable, sides) && !isGivenNew(variable);
    }
    ImmutableList<TreePath> values = Values.assignedTo(variable, state);
    return !values.isEmpty() && values.stream().allMatch(this::isGetter);
  }

  /** Whether a field's values come in as parameters, whose other way is not used either. */
  private boolean isGivenFromElsewhere(VarSymbol field, Needs needs, Sides sides) {
    if (OneWayDeclarations.isRecordComponent(field)) {
      return index.creations(field.enclClass()).stream()
          .noneMatch(
              made ->
                  Arguments.of(made.getLeaf()).stream()
                      .anyMatch(argument -> isMaker(new TreePath(made, argument))));
    }
    ImmutableSet<VarSymbol> parameters = parametersPutInto(field);
    return !parameters.isEmpty()
        && parameters.stream()
            .allMatch(
                parameter ->
                    usesOf(parameter, sides).stream().allMatch(use -> canDo(use, needs, sides))
                        && !isGivenNew(parameter));
  }

  /** Whether the sides would do for a use, and for the variable that it puts the channel into. */
  private boolean canDo(OneWayUse use, Needs needs, Sides sides) {
    return use.sides().containsAll(needs.sides())
        && use.variable()
            .map(target -> needsOf(target, sides).sides().containsAll(needs.sides()))
            .orElse(true);
  }

  private ImmutableSet<VarSymbol> parametersPutInto(VarSymbol field) {
    if (!Symbols.isField(field)) {
      return ImmutableSet.of();
    }
    return Values.assignedTo(field, state).stream()
        .flatMap(value -> parameter(stripped(value)).stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  private static Optional<VarSymbol> parameter(TreePath value) {
    return ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol variable
            && (variable.flags() & Flags.PARAMETER) != 0
        ? Optional.of(variable)
        : Optional.empty();
  }

  /** Whether the variable only brings a channel into fields: the report is at those. */
  private boolean isOnlyPutIntoField(VarSymbol parameter, Sides sides) {
    ImmutableList<OneWayUse> uses = usesOf(parameter, sides);
    return uses.stream()
            .allMatch(
                use ->
                    use.sides().equals(Sides.BOTH)
                        && use.variable().map(Symbols::isField).orElse(true))
        && uses.stream().anyMatch(use -> use.variable().isPresent());
  }

  private boolean isGivenNew(VarSymbol parameter) {
    return Arguments.seenOf(parameter, state).stream().anyMatch(this::isMaker);
  }

  /** Whether a field's value is other than a parameter or {@code null}. */
  private boolean isMadeHere(TreePath value) {
    TreePath stripped = stripped(value);
    return !Values.isNull(stripped) && parameter(stripped).isEmpty();
  }

  private boolean isMaker(TreePath value) {
    return Channels.of(state).made(stripped(value).getLeaf()).isPresent();
  }

  /** Whether the value is what a method of another class answers that only reads a field. */
  private boolean isGetter(TreePath value) {
    if (!(stripped(value).getLeaf() instanceof MethodInvocationTree call)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    boolean isOwn =
        Paths.outermost(value, ClassTree.class)
            .filter(type -> method.outermostClass().equals(ASTHelpers.getSymbol(type.getLeaf())))
            .isPresent();
    ImmutableList<TreePath> results =
        index.declaration(method).map(Returns::in).orElse(ImmutableList.of());
    return !isOwn
        && !results.isEmpty()
        && results.stream()
            .allMatch(
                result ->
                    ASTHelpers.getSymbol(result.getLeaf()) instanceof VarSymbol field
                        && Symbols.isField(field));
  }

  /** The value without parentheses and without a call that hands it back. */
  private TreePath stripped(TreePath value) {
    if (value.getLeaf() instanceof ParenthesizedTree parentheses) {
      return stripped(new TreePath(value, parentheses.getExpression()));
    }
    if (value.getLeaf() instanceof MethodInvocationTree call
        && !call.getArguments().isEmpty()
        && Channels.of(state).roleOf(ASTHelpers.getSymbol(call), 0).isPresent()) {
      return stripped(new TreePath(value, call.getArguments().get(0)));
    }
    return value;
  }
}
