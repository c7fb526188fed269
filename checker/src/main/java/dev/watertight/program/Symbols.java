package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
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
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.util.Name;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Questions about symbols: where they are named, what they are, who leads to them. */
public final class Symbols {
  private static final ImmutableSet<String> SELF = ImmutableSet.of("this", "super");

  private Symbols() {}

  /** Whether the variable is a field. */
  public static boolean isField(VarSymbol variable) {
    return variable.owner instanceof ClassSymbol;
  }

  /** Whether the symbol is a constant of an enum. */
  public static boolean isEnumConstant(@Nullable Symbol symbol) {
    return symbol instanceof VarSymbol && (symbol.flags() & Flags.ENUM) != 0;
  }

  /** Whether code out of view can name the symbol: from anywhere, or from a subclass. */
  public static boolean isOpenToOthers(Symbol symbol) {
    for (Symbol s = symbol; s.equals(symbol) || s instanceof ClassSymbol; s = s.owner) {
      if ((s.flags() & (Flags.PUBLIC | Flags.PROTECTED)) == 0) {
        return false;
      }
    }
    boolean inherited = (symbol.flags() & Flags.PROTECTED) != 0;
    return !inherited || (symbol.owner.flags() & Flags.FINAL) == 0;
  }

  /** Whether other units can name the symbol: neither it nor what it is in is private or local. */
  public static boolean isVisibleElsewhere(Symbol symbol) {
    for (Symbol s = symbol; s != null && !(s instanceof Symbol.PackageSymbol); s = s.owner) {
      boolean local =
          s.owner != null
              && !(s.owner instanceof ClassSymbol)
              && !(s.owner instanceof Symbol.PackageSymbol);
      if (s.isPrivate() || local) {
        return false;
      }
    }
    return true;
  }

  /** Whether an annotation of that simple name, of whatever package, is on the symbol. */
  public static boolean isAnnotated(Symbol symbol, String simpleName) {
    return symbol.getAnnotationMirrors().stream()
        .anyMatch(a -> a.type.tsym.getSimpleName().contentEquals(simpleName));
  }

  /** What a call or method reference is of; null if nothing is named, and for other trees. */
  public static @Nullable ExpressionTree receiver(Tree tree) {
    return tree instanceof MemberReferenceTree reference
        ? reference.getQualifierExpression()
        : tree instanceof MethodInvocationTree call ? ASTHelpers.getReceiver(call) : null;
  }

  /** Whether it is a variable by which threads tell each other something. */
  public static boolean isShared(@Nullable Symbol symbol) {
    if (!(symbol instanceof VarSymbol variable) || variable.type == null) {
      return false;
    }
    String type =
        variable.type.tsym == null ? "" : variable.type.tsym.getQualifiedName().toString();
    return type.startsWith("java.util.concurrent.")
        || (isField(variable)
            && (variable.flags() & Flags.FINAL) == 0
            && (variable.type.hasTag(TypeTag.BOOLEAN) || (variable.flags() & Flags.VOLATILE) != 0));
  }

  /** The variable that a declaration or assignment gives the value of an expression, or null. */
  public static @Nullable Symbol target(TreePath value) {
    Tree parent = value.getParentPath().getLeaf();
    return parent instanceof AssignmentTree assignment
        ? ASTHelpers.getSymbol(assignment.getVariable())
        : parent instanceof VariableTree ? ASTHelpers.getSymbol(parent) : null;
  }

  /**
   * Whether the receiver of a call is the object whose code it is in, or one around that: {@code
   * this}, {@code super}, {@code Outer.this}, or nothing.
   */
  public static boolean isSelf(@Nullable ExpressionTree receiver) {
    Object name =
        receiver instanceof IdentifierTree identifier
            ? identifier.getName()
            : receiver instanceof MemberSelectTree select ? select.getIdentifier() : "";
    return receiver == null || SELF.contains(name.toString());
  }

  /** The first member of a class that has the name and is of the kind. */
  public static <T extends Symbol> Optional<T> member(Symbol type, Name name, Class<T> kind) {
    return Streams.stream(type.members().getSymbolsByName(name, kind::isInstance))
        .map(kind::cast)
        .findFirst();
  }

  /** Whether a type is the one of a fully qualified name, or a subtype of it. */
  public static boolean isA(@Nullable Type type, String name, VisitorState state) {
    return ASTHelpers.isSubtype(type, state.getTypeFromString(name), state);
  }

