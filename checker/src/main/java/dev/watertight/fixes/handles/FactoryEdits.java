package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Trees;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes daemons of the threads of a factory: a lambda, or an object of an anonymous class. */
record FactoryEdits(TreePath place, SourceText source, VisitorState state) {
  /** The edit in the factory's code; empty if that says already what its threads are. */
  Optional<SuggestedFix> of(ExpressionTree factory) {
    Tree body = body(factory);
    if (body == null
        || !source.has(body)
        || Trees.any(
            body,
            tree ->
                tree instanceof MethodInvocationTree call
                    && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("setDaemon"))) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    if (body instanceof NewClassTree creation) {
      String indentation = source.indentation(source.start(factory));
      return Optional.of(
          fix.replace(
                  body,
                  "{"
                      + source.below(indentation + source.unit(), daemon(creation, fix))
                      + source.below(indentation, ImmutableList.of("}")))
              .build());
    }
    ImmutableList<ReturnTree> returns = Trees.ownIn(body, ReturnTree.class);
    if (!(body instanceof BlockTree block)
        || returns.size() != 1
        || !block.getStatements().contains(returns.get(0))) {
      return Optional.empty();
    }
    ReturnTree last = returns.get(0);
    if (last.getExpression() instanceof NewClassTree creation) {
      String text = source.above(last, daemon(creation, fix));
      return Optional.of(fix.replace(last, text.stripTrailing()).build());
    }
    return last.getExpression() instanceof IdentifierTree name
        ? Optional.of(
            fix.prefixWith(last, source.above(last, ImmutableList.of(name + ".setDaemon(true);")))
                .build())
        : Optional.empty();
  }

  private static @Nullable Tree body(ExpressionTree factory) {
    if (factory instanceof LambdaExpressionTree lambda) {
      return lambda.getBody();
    }
    return factory instanceof NewClassTree creation && creation.getClassBody() != null
        ? creation.getClassBody().getMembers().stream()
            .filter(MethodTree.class::isInstance)
            .map(MethodTree.class::cast)
            .filter(method -> method.getName().contentEquals("newThread"))
            .map(MethodTree::getBody)
            .findFirst()
            .orElse(null)
        : null;
  }

  private ImmutableList<String> daemon(NewClassTree creation, SuggestedFix.Builder fix) {
    String thread = SuggestedFixes.qualifyType(state, fix, "java.lang.Thread");
    String name = Members.unusedName("thread", place);
    return ImmutableList.of(
        thread + " " + name + " = " + source.of(creation) + ";",
        name + ".setDaemon(true);",
        "return " + name + ";");
  }
}
