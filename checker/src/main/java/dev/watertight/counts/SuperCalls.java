package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.Types;
import dev.watertight.answers.Known;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.Origins;
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
        Optional<Boolean> isMeant = isMeant(overridden, mention);
        isMeant.filter(meant -> meant).ifPresent(meant -> certain.add(mention));
        isComplete &= isMeant.isPresent();
      }
    }
    return new Known<>(certain.build(), isComplete);
  }

  /**
   * The calls by which superclasses come to the method, if they make all calls of it and leave it
   * to their subclasses; none if others may call it.
   */
  ImmutableList<TreePath> ofSelf() {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (MethodSymbol overridden : ASTHelpers.findSuperMethods(method, state.getTypes())) {
      if ((overridden.flags() & Flags.ABSTRACT) == 0
          || overridden.owner.isInterface()
          || !index.isInView(overridden)
          || Symbols.isOpenToOthers(overridden)) {
        return ImmutableList.of();
      }
      for (TreePath mention : index.mentions(overridden)) {
        if (!Runs.isCall(mention)
            || !Symbols.isSelf(Symbols.receiver(mention.getParentPath().getLeaf()))) {
          return ImmutableList.of();
        }
        found.add(mention.getParentPath());
      }
    }
    return found.build();
  }

  /** Whether a call is one of the method; empty if it may be. */
  private Optional<Boolean> isMeant(MethodSymbol overridden, TreePath mention) {
    ExpressionTree object =
        mention.getLeaf() instanceof MemberReferenceTree reference
            ? reference.getQualifierExpression()
            : Symbols.receiver(mention.getParentPath().getLeaf());
    if (object == null || Symbols.isSelf(object)) {
      return isMeantBySelf(overridden, mention, object);
    }
    Type type = ASTHelpers.getType(object);
    Types types = state.getTypes();
    if (type != null && types.erasure(type).tsym instanceof ClassSymbol named && !mayBe(named)) {
      return Optional.of(false);
    }
    ImmutableSet<TreePath> made =
        Origins.of(new TreePath(mention, object), NewClassTree.class::isInstance, state)
            .orElse(ImmutableSet.of());
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
            .filter(constructed -> runs(overridden, (ClassSymbol) constructed))
            .count();
    return own == 0
        ? Optional.of(false)
        : own == made.size() ? Optional.of(true) : Optional.empty();
  }

  /** Whether objects of just that class run the method: no class between overrides it again. */
  private boolean runs(MethodSymbol overridden, ClassSymbol constructed) {
    return method.equals(overridden.implementation(constructed, state.getTypes(), true));
  }

  /**
   * A method of the superclass that calls it on the same object means that of the subclass: for
   * sure if there are no objects of other classes.
   */
  private Optional<Boolean> isMeantBySelf(
      MethodSymbol overridden, TreePath mention, @Nullable ExpressionTree object) {
    Optional<ClassSymbol> self = self(overridden, mention, object);
    if ((object != null && object.toString().equals("super"))
        || self.filter(this::mayBe).isEmpty()) {
      return Optional.of(false);
    }
    ClassSymbol type = self.get();
    CompilationIndex index = CompilationIndex.of(state);
    return (type.flags() & Flags.ABSTRACT) != 0
            && index.subclasses(type).equals(ImmutableSet.of((ClassSymbol) method.owner))
            && (!type.isInterface() || index.functions(type).isEmpty())
        ? Optional.of(true)
        : Optional.empty();
  }

  /** The class of what a call without a receiver, or on {@code this}, is called on. */
  private Optional<ClassSymbol> self(
      MethodSymbol overridden, TreePath mention, @Nullable ExpressionTree object) {
    // Around the code may be other classes: an anonymous one calls the method of its outer object.
    return object != null
        ? Optional.ofNullable(ASTHelpers.getType(object)).map(type -> (ClassSymbol) type.tsym)
        : Streams.stream(mention)
            .filter(ClassTree.class::isInstance)
            .map(tree -> ASTHelpers.getSymbol((ClassTree) tree))
            .filter(type -> type.isSubClass(overridden.owner, state.getTypes()))
            .findFirst();
  }

  /** Whether an object of a class, or interface, may be one of the method's class. */
  private boolean mayBe(ClassSymbol type) {
    ClassSymbol owner = (ClassSymbol) method.owner;
    return Stream.concat(Stream.of(owner), CompilationIndex.of(state).subclasses(owner).stream())
            .anyMatch(own -> own.isSubClass(type, state.getTypes()))
        || type.isSubClass(owner, state.getTypes());
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
