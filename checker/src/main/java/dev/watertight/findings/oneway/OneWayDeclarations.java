package dev.watertight.findings.oneway;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.tree.JCTree.JCVariableDecl;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;
import java.util.stream.Stream;

/** Which variables can be declared with another type without breaking code that names them. */
record OneWayDeclarations(VisitorState state) {
  /** Whether the variable's declaration is in view and the type in it can be changed. */
  boolean isChangeable(VarSymbol variable) {
    Optional<TreePath> declaration = index().declaration(variable);
    if (declaration.isEmpty()
        || !(declaration.get().getLeaf() instanceof VariableTree tree)
        || isInferred(tree)
        || !isNeutral(variable)) {
      return false;
    }
    Tree parent = declaration.get().getParentPath().getLeaf();
    if (Symbols.isField(variable)) {
      return isRecordComponent(variable)
          ? isHiddenRecord(variable)
          : isHidden(variable) && (variable.flags() & Flags.ENUM) == 0;
    }
    if (parent instanceof MethodTree method) {
      return isChangeable(ASTHelpers.getSymbol(method), method);
    }
    return !(parent instanceof LambdaExpressionTree || parent instanceof BindingPatternTree)
        && (parent instanceof BlockTree
            || parent instanceof EnhancedForLoopTree
            || parent instanceof CaseTree);
  }

  /** Whether the variable is declared with {@code var}, in whichever unit. */
  static boolean isInferred(VariableTree tree) {
    return tree.getType() == null || ((JCVariableDecl) tree).declaredUsingVar();
  }

  private boolean isChangeable(MethodSymbol method, MethodTree tree) {
    return tree.getBody() != null
        && isNeutral(method)
        && (index().isComplete() || CompilationIndex.isEffectivelyFinal(method))
        && !isCanonical(method)
        && !hasNamesake(method);
  }

  /** Whether another method could be overridden, overloaded or implemented by the changed one. */
  private boolean hasNamesake(MethodSymbol method) {
    ClassSymbol owner = (ClassSymbol) method.owner;
    if (method.isConstructor()) {
      return hasNamesake(method, owner);
    }
    return Stream.concat(Stream.of(owner), index().subclasses(owner).stream())
        .flatMap(type -> state.getTypes().closure(type.type).stream())
        .anyMatch(type -> hasNamesake(method, type.tsym));
  }

  private static boolean hasNamesake(MethodSymbol method, Symbol type) {
    for (Symbol member : type.members().getSymbolsByName(method.name)) {
      if (!member.equals(method)
          && member instanceof MethodSymbol other
          && other.getParameters().size() == method.getParameters().size()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCanonical(MethodSymbol method) {
    return method.isConstructor()
        && (method.owner.flags() & Flags.RECORD) != 0
        && (method.flags() & (Flags.RECORD | Flags.COMPACT_RECORD_CONSTRUCTOR)) != 0;
  }

  private boolean isHidden(Symbol symbol) {
    return symbol.isPrivate() || (index().isComplete() && !Symbols.isOpenToOthers(symbol));
  }

  /** Whether nobody else sees the record, and it leaves its members to the compiler. */
  private boolean isHiddenRecord(VarSymbol component) {
    ClassSymbol type = component.enclClass();
    Optional<TreePath> declaration = index().declaration(type);
    if (!isHidden(type)
        || !index().isComplete()
        || !index().deconstructions(type).isEmpty()
        || declaration.isEmpty()) {
      return false;
    }
    return ((ClassTree) declaration.get().getLeaf())
            .getMembers().stream()
                .noneMatch(m -> m instanceof MethodTree method && isWrittenFor(component, method))
        && accessorOf(component)
            .filter(a -> ASTHelpers.findSuperMethods(a, state.getTypes()).isEmpty())
            .isPresent();
  }

  /** Whether the programmer has written the accessor, or the canonical constructor. */
  private static boolean isWrittenFor(VarSymbol component, MethodTree tree) {
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    return (method.flags() & (Flags.GENERATED_MEMBER | Flags.GENERATEDCONSTR)) == 0
        && (isAccessor(method, component) || isCanonical(method));
  }

  private static boolean isAccessor(MethodSymbol method, VarSymbol component) {
    return method.name.equals(component.name) && method.getParameters().isEmpty();
  }

  private static Optional<MethodSymbol> accessorOf(VarSymbol component) {
    return Streams.stream(component.owner.members().getSymbolsByName(component.name))
        .filter(MethodSymbol.class::isInstance)
        .map(MethodSymbol.class::cast)
        .filter(method -> isAccessor(method, component))
        .findFirst();
  }

  /** Whether the variable is a component of a record. */
  static boolean isRecordComponent(VarSymbol variable) {
    return Symbols.isField(variable)
        && (variable.owner.flags() & Flags.RECORD) != 0
        && !variable.isStatic();
  }

  /** The expressions whose value is the variable's: of a record, also the calls of its accessor. */
  ImmutableList<TreePath> mentions(VarSymbol variable) {
    Optional<MethodSymbol> accessor =
        isRecordComponent(variable) ? accessorOf(variable) : Optional.empty();
    return Stream.concat(
            index().mentions(variable).stream(),
            accessor.stream()
                .flatMap(a -> index().mentions(a).stream())
                .map(OneWayDeclarations::value))
        .collect(ImmutableList.toImmutableList());
  }

  /** The call, of which a mention names the method; a method reference stands for itself. */
  private static TreePath value(TreePath mention) {
    return !(mention.getLeaf() instanceof MemberReferenceTree)
            && mention.getParentPath().getLeaf() instanceof MethodInvocationTree
        ? mention.getParentPath()
        : mention;
  }

  /** Whatever has other annotations may be called by a framework. */
  private boolean isNeutral(Symbol symbol) {
    ImmutableList<String> neutral = ResolvedLibrary.of(state).rows().names().get("neutral");
    return symbol.getAnnotationMirrors().stream()
        .allMatch(a -> neutral.contains(a.type.tsym.getSimpleName().toString()));
  }

  private CompilationIndex index() {
    return CompilationIndex.of(state);
  }
}
