package dev.watertight.values;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.tree.JCTree.JCMemberReference;
import dev.watertight.model.Role;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a handle goes that a call or creation is passed: by what the model says of its argument, or
 * else by the methods in view that the call may run.
 */
final class ArgumentFlow {
  private final ValueFlow flow;
  private final Tracked tracked;
  private final CompilationIndex index;
  private final VisitorState state;
  private boolean takenBack;

  ArgumentFlow(ValueFlow flow, Tracked tracked, VisitorState state) {
    this.flow = flow;
    this.tracked = tracked;
    this.index = CompilationIndex.of(state);
    this.state = state;
  }

  /**
   * Follows an argument.
   *
   * @param argument its position; negative for what a call is made on, or an enclosing instance
   */
  void follow(TreePath call, int argument, boolean inside) {
    if (argument < 0 || !(ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method)) {
      return;
    }
    Optional<Role> role =
        tracked.roleOf(method, argument).or(() -> AnnotatedRoles.of(method, argument));
    if (role.isPresent() && role.get() != Role.YIELD) {
      apply(role.get(), call, argument, inside);
      return;
    }
    ofTargets(call, method, argument, inside);
  }

  void apply(Role role, TreePath call, int argument, boolean inside) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    switch (role) {
      case BORROW, BIND -> flow.add(new Sink.Use(call, Sink.BORROWED));
      case DISCARD -> flow.add(new Sink.Use(call, method.getSimpleName().toString()));
      case LEND -> {
        flow.add(new Sink.Use(call, Sink.BORROWED));
        followTakenBack(method, argument);
      }
      case RUN -> flow.add(new Sink.Use(call, Sink.RUN_APART));
      case WRAP -> flow.follow(call, inside);
      case SETTLE -> flow.add(new Sink.Release(call, "settled"));
      case COLLECT, YIELD -> flow.follow(call, true);
      case LINK -> {
        if (!tracked.hasTwoEnds()) {
          flow.add(new Sink.Use(call, Sink.BORROWED));
        } else if (call.getLeaf() instanceof NewClassTree) {
          flow.follow(call, inside);
        } else {
          aliasReceiver(call, inside);
        }
      }
      case KEEP, ADMIT, REPLACE -> {
        if (call.getLeaf() instanceof NewClassTree) {
          flow.follow(call, true);
          return;
        }
        aliasReceiver(call, true).ifPresent(container -> escapeIfCallers(container, call));
        if (tracked.isOrSupertype(ASTHelpers.getType(call.getLeaf()))) {
          flow.follow(call, false);
        }
      }
    }
  }

  private Optional<VarSymbol> aliasReceiver(TreePath call, boolean inside) {
    ExpressionTree receiver = containerOf(Symbols.receiver(call.getLeaf()), inside);
    if (receiver != null && ASTHelpers.getSymbol(receiver) instanceof VarSymbol object) {
      flow.add(new Sink.Alias(object, inside, call));
      return Optional.of(object);
    }
    flow.add(new Sink.Escape(call, "receiver out of view"));
    return Optional.empty();
  }

  /**
   * What keeps what is put into an expression: of a collection that is an element of another one,
   * {@code lists.get(key).add(x)}, that.
   */
  private @Nullable ExpressionTree containerOf(@Nullable ExpressionTree receiver, boolean inside) {
    ExpressionTree tree = receiver == null ? null : ASTHelpers.stripParentheses(receiver);
    while (inside && tree != null) {
      ExpressionTree outer =
          tree instanceof ArrayAccessTree access
              ? access.getExpression()
              : tree instanceof MethodInvocationTree call && isElement(call)
                  ? ASTHelpers.getReceiver(call)
                  : null;
      if (outer == null) {
        break;
      }
      tree = ASTHelpers.stripParentheses(outer);
    }
    return tree;
  }

  /** Whether a call gives an element of the library's collection that it is made on. */
  private boolean isElement(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return !method.isStatic()
        && !index.isInView(method)
        && method.getReturnType().hasTag(TypeTag.TYPEVAR)
        && method.getReturnType().tsym.owner.equals(method.owner)
        && tracked.mayContain(ASTHelpers.getType(call));
  }

  /** What is put into a parameter's collection is the caller's. */
  void escapeIfCallers(VarSymbol container, TreePath path) {
    if ((container.flags() & Flags.PARAMETER) != 0) {
      flow.add(new Sink.Escape(path, "the caller's container"));
    }
  }

  /**
   * Follows what getters of the borrower's type return, or of the type that a nested builder makes,
   * or of the configuration that one of these returns: any object of it may be the borrower.
   */
  private void followTakenBack(MethodSymbol setter, int argument) {
    if (takenBack || argument >= setter.getParameters().size()) {
      return;
    }
    takenBack = true;
    Type lent = setter.getParameters().get(argument).type;
    Set<Symbol> types = new LinkedHashSet<>();
    for (Symbol type = setter.owner; type instanceof ClassSymbol; type = type.owner) {
      types.add(type);
      for (MethodSymbol getter : getters(type)) {
        if (getter.getReturnType().hasTag(TypeTag.CLASS)) {
          tracked.types().closure(getter.getReturnType()).stream()
              .map(returned -> returned.tsym)
              .filter(ClassSymbol.class::isInstance)
              .filter(returned -> areOfOnePackage(returned, setter))
              .forEach(types::add);
        }
      }
    }
    for (Symbol type : types) {
      for (MethodSymbol getter : getters(type)) {
        boolean inside =
            getter.getReturnType().getTypeArguments().stream()
                .anyMatch(inner -> tracked.types().isSameType(inner, lent));
        if (inside || tracked.types().isSameType(getter.getReturnType(), lent)) {
          index.calls(getter).forEach(call -> flow.follow(call, inside));
        }
      }
    }
  }

  private static boolean areOfOnePackage(Symbol one, Symbol other) {
    return one.outermostClass().owner.equals(other.outermostClass().owner);
  }

  private static List<MethodSymbol> getters(Symbol type) {
    List<MethodSymbol> getters = new ArrayList<>();
    for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
      if (member instanceof MethodSymbol getter && getter.getParameters().isEmpty()) {
        getters.add(getter);
      }
    }
    return getters;
  }

  /** The parameters and fields that take the argument; an escape if some method is out of view. */
  private void ofTargets(TreePath call, MethodSymbol method, int argument, boolean inside) {
    List<VarSymbol> parameters = method.getParameters();
    boolean varargs = method.isVarArgs() && argument >= parameters.size() - 1;
    int position = varargs ? parameters.size() - 1 : argument;
    boolean found = false;
    for (MethodSymbol target : targets(method)) {
      Optional<TreePath> declaration = index.declaration(target);
      if (index.isInView(target) && assignsRecordFields(target)) {
        found = true;
        recordField(target, position)
            .ifPresent(field -> flow.add(new Sink.Alias(field, inside, call)));
      }
      if (declaration.isPresent()
          && declaration.get().getLeaf() instanceof MethodTree tree
          && tree.getBody() != null
          && position < tree.getParameters().size()) {
        found = true;
        VarSymbol parameter = ASTHelpers.getSymbol(tree.getParameters().get(position));
        flow.add(new Sink.Alias(parameter, inside || varargs, call));
      }
    }
    if ((method.flags() & Flags.ABSTRACT) != 0 && method.owner instanceof ClassSymbol type) {
      for (TreePath function : index.functions(type)) {
        if (function.getLeaf() instanceof LambdaExpressionTree lambda
            && lambda.getParameters().size() != method.getParameters().size()) {
          // It is what a subtype leaves to do, which has a body of its own for this method.
          continue;
        }
        found = true;
        flow.add(ofFunction(function, position, inside, call));
      }
    }
    if (!found || isOpenToOthers(method)) {
      flow.add(new Sink.Escape(call, method.getSimpleName().toString()));
    }
  }

  /** Where a lambda or method reference that implements the called method gets the argument. */
  private Sink ofFunction(TreePath function, int position, boolean inside, TreePath call) {
    if (function.getLeaf() instanceof LambdaExpressionTree lambda) {
      return new Sink.Alias(
          ASTHelpers.getSymbol(lambda.getParameters().get(position)), inside, call);
    }
    JCMemberReference reference = (JCMemberReference) function.getLeaf();
    MethodSymbol target = ASTHelpers.getSymbol(reference);
    boolean receiver = reference.kind == JCMemberReference.ReferenceKind.UNBOUND;
    if (receiver && position == 0 && !inside) {
      String name = target.getSimpleName().toString();
      return tracked.isRelease(target)
          ? new Sink.Release(function, name)
          : new Sink.Use(call, name);
    }
    int parameter = receiver ? position - 1 : position;
    return parameter >= 0
            && parameter < target.getParameters().size()
            && !target.isVarArgs()
            && index.declaration(target).isPresent()
            && CompilationIndex.isEffectivelyFinal(target)
        ? new Sink.Alias(target.getParameters().get(parameter), inside, call)
        : new Sink.Escape(call, "method reference");
  }

  private ImmutableList<MethodSymbol> targets(MethodSymbol method) {
    return ImmutableList.<MethodSymbol>builder()
        .add(method)
        .addAll(index.isInView(method) ? index.overriders(method) : ImmutableList.of())
        .build();
  }

  /** Whether the constructor is an implicit or compact one, whose parameters go into the fields. */
  private static boolean assignsRecordFields(MethodSymbol method) {
    return method.isConstructor()
        && (method.owner.flags() & Flags.RECORD) != 0
        && (method.flags() & (Flags.GENERATEDCONSTR | Flags.COMPACT_RECORD_CONSTRUCTOR)) != 0;
  }

  private static Optional<VarSymbol> recordField(MethodSymbol constructor, int position) {
    ClassSymbol type = (ClassSymbol) constructor.owner;
    List<? extends Symbol.RecordComponent> components = type.getRecordComponents();
    return position < components.size()
        ? Symbols.member(type, components.get(position).name, VarSymbol.class)
        : Optional.empty();
  }

  /** Whether code out of view may implement the method: an abstract one of a public API. */
  private static boolean isOpenToOthers(MethodSymbol method) {
    return (method.flags() & Flags.ABSTRACT) != 0
        && (method.flags() & (Flags.PUBLIC | Flags.PROTECTED)) != 0
        && (method.owner.flags() & (Flags.PUBLIC | Flags.PROTECTED)) != 0
        && (method.owner.flags() & Flags.SEALED) == 0;
  }

  /**
   * Follows what a call on a container that a handle is in is passed: functions may be given the
   * handle. Its result is another matter.
   */
  void followContainer(TreePath path, MethodInvocationTree call) {
    List<VarSymbol> parameters = ASTHelpers.getSymbol(call).getParameters();
    for (int i = 0; i < call.getArguments().size(); i++) {
      Type declared =
          parameters.isEmpty() ? null : parameters.get(Math.min(i, parameters.size() - 1)).type;
      followFunction(path, ASTHelpers.stripParentheses(call.getArguments().get(i)), declared);
    }
    String owner = ASTHelpers.getSymbol(call).owner.getQualifiedName().toString();
    if ((!owner.startsWith("java.") && !owner.startsWith("com.google.common."))
        || mayBeOverridden(path, ASTHelpers.getSymbol(call))) {
      flow.add(new Sink.Escape(path, "container of its own"));
    }
  }

  /** Whether the object of a call may be of a class in view that has the method itself. */
  private boolean mayBeOverridden(TreePath call, MethodSymbol method) {
    ImmutableList<MethodSymbol> own = index.overriders(method);
    return !own.isEmpty()
        && Paths.receiver(call)
            .flatMap(r -> Origins.of(r, NewClassTree.class::isInstance, state))
            .map(
                makers ->
                    makers.stream()
                        .map(maker -> ASTHelpers.getType(maker.getLeaf()).tsym)
                        .anyMatch(
                            type ->
                                own.stream()
                                    .anyMatch(m -> type.isSubClass(m.owner, tracked.types()))))
            .orElse(true);
  }

  /* A key of a map may be a function too, and is not called: what the method declares counts. */
  private void followFunction(TreePath path, ExpressionTree argument, @Nullable Type declared) {
    if (argument instanceof LambdaExpressionTree lambda) {
      for (VariableTree parameter : lambda.getParameters()) {
        aliasIfHandle(ASTHelpers.getSymbol(parameter), path);
      }
    } else if (argument instanceof MemberReferenceTree reference) {
      followReference(new TreePath(path, reference), reference);
    } else if (isFunction(declared)) {
      flow.add(new Sink.Escape(path, "function out of view"));
    }
  }

  private boolean isFunction(@Nullable Type type) {
    return type != null && type.tsym != null && tracked.types().isFunctionalInterface(type.tsym);
  }

  private void followReference(TreePath reference, MemberReferenceTree tree) {
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    if (tracked.isRelease(method)) {
      flow.add(new Sink.Release(reference, method.getSimpleName().toString()));
    } else if (tracked.roleOf(method, 0).filter(role -> role == Role.RUN).isPresent()) {
      // tasks.forEach(executor::execute)
      flow.add(new Sink.Use(reference, Sink.RUN_APART));
    } else if (tracked.isOrSupertype(method.owner.type)) {
      flow.add(new Sink.Use(reference, method.getSimpleName().toString()));
    } else if (index.declaration(method).isPresent()) {
      method.getParameters().forEach(p -> aliasIfHandle(p, reference));
    } else {
      flow.add(new Sink.Escape(reference, "method reference"));
    }
  }

  private void aliasIfHandle(VarSymbol symbol, TreePath place) {
    if (tracked.isOrSupertype(symbol.type)) {
      flow.add(new Sink.Alias(symbol, false, place));
    } else if (tracked.mayContain(symbol.type)) {
      flow.add(new Sink.Alias(symbol, true, place));
    }
  }
}
