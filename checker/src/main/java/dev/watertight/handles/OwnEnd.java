package dev.watertight.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.HandleKind;
import dev.watertight.program.Arguments;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the threads of a handle end although nobody releases it, by its own class: a pool that
 * lets all of its threads time out, or that shuts itself down in a hook such as {@code
 * afterExecute}.
 *
 * <p>Whether the hook comes to the release in time is not asked: a class that ends itself at all
 * has somebody who thought of it.
 */
final class OwnEnd {
  private static final int DEPTH = 4;

  /**
   * What the class of an object does with the object itself, its superclasses in view included.
   *
   * @param calls the calls of methods of the object, with or without {@code this} or {@code super}
   * @param values where {@code this} is a value: an argument, what is assigned or returned
   */
  record OwnObject(ImmutableList<TreePath> calls, ImmutableList<TreePath> values) {
    private static final Supplier<Map<ClassSymbol, OwnObject>> KNOWN =
        PerCompilation.of(state -> new HashMap<>());

    static OwnObject of(ClassSymbol type, VisitorState state) {
      return KNOWN.get(state).computeIfAbsent(type, t -> read(t, state));
    }

    private static OwnObject read(ClassSymbol type, VisitorState state) {
      CompilationIndex index = CompilationIndex.of(state);
      ImmutableList.Builder<TreePath> calls = ImmutableList.builder();
      ImmutableList.Builder<TreePath> values = ImmutableList.builder();
      Optional<TreePath> declaration = index.declaration(type);
      ClassSymbol next = type;
      while (declaration.isPresent()) {
        for (TreePath path :
            Trees.pathsIn(
                declaration.get(),
                MethodInvocationTree.class,
                IdentifierTree.class,
                MemberSelectTree.class)) {
          if (path.getLeaf() instanceof MethodInvocationTree call) {
            ExpressionTree receiver = ASTHelpers.getReceiver(call);
            if (receiver == null
                ? next.isSubClass(ASTHelpers.getSymbol(call).owner, state.getTypes())
                : isNamed("this", receiver, next) || isNamed("super", receiver, next)) {
              calls.add(path);
            }
          } else if (isNamed("this", path.getLeaf(), next)
              && !(path.getParentPath().getLeaf() instanceof MemberSelectTree)
              && !isForOwnMethod(path.getParentPath().getLeaf())) {
            values.add(path);
          }
        }
        declaration = Optional.empty();
        if (next.getSuperclass().tsym instanceof ClassSymbol above) {
          next = above;
          declaration = index.declaration(above);
        }
      }
      return new OwnObject(calls.build(), values.build());
    }

    /** Whether a function does what only the object itself can do: nobody closes it by that. */
    private static boolean isForOwnMethod(Tree user) {
      return user instanceof MemberReferenceTree reference
          && ASTHelpers.getSymbol(reference).isPrivate();
    }

    /** Whether it is the object of the class, which a nested one names with its class. */
    private static boolean isNamed(String name, Tree tree, ClassSymbol type) {
      return ASTHelpers.getSymbol(tree) instanceof VarSymbol self
          && self.getSimpleName().contentEquals(name)
          && type.equals(self.owner);
    }
  }

  private OwnEnd() {}

  /** Whether the class that a constructor belongs to has objects that end themselves. */
  static boolean isIn(MethodSymbol constructor, HandleKind kind, VisitorState state) {
    return CompilationIndex.of(state).isInView(constructor.owner)
        && (OwnObject.of((ClassSymbol) constructor.owner, state).calls().stream()
                .anyMatch(call -> ends(call, kind, state))
            || runsTasksItself((ClassSymbol) constructor.owner, state));
  }

  private static boolean ends(TreePath path, HandleKind kind, VisitorState state) {
    MethodInvocationTree call = (MethodInvocationTree) path.getLeaf();
    return letsThreadsEnd(call, state)
        || (kind.isRelease(ASTHelpers.getSymbol(call).getSimpleName().toString())
            && isInHook(path, state));
  }

  /** Whether an executor's class overrides {@code execute} and gives no task to the library's. */
  private static boolean runsTasksItself(ClassSymbol type, VisitorState state) {
    return ASTHelpers.getEnclosedElements(type).stream().anyMatch(OwnEnd::isExecute)
        && OwnObject.of(type, state).calls().stream()
            .map(TreePath::getLeaf)
            .noneMatch(call -> isExecute(ASTHelpers.getSymbol(call)) || isPrestart(call));
  }

  private static boolean isExecute(Symbol method) {
    return method.getSimpleName().contentEquals("execute");
  }

  private static boolean isPrestart(Tree call) {
    return ASTHelpers.getSymbol(call).getSimpleName().toString().startsWith("prestart");
  }

  /** Whether a method of the class of a handle releases the object itself. */
  static boolean releases(MethodSymbol method, HandleKind kind, VisitorState state) {
    return CompilationIndex.of(state).isInView(method.owner)
        && OwnObject.of((ClassSymbol) method.owner, state).calls().stream()
            .filter(
                call ->
                    kind.isRelease(ASTHelpers.getSymbol(call.getLeaf()).getSimpleName().toString()))
            .anyMatch(call -> Symbols.methodAround(call).filter(method::equals).isPresent());
  }