  /** Whether the symbol, mostly a class, has this fully qualified name. */
  public static boolean isNamed(Symbol symbol, String qualifiedName) {
    return symbol.getQualifiedName().contentEquals(qualifiedName);
  }

  /** The method that a path is in, if it is not in a lambda or an initializer. */
  public static Optional<MethodSymbol> methodAround(TreePath path) {
    return Graphs.bodyAround(path)
        .map(TreePath::getLeaf)
        .filter(MethodTree.class::isInstance)
        .map(tree -> ASTHelpers.getSymbol((MethodTree) tree));
  }

  /** Whether the launcher starts it: since Java 25 it need be neither public nor static. */
  public static boolean isMain(@Nullable Symbol symbol) {
    return symbol instanceof MethodSymbol method
        && method.getSimpleName().contentEquals("main")
        && (method.flags() & Flags.PRIVATE) == 0
        && method.getReturnType().hasTag(TypeTag.VOID)
        && method.getParameters().size() <= 1;
  }

  /** A method, and those of the same object that lead to it by calls that count. */
  public static ImmutableSet<MethodSymbol> withOwnCallers(
      MethodSymbol method, Function<TreePath, Optional<MethodSymbol>> caller, VisitorState state) {
    Set<MethodSymbol> found = new LinkedHashSet<>(Set.of(method));
    Deque<MethodSymbol> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      MethodSymbol called = open.remove();
      ownCalls(called, state)
          .flatMap(path -> caller.apply(path).stream())
          .filter(found::add)
          .forEach(open::add);
    }
    return ImmutableSet.copyOf(found);
  }

  /** The calls of a method of the same object, also under the name that a superclass gives it. */
  public static Stream<TreePath> ownCalls(MethodSymbol called, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    return Stream.concat(
        ownCalls(called, called, index),
        // Those of a superclass: `stop() { doStop(); }`.
        ASTHelpers.findSuperMethods(called, state.getTypes()).stream()
            .flatMap(
                overridden ->
                    ownCalls(overridden, called, index)
                        .filter(
                            call ->
                                Optional.ofNullable(
                                        ASTHelpers.findEnclosingNode(call, ClassTree.class))
                                    .map(ASTHelpers::getSymbol)
                                    .filter(type -> called.owner.isSubClass(type, state.getTypes()))
                                    .isPresent())));
  }

  private static Stream<TreePath> ownCalls(
      MethodSymbol named, MethodSymbol called, CompilationIndex index) {
    return index.mentions(named).stream()
        .map(TreePath::getParentPath)
        .filter(
            path ->
                path.getLeaf() instanceof MethodInvocationTree call
                    && isSelf(ASTHelpers.getReceiver(call))
                    // Not `super.stop()`.
                    && (named.equals(called)
                        || !(call.getMethodSelect() instanceof MemberSelectTree)));
  }

  /** Whether a member or class is declared somewhere in a class, however deep. */
  public static boolean isWithin(Symbol member, Symbol type) {
    for (Symbol around = member.owner; around != null; around = around.owner) {
      if (around.equals(type)) {
        return true;
      }
    }
    return false;
  }

  /** The constructors of a class. */
  public static ImmutableList<MethodSymbol> constructorsOf(Symbol type) {
    return Streams.stream(type.members().getSymbols(Symbol::isConstructor))
        .map(MethodSymbol.class::cast)
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether a body is that of a constructor. */
  public static boolean isConstructor(TreePath body) {
    return body.getLeaf() instanceof MethodTree method
        && ASTHelpers.getSymbol(method).isConstructor();
  }

  /** The variables that code names, fields that are selected from an object included. */
  public static Set<Symbol> variablesIn(@Nullable Tree code) {
    Set<Symbol> found = namedIn(code);
    found.removeIf(s -> !(s instanceof VarSymbol) || s.name.contentEquals("this"));
    return found;
  }

  /** All that code names: variables, methods, classes. */
  public static Set<Symbol> namedIn(@Nullable Tree code) {
    return Trees.in(code, ExpressionTree.class).stream()
        .filter(
            tree ->
                tree instanceof IdentifierTree
                    || tree instanceof MemberSelectTree
                    || tree instanceof MemberReferenceTree)
        .map(ASTHelpers::getSymbol)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }
}
