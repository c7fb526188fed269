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
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.CompilationIndex;
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
  private static final Supplier<Reflected> INSTANCE = VisitorState.memoize(Reflected::new);

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
    Scanner scanner = new Scanner();
    for (CompilationUnitTree unit : index.units()) {
      scanner.scan(new TreePath(unit), null);
    }
    this.made = withFields(scanner.named);
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
      if (index.isInView(next) && found.add(next)) {
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

  private final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final Set<ClassSymbol> named = new LinkedHashSet<>();

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
      if (tree.getIdentifier().contentEquals("class") && !isAskedOnly(getCurrentPath())) {
        add(ASTHelpers.getType(tree.getExpression()));
      }
      return super.visitMemberSelect(tree, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
      Type type = ASTHelpers.getType(tree.getIdentifier());
      if (tree.getClassBody() != null && type != null && !index.isInView(type.tsym)) {
        // A type token: `new TypeReference<List<Command>>() {}`.
        type.getTypeArguments().forEach(this::add);
      }
      return super.visitNewClass(tree, null);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
      MethodSymbol method = ASTHelpers.getSymbol(tree);
      if (!index.isInView(method) && isChosenByCaller(method)) {
        add(ASTHelpers.getType(tree));
      }
      return super.visitMethodInvocation(tree, null);
    }

    /** Whether the result is of a type that no argument tells. */
    private boolean isChosenByCaller(MethodSymbol method) {
      Type result = method.getReturnType();
      return result != null
          && result.hasTag(TypeTag.TYPEVAR)
          && method.type.getTypeArguments().stream().anyMatch(v -> v.tsym.equals(result.tsym))
          && method.getParameters().stream()
              .noneMatch(p -> p.type.tsym.equals(result.tsym) || mentions(p.type, result));
    }

    private boolean mentions(Type type, Type variable) {
      return type.getTypeArguments().stream()
          .anyMatch(t -> t.tsym.equals(variable.tsym) || mentions(t, variable));
    }

    @Override
    public @Nullable Void visitTypeCast(TypeCastTree tree, @Nullable Void unused) {
      if (ASTHelpers.stripParentheses(tree.getExpression()) instanceof MethodInvocationTree call) {
        MethodSymbol method = ASTHelpers.getSymbol(call);
        if (!index.isInView(method)
            && !method.owner.getQualifiedName().toString().startsWith("java.util.")) {
          add(ASTHelpers.getType(tree));
        }
      }
      return super.visitTypeCast(tree, null);
    }

    private void add(@Nullable Type type) {
      if (type != null && type.tsym instanceof ClassSymbol symbol) {
        named.add(symbol);
      }
      if (type != null) {
        type.getTypeArguments().forEach(this::add);
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
}
