package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
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
import com.sun.tools.javac.util.Name;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What calls say: which method they call, and what it declares with their type arguments. */
final class Calls {
  private static final Supplier<Name> CLOSE = VisitorState.memoize(state -> state.getName("close"));

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
    return new Step.Target(
        method,
        exact,
        exact ? Optional.empty() : constant(receiver),
        receiver == null ? Optional.empty() : site(ASTHelpers.getType(receiver), method));
  }

  /** The class of an object, if it inherits a method, and both are of the JDK. */
  private static Optional<ClassSymbol> site(@Nullable Type type, MethodSymbol method) {
    return type != null
            && type.tsym instanceof ClassSymbol site
            && !site.equals(method.owner)
            && isOfJdk(site)
            && isOfJdk(method.owner)
        ? Optional.of(site)
        : Optional.empty();
  }

  private static boolean isOfJdk(Symbol type) {
    return type.getQualifiedName().toString().startsWith("java.");
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
  static Optional<Step.Call> closing(Tree resource, VisitorState state) {
    Type type = ASTHelpers.getType(resource);
    return type == null
        ? Optional.empty()
        : state.getTypes().closure(type).stream()
            .flatMap(t -> Symbols.member(t.tsym, CLOSE.get(state), MethodSymbol.class).stream())
            .filter(close -> close.getParameters().isEmpty())
            .findFirst()
            .map(
                close ->
                    new Step.Call(
                        new Step.Target(
                            close,
                            CompilationIndex.isEffectivelyFinal(close),
                            Optional.empty(),
                            site(type, close)),
                        ImmutableList.copyOf(close.getThrownTypes()),
                        /* input= */ false,
                        ImmutableList.of()));
  }

  /** The call that a function makes which a method reference stands for. */
  static Step.Call of(MemberReferenceTree tree) {
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    return of(method, CompilationIndex.isEffectivelyFinal(method), true);
  }

  /** A call of which the text says no more than the method. */
  static Step.Call of(MethodSymbol method, boolean exact, boolean input) {
    return new Step.Call(
        new Step.Target(method, exact),
        ImmutableList.copyOf(method.getThrownTypes()),
        input,
        ImmutableList.of());
  }
}
