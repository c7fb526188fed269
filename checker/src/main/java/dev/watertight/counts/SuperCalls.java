package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.Types;
import dev.watertight.answers.Known;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The calls that name a method which another one overrides: an interface has it, or a superclass.
 * How many of them come to the overriding method depends on the objects: it is known where a
 * variable is given nothing but new objects of the class, or of others.
 */
record SuperCalls(MethodSymbol method, VisitorState state) {
  /** The mentions that certainly mean the method; incomplete if others may mean it, too. */
  Known<TreePath> find() {
    ImmutableSet.Builder<TreePath> certain = ImmutableSet.builder();
    boolean isComplete = !isHandedOut();
    for (MethodSymbol overridden : ASTHelpers.findSuperMethods(method, state.getTypes())) {
      for (TreePath mention : CompilationIndex.of(state).mentions(overridden)) {
        Optional<Boolean> isMeant = isMeant(mention);
        isMeant.filter(meant -> meant).ifPresent(meant -> certain.add(mention));
        isComplete &= isMeant.isPresent();
      }
    }
    return new Known<>(certain.build(), isComplete);
  }

  /** Whether a call is one of the method; empty if it may be. */
  private Optional<Boolean> isMeant(TreePath mention) {
    ExpressionTree object =
        mention.getLeaf() instanceof MemberReferenceTree reference
            ? reference.getQualifierExpression()
            : Symbols.receiver(mention.getParentPath().getLeaf());
    if (object == null || Symbols.isSelf(object)) {
      return isMeantBySelf(mention, object);
    }
    ClassSymbol owner = (ClassSymbol) method.owner;
    Type type = ASTHelpers.getType(object);
    Types types = state.getTypes();
    if (type != null
        && !types.isSubtype(types.erasure(owner.type), types.erasure(type))
        && !types.isSubtype(types.erasure(type), types.erasure(owner.type))) {
      return Optional.of(false);
    }
    ImmutableList<TreePath> made =
        ASTHelpers.getSymbol(object) instanceof VarSymbol variable
            ? Values.given(variable, state).orElse(ImmutableList.of())
            : object instanceof NewClassTree
                ? ImmutableList.of(new TreePath(mention, object))
                : ImmutableList.of();
    boolean isKnown =
        !made.isEmpty()
            && made.stream()
                .allMatch(
                    value ->
                        value.getLeaf() instanceof NewClassTree creation
                            && creation.getClassBody() == null);
    if (!isKnown) {
      return Optional.empty();
    }
    long own =
        made.stream()
            .map(value -> ASTHelpers.getSymbol((NewClassTree) value.getLeaf()).owner)
            .filter(constructed -> constructed.isSubClass(owner, types))
            .count();
    return own == 0
        ? Optional.of(false)
        : own == made.size() ? Optional.of(true) : Optional.empty();
  }

  /** A method of the superclass that calls it on the same object means that of the subclass. */
  private Optional<Boolean> isMeantBySelf(TreePath mention, @Nullable ExpressionTree object) {
    ClassTree around = ASTHelpers.findEnclosingNode(mention, ClassTree.class);
    Symbol type = around == null ? null : ASTHelpers.getSymbol(around);
    boolean isSuper = object != null && object.toString().equals("super");
    return isSuper || type == null || !method.owner.isSubClass(type, state.getTypes())
        ? Optional.of(false)
        : CompilationIndex.of(state).subclasses((ClassSymbol) type).size() == 1
            ? Optional.of(true)
            : Optional.empty();
  }

  /**
   * Whether code out of view gets an object of the class for a type that has the method: it may
   * call it as often as it likes.
   */
  private boolean isHandedOut() {
    CompilationIndex index = CompilationIndex.of(state);
    return index.creations((ClassSymbol) method.owner).stream()
        .flatMap(
            made ->
                Stream.concat(
                    Stream.of(made),
                    holder(made).stream().flatMap(variable -> index.mentions(variable).stream())))
        .anyMatch(this::isHandedOut);
  }

  private static Optional<VarSymbol> holder(TreePath made) {
    Tree parent = made.getParentPath().getLeaf();
    return ASTHelpers.getSymbol(parent) instanceof VarSymbol variable
        ? Optional.of(variable)
        : Optional.empty();
  }

  private boolean isHandedOut(TreePath object) {
    Tree call = object.getParentPath().getLeaf();
    int argument = Arguments.of(call).indexOf(object.getLeaf());
    return argument >= 0
        && ASTHelpers.getSymbol(call) instanceof MethodSymbol callee
        && !CompilationIndex.of(state).isInView(callee)
        && argument < callee.getParameters().size()
        && ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
            .anyMatch(
                overridden ->
                    ASTHelpers.isSubtype(
                        callee.getParameters().get(argument).type, overridden.owner.type, state));
  }
}
