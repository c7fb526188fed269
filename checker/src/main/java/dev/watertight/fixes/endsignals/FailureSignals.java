package dev.watertight.fixes.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.endsignals.AbandonedWait;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.model.Trait;
import dev.watertight.paths.Loss;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Tells those who wait for a value of the exception that keeps it from them. */
public record FailureSignals(
    AbandonedWait finding, String method, VarSymbol future, VisitorState state, SourceText source) {
  /** The fix, if there is one. */
  public static Optional<SuggestedFix> of(AbandonedWait finding, VisitorState state) {
    ExpressionTree receiver = Symbols.receiver(finding.signal().getLeaf());
    Optional<String> method =
        receiver == null
            ? Optional.empty()
            : ResolvedLibrary.of(state).methodThat(Trait.FAILS, ASTHelpers.getType(receiver));
    return method.isPresent() && ASTHelpers.getSymbol(receiver) instanceof VarSymbol future
        ? new FailureSignals(finding, method.get(), future, state, SourceText.of(state)).fix()
        : Optional.empty();
  }

  private Optional<SuggestedFix> fix() {
    Tree at = finding.way().at();
    TreePath body = Graphs.bodyAround(finding.signal()).orElseThrow();
    TreePath place = at == null ? null : TreePath.getPath(body, at);
    if (place == null || finding.way().exception().isEmpty()) {
      return Optional.empty();
    }
    Optional<SuggestedFix.Builder> fix =
        finding.way().exit() == Loss.Exit.THROW
            ? around(body)
            : CatchClauses.catching(
                    place,
                    body.getLeaf(),
                    clause -> isSilent(clause) && catches(clause, place.getLeaf()))
                .flatMap(this::inClause);
    return fix.map(
        builder -> builder.setShortDescription("Call " + method + "() on failure").build());
  }

  /** Whether a clause catches the exception of the way, or an unchecked one if it is that. */
  private boolean catches(CatchTree clause, Tree at) {
    return finding.isUnchecked()
        ? CatchClauses.isUnchecked(clause, state)
            || CatchClauses.covers(clause, state.getSymtab().runtimeExceptionType, state)
        : ASTHelpers.getThrownExceptions(at, state).stream()
            .filter(type -> type.tsym.getSimpleName().contentEquals(finding.way().exception()))
            .anyMatch(type -> CatchClauses.covers(clause, type, state));
  }

  /** Whether a clause that may catch the exception does not tell of it. */
  private boolean isSilent(CatchTree clause) {
    return Trees.ownIn(clause.getBlock(), MethodInvocationTree.class).stream()
            .noneMatch(call -> future.equals(ASTHelpers.getSymbol(Symbols.receiver(call))))
        && CatchClauses.types(clause).stream().noneMatch(CatchClauses::isInterrupt)
        && !clause.getParameter().getName().isEmpty();
  }

  private Optional<String> name(TreePath place) {
    return Symbols.isField(future)
        ? Scopes.nameOf(future, place, state)
        : Optional.of(future.getSimpleName().toString())
            .filter(name -> Scopes.canName(place, future, state));
  }

  private Optional<SuggestedFix.Builder> inClause(TreePath path) {
    CatchTree clause = (CatchTree) path.getLeaf();
    BlockTree block = clause.getBlock();
    String around = source.indentation(source.end(clause) - 1);
    StatementTree first = block.getStatements().isEmpty() ? null : block.getStatements().get(0);
    String inner = first == null ? around + source.unit() : source.indentation(source.start(first));
    return name(new TreePath(path, block))
        .map(
            name -> {
              SuggestedFix.Builder fix = SuggestedFix.builder();
              String call = "%s.%s(%s);".formatted(name, method, clause.getParameter().getName());
              if (first == null) {
                source.addAtEnd(fix, block, inner, List.of(call));
              } else {
                int start = source.start(block) + 1;
                source.addBelow(fix, start, source.below(inner, List.of(call)));
              }
              return fix;
            });
  }

  /** A {@code try} around what the body does, up to the signal. */
  private Optional<SuggestedFix.Builder> around(TreePath body) {
    Tree code = Objects.requireNonNull(Graphs.code(body.getLeaf()));
    TreePath inside = new TreePath(body, code);
    String exception = Members.unusedName("e", finding.signal());
    if (name(inside).isEmpty() && !(code instanceof BlockTree)) {
      return Optional.empty();
    }
    if (code instanceof BlockTree block) {
      return inBlock(inside, block, exception);
    }
    LambdaExpressionTree lambda = (LambdaExpressionTree) body.getLeaf();
    if (!ASTHelpers.isVoidType(
        state.getTypes().findDescriptorType(ASTHelpers.getType(lambda)).getReturnType(), state)) {
      return Optional.empty();
    }
    String indentation = source.indentation(source.start(lambda));
    String unit = source.unit(body.getParentPath().getLeaf(), lambda);
    ImmutableList<String> lines =
        ImmutableList.<String>builder()
            .add("try {", unit + source.of(code) + ";", "} catch (Throwable " + exception + ") {")
            .addAll(rethrow(name(inside).get(), exception).stream().map(l -> unit + l).toList())
            .add("}")
            .build();
    return Optional.of(
        SuggestedFix.builder()
            .replace(
                source.start(code),
                source.end(code),
                "{"
                    + source.below(indentation + unit, lines)
                    + source.below(indentation, ImmutableList.of("}"))));
  }

  private ImmutableList<String> rethrow(String name, String exception) {
    return ImmutableList.of(
        "%s.%s(%s);".formatted(name, method, exception), "throw %s;".formatted(exception));
  }

  private Optional<SuggestedFix.Builder> inBlock(TreePath path, BlockTree block, String exception) {
    List<? extends StatementTree> statements = block.getStatements();
    int last = -1;
    int first = 0;
    for (int i = 0; i < statements.size(); i++) {
      if (Paths.isInside(finding.signal(), statements.get(i))) {
        last = i;
      }
      if (Mentions.declared(statements.get(i)).contains(future)) {
        first = i + 1;
      }
    }
    StatementTree anchor = statements.get(Math.min(first, statements.size() - 1));
    Region region = new Region(path, first, statements.size());
    if (last < first || region.callsConstructor() || !region.isIn(source, source.start(anchor))) {
      return Optional.empty();
    }
    return name(new TreePath(path, anchor))
        .map(
            name ->
                new Wraps(source, region, anchor)
                    .inTry(
                        region.after(source),
                        "catch (Throwable " + exception + ")",
                        rethrow(name, exception),
                        null));
  }
}
