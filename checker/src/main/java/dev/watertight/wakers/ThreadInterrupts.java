package dev.watertight.wakers;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Runnables;
import dev.watertight.tasks.Task;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The interrupts of a thread by its own class, which go through no variable. */
final class ThreadInterrupts {
  private static final String THREAD = "java.lang.Thread";

  private ThreadInterrupts() {}

  /** Whether a thread class, a superclass or a subclass of it interrupts its own objects. */
  static Interrupters ofOwnClass(Task.Apart task, VisitorState state) {
    if (!(task.body() instanceof ClassTree body) || !isThread(ASTHelpers.getSymbol(body), state)) {
      return Interrupters.NOBODY;
    }
    CompilationIndex index = CompilationIndex.of(state);
    Set<ClassSymbol> family = new LinkedHashSet<>();
    family.add(ASTHelpers.getSymbol(body));
    family.addAll(index.subclasses(ASTHelpers.getSymbol(body)));
    Interrupters found = Interrupters.NOBODY;
    for (Type t = ASTHelpers.getSymbol(body).getSuperclass();
        t.tsym instanceof ClassSymbol type && !type.getQualifiedName().contentEquals(THREAD);
        t = type.getSuperclass()) {
      if (!index.isInView(type)) {
        found = Interrupters.UNKNOWN;
        break;
      }
      family.add(type);
    }
    for (ClassSymbol type : family) {
      Optional<TreePath> declaration = index.declaration(type);
      if (declaration.isPresent()) {
        OwnClass scanner = new OwnClass(family, state);
        scanner.scan(declaration.get(), null);
        found = found.and(scanner.found);
      }
    }
    return found;
  }

  private static boolean isThread(Symbol type, VisitorState state) {
    return type instanceof ClassSymbol symbol
        && ResolvedLibrary.of(state).supertypesOf(symbol).contains(THREAD);
  }

  private static final class OwnClass extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final Set<ClassSymbol> family;
    private final VisitorState state;
    private Interrupters found = Interrupters.NOBODY;

    OwnClass(Set<ClassSymbol> family, VisitorState state) {
      this.family = family;
      this.state = state;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
      MethodSymbol method = ASTHelpers.getSymbol(tree);
      if (method.getSimpleName().contentEquals("interrupt")
          && method.getParameters().isEmpty()
          && isThread(method.owner, state)
          && isOwn(ASTHelpers.getReceiver(tree))
          && !isRestored(getCurrentPath())) {
        found = found.and(Interrupters.seen(Interrupter.at(getCurrentPath())));
      }
      return super.visitMethodInvocation(tree, null);
    }

    /** Whether a call is made on the object itself, by its class or by one inside that. */
    private boolean isOwn(@Nullable ExpressionTree receiver) {
      if (receiver == null) {
        return family.contains(threadClassAround());
      }
      return Symbols.isSelf(receiver)
          && (family.contains(ASTHelpers.getType(receiver).tsym)
              || family.contains(threadClassAround()));
    }

    private @Nullable Symbol threadClassAround() {
      for (Tree tree : getCurrentPath()) {
        if (tree instanceof ClassTree type && isThread(ASTHelpers.getSymbol(type), state)) {
          return ASTHelpers.getSymbol(type);
        }
      }
      return null;
    }

    /** Whether {@code run()} itself does it in a catch clause: for whoever asks next. */
    private static boolean isRestored(TreePath path) {
      boolean caught = false;
      for (Tree tree : path) {
        caught |= tree instanceof CatchTree;
        if (tree instanceof MethodTree method) {
          return caught && method.getName().contentEquals("run");
        }
      }
      return false;
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
      if (tree.getName().contentEquals("this")
          && !(getCurrentPath().getParentPath().getLeaf() instanceof MemberSelectTree)) {
        followSelf(tree);
      }
      return null;
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
      if (tree.getIdentifier().contentEquals("this")
          && !(getCurrentPath().getParentPath().getLeaf() instanceof MemberSelectTree)) {
        followSelf(tree);
      }
      return super.visitMemberSelect(tree, null);
    }

    private void followSelf(ExpressionTree self) {
      if (family.contains(ASTHelpers.getType(self).tsym)) {
        Fate fate = Fate.crossingReturns(getCurrentPath(), Runnables.of(state), state);
        found = found.and(InterruptSearch.ofFate(fate));
      }
    }
  }
}
