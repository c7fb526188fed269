package dev.watertight.fixes.selects;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.findings.selects.SelectorLoops.SelectorLoop;
import dev.watertight.findings.selects.Stopper;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.CatchEdits;
import dev.watertight.fixes.edits.ClassEdits;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.handles.Handles;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.Optional;

/**
 * Closes what a loop waits in, such as a {@code ServerSocket}, where the loop's flag is set: the
 * wait fails then, and the loop looks at its flag.
 */
public final class ClosingFixes {
  private ClosingFixes() {}

  /** The fix, for a field that the code which sets the flag can name. */
  public static Optional<SuggestedFix> of(SelectorLoop loop, VisitorState state) {
    VarSymbol input = loop.selector();
    TreePath flag = loop.flag().map(Stopper::write).orElseThrow();
    Optional<String> name = Scopes.nameOf(input, flag, state);
    if (name.isEmpty()
        || flag.getCompilationUnit() != state.getPath().getCompilationUnit()
        || !(flag.getLeaf() instanceof AssignmentTree set)
        || ASTHelpers.constValue(set.getExpression()) == null
        || !isFailureCaught(state)) {
      return Optional.empty();
    }
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    Optional<ImmutableList<String>> lines = lines(name.get(), input, flag, fix, state);
    if (lines.isEmpty() || !new StatementEdits(source).addAfter(flag, lines.get(), fix)) {
      return Optional.empty();
    }
    ClassEdits.makeVolatile(loop.flag().get().flag(), fix, state);
    return Optional.of(
        fix.setShortDescription(
                "Close '%s' where '%s' is set"
                    .formatted(input.getSimpleName(), loop.flag().get().flag().getSimpleName()))
            .build());
  }

  /** Whether the code around the wait catches what it throws once its object is closed. */
  private static boolean isFailureCaught(VisitorState state) {
    ImmutableList<Type> failures =
        Allowed.thrownBy(ImmutableList.of(state.getPath().getLeaf()), state).stream()
            .filter(type -> !CatchClauses.isInterrupt(type))
            .collect(toImmutableList());
    return !failures.isEmpty()
        && failures.stream()
            .allMatch(
                failure ->
                    Allowed.catcher(failure, state.getPath(), state)
                        .map(clause -> ((CatchTree) clause.getLeaf()).getBlock())
                        .filter(block -> !Trees.anyOwn(block, ThrowTree.class::isInstance))
                        .isPresent());
  }

  /** The lines that close it; empty if no fix can know what to do if that fails. */
  private static Optional<ImmutableList<String>> lines(
      String name,
      VarSymbol input,
      TreePath flag,
      SuggestedFix.Builder imports,
      VisitorState state) {
    String unit = SourceText.of(state).unit();
    ImmutableList<String> call = ImmutableList.of(name + ".close();");
    boolean isAlwaysSet =
        (input.flags() & Flags.FINAL) != 0
            || Values.initial(input, state).filter(value -> !Values.isNull(value)).isPresent();
    ImmutableList<String> lines =
        isAlwaysSet ? call : SourceText.block("if (" + name + " != null)", unit, call);
    Optional<ImmutableList<Type>> thrown =
        Handles.of(state)
            .kindOf(input.type)
            .flatMap(kind -> Members.thrownByRelease(input.type, kind, state));
    if (thrown.isEmpty()
        || thrown.get().stream().allMatch(type -> Allowed.exception(type, flag, state))) {
      return thrown.map(types -> lines);
    }
    if (!thrown.get().stream().allMatch(t -> Symbols.isA(t, "java.io.IOException", state))) {
      return Optional.empty();
    }
    imports.addImport("java.io.IOException").addImport("java.io.UncheckedIOException");
    String then = "throw new UncheckedIOException(%s);";
    return Optional.of(CatchEdits.catching(lines, "IOException", then, unit, flag, state));
  }
}
