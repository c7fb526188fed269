package dev.watertight.findings.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.handles.Opening;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the threads of a pool are daemons, from the thread factory that it is given. */
final class ThreadFactories {
  /** Three answers, as everywhere. */
  enum Daemons {
    YES,
    NO,
    UNKNOWN
  }

  private static final int DEPTH = 4;
  private static final Supplier<Type> THREAD_FACTORY =
      Suppliers.typeFromString("java.util.concurrent.ThreadFactory");
  private static final Supplier<Type> THREAD = Suppliers.typeFromString("java.lang.Thread");

  private final VisitorState state;
  private final Set<Symbol> seen = new HashSet<>();
  private boolean daemon;
  private boolean plain;
  private boolean unknown;

  private ThreadFactories(VisitorState state) {
    this.state = state;
  }

  /** Whether the pool that the opening makes has daemon threads. */
  static Daemons daemonsOf(Opening opening, VisitorState state) {
    TreePath path = opening.primitive();
    Tree leaf = path.getLeaf();
    List<? extends ExpressionTree> arguments = Arguments.of(leaf);
    for (ExpressionTree argument : arguments) {
      if (ASTHelpers.isSubtype(ASTHelpers.getType(argument), THREAD_FACTORY.get(state), state)) {
        ThreadFactories factories = new ThreadFactories(state);
        factories.read(new TreePath(path, argument), DEPTH);
        return factories.answer();
      }
    }
    if (leaf instanceof NewClassTree creation && isUsersSubclass(creation)) {
      return Daemons.UNKNOWN;
    }
    return Daemons.NO;
  }

  private static boolean isUsersSubclass(NewClassTree creation) {
    return ASTHelpers.getSymbol(creation.getIdentifier()) instanceof ClassSymbol type
        && !type.getQualifiedName().toString().startsWith("java.util.concurrent.");
  }

  private Daemons answer() {
    if (daemon) {
      return Daemons.YES;
    }
    return plain && !unknown ? Daemons.NO : Daemons.UNKNOWN;
  }

  /** Looks for {@code setDaemon(true)} in everything the factory expression leads to. */
  private void read(TreePath path, int depth) {
    if (depth == 0) {
      unknown = true;
      return;
    }
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        MethodSymbol method = ASTHelpers.getSymbol(tree);
        String name = method.getSimpleName().toString();
        if (name.equals("setDaemon") || name.equals("daemon")) {
          Boolean value =
              tree.getArguments().isEmpty()
                  ? Boolean.valueOf(true)
                  : ASTHelpers.constValue(tree.getArguments().get(0), Boolean.class);
          daemon |= Objects.equals(value, true);
          unknown |= value == null;
        } else if (name.equals("ofVirtual")) {
          daemon = true;
        } else if (name.equals("defaultThreadFactory")) {
          plain = true;
        } else if (makesThreads(method.getReturnType()) || isGivenThread(tree)) {
          readDeclaration(method, depth);
        }
        return super.visitMethodInvocation(tree, null);
      }

      @Override
      public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        Type type = ASTHelpers.getType(tree);
        if (type != null && type.tsym.getQualifiedName().contentEquals("java.lang.Thread")) {
          plain = true;
        } else if (makesThreads(type) && tree.getClassBody() == null) {
          readDeclaration(ASTHelpers.getSymbol(tree.getIdentifier()), depth);
        }
        return super.visitNewClass(tree, null);
      }

      @Override
      public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        MethodSymbol method = ASTHelpers.getSymbol(tree);
        if (method.isConstructor()
            && method.owner.getQualifiedName().contentEquals("java.lang.Thread")) {
          plain = true;
        } else {
          readDeclaration(method, depth);
        }
        return super.visitMemberReference(tree, null);
      }

      @Override
      public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
        variable(tree);
        return super.visitIdentifier(tree, null);
      }

      @Override
      public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
        variable(tree);
        return super.visitMemberSelect(tree, null);
      }

      /* A helper that may configure the thread; the platform's own methods do not. */
      private boolean isGivenThread(MethodInvocationTree call) {
        return !ASTHelpers.getSymbol(call).owner.getQualifiedName().toString().startsWith("java.")
            && call.getArguments().stream()
                .anyMatch(
                    a -> ASTHelpers.isSubtype(ASTHelpers.getType(a), THREAD.get(state), state));
      }

      private void variable(ExpressionTree tree) {
        if (ASTHelpers.getSymbol(tree) instanceof VarSymbol symbol && makesThreads(symbol.type)) {
          readDeclaration(symbol, depth);
        }
      }
    }.scan(path, null);
  }

  private boolean makesThreads(@Nullable Type type) {
    return type != null
        && !type.isPrimitiveOrVoid()
        && (ASTHelpers.isSubtype(type, THREAD_FACTORY.get(state), state)
            || ASTHelpers.isSubtype(type, THREAD.get(state), state));
  }

  private void readDeclaration(@Nullable Symbol symbol, int depth) {
    if (symbol == null || !seen.add(symbol)) {
      return;
    }
    Optional<TreePath> declaration = CompilationIndex.of(state).declaration(symbol);
    if (declaration.isPresent()) {
      if (symbol instanceof VarSymbol
          && symbol.owner instanceof MethodSymbol method
          && method.getParameters().contains(symbol)) {
        unknown = true;
      } else {
        read(declaration.get(), depth - 1);
      }
    } else {
      unknown = true;
    }
  }
}
