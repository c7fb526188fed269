package dev.watertight.fixes.selects;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.ClassEdits;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.LoopJump;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.MethodEnd;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;

/** Makes a loop around {@code Selector.select()} notice that it should stop. */
public final class SelectorFixes {
  private static final String MILLIS = "1000";

  private SelectorFixes() {}

  /**
   * Wakes the selector after the flag is set, or else looks at the flag every second.
   *
   * @param select the call that waits
   * @param flag the expression that sets the flag
   */
  public static ImmutableList<SuggestedFix> waking(
      TreePath select, VarSymbol selector, TreePath flag, VisitorState state) {
    ImmutableList.Builder<SuggestedFix> fixes = ImmutableList.builder();
    wakeAfter(flag, selector, state).ifPresent(fixes::add);
    timeLimit((MethodInvocationTree) select.getLeaf(), state).ifPresent(fixes::add);
    return fixes.build();
  }

  private static Optional<SuggestedFix> wakeAfter(
      TreePath flag, VarSymbol selector, VisitorState state) {
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix =
        SuggestedFix.builder().setShortDescription("Wake the selector once the flag is set");
    return flag.getCompilationUnit() == state.getPath().getCompilationUnit()
            && isNamedAt(flag, selector, state)
            && new StatementEdits(source).addAfter(flag, wakeup(selector, source, state), fix)
        ? Optional.of(fix.build())
        : Optional.empty();
  }

  /** Whether the simple name of the field means it there, too. */
  private static boolean isNamedAt(TreePath place, VarSymbol selector, VisitorState state) {
    return Scopes.nameOf(selector, place, state)
        .filter(selector.getSimpleName()::contentEquals)
        .isPresent();
  }

  private static ImmutableList<String> wakeup(
      VarSymbol selector, SourceText source, VisitorState state) {
    String name = selector.getSimpleName().toString();
    String call = name + ".wakeup();";
    return isAlwaysSet(selector, state)
        ? ImmutableList.of(call)
        : ImmutableList.of(
            "if (" + name + " != null) {", unit(selector, source, state) + call, "}");
  }

  private static String unit(VarSymbol selector, SourceText source, VisitorState state) {
    ClassTree type = ASTHelpers.findClass(selector.enclClass(), state);
    return type == null ? "  " : new ClassEdits(type, source).unit();
  }

  private static boolean isAlwaysSet(VarSymbol selector, VisitorState state) {
    return (selector.flags() & Flags.FINAL) != 0
        || Values.initial(selector, state).filter(value -> !Values.isNull(value)).isPresent();
  }

  private static Optional<SuggestedFix> timeLimit(MethodInvocationTree select, VisitorState state) {
    SourceText source = SourceText.of(state);
    List<? extends ExpressionTree> arguments = select.getArguments();
    SuggestedFix.Builder fix = SuggestedFix.builder();
    if (arguments.isEmpty()) {
      int end = source.end(select) - 1;
      fix.replace(end, end, MILLIS);
    } else {
      ExpressionTree last = arguments.get(arguments.size() - 1);
      if (ASTHelpers.constValue(last) instanceof Number) {
        fix.replace(last, MILLIS);
      } else {
        fix.postfixWith(last, ", " + MILLIS);
      }
    }
    return Optional.of(fix.setShortDescription("Look at the flag every second").build());
  }

  /**
   * Gives the class a flag that the method sets and the loop asks for, and wakes the selector.
   *
   * @param stopper the method that should stop the loop
   */
  public static ImmutableList<SuggestedFix> stopping(
      TreePath select,
      TreePath loop,
      VarSymbol selector,
      MethodSymbol stopper,
      VisitorState state) {
    Optional<TreePath> type =
        Symbols.isField(selector)
            ? FieldValues.inUnit(selector.enclClass(), state)
            : Optional.empty();
    MethodTree method = ASTHelpers.findMethod(stopper, state);
    if (type.isEmpty()
        || method == null
        || !isNamedAt(new TreePath(type.get(), method), selector, state)
        || loop.getCompilationUnit() != select.getCompilationUnit()) {
      return ImmutableList.of();
    }
    SourceText source = SourceText.of(state);
    String name = Members.unusedName("stopped", select);
    ImmutableList<String> lines =
        ImmutableList.<String>builder()
            .add(name + " = true;")
            .addAll(wakeup(selector, source, state))
            .build();
    return new MethodEnd(method, type.get(), source, state)
        .add(lines)
        .filter(fix -> LoopJump.goOnWhile("!" + name, loop.getLeaf(), source, fix))
        .map(
            fix -> {
              new ClassEdits((ClassTree) type.get().getLeaf(), source)
                  .addField(fix, "private volatile boolean " + name + ";");
              String place = stopper.getSimpleName() + "()";
              return fix.setShortDescription("End the loop in " + place).build();
            })
        .map(ImmutableList::of)
        .orElse(ImmutableList.of());
  }
}
