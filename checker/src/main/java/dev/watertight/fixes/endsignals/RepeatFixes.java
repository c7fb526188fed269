package dev.watertight.fixes.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Trees;
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
    if (starts.size() > 1) {
      return repeated(statement, starts.size(), source);
    }
    return loopAround(starts.get(0))
        .filter(loop -> isMeaningful(loop, statement, state))
        .flatMap(loop -> header(loop, source))
        .map(header -> inLoop(statement, header, source))
        .orElse(ImmutableList.of());
  }

  private static ImmutableList<SuggestedFix> repeated(
      TreePath statement, int times, SourceText source) {
    String text = source.of(statement.getLeaf());
    String newLine = source.lineBreak() + source.indentation(source.start(statement.getLeaf()));
    return ImmutableList.of(
        SuggestedFix.builder()
            .postfixWith(
                statement.getLeaf(),
                newLine + String.join(newLine, Collections.nCopies(times - 1, text)))
            .setShortDescription("Send one to each consumer")
            .build());
  }

  private static ImmutableList<SuggestedFix> inLoop(
      TreePath statement, String header, SourceText source) {
    Tree tree = statement.getLeaf();
    String newLine = source.lineBreak() + source.indentation(source.start(tree));
    String unit = source.unit(statement.getParentPath().getLeaf(), tree);
    return ImmutableList.of(
        SuggestedFix.builder()
            .replace(
                source.start(tree),
                source.end(tree),
                header
                    + "{"
                    + newLine
                    + unit
                    + String.join(newLine + unit, source.lines(tree))
                    + newLine
                    + "}")
            .setShortDescription("Send one to each consumer")
            .build());
  }

  private static Optional<TreePath> loopAround(TreePath start) {
    TreePath found = null;
    for (TreePath p = start; p != null; p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof MethodTree || leaf instanceof LambdaExpressionTree) {
        break;
      }
      if (leaf instanceof ForLoopTree || leaf instanceof EnhancedForLoopTree) {
        if (found != null) {
          return Optional.empty();
        }
        found = p;
      }
    }
    return Optional.ofNullable(found);
  }

  /** The text of the loop's header, up to its body. */
  private static Optional<String> header(TreePath loop, SourceText source) {
    StatementTree body =
        loop.getLeaf() instanceof ForLoopTree counted
            ? counted.getStatement()
            : ((EnhancedForLoopTree) loop.getLeaf()).getStatement();
    String text = source.slice(source.start(loop.getLeaf()), source.start(body)).stripTrailing();
    return text.contains("//") ? Optional.empty() : Optional.of(text + " ");
  }

  /** Whether the header says the same there: its names mean the same, and its variable is free. */
  private static boolean isMeaningful(TreePath loop, TreePath place, VisitorState state) {
    ImmutableList<Tree> header = header(loop.getLeaf());
    for (Tree part : header) {
      for (Symbol declared : Mentions.declared(part)) {
        if (Scopes.variableAt(place, declared.getSimpleName(), state)
            .filter(v -> !(v.owner instanceof Symbol.ClassSymbol))
            .isPresent()) {
          return false;
        }
      }
    }
    if (!header.stream().allMatch(RepeatFixes::isReadOnly)) {
      return false;
    }
    return header.stream()
        .flatMap(part -> Mentions.named(part).stream())
        .filter(VarSymbol.class::isInstance)
        .filter(
            symbol -> header.stream().noneMatch(part -> Mentions.declared(part).contains(symbol)))
        .filter(symbol -> !symbol.name.contentEquals("length"))
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
      if (counted.getCondition() != null) {
        parts.add(counted.getCondition());
      }
    } else if (loop instanceof EnhancedForLoopTree each) {
      VariableTree variable = each.getVariable();
      parts.add(variable, each.getExpression());
    }
    return parts.build();
  }
}
