package dev.watertight.findings.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Openings;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the threads of a pool keep the process alive, from the thread factory that it has. */
final class ThreadFactories {
  private static final int DEPTH = 4;
  private static final Supplier<Type> THREAD_FACTORY =
      Suppliers.typeFromString("java.util.concurrent.ThreadFactory");
  private static final Supplier<Type> THREAD = Suppliers.typeFromString("java.lang.Thread");

  private final VisitorState state;
  private final Set<Symbol> seen = new HashSet<>();
  private boolean plain;
  private boolean other;

  private ThreadFactories(VisitorState state) {
    this.state = state;
  }

  /** Whether the model, or an argument of which it speaks, says that the threads are daemons. */
  static boolean areDaemonsByRows(Opening opening, VisitorState state) {
    Tree opener = opening.primitive().getLeaf();
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return library.is(opener, Trait.DAEMON)
        || (library.is(opener, Trait.DAEMON_GIVEN)
            && Arguments.of(opener).stream()
                .filter(argument -> ASTHelpers.getType(argument).hasTag(TypeTag.BOOLEAN))
                .anyMatch(argument -> !Boolean.FALSE.equals(ASTHelpers.constValue(argument))));
  }

  /** Whether the pool that the opening makes certainly has threads that are no daemons. */
  static boolean makeUserThreads(Opening opening, VisitorState state) {
    TreePath path = opening.primitive();
    if (areDaemonsByRows(opening, state)) {
      return false;
    }
    ThreadFactories factories = new ThreadFactories(state);
    boolean areUsers =
        factories.areGivenTo(path.getLeaf())
            ? factories.plain
            // A subclass of the user's may have a factory of its own.
            : !(path.getLeaf() instanceof NewClassTree creation)
                || isOfLibrary(ASTHelpers.getSymbol(creation));
    return areUsers && !factories.other && !factories.mayBecomeOther(opening);
  }

  /** Reads the factory that a call is given, if it is given one. */
  private boolean areGivenTo(Tree call) {
    for (ExpressionTree argument : Arguments.of(call)) {
      if (ASTHelpers.isSubtype(ASTHelpers.getType(argument), THREAD_FACTORY.get(state), state)) {
        read(argument, DEPTH);
        return true;
      }
    }
    return false;
  }

  /** Whether the pool is given another factory later, which makes other threads. */
  private boolean mayBecomeOther(Opening opening) {
    Stream.concat(
            Stream.of(opening).filter(o -> !o.isOwner()),
            Openings.at(opening.primitive(), state).stream())
        .flatMap(pool -> Fates.of(pool, state).uses().stream())
        .forEach(use -> areGivenTo(use.path().getLeaf()));
    return other;
  }

  private static boolean isOfLibrary(MethodSymbol method) {
    return method.owner.getQualifiedName().toString().startsWith("java.");
  }

  /** Looks for {@code setDaemon(true)} in everything the factory expression leads to. */
  private void read(Tree code, int depth) {
    other |= depth == 0;
    if (depth > 0) {
      for (ExpressionTree tree : Trees.in(code, ExpressionTree.class)) {
        if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable) {
          if (makesThreads(variable.type)) {
            readDeclaration(variable, depth);
          }
        } else if (ASTHelpers.getSymbol(tree) instanceof MethodSymbol method
            && !(tree instanceof IdentifierTree || tree instanceof MemberSelectTree)) {
          read(tree, method, depth);
        }
      }
    }
  }

  private void read(ExpressionTree call, MethodSymbol method, int depth) {
    String name = method.getSimpleName().toString();
    // `Thread.ofPlatform().factory()`: the builder is read as part of the expression.
    boolean built = name.equals("factory") && isOfLibrary(method);
    if (name.equals("setDaemon") || name.equals("daemon")) {
      other |= TaskStarts.makesDaemon(call);
    } else if (name.equals("ofVirtual")) {
      other = true;
    } else if (name.equals("defaultThreadFactory") || name.equals("ofPlatform")) {
      plain = true;
    } else if (method.isConstructor()) {
      if (method.owner.getQualifiedName().contentEquals("java.lang.Thread")) {
        plain = true;
      } else if (makesThreads(method.owner.type)) {
        readDeclaration(method.owner, depth);
      }
    } else if (call instanceof MemberReferenceTree
        || (makesThreads(method.getReturnType()) && !built)
        || isGivenThread(call, method)) {
      readDeclaration(method, depth);
    }
  }

  /* A helper that may configure the thread; the platform's own methods do not. */
  private boolean isGivenThread(ExpressionTree call, MethodSymbol method) {
    return !isOfLibrary(method)
        && Arguments.of(call).stream()
            .anyMatch(a -> ASTHelpers.isSubtype(ASTHelpers.getType(a), THREAD.get(state), state));
  }

  private boolean makesThreads(Type type) {
    return !type.isPrimitiveOrVoid()
        && (ASTHelpers.isSubtype(type, THREAD_FACTORY.get(state), state)
            || ASTHelpers.isSubtype(type, THREAD.get(state), state));
  }

  private void readDeclaration(Symbol symbol, int depth) {
    if (seen.add(symbol)) {
      Optional<TreePath> declaration =
          symbol instanceof VarSymbol variable && isOfMethod(variable)
              ? Optional.empty()
              : CompilationIndex.of(state).declaration(symbol);
      other |= declaration.isEmpty();
      declaration.ifPresent(path -> read(path.getLeaf(), depth - 1));
    }
  }

  private static boolean isOfMethod(VarSymbol variable) {
    return variable.owner instanceof MethodSymbol method
        && method.getParameters().contains(variable);
  }
}
