package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Runnables;
import dev.watertight.tasks.Task;
import dev.watertight.values.Fate;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The interrupts of a thread by its own class, which go through no variable. */
final class ThreadInterrupts {
  private static final String THREAD = "java.lang.Thread";

  private ThreadInterrupts() {}

  /** Whether a thread class, a superclass or a subclass of it interrupts its own objects. */
  static Interrupters ofOwnClass(Task.Apart task, VisitorState state) {
    if (!(task.body() instanceof ClassTree body)
        || !Symbols.isA(ASTHelpers.getType(body), THREAD, state)) {
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
      for (TreePath path :
          index
              .declaration(type)
              .map(
                  d ->
                      Trees.pathsIn(
                          d,
                          MethodInvocationTree.class,
                          IdentifierTree.class,
                          MemberSelectTree.class))
              .orElse(ImmutableList.of())) {
        found = found.and(at(path, family, state));
      }
    }
    return found;
  }

  private static Interrupters at(TreePath path, Set<ClassSymbol> family, VisitorState state) {
    if (path.getLeaf() instanceof MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      boolean isInterrupt =
          method.getSimpleName().contentEquals("interrupt")
              && method.getParameters().isEmpty()
              && Symbols.isA(method.owner.type, THREAD, state);
      return isInterrupt && isOwn(call, path, family, state) && !isRestored(path)
          ? Interrupters.seen(Interrupter.at(path))
          : Interrupters.NOBODY;
    }
    ExpressionTree self = (ExpressionTree) path.getLeaf();
    boolean isHandedOn =
        Symbols.isSelf(self)
            && !(path.getParentPath().getLeaf() instanceof MemberSelectTree)
            && family.contains(ASTHelpers.getType(self).tsym);
    return isHandedOn
        ? InterruptSearch.ofFate(Fate.crossingReturns(path, Runnables.of(state), state), state)
        : Interrupters.NOBODY;
  }

  /** Whether a call is made on the object itself, by its class or by one inside that. */
  private static boolean isOwn(
      MethodInvocationTree call, TreePath path, Set<ClassSymbol> family, VisitorState state) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    return Symbols.isSelf(receiver)
        && ((receiver != null && family.contains(ASTHelpers.getType(receiver).tsym))
            || threadClassAround(path, state).filter(family::contains).isPresent());
  }

  private static Optional<Symbol> threadClassAround(TreePath path, VisitorState state) {
    for (Tree tree : path) {
      if (tree instanceof ClassTree type && Symbols.isA(ASTHelpers.getType(type), THREAD, state)) {
        return Optional.of(ASTHelpers.getSymbol(type));
      }
    }
    return Optional.empty();
  }

  /** Whether {@code run()} itself does it in a catch clause: for whoever asks next. */
  private static boolean isRestored(TreePath path) {
    return !CatchClauses.around(path).isEmpty()
        && Symbols.methodAround(path)
            .filter(m -> m.getSimpleName().contentEquals("run"))
            .isPresent();
  }
}
