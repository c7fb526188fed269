package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.locks.ObjectName;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Components;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Which objects the names in one run of some code stand for, as the code that started the run knows
 * them.
 *
 * @param selves what {@code this} is, for each class around that the code is of
 * @param variables what the parameters are
 * @param starter the code that started the run, whose variables the code may have captured
 * @param state the compilation
 */
record Frame(
    ImmutableMap<ClassSymbol, LockObject> selves,
    ImmutableMap<Symbol, LockObject> variables,
    TreePath starter,
    VisitorState state) {
  /* So many variables are other names of one another, at most. */
  private static final int DEPTH = 5;

  /** The code that starts tasks, as it knows itself. */
  static Frame of(TreePath starter, ClassSymbol type, VisitorState state) {
    return new Frame(ImmutableMap.of(type, LockObject.of(type)), ImmutableMap.of(), starter, state);
  }

  /** The object that an expression stands for; empty if that is not known. */
  Optional<LockObject> object(TreePath expression) {
    return object(expression, DEPTH);
  }

  private Optional<LockObject> object(TreePath expression, int depth) {
    ImmutableList<TreePath> alternatives = Values.alternatives(expression);
    TreePath path = alternatives.get(0);
    Tree tree = path.getLeaf();
    if (alternatives.size() > 1 || depth == 0) {
      return Optional.empty();
    }
    if (tree instanceof LiteralTree) {
      return Optional.of(LockObject.of(tree));
    }
    if (tree instanceof NewClassTree
        || tree instanceof LambdaExpressionTree
        || SmallData.isMadeBy(tree, state)) {
      return isOfStarter(path) ? Optional.of(LockObject.of(tree)) : Optional.empty();
    }
    if (ResolvedLibrary.of(state).is(tree, Trait.LOCK_VIEW)) {
      return Paths.receiver(path).flatMap(lock -> object(lock, depth - 1));
    }
    if (tree instanceof MethodInvocationTree call) {
      return ofCall(path, call, depth - 1);
    }
    if (!(ASTHelpers.getSymbol(tree) instanceof VarSymbol variable)) {
      return Optional.empty();
    }
    if (variable.name.contentEquals("this")) {
      return Optional.ofNullable(selves.get(variable.owner));
    }
    if (variable.name.contentEquals("class")) {
      return Optional.of(
          LockObject.ofClass(
              tree instanceof MemberSelectTree select
                  ? ASTHelpers.getSymbol(select.getExpression())
                  : variable.owner));
    }
    if (!ObjectName.isFixed(variable, state)
        && new AttachedFields(starter, state).attaching(variable).isEmpty()) {
      return Optional.empty();
    }
    return Symbols.isField(variable)
        ? ofField(path, variable, depth - 1)
        : ofLocal(variable, depth - 1);
  }

  private Optional<LockObject> ofLocal(VarSymbol variable, int depth) {
    LockObject given = variables.get(variable);
    if (given != null) {
      return Optional.of(given);
    }
    // Another name for what another variable holds, or for what is made there.
    Optional<TreePath> initial =
        Values.initial(variable, state)
            .filter(
                value ->
                    value.getLeaf() instanceof NewClassTree
                        || ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol);
    return initial.isPresent()
        ? object(initial.get(), depth)
        : Values.initial(variable, state)
            .filter(value -> value.getLeaf() instanceof MethodInvocationTree)
            .flatMap(value -> object(value, depth))
            .or(
                () ->
                    CompilationIndex.of(state)
                        .declaration(variable)
                        .filter(this::isOfStarter)
                        .map(declaration -> LockObject.of(variable)));
  }

  /** What an accessor hands out, or a collection holds that the starter makes. */
  private Optional<LockObject> ofCall(TreePath path, MethodInvocationTree call, int depth) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (method.isStatic() || depth <= 0) {
      return Optional.empty();
    }
    if (!call.getArguments().isEmpty()) {
      return new SmallData(this, state).element(path, call);
    }
    return Components.returnedBy(method, state)
        .filter(field -> !field.isStatic() && ObjectName.isFixed(field, state))
        .filter(field -> CompilationIndex.of(state).overriders(method).isEmpty())
        .flatMap(
            field ->
                (Symbols.isSelf(Symbols.receiver(call))
                        ? self(method.owner)
                        : Paths.receiver(path).flatMap(object -> object(object, depth)))
                    .flatMap(owner -> held(owner, field, depth)));
  }

  /** Whether the starter itself makes or declares it: a function in it does so in each run anew. */
  private boolean isOfStarter(TreePath path) {
    return Graphs.isDirectlyIn(path, starter.getLeaf());
  }

  private Optional<LockObject> ofField(TreePath path, VarSymbol field, int depth) {
    if (field.isStatic()) {
      return Optional.of(LockObject.of(field));
    }
    ExpressionTree owner =
        path.getLeaf() instanceof MemberSelectTree select ? select.getExpression() : null;
    Optional<LockObject> object =
        Symbols.isSelf(owner) ? self(field.owner) : object(new TreePath(path, owner), depth);
    return object.flatMap(o -> held(o, field, depth));
  }

  private Optional<LockObject> held(LockObject owner, VarSymbol field, int depth) {
    Optional<AttachedFields.Attaching> attaching =
        new AttachedFields(starter, state).attaching(field);
    if (attaching.isPresent()) {
      return object(attaching.get().object(), depth)
          .filter(owner::equals)
          .flatMap(same -> object(attaching.get().value(), depth));
    }
    return owner.root() instanceof NewClassTree creation && owner.fields().isEmpty()
        ? given(field, creation, depth).or(() -> Optional.of(owner.field(field)))
        : Optional.of(owner.field(field));
  }

  /** What {@code this} is where a member of a class is named without an object. */
  Optional<LockObject> self(Symbol owner) {
    List<LockObject> found =
        selves.entrySet().stream()
            .filter(self -> self.getKey().isSubClass(owner, state.getTypes()))
            .map(Map.Entry::getValue)
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** What a field of a new object holds whose constructor is given that. */
  private Optional<LockObject> given(VarSymbol field, NewClassTree creation, int depth) {
    ImmutableList<TreePath> values = Values.assignedTo(field, state);
    MethodSymbol constructor = ASTHelpers.getSymbol(creation);
    Symbol parameter =
        values.size() == 1
            ? ASTHelpers.getSymbol(values.get(0).getLeaf())
            : values.isEmpty() ? component(field, constructor) : null;
    int index = parameter == null ? -1 : constructor.getParameters().indexOf(parameter);
    TreePath path = TreePath.getPath(starter, creation);
    return index < 0
            || path == null
            || (constructor.flags() & Flags.VARARGS) != 0
            || !(parameter instanceof VarSymbol variable)
            || !Values.isFixed(variable, state)
        ? Optional.empty()
        : object(new TreePath(path, creation.getArguments().get(index)), depth);
  }

  /** What the constructor of a record gives a component that it leaves to the compiler. */
  private @Nullable Symbol component(VarSymbol field, MethodSymbol constructor) {
    return Components.parametersFor(field, state).stream()
        .filter(parameter -> constructor.getParameters().contains(parameter))
        .findFirst()
        .orElse(null);
  }

  /** The same with what another variable stands for. */
  Frame with(Symbol variable, LockObject object) {
    return new Frame(
        selves,
        ImmutableMap.<Symbol, LockObject>builder()
            .putAll(variables)
            .put(variable, object)
            .buildKeepingLast(),
        starter,
        state);
  }

  /** The frame of a method that the code calls. */
  Frame called(TreePath call, MethodSymbol method) {
    MethodInvocationTree tree = (MethodInvocationTree) call.getLeaf();
    ImmutableMap.Builder<Symbol, LockObject> given = ImmutableMap.builder();
    if ((method.flags() & Flags.VARARGS) == 0) {
      for (int i = 0; i < method.getParameters().size(); i++) {
        VarSymbol parameter = method.getParameters().get(i);
        object(new TreePath(call, tree.getArguments().get(i)))
            .ifPresent(object -> given.put(parameter, object));
      }
    }
    return new Frame(selvesOf(call, method), given.buildOrThrow(), starter, state);
  }

  /** The function that a call is of, which the starter itself has made. */
  Optional<TreePath> function(TreePath call) {
    return call.getLeaf() instanceof MethodInvocationTree tree
            && ASTHelpers.getReceiver(tree) != null
            && state
                .getTypes()
                .isFunctionalInterface(ASTHelpers.getType(ASTHelpers.getReceiver(tree)).tsym)
            && ASTHelpers.getSymbol(tree).getModifiers().contains(Modifier.ABSTRACT)
        ? Paths.receiver(call)
            .flatMap(this::object)
            .filter(object -> object.fields().isEmpty())
            .map(LockObject::root)
            .filter(LambdaExpressionTree.class::isInstance)
            .map(function -> TreePath.getPath(starter, (Tree) function))
        : Optional.empty();
  }

  /** The frame of such a function: it knows what the starter knows, and what it is given. */
  Frame ofFunction(TreePath call, TreePath function) {
    ClassTree type = ASTHelpers.findEnclosingNode(function, ClassTree.class);
    Frame known = of(starter, ASTHelpers.getSymbol(type), state);
    List<? extends VariableTree> parameters =
        ((LambdaExpressionTree) function.getLeaf()).getParameters();
    List<? extends ExpressionTree> given = Arguments.of(call.getLeaf());
    for (int i = 0; i < given.size(); i++) {
      Optional<LockObject> object = object(new TreePath(call, given.get(i)));
      if (object.isPresent()) {
        known = known.with(ASTHelpers.getSymbol(parameters.get(i)), object.get());
      }
    }
    return known;
  }

  private ImmutableMap<ClassSymbol, LockObject> selvesOf(TreePath call, MethodSymbol method) {
    if (method.isStatic()) {
      return ImmutableMap.of();
    }
    return receiver(call, method)
        .map(object -> ImmutableMap.of((ClassSymbol) method.owner, object))
        .orElse(ImmutableMap.of());
  }

  /** The object of which a method is called. */
  Optional<LockObject> receiver(TreePath call, MethodSymbol method) {
    return Symbols.isSelf(Symbols.receiver(call.getLeaf()))
        ? self(method.owner)
        : Paths.receiver(call).flatMap(this::object);
  }
}
