package dev.watertight.fixes.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.NamedVariables;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sends an end marker as often as there are consumers. */
public final class RepeatFixes {
  /** The names of methods without arguments that say something and change nothing. */
  private static final Pattern LOOKING =
      Pattern.compile(
          "(get(?!And)|is|has)[A-Z].*|size|length|values|keySet|entrySet|availableProcessors");

  private RepeatFixes() {}

  /**
   * The fix that repeats a call.
   *
   * @param send the call
   * @param starts where the consumers are started: in a loop, or one by one
   */
  public static ImmutableList<SuggestedFix> of(
      TreePath send, ImmutableList<TreePath> starts, VisitorState state) {
    TreePath statement = send.getParentPath();
    SourceText source = SourceText.of(state);
    if (!(statement.getLeaf() instanceof ExpressionStatementTree)
        || !(statement.getParentPath().getLeaf() instanceof BlockTree)
        || !source.has(statement.getLeaf())) {
      return ImmutableList.of();
    }
    Optional<ImmutableList<String>> lines =
        starts.size() > 1
            ? Optional.of(
                ImmutableList.copyOf(
                    Collections.nCopies(starts.size(), source.of(statement.getLeaf()))))
            : loopAround(starts.get(0))
                .filter(loop -> isMeaningful(loop, statement, state))
                .flatMap(loop -> header(loop, source))
                .map(header -> repeated(statement, header, source));
    Tree tree = statement.getLeaf();
    String newLine = source.lineBreak() + source.indentation(source.start(tree));
    return lines
        .map(
            text ->
                ImmutableList.of(
                    SuggestedFix.builder()
                        .replace(source.start(tree), source.end(tree), String.join(newLine, text))
                        .setShortDescription("Send one to each consumer")
                        .build()))
        .orElse(ImmutableList.of());
  }

  private static ImmutableList<String> repeated(
      TreePath statement, String header, SourceText source) {
    String unit = source.unit(statement.getParentPath().getLeaf(), statement.getLeaf());
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.add(header + "{");
    source.lines(statement.getLeaf()).forEach(line -> lines.add(unit + line));
    return lines.add("}").build();
  }

  /** The loop around the start, if it is a {@code for} and the only one. */
  private static Optional<Tree> loopAround(TreePath start) {
    return Loops.around(start)
        .filter(
            loop ->
                !Loops.isEndless(loop)
                    && (loop instanceof ForLoopTree || loop instanceof EnhancedForLoopTree)
                    && Loops.body(loop)
                        .filter(
                            body ->
                                Trees.in(body, StatementTree.class).stream()
                                    .noneMatch(
                                        inner ->
                                            Loops.isLoop(inner) && Paths.isInside(start, inner)))
                        .isPresent());
  }

  /** The text of the loop's header, up to its body. */
  private static Optional<String> header(Tree loop, SourceText source) {
    int end = source.start(Loops.body(loop).orElseThrow());
    String text = source.slice(source.start(loop), end).stripTrailing();
    return text.contains("//") ? Optional.empty() : Optional.of(text + " ");
  }

  /** Whether the header says the same there: its names mean the same, and its variable is free. */
  private static boolean isMeaningful(Tree loop, TreePath place, VisitorState state) {
    ImmutableList<Tree> header = header(loop);
    ImmutableSet<Symbol> declared =
        header.stream()
            .flatMap(part -> Mentions.declared(part).stream())
            .collect(ImmutableSet.toImmutableSet());
    return header.stream().allMatch(RepeatFixes::isReadOnly)
        && declared.stream()
            .flatMap(symbol -> Scopes.variableAt(place, symbol.getSimpleName(), state).stream())
            .allMatch(Symbols::isField)
        && header.stream()
            .flatMap(part -> NamedVariables.symbolsIn(part).stream())
            .filter(
                symbol ->
                    symbol instanceof VarSymbol
                        && !declared.contains(symbol)
                        && !symbol.name.contentEquals("length"))
            .allMatch(
                symbol -> Members.isEffectivelyFinal(symbol) && Scopes.sees(place, symbol, state));
  }

  /** Whether the header does nothing but count, and calls nothing that might do more than look. */
  private static boolean isReadOnly(Tree part) {
    return !Trees.any(
        part,
        tree ->
            tree instanceof NewClassTree
                || (tree instanceof MethodInvocationTree call
                    && (!call.getArguments().isEmpty() || !isLook(ASTHelpers.getSymbol(call)))));
  }

  /** A getter by its name, or a record's. */
  private static boolean isLook(MethodSymbol method) {
    return LOOKING.matcher(method.getSimpleName()).matches()
        || ((method.owner.flags() & Flags.RECORD) != 0 && !method.isStatic());
  }

  private static ImmutableList<Tree> header(Tree loop) {
    ImmutableList.Builder<Tree> parts = ImmutableList.builder();
    if (loop instanceof ForLoopTree counted) {
      parts.addAll(counted.getInitializer()).addAll(counted.getUpdate());
      Loops.condition(loop).ifPresent(parts::add);
    } else if (loop instanceof EnhancedForLoopTree each) {
      parts.add(each.getVariable(), each.getExpression());
    }
    return parts.build();
  }
}
