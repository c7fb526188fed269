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
import com.sun.source.tree.MemberSelectTree;
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
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
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
   * The fix that repeats a call, or the loop around it more often.
   *
   * @param send the only call that sends a marker
   * @param starts where the consumers are started: in a loop, or one by one
   */
  public static Optional<SuggestedFix> of(
      TreePath send, ImmutableList<TreePath> starts, VisitorState state) {
    TreePath statement = send.getParentPath();
    SourceText source = SourceText.of(state);
    if (!(statement.getLeaf() instanceof ExpressionStatementTree)
        || !source.has(statement.getLeaf())) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    Optional<Tree> loop = Loops.around(send);
    if (loop.isPresent()) {
      TreePath around = statement.getParentPath();
      around = around.getLeaf() instanceof BlockTree ? around.getParentPath() : around;
      if (around.getLeaf() == loop.get()
          && isCountingOnly(loop.get(), statement)
          && starts.size() == 1) {
        int end = source.trimmed(source.start(Loops.body(loop.get()).orElseThrow()));
        header(starts.get(0), around, state)
            .ifPresent(text -> fix.replace(source.start(loop.get()), end, text.stripTrailing()));
      }
    } else if (statement.getParentPath().getLeaf() instanceof BlockTree) {
      Tree tree = statement.getLeaf();
      ImmutableList<String> lines =
          starts.size() > 1
              ? ImmutableList.copyOf(Collections.nCopies(starts.size(), source.of(tree)))
              : header(starts.get(0), statement, state)
                  .map(header -> repeated(statement, header, source))
                  .orElse(ImmutableList.of());
      if (!lines.isEmpty()) {
        String indentation = source.indentation(source.start(tree));
        fix.replace(source.start(tree), source.end(tree), source.lines(indentation, lines));
      }
    }
    return fix.isEmpty()
        ? Optional.empty()
        : Optional.of(fix.setShortDescription("Send one to each consumer").build());
  }

  /** Whether the loop does nothing but the statement, and that says nothing of its variable. */
  private static boolean isCountingOnly(Tree loop, TreePath statement) {
    StatementTree body = Loops.body(loop).orElseThrow();
    return loop instanceof ForLoopTree
        && (body == statement.getLeaf()
            || (body instanceof BlockTree block
                && block.getStatements().equals(ImmutableList.of(statement.getLeaf()))))
        && !Mentions.any(body, Mentions.declared(loop));
  }

  /** The header of a loop that goes round at a place once for each consumer. */
  private static Optional<String> header(TreePath start, TreePath place, VisitorState state) {
    SourceText source = SourceText.of(state);
    return loopAround(start)
        .flatMap(
            loop ->
                isMeaningful(loop, place, state)
                    ? header(loop, source)
                    : kept(loop, place, state)
                        .map(
                            list -> {
                              String i = Members.unusedLocalName("i", place);
                              return "for (int %s = 0; %s < %s.size(); %s++) "
                                  .formatted(i, i, list, i);
                            }));
  }

  /** The name at a place of a collection of just what each round of a loop starts. */
  private static Optional<String> kept(Tree loop, TreePath place, VisitorState state) {
    if (!(Loops.body(loop).orElseThrow() instanceof BlockTree body)) {
      return Optional.empty();
    }
    for (StatementTree statement : body.getStatements()) {
      if (statement instanceof ExpressionStatementTree expression
          && expression.getExpression() instanceof MethodInvocationTree add
          && ASTHelpers.getSymbol(add).getSimpleName().contentEquals("add")
          && ASTHelpers.getSymbol(ASTHelpers.getReceiver(add)) instanceof VarSymbol list
          && Symbols.isA(list.type, "java.util.Collection", state)
          && Members.isEffectivelyFinal(list)
          && CompilationIndex.of(state).mentions(list).stream()
              .allMatch(m -> isLookedAt(m) || Paths.isInside(m, add))) {
        return Symbols.isField(list)
            ? Scopes.nameOf(list, place, state)
            : Optional.of(list.getSimpleName().toString())
                .filter(name -> Scopes.sees(place, list, state));
      }
    }
    return Optional.empty();
  }

  /** Whether a mention of a collection leaves in it what it has. */
  private static boolean isLookedAt(TreePath mention) {
    TreePath parent = mention.getParentPath();
    return parent.getLeaf() instanceof EnhancedForLoopTree
        || (parent.getLeaf() instanceof MemberSelectTree select
            && (parent.getParentPath().getLeaf() instanceof MethodInvocationTree
                ? LOOKING.matcher(select.getIdentifier()).matches()
                : isLookedAt(parent)));
  }

  private static ImmutableList<String> repeated(
      TreePath statement, String header, SourceText source) {
    String unit = source.unit(statement.getParentPath().getLeaf(), statement.getLeaf());
    return SourceText.block(header.stripTrailing(), unit, source.lines(statement.getLeaf()));
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
            .flatMap(part -> Symbols.namedIn(part).stream())
            .filter(
                symbol ->
                    symbol instanceof VarSymbol
                        && !declared.contains(symbol)
                        && !symbol.name.contentEquals("length"))
            .allMatch(
                symbol -> Members.isEffectivelyFinal(symbol) && Scopes.sees(place, symbol, state));
  }

  /** Whether the header does nothing but count, and calls nothing that might do more than look. */
  static boolean isReadOnly(Tree part) {
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