  /** Whether objects of a class call what closes them themselves: at the end of a task, perhaps. */
  static boolean closesItself(ClassSymbol type, ImmutableSet<String> closers, VisitorState state) {
    return OwnObject.of(type, state).calls().stream()
        .filter(
            call ->
                closers.contains(ASTHelpers.getSymbol(call.getLeaf()).getSimpleName().toString()))
        .flatMap(call -> Graphs.bodyAround(call).stream())
        .anyMatch(
            body ->
                !(body.getLeaf() instanceof MethodTree method)
                    || !(Symbols.isConstructor(body)
                        || ClosingMethods.of(state).isCloser(ASTHelpers.getSymbol(method)))
                    || isHandedOut(ASTHelpers.getSymbol(method), state));
  }

  /** Whether a method that only the class itself can call is given to others as a function. */
  private static boolean isHandedOut(MethodSymbol method, VisitorState state) {
    return method.isPrivate()
        && CompilationIndex.of(state).mentions(method).stream()
            .anyMatch(mention -> mention.getLeaf() instanceof MemberReferenceTree);
  }

  /** Whether a call configures a pool so that none of its threads stays without work. */
  static boolean letsThreadsEnd(MethodInvocationTree call, VisitorState state) {
    if (call.getArguments().size() != 1) {
      return false;
    }
    Object value = ASTHelpers.constValue(call.getArguments().get(0));
    Symbol method = ASTHelpers.getSymbol(call);
    return method.getSimpleName().contentEquals("allowCoreThreadTimeOut")
        ? !Boolean.FALSE.equals(value)
        : method.getSimpleName().contentEquals("setCorePoolSize")
            && (isStepped(call.getArguments().get(0))
                || mayBeZero(call.getArguments().get(0), state));
  }

  /** Whether it is a local variable that gets several values: the last of which may be 0. */
  private static boolean isStepped(ExpressionTree size) {
    return ASTHelpers.getSymbol(size) instanceof VarSymbol variable
        && variable.owner instanceof MethodSymbol
        && (variable.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) == 0;
  }

  /** Whether code runs by itself: in a lambda, or in a method that others of the library call. */
  private static boolean isInHook(TreePath code, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(code);
    if (body.isEmpty() || !(body.get().getLeaf() instanceof MethodTree tree)) {
      return true;
    }
    return Symbols.withOwnCallers(ASTHelpers.getSymbol(tree), Symbols::methodAround, state).stream()
        .anyMatch(
            method ->
                !ClosingMethods.of(state).isCloser(method)
                    && ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
                        .anyMatch(overridden -> !CompilationIndex.of(state).isInView(overridden)));
  }

  /** Whether a pool is made with no core threads, so that all its threads time out. */
  static boolean isCoreless(NewClassTree creation, VisitorState state) {
    return Handles.of(state)
            .isMemberOf(ASTHelpers.getSymbol(creation), "java.util.concurrent.ThreadPoolExecutor")
        && firstArgument(creation, state).filter(size -> mayBeZero(size, state)).isPresent();
  }

  static boolean mayBeZero(Tree size, VisitorState state) {
    return mayBeZero(size, DEPTH, state);
  }

  /** Whether a number is 0 somewhere in view, through variables, records and getters. */
  private static boolean mayBeZero(Tree size, int depth, VisitorState state) {
    if (depth == 0 || Integer.valueOf(0).equals(ASTHelpers.constValue(size))) {
      return depth > 0;
    }
    Symbol symbol = ASTHelpers.getSymbol(size);
    if (symbol instanceof MethodSymbol method && method.getParameters().isEmpty()) {
      return Returns.only(method, state)
              .<Tree>map(value -> value)
              .filter(value -> mayBeZero(value, depth - 1, state))
              .isPresent()
          || Symbols.member(method.owner, method.name, VarSymbol.class)
              .filter(f -> mayBeZero(f, depth, state))
              .isPresent();
    }
    return symbol instanceof VarSymbol variable && mayBeZero(variable, depth, state);
  }

  private static boolean mayBeZero(VarSymbol variable, int depth, VisitorState state) {
    return Values.given(variable, state).stream()
        .flatMap(List::stream)
        .anyMatch(value -> mayBeZero(value.getLeaf(), depth - 1, state));
  }

  /** The first argument of the library's constructor that a creation or {@code this()} leads to. */
  private static Optional<ExpressionTree> firstArgument(Tree call, VisitorState state) {
    MethodSymbol constructor = (MethodSymbol) ASTHelpers.getSymbol(call);
    List<? extends ExpressionTree> arguments = Arguments.of(call);
    return CompilationIndex.of(state)
        .declaration(constructor)
        .filter(path -> !ASTHelpers.isGeneratedConstructor((MethodTree) path.getLeaf()))
        .map(
            path ->
                Trees.in(path.getLeaf(), MethodInvocationTree.class).stream()
                    .filter(next -> ASTHelpers.getSymbol(next).isConstructor())
                    .findFirst()
                    .flatMap(next -> firstArgument(next, state))
                    .map(
                        value ->
                            constructor.getParameters().indexOf(ASTHelpers.getSymbol(value)) < 0
                                ? value
                                : arguments.get(
                                    constructor
                                        .getParameters()
                                        .indexOf(ASTHelpers.getSymbol(value)))))
        .orElseGet(() -> arguments.stream().<ExpressionTree>map(a -> a).findFirst());
  }
}
