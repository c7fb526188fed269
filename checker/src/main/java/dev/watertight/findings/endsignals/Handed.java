package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Channels;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Role;
import dev.watertight.paths.Duties;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Patterns;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What code has got hold of alone, in a message that it has taken out of a queue, or from a map
 * that it has removed it from: if the code leaves it without a signal, nobody else can give one.
 *
 * @param holder the variable that holds it, or the message with it
 * @param scope the code that runs once for each: a body, what a loop repeats, a case of a switch
 * @param source the call in the same body that takes it out; none where somebody hands it over
 * @param acts the calls in that body that signal, or always lead to a signal
 */
record Handed(
    VarSymbol holder, TreePath scope, ImmutableSet<Tree> source, ImmutableList<TreePath> acts) {
  private static final int DEPTH = 4;

  /** What all signals are for, if only the one body that gives them has got hold of it. */
  static Optional<Handed> of(ImmutableList<TreePath> signals, VisitorState state) {
    return new Finder(state).find(signals);
  }

  /** Whether a test compares a variable with {@code null}. */
  static boolean isNullTest(Tree test, VarSymbol variable) {
    return (test.getKind() == Tree.Kind.EQUAL_TO || test.getKind() == Tree.Kind.NOT_EQUAL_TO)
        && Trees.any(test, part -> part.getKind() == Tree.Kind.NULL_LITERAL)
        && Symbols.variablesIn(test).contains(variable);
  }

  /** The variable that holds an object, or the message with it. */
  private static Optional<VarSymbol> holder(ExpressionTree object) {
    ExpressionTree tree = ASTHelpers.stripParentheses(object);
    if (tree instanceof MethodInvocationTree call) {
      return call.getArguments().isEmpty()
          ? Optional.ofNullable(ASTHelpers.getReceiver(call)).flatMap(Handed::holder)
          : Optional.empty();
    }
    return tree instanceof MemberSelectTree select && !Symbols.isSelf(select.getExpression())
        ? holder(select.getExpression())
        : Optional.ofNullable(ASTHelpers.getSymbol(tree))
            .filter(symbol -> symbol instanceof VarSymbol v && !Symbols.isField(v))
            .map(VarSymbol.class::cast);
  }

  private record Finder(VisitorState state) {
    Optional<Handed> find(ImmutableList<TreePath> signals) {
      SetMultimap<VarSymbol, TreePath> acts = LinkedHashMultimap.create();
      for (TreePath signal : signals) {
        Paths.receiver(signal)
            .flatMap(object -> holder((ExpressionTree) object.getLeaf()))
            .ifPresent(holder -> acts.put(holder, signal));
      }
      if (acts.size() < signals.size()) {
        return Optional.empty();
      }
      for (int depth = 0; acts.keySet().size() > 1; depth++) {
        VarSymbol inner =
            depth == DEPTH
                ? null
                : acts.keySet().stream()
                    .filter(h -> isLifted(h, acts.get(h)))
                    .findFirst()
                    .orElse(null);
        if (inner == null) {
          return Optional.empty();
        }
        acts.removeAll(inner);
        for (TreePath argument : Arguments.ofParameter(inner, state).get()) {
          if (!(ASTHelpers.getSymbol(argument.getLeaf()) instanceof VarSymbol outer)) {
            return Optional.empty();
          }
          acts.put(outer, argument.getParentPath());
        }
      }
      return acts.keySet().stream()
          .findFirst()
          .flatMap(holder -> find(holder, ImmutableList.copyOf(acts.values())));
    }

    /** Whether a method always signals on its parameter, and all its calls are in view. */
    private boolean isLifted(VarSymbol holder, Set<TreePath> acts) {
      Optional<TreePath> body = Graphs.bodyAround(acts);
      return body.isPresent()
          && Arguments.ofParameter(holder, state).filter(given -> !given.isEmpty()).isPresent()
          && Duties.exitsWithout(
                  body.get(),
                  ImmutableSet.of(),
                  acts.stream().map(TreePath::getLeaf).collect(toImmutableSet()),
                  new RiskyCalls(body.get(), state).all(),
                  state)
              .isEmpty();
    }

    private Optional<Handed> find(VarSymbol holder, ImmutableList<TreePath> acts) {
      ImmutableSet<Tree> calls = acts.stream().map(TreePath::getLeaf).collect(toImmutableSet());
      return Graphs.bodyAround(acts)
          .flatMap(
              body ->
                  CompilationIndex.of(state)
                      .declaration(holder)
                      .filter(declaration -> isHandedOver(holder, declaration, calls, DEPTH))
                      .flatMap(declaration -> scope(declaration, body)))
          .filter(scope -> acts.stream().allMatch(act -> Paths.isInside(act, scope.getLeaf())))
          .map(
              scope ->
                  new Handed(
                      holder,
                      scope,
                      Values.assignedTo(holder, state).stream()
                          .map(TreePath::getLeaf)
                          .collect(toImmutableSet()),
                      acts));
    }

    /** Whether nobody else has what a variable holds, and nobody gets it from there. */
    private boolean isHandedOver(
        VarSymbol holder, TreePath declaration, ImmutableSet<Tree> calls, int depth) {
      ImmutableList<TreePath> values = Values.assignedTo(holder, state);
      if (depth == 0
          || values.size() > 1
          || !CompilationIndex.of(state).mentions(holder).stream()
              .allMatch(mention -> isLookedAt(mention, calls) || isPassed(mention, calls))) {
        return false;
      }
      if (declaration.getParentPath().getLeaf() instanceof MethodTree method) {
        int position = method.getParameters().indexOf(declaration.getLeaf());
        return Arguments.callsPassing(holder, state)
            .filter(all -> values.isEmpty() && !all.isEmpty())
            .filter(
                all ->
                    all.stream()
                        .allMatch(
                            c ->
                                isHandedOver(
                                    new TreePath(c, Arguments.of(c.getLeaf()).get(position)),
                                    ImmutableSet.of(c.getLeaf()),
                                    depth)))
            .isPresent();
      }
      return Patterns.matched(declaration)
          .or(() -> values.stream().findFirst())
          .filter(value -> isHandedOver(value, calls, depth))
          .isPresent();
    }

    private boolean isHandedOver(TreePath value, ImmutableSet<Tree> calls, int depth) {
      TreePath plain = Values.alternatives(value).get(0);
      return takesOut(plain.getLeaf())
          || (plain.getLeaf() instanceof MethodInvocationTree call
              && Returns.only(ASTHelpers.getSymbol(call), state).filter(this::takesOut).isPresent())
          || (ASTHelpers.getSymbol(plain.getLeaf()) instanceof VarSymbol variable
              && !Symbols.isField(variable)
              && CompilationIndex.of(state)
                  .declaration(variable)
                  .filter(d -> isHandedOver(variable, d, calls, depth - 1))
                  .isPresent());
    }

    /** Whether code only asks what a variable holds, or calls what is in that. */
    private boolean isLookedAt(TreePath mention, ImmutableSet<Tree> calls) {
      Tree parent = mention.getParentPath().getLeaf();
      return (parent instanceof MemberSelectTree && isPartLookedAt(mention.getParentPath(), calls))
          || (parent instanceof AssignmentTree given && given.getVariable() == mention.getLeaf())
          || parent instanceof InstanceOfTree
          || parent instanceof SwitchTree
          || parent instanceof SwitchExpressionTree
          || parent instanceof ParenthesizedTree
          || parent.getKind() == Tree.Kind.EQUAL_TO
          || parent.getKind() == Tree.Kind.NOT_EQUAL_TO
          || parent.getKind() == Tree.Kind.PLUS;
    }

    /** Whether code only asks a part of an object, or calls what hands nothing on of that. */
    private boolean isPartLookedAt(TreePath select, ImmutableSet<Tree> calls) {
      TreePath use = select.getParentPath();
      boolean isCall =
          use.getLeaf() instanceof MethodInvocationTree call
              && call.getMethodSelect() == select.getLeaf();
      if (isCall && calls.contains(use.getLeaf())) {
        return true;
      }
      if (isCall
          && Returns.only((MethodSymbol) ASTHelpers.getSymbol(use.getLeaf()), state).isEmpty()
          && CompilationIndex.of(state)
              .declaration(ASTHelpers.getSymbol(use.getLeaf()))
              .filter(method -> !keepsToItself(method))
              .isPresent()) {
        return false;
      }
      TreePath part = isCall ? use : select;
      Tree around = part.getParentPath().getLeaf();
      return !carries(ASTHelpers.getType(part.getLeaf()))
          || around instanceof MemberSelectTree
          || around.getKind() == Tree.Kind.EQUAL_TO
          || around.getKind() == Tree.Kind.NOT_EQUAL_TO;
    }

    /** Whether a method uses its object, and what signals in that, as receivers only. */
    private boolean keepsToItself(TreePath method) {
      return Trees.pathsIn(method, IdentifierTree.class, MemberSelectTree.class).stream()
          .filter(
              path ->
                  ASTHelpers.getSymbol(path.getLeaf()) instanceof VarSymbol variable
                      && (variable.name.contentEquals("this")
                          || (Symbols.isField(variable) && carries(variable.type))))
          .allMatch(path -> path.getParentPath().getLeaf() instanceof MemberSelectTree);
    }

    /** Whether an object of the type is what somebody waits for, or has it in a field. */
    private boolean carries(@Nullable Type type) {
      return type != null
          && (Channels.synchronizers(state).kindOf(type).isPresent()
              || (CompilationIndex.of(state).isInView(type.tsym)
                  && ASTHelpers.getEnclosedElements(type.tsym).stream()
                      .anyMatch(
                          member ->
                              member instanceof VarSymbol
                                  && Channels.synchronizers(state)
                                      .kindOf(member.type)
                                      .isPresent())));
    }

    private static boolean isPassed(TreePath mention, ImmutableSet<Tree> calls) {
      return calls.stream().anyMatch(call -> Arguments.of(call).contains(mention.getLeaf()));
    }

    /** Whether the value of a call is in a queue or a map no more. */
    private boolean takesOut(Tree tree) {
      ExpressionTree container = Symbols.receiver(tree);
      if (!(tree instanceof MethodInvocationTree call) || container == null) {
        return false;
      }
      MethodSymbol method = ASTHelpers.getSymbol(call);
      Type type = ASTHelpers.getType(container);
      return !method.getReturnType().hasTag(TypeTag.BOOLEAN)
          && (ResolvedLibrary.of(state).does(call, 0, Role.DISCARD)
              || (method.getReturnType().hasTag(TypeTag.TYPEVAR)
                  && Channels.of(state)
                      .operationOf(method, type)
                      .filter(operation -> operation.act() == Act.RECEIVE)
                      .isPresent()));
    }

    /** The code in a body that runs once for each object that a variable of it holds. */
    private static Optional<TreePath> scope(TreePath declaration, TreePath body) {
      for (TreePath p : Paths.aroundInBody(declaration)) {
        Tree leaf = p.getLeaf();
        boolean isOfPattern =
            leaf instanceof CaseTree label
                ? !Paths.isInside(declaration, label.getBody())
                : leaf instanceof IfTree test
                    && !Paths.isInside(declaration, test.getThenStatement());
        if (isOfPattern || Loops.isLoop(leaf)) {
          return Optional.ofNullable(
                  leaf instanceof CaseTree label
                      ? label.getBody()
                      : leaf instanceof IfTree test
                          ? test.getThenStatement()
                          : Loops.body(leaf).orElse(null))
              .filter(BlockTree.class::isInstance)
              .map(own -> new TreePath(p, own));
        }
      }
      return Optional.of(body);
    }
  }
}
