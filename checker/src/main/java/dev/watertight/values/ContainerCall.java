package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CompilationIndex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call on a container that a handle is in: the functions it is passed may be given the handle.
 */
final class ContainerCall {
  private final TreePath path;
  private final Tracked tracked;
  private final CompilationIndex index;
  private final ImmutableList.Builder<Sink> sinks = ImmutableList.builder();

  private ContainerCall(TreePath path, Tracked tracked, CompilationIndex index) {
    this.path = path;
    this.tracked = tracked;
    this.index = index;
  }

  /** Where the handle goes by what the call is passed; its result is another matter. */
  static ImmutableList<Sink> sinksOf(
      TreePath path, MethodInvocationTree call, Tracked tracked, CompilationIndex index) {
    ContainerCall found = new ContainerCall(path, tracked, index);
    List<VarSymbol> parameters = ASTHelpers.getSymbol(call).getParameters();
    for (int i = 0; i < call.getArguments().size(); i++) {
      Type declared =
          parameters.isEmpty() ? null : parameters.get(Math.min(i, parameters.size() - 1)).type;
      found.follow(ASTHelpers.stripParentheses(call.getArguments().get(i)), declared);
    }
    String owner = ASTHelpers.getSymbol(call).owner.getQualifiedName().toString();
    if (!owner.startsWith("java.") && !owner.startsWith("com.google.common.")) {
      found.sinks.add(new Sink.Escape(path, "container of its own"));
    }
    return found.sinks.build();
  }

  /* A key of a map may be a function too, and is not called: what the method declares counts. */
  private void follow(ExpressionTree argument, @Nullable Type declared) {
    if (argument instanceof LambdaExpressionTree lambda) {
      for (VariableTree parameter : lambda.getParameters()) {
        aliasIfHandle(ASTHelpers.getSymbol(parameter), path);
      }
    } else if (argument instanceof MemberReferenceTree reference) {
      followReference(new TreePath(path, reference), reference);
    } else if (isFunction(declared)) {
      sinks.add(new Sink.Escape(path, "function out of view"));
    }
  }

  private boolean isFunction(@Nullable Type type) {
    return type != null && type.tsym != null && tracked.types().isFunctionalInterface(type.tsym);
  }

  private void followReference(TreePath reference, MemberReferenceTree tree) {
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    if (tracked.isRelease(method)) {
      sinks.add(new Sink.Release(reference, method.getSimpleName().toString()));
    } else if (tracked.isOrSupertype(method.owner.type)) {
      sinks.add(new Sink.Use(reference, method.getSimpleName().toString()));
    } else if (index.declaration(method).isPresent()) {
      method.getParameters().forEach(p -> aliasIfHandle(p, reference));
    } else {
      sinks.add(new Sink.Escape(reference, "method reference"));
    }
  }

  private void aliasIfHandle(VarSymbol symbol, TreePath place) {
    if (tracked.isOrSupertype(symbol.type)) {
      sinks.add(new Sink.Alias(symbol, false, place));
    } else if (tracked.mayContain(symbol.type)) {
      sinks.add(new Sink.Alias(symbol, true, place));
    }
  }
}
