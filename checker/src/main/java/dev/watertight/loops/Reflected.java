package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.caches.PerCompilation;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes whose objects code out of view may make: it is given their class literal or a type
 * token, or its result is cast to them, and so are those that their fields hold.
 */
final class Reflected {
  private static final Supplier<Reflected> INSTANCE = PerCompilation.of(Reflected::new);

  /* Methods of a class literal that make nothing. */
  private static final String ASKING =
      "get(Name|SimpleName|CanonicalName|TypeName|Package|PackageName|Resource|ResourceAsStream"
          + "|ClassLoader|Module)|isInstance|isAssignableFrom|desiredAssertionStatus|hashCode"
          + "|equals|toString";

  private final CompilationIndex index;
  private final VisitorState state;
  private final ImmutableSet<ClassSymbol> made;

  private Reflected(VisitorState state) {
    this.index = CompilationIndex.of(state);
    this.state = state;
    Set<ClassSymbol> named = new LinkedHashSet<>();
    for (CompilationUnitTree unit : index.units()) {
      for (TreePath path :
          Trees.pathsIn(
              new TreePath(unit),
              MemberSelectTree.class,
              NewClassTree.class,
              MethodInvocationTree.class,
              TypeCastTree.class)) {
        addMade(path, named);
      }
    }
    this.made = withFields(named);
  }

  /** Whether code out of view may make an object of the class. */
  static boolean includes(ClassSymbol type, VisitorState state) {
    return INSTANCE.get(state).made.stream()
        .anyMatch(named -> type.isSubClass(named, state.getTypes()));
  }

  private ImmutableSet<ClassSymbol> withFields(Set<ClassSymbol> named) {
    Set<ClassSymbol> found = new LinkedHashSet<>();
    Deque<ClassSymbol> open = new ArrayDeque<>(named);
    while (!open.isEmpty()) {
      ClassSymbol next = open.remove();
      // Of those out of view only Enum is what classes in view extend by themselves.
      if ((index.isInView(next) || isEnum(next)) && found.add(next)) {
        for (Symbol member : next.members().getSymbols()) {
          if (member instanceof VarSymbol field && !field.isStatic()) {
            Set<ClassSymbol> held = new HashSet<>();
            addHeld(field.type, held);
            open.addAll(held);
          }
        }
      }
    }
    return ImmutableSet.copyOf(found);
  }

  /** The classes of the objects that a variable holds: its own, or those of its elements. */
  private void addHeld(Type type, Set<ClassSymbol> held) {
    Type erased = state.getTypes().elemtypeOrType(type);
    if (erased.tsym instanceof ClassSymbol symbol) {
      held.add(symbol);
      if (symbol.getQualifiedName().toString().matches("java\\.util\\.[A-Za-z]+")) {
        erased.getTypeArguments().forEach(argument -> addHeld(argument, held));
      }
    }
  }

  /** Adds the types that a class literal, a type token or the use of a result names. */
  private void addMade(TreePath path, Set<ClassSymbol> named) {
    if (path.getLeaf() instanceof MemberSelectTree select
        && select.getIdentifier().contentEquals("class")
        && !isAskedOnly(path)) {
      add(ASTHelpers.getType(select.getExpression()), named);
    } else if (path.getLeaf() instanceof NewClassTree creation && creation.getClassBody() != null) {
      Type type = ASTHelpers.getType(creation.getIdentifier());
      if (type != null && !index.isInView(type.tsym)) {
        // A type token: `new TypeReference<List<Command>>() {}`.
        type.getTypeArguments().forEach(argument -> add(argument, named));
      }
    } else if (path.getLeaf() instanceof MethodInvocationTree call
        && !index.isInView(ASTHelpers.getSymbol(call))) {
      if (isChosenByCaller(ASTHelpers.getSymbol(call))) {
        add(ASTHelpers.getType(call), named);
      } else if (isClass(ASTHelpers.getType(call)) && !isAskedOnly(path)) {
        // That of an object, as in `first.getDeclaringClass()`.
        addBounds(ASTHelpers.getType(call), named);
      }
    } else if (path.getLeaf() instanceof TypeCastTree cast
        && ASTHelpers.stripParentheses(cast.getExpression()) instanceof MethodInvocationTree call
        && !index.isInView(ASTHelpers.getSymbol(call))
        && !ASTHelpers.outermostClass(ASTHelpers.getSymbol(call))
            .owner
            .getQualifiedName()
            .contentEquals("java.util")) {
      add(ASTHelpers.getType(cast), named);
    }
  }

  /** Whether the result is of a type that no argument tells. */
  private static boolean isChosenByCaller(MethodSymbol method) {
    Type result = method.getReturnType();
    return result != null
        && result.hasTag(TypeTag.TYPEVAR)
        && method.type.getTypeArguments().stream().anyMatch(v -> v.tsym.equals(result.tsym))
        && method.getParameters().stream()
            .noneMatch(p -> p.type.tsym.equals(result.tsym) || mentions(p.type, result));
  }

  private static boolean mentions(Type type, Type variable) {
    return type.getTypeArguments().stream()
        .anyMatch(t -> t.tsym.equals(variable.tsym) || mentions(t, variable));
  }

  private static void add(@Nullable Type type, Set<ClassSymbol> named) {
    if (type != null) {
      if (type.tsym instanceof ClassSymbol symbol) {
        named.add(symbol);
      }
      type.getTypeArguments().forEach(argument -> add(argument, named));
    }
  }

  private boolean isEnum(Symbol type) {
    return type.equals(state.getSymtab().enumSym);
  }

  private boolean isClass(@Nullable Type type) {
    return type != null && type.tsym.equals(state.getSymtab().classType.tsym);
  }

  /** Adds what a class stands for. */
  private void addBounds(Type type, Set<ClassSymbol> named) {
    for (Type argument : type.getTypeArguments()) {
      add(state.getTypes().erasure(state.getTypes().wildUpperBound(argument)), named);
    }
  }

  private boolean isAskedOnly(TreePath literal) {
    Tree parent = literal.getParentPath().getLeaf();
    if (parent instanceof MemberSelectTree select) {
      return select.getIdentifier().toString().matches(ASKING);
    }
    return parent instanceof BinaryTree
        || literal.getParentPath().getParentPath().getLeaf() instanceof SynchronizedTree
        || (parent instanceof MethodInvocationTree call
            && CallRules.isLogger(ASTHelpers.getSymbol(call).getReturnType().tsym, state));
  }
}
