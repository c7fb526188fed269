package dev.watertight.fixes.selects;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
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
import dev.watertight.program.CompilationIndex;
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
    return fixes.add(timeLimit((MethodInvocationTree) select.getLeaf(), state)).build();
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
        : SourceText.block(
            "if (" + name + " != null)", unit(selector, source, state), ImmutableList.of(call));
  }

  private static String unit(VarSymbol selector, SourceText source, VisitorState state) {
    ClassTree type = ASTHelpers.findClass(selector.enclClass(), state);
    return type == null ? "  " : new ClassEdits(type, source).unit();
  }

  private static boolean isAlwaysSet(VarSymbol selector, VisitorState state) {
    return (selector.flags() & Flags.FINAL) != 0
        || Values.initial(selector, state).filter(value -> !Values.isNull(value)).isPresent();
  }

  private static SuggestedFix timeLimit(MethodInvocationTree select, VisitorState state) {
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
    return fix.setShortDescription("Look at the flag every second").build();
  }

  /**
   * Gives the class a flag that the method sets and the loop asks for, and wakes the selector.
   *
   * @param stopper the method that should stop the loop
   */
  public static Optional<SuggestedFix> stopping(
      TreePath select,
      TreePath loop,
      VarSymbol selector,
      MethodSymbol stopper,
      VisitorState state) {
    MethodTree method = ASTHelpers.findMethod(stopper, state);
    Optional<TreePath> type = FieldValues.inUnit(stopper.enclClass(), state);
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    if (type.isEmpty()
        || method == null
        || method.getBody() == null
        || loop.getCompilationUnit() != select.getCompilationUnit()) {
      return Optional.empty();
    }
    TreePath place = new TreePath(type.get(), method);
    ClassEdits edits = new ClassEdits((ClassTree) type.get().getLeaf(), source);
    Optional<ImmutableList<String>> wakeup =
        Symbols.isField(selector)
            ? Optional.of(wakeup(selector, source, state))
                .filter(lines -> isNamedAt(place, selector, state))
            : SelectorField.of(selector, loop, place, state).map(field -> field.keep(edits, fix));
    if (wakeup.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    Optional<AssignmentTree> set = flagSetIn(method, loop, state);
    String condition =
        set.map(
                flag ->
                    (Boolean.TRUE.equals(ASTHelpers.constValue(flag.getExpression())) ? "!" : "")
                        + ASTHelpers.getSymbol(flag.getVariable()).getSimpleName())
            .orElse("");
    if (set.isPresent()) {
      ClassEdits.makeVolatile(
          (VarSymbol) ASTHelpers.getSymbol(set.get().getVariable()), fix, state);
    } else {
      String name = Members.unusedName("stopped", select);
      condition = "!" + name;
      lines.add(name + " = true;");
      edits.addField(fix, "private volatile boolean " + name + ";");
    }
    if (!LoopJump.goOnWhile(condition, loop.getLeaf(), source, fix)) {
      return Optional.empty();
    }
    lines.addAll(wakeup.get());
    return new MethodEnd(method, type.get(), source, state)
        .add(lines.build())
        .map(
            end ->
                fix.merge(end.build())
                    .setShortDescription("End the loop in " + stopper.getSimpleName() + "()")
                    .build());
  }

  /**
   * Where the method sets a flag of its class that the code of the loop can name, and that nobody
   * reads yet: that is what it is for.
   */
  private static Optional<AssignmentTree> flagSetIn(
      MethodTree method, TreePath loop, VisitorState state) {
    return method.getBody().getStatements().stream()
        .filter(
            s ->
                s instanceof ExpressionStatementTree statement
                    && statement.getExpression() instanceof AssignmentTree assignment
                    && ASTHelpers.constValue(assignment.getExpression()) instanceof Boolean
                    && ASTHelpers.getSymbol(assignment.getVariable()) instanceof VarSymbol flag
                    && Symbols.isField(flag)
                    && Scopes.canName(loop, flag, state))
        .map(s -> (AssignmentTree) ((ExpressionStatementTree) s).getExpression())
        .filter(a -> isSetOnlyTo(a, state))
        .findFirst();
  }

  /** Whether the flag has the other value until then. */
  private static boolean isSetOnlyTo(AssignmentTree set, VisitorState state) {
    VarSymbol flag = (VarSymbol) ASTHelpers.getSymbol(set.getVariable());
    boolean value = (Boolean) ASTHelpers.constValue(set.getExpression());
    boolean initial =
        Values.initial(flag, state)
            .map(v -> Boolean.TRUE.equals(ASTHelpers.constValue((ExpressionTree) v.getLeaf())))
            .orElse(false);
    return value != initial
        && CompilationIndex.of(state).mentions(flag).stream()
            .map(mention -> mention.getParentPath().getLeaf())
            .allMatch(
                parent ->
                    !(parent instanceof AssignmentTree other)
                        || !flag.equals(ASTHelpers.getSymbol(other.getVariable()))
                        || Boolean.valueOf(value)
                            .equals(ASTHelpers.constValue(other.getExpression())));
  }
}
