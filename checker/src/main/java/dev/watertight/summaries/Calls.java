package dev.watertight.summaries;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.tree.JCTree.JCNewClass;
import dev.watertight.program.CompilationIndex;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What calls say: which method they call, and what it declares with their type arguments. */
final class Calls {
  private Calls() {}

  /** What a call calls. */
  static Step.Target target(MethodInvocationTree tree) {
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    ExpressionTree receiver = ASTHelpers.getReceiver(tree);
    boolean exact =
        CompilationIndex.isEffectivelyFinal(method)
            || (receiver instanceof IdentifierTree name && name.getName().contentEquals("super"))
            || (receiver instanceof MemberSelectTree select
                && select.getIdentifier().contentEquals("super"))
            || receiver instanceof NewClassTree;
    return new Step.Target(method, exact, exact ? Optional.empty() : constant(receiver));
  }

  /** The variable that the expression is, if it has one value for good. */
  private static Optional<VarSymbol> constant(@Nullable ExpressionTree receiver) {
    return receiver != null
            && ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable
            && (variable.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) != 0
        ? Optional.of(variable)
        : Optional.empty();
  }

  /** The exceptions that the method of a call declares. */
  static ImmutableList<Type> declared(MethodInvocationTree tree) {
    return ImmutableList.copyOf(ASTHelpers.getType(tree.getMethodSelect()).getThrownTypes());
  }

  /** The exceptions that a constructor declares. */
  static ImmutableList<Type> declared(NewClassTree tree) {
    return ImmutableList.copyOf(((JCNewClass) tree).constructorType.getThrownTypes());
  }

  /** The call of {@code close()} at the end of a {@code try}. */
  static Optional<Step> closing(Tree resource, VisitorState state) {
    Type type = ASTHelpers.getType(resource);
    if (type == null || !(type.tsym instanceof ClassSymbol)) {
      return Optional.empty();
    }
    for (Type parent : state.getTypes().closure(type)) {
      for (Symbol member : parent.tsym.members().getSymbols(NON_RECURSIVE)) {
        if (member instanceof MethodSymbol close
            && close.getSimpleName().contentEquals("close")
            && close.getParameters().isEmpty()) {
          return Optional.of(
              new Step.Call(
                  new Step.Target(close, CompilationIndex.isEffectivelyFinal(close)),
                  ImmutableList.copyOf(close.getThrownTypes()),
                  false,
                  ImmutableList.of()));
        }
      }
    }
    return Optional.empty();
  }

  /** The call that a function makes which a method reference stands for. */
  static Step.Call of(MemberReferenceTree tree) {
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    return new Step.Call(
        new Step.Target(method, CompilationIndex.isEffectivelyFinal(method)),
        ImmutableList.copyOf(method.getThrownTypes()),
        true,
        ImmutableList.of());
  }
}
