package dev.watertight.fixes.endsignals;

import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.VariableTree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.endsignals.AbandonedWait;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.model.Trait;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import java.util.List;
import java.util.Optional;

/** Tells those who wait of the failure that a callback has been told of. */
public final class CallbackFixes {
  private CallbackFixes() {}

  /** The fix, if there is one: the method of the callback signals first. */
  public static Optional<SuggestedFix> of(
      AbandonedWait finding, MethodTree callback, VisitorState state) {
    BlockTree block = callback.getBody();
    ExpressionTree receiver = Symbols.receiver(finding.signal().getLeaf());
    if (block == null
        || receiver == null
        || !(ASTHelpers.getSymbol(receiver) instanceof VarSymbol)) {
      return Optional.empty();
    }
    SourceText source = SourceText.of(state);
    return call(finding, receiver, callback, state)
        .map(
            call -> {
              SuggestedFix.Builder fix = SuggestedFix.builder();
              StatementTree first = Iterables.getFirst(block.getStatements(), null);
              String inner =
                  first == null
                      ? source.indentation(source.end(block) - 1) + source.unit()
                      : source.indentation(source.start(first));
              if (first == null) {
                source.addAtEnd(fix, block, inner, List.of(call));
              } else {
                source.addBelow(fix, source.start(block) + 1, source.below(inner, List.of(call)));
              }
              return fix.setShortDescription("Tell those who wait").build();
            });
  }

  private static Optional<String> call(
      AbandonedWait finding, ExpressionTree receiver, MethodTree callback, VisitorState state) {
    String name = state.getSourceForNode(receiver);
    if (finding.signal().getLeaf() instanceof MethodInvocationTree signal
        && signal.getArguments().isEmpty()) {
      return Optional.of("%s.%s();".formatted(name, finding.method()));
    }
    return ResolvedLibrary.of(state)
        .methodThat(Trait.FAILS, ASTHelpers.getType(receiver))
        .flatMap(
            method ->
                callback.getParameters().stream()
                    .filter(given -> isException(given, state))
                    .findFirst()
                    .map(given -> "%s.%s(%s);".formatted(name, method, given.getName())));
  }

  private static boolean isException(VariableTree given, VisitorState state) {
    return ASTHelpers.isSubtype(ASTHelpers.getType(given), state.getSymtab().throwableType, state);
  }
}
