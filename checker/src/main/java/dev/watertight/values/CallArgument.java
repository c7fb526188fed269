package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.tree.JCTree.JCMemberReference;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;

/** What becomes of an argument in the methods that a call may run. */
final class CallArgument {
  private CallArgument() {}

  /** The parameters and fields that take the argument; an escape if some method is out of view. */
  static ImmutableList<Sink> sinksOf(
      TreePath call,
      MethodSymbol method,
      int argument,
      boolean inside,
      Tracked tracked,
      CompilationIndex index) {
    List<VarSymbol> parameters = method.getParameters();
    if (argument < parameters.size()
        && Symbols.isAnnotated(parameters.get(argument), "NotOwning")) {
      return ImmutableList.of(new Sink.Use(call, method.getSimpleName().toString()));
    }
    ImmutableList.Builder<Sink> sinks = ImmutableList.builder();
    boolean varargs = method.isVarArgs() && argument >= parameters.size() - 1;
    int position = varargs ? parameters.size() - 1 : argument;
    boolean found = false;
    for (MethodSymbol target : targets(method, index)) {
      Optional<TreePath> declaration = index.declaration(target);
      if (index.isInView(target) && assignsRecordFields(target)) {
        found = true;
        recordField(target, position)
            .ifPresent(field -> sinks.add(new Sink.Alias(field, inside, call)));
      }
      if (declaration.isPresent()
          && declaration.get().getLeaf() instanceof MethodTree tree
          && tree.getBody() != null
          && position < tree.getParameters().size()) {
        found = true;
        VarSymbol parameter = ASTHelpers.getSymbol(tree.getParameters().get(position));
        sinks.add(new Sink.Alias(parameter, inside || varargs, call));
      }
    }
    if ((method.flags() & Flags.ABSTRACT) != 0 && method.owner instanceof ClassSymbol type) {
      for (TreePath function : index.functions(type)) {
        found = true;
        sinks.add(ofFunction(function, position, inside, call, tracked, index));
      }
    }
    if (!found || isOpenToOthers(method)) {
      sinks.add(new Sink.Escape(call, method.getSimpleName().toString()));
    }
    return sinks.build();
  }

  /** Where a lambda or method reference that implements the called method gets the argument. */
  private static Sink ofFunction(
      TreePath function,
      int position,
      boolean inside,
      TreePath call,
      Tracked tracked,
      CompilationIndex index) {
    if (function.getLeaf() instanceof LambdaExpressionTree lambda) {
      return new Sink.Alias(
          ASTHelpers.getSymbol(lambda.getParameters().get(position)), inside, call);
    }
    JCMemberReference reference = (JCMemberReference) function.getLeaf();
    MethodSymbol target = ASTHelpers.getSymbol(reference);
    boolean receiver = reference.kind == JCMemberReference.ReferenceKind.UNBOUND;
    if (receiver && position == 0 && !inside) {
      String name = target.getSimpleName().toString();
      return tracked.isRelease(target)
          ? new Sink.Release(function, name)
          : new Sink.Use(call, name);
    }
    int parameter = receiver ? position - 1 : position;
    return parameter >= 0
            && parameter < target.getParameters().size()
            && !target.isVarArgs()
            && index.declaration(target).isPresent()
            && CompilationIndex.isEffectivelyFinal(target)
        ? new Sink.Alias(target.getParameters().get(parameter), inside, call)
        : new Sink.Escape(call, "method reference");
  }

  private static ImmutableList<MethodSymbol> targets(MethodSymbol method, CompilationIndex index) {
    return ImmutableList.<MethodSymbol>builder()
        .add(method)
        .addAll(index.isInView(method) ? index.overriders(method) : ImmutableList.of())
        .build();
  }

  /** Whether the constructor is an implicit or compact one, whose parameters go into the fields. */
  private static boolean assignsRecordFields(MethodSymbol method) {
    return method.isConstructor()
        && (method.owner.flags() & Flags.RECORD) != 0
        && (method.flags() & (Flags.GENERATEDCONSTR | Flags.COMPACT_RECORD_CONSTRUCTOR)) != 0;
  }

  private static Optional<VarSymbol> recordField(MethodSymbol constructor, int position) {
    ClassSymbol type = (ClassSymbol) constructor.owner;
    List<? extends Symbol.RecordComponent> components = type.getRecordComponents();
    if (position >= components.size()) {
      return Optional.empty();
    }
    for (Symbol member : type.members().getSymbolsByName(components.get(position).name)) {
      if (member instanceof VarSymbol field) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether code out of view may implement the method differently: an abstract one of a public API.
   */
  private static boolean isOpenToOthers(MethodSymbol method) {
    return (method.flags() & Flags.ABSTRACT) != 0
        && (method.flags() & (Flags.PUBLIC | Flags.PROTECTED)) != 0
        && (method.owner.flags() & (Flags.PUBLIC | Flags.PROTECTED)) != 0
        && (method.owner.flags() & Flags.SEALED) == 0;
  }
}
