package dev.watertight.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.values.Fate;
import dev.watertight.values.Outsiders;
import dev.watertight.values.Returns;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;

/**
 * Releases behind a flag of the object: {@code if (owned) pool.shutdown();}.
 *
 * <p>A release never runs for a handle if every value that the flag gets for the object which holds
 * it is a constant, and the wrong one: the constructor is given both, or nobody calls what sets it.
 *
 * @param opening what opens the handle
 * @param fate what becomes of it
 * @param state the compilation
 */
public record ReleaseFlags(Opening opening, Fate fate, VisitorState state) {
  /** A flag, and the value that it must have. */
  public record Required(VarSymbol flag, boolean value, ExpressionTree test) {
    /** Whether the flag is a parameter for which a call gives the other value. */
    boolean isExcludedBy(Tree call) {
      if (!(flag.owner instanceof MethodSymbol method)
          || !method.equals(ASTHelpers.getSymbol(call))
          || (flag.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) == 0) {
        return false;
      }
      Boolean given =
          ASTHelpers.constValue(
              Arguments.of(call).get(method.getParameters().indexOf(flag)), Boolean.class);
      return given != null && given != value;
    }
  }

  /** Whether a call gives the method that it calls a value with which that releases nothing. */
  public static boolean excludes(Tree call, Sink.Release release, VisitorState state) {
    return of(release.path(), state).stream().anyMatch(required -> required.isExcludedBy(call));
  }

  /** The flags that a statement in a method needs. */
  public static ImmutableList<Required> of(TreePath statement, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(statement);
    return body.isEmpty() || !(body.get().getLeaf() instanceof MethodTree)
        ? ImmutableList.of()
        : TestOutcomes.at(statement, body.get().getLeaf()).stream()
            .flatMap(outcome -> required(outcome, state).stream())
            .collect(ImmutableList.toImmutableList());
  }

  private static Optional<Required> required(Outcome outcome, VisitorState state) {
    ExpressionTree test = outcome.test();
    return ASTHelpers.getSymbol(Returns.behind(test, state)) instanceof VarSymbol flag
            && (Symbols.isField(flag) || (flag.flags() & Flags.PARAMETER) != 0)
        ? Optional.of(new Required(flag, outcome.value(), test))
        : atomic(outcome);
  }

  /**
   * {@code open.compareAndSet(true, false)}, {@code open.get()}; and {@code pending.isEmpty()}:
   * that a collection has elements is such a flag, too.
   */
  private static Optional<Required> atomic(Outcome outcome) {
    if (!(outcome.test() instanceof MethodInvocationTree call)
        || ASTHelpers.getReceiver(call) == null
        || !(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol flag)
        || !Symbols.isField(flag)) {
      return Optional.empty();
    }
    if (ASTHelpers.getSymbol(call).getSimpleName().contentEquals("isEmpty")) {
      return Optional.of(new Required(flag, !outcome.value(), call));
    }
    if (!Symbols.isNamed(flag.type.tsym, "java.util.concurrent.atomic.AtomicBoolean")) {
      return Optional.empty();
    }
    if (call.getArguments().size() < 2) {
      return Optional.of(new Required(flag, outcome.value(), call));
    }
    Boolean expected = ASTHelpers.constValue(call.getArguments().get(0), Boolean.class);
    return expected == null
        ? Optional.empty()
        : Optional.of(new Required(flag, expected == outcome.value(), call));
  }

  /** The fate without the releases that never run for the handle. */
  static Fate without(Opening opening, Fate fate, VisitorState state) {
    ReleaseFlags flags = new ReleaseFlags(opening, fate, state);
    ImmutableList<Sink.Release> running =
        fate.releases().stream()
            .filter(release -> of(release.path(), state).stream().noneMatch(flags::isNeverMet))
            .collect(ImmutableList.toImmutableList());
    return running.size() == fate.releases().size() ? fate : fate.withReleases(running);
  }

  private boolean isNeverMet(Required required) {
    VarSymbol flag = required.flag();
    if (flag.owner instanceof MethodSymbol method) {
      List<TreePath> calls =
          index().calls(method).stream()
              .filter(call -> Arguments.of(call.getLeaf()).stream().anyMatch(this::isHandle))
              .toList();
      return !calls.isEmpty()
          && calls.stream().allMatch(call -> required.isExcludedBy(call.getLeaf()));
    }
    if (!flag.type.isPrimitive()
        || !index().isComplete()
        || !index().isInView(flag)
        || !Values.isAssignedInViewOnly(flag, state)) {
      return false;
    }
    boolean isDefault = (flag.flags() & Flags.FINAL) == 0 && Values.initial(flag, state).isEmpty();
    boolean isSet = isDefault;
    if (isDefault && !required.value()) {
      return false;
    }
    for (TreePath value : Values.assignedTo(flag, state)) {
      ImmutableList<TreePath> given = isNeverCalled(value) ? ImmutableList.of() : given(value);
      for (TreePath one : given) {
        Boolean constant = ASTHelpers.constValue(one.getLeaf(), Boolean.class);
        if (constant == null || constant == required.value()) {
          return false;
        }
        isSet = true;
      }
    }
    return isSet && Values.isAssignedOnly(flag, state);
  }

  /** The value, or the arguments for it, if it is a parameter that gets the handle beside it. */
  private ImmutableList<TreePath> given(TreePath value) {
    Optional<TreePath> body = Graphs.bodyAround(value);
    if (body.isEmpty()
        || !(body.get().getLeaf() instanceof MethodTree tree)
        || !ASTHelpers.getSymbol(tree).isConstructor()
        || !(ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol parameter)) {
      return ImmutableList.of(value);
    }
    ImmutableList<TreePath> given =
        Symbols.isOpenToOthers(ASTHelpers.getSymbol(tree))
            ? ImmutableList.of()
            : Arguments.seenOf(parameter, state).stream()
                .filter(
                    argument ->
                        Arguments.of(argument.getParentPath().getLeaf()).stream()
                            .anyMatch(this::isHandle))
                .collect(ImmutableList.toImmutableList());
    return given.isEmpty() ? ImmutableList.of(value) : given;
  }

  private boolean isHandle(ExpressionTree argument) {
    return Paths.isInside(opening.path(), argument)
        || (ASTHelpers.getSymbol(argument) instanceof VarSymbol variable
            && variable.owner instanceof MethodSymbol
            && fate.variables().contains(variable));
  }

  /** Whether a value is assigned in a method that nobody calls, in a program that is in view. */
  private boolean isNeverCalled(TreePath value) {
    return Symbols.methodAround(value)
        .filter(
            method ->
                !method.isConstructor()
                    && !Symbols.isMain(method)
                    && method.getAnnotationMirrors().isEmpty()
                    && index().mentions(method).isEmpty()
                    && !Symbols.isOpenToOthers(method)
                    && !Outsiders.mayCall(method, state)
                    && ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty())
        .isPresent();
  }

  private CompilationIndex index() {
    return CompilationIndex.of(state);
  }
}
