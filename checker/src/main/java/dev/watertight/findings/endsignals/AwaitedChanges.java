package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.loops.FirstValues;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.values.KnownValue;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the variables may get another value that some tests ask for.
 *
 * @param variables those, also the ones that getters read
 * @param first what they are made with
 * @param state the compilation
 */
public record AwaitedChanges(Set<VarSymbol> variables, FirstValues first, VisitorState state) {
  /* What leaves a container as it is, or empties it: it is empty at first. */
  private static final String READS =
      "(get(?!And)|is|contains|size|peek|poll|pop|remove|clear|take|drainTo|iterator|stream|forEach|equals"
          + "|hashCode|toString|notify).*";

  /* Who gets a container by a call of the library, and only copies what is in it. */
  private static final String COPIES = "copyOf|addAll|putAll|containsAll";

  /** The variables that some tests ask about. */
  public static AwaitedChanges of(
      List<TestOutcomes.Outcome> tests, FirstValues first, VisitorState state) {
    AwaitedChanges changes = new AwaitedChanges(new LinkedHashSet<>(), first, state);
    Set<MethodSymbol> read = new HashSet<>();
    tests.forEach(test -> changes.addVariables(test.test(), read));
    return changes;
  }

  private void addVariables(ExpressionTree test, Set<MethodSymbol> read) {
    for (ExpressionTree part : Trees.in(test, ExpressionTree.class)) {
      if ((part instanceof IdentifierTree || part instanceof MemberSelectTree)
          && ASTHelpers.getSymbol(part) instanceof VarSymbol variable
          && !variable.name.contentEquals("this")
          && !Symbols.isEnumConstant(variable)) {
        if (variables.add(variable)) {
          Values.initial(variable, state)
              .filter(value -> !Symbols.isField(variable))
              .ifPresent(value -> addVariables((ExpressionTree) value.getLeaf(), read));
        }
      } else if (part instanceof MethodInvocationTree call
          && read.add(ASTHelpers.getSymbol(call))) {
        Returns.only(ASTHelpers.getSymbol(call), state)
            .ifPresent(value -> addVariables(value, read));
      }
    }
  }

  /** Where they are changed after they have been made, as far as that matters to the tests. */
  public ImmutableList<TreePath> changes() {
    return variables.stream()
        .flatMap(
            variable ->
                CompilationIndex.of(state).mentions(variable).stream()
                    .filter(mention -> isChange(mention, variable)))
        .map(
            mention ->
                mention.getParentPath().getLeaf() instanceof MemberReferenceTree
                    ? mention.getParentPath()
                    : mention)
        .collect(toImmutableList());
  }

  private boolean isChange(TreePath mention, VarSymbol variable) {
    Tree tree = mention.getLeaf();
    TreePath user = mention.getParentPath();
    if (user.getLeaf() instanceof ArrayAccessTree element && element.getExpression() == tree) {
      return Values.changed(user.getParentPath().getLeaf()) == element;
    }
    ExpressionTree changed = Values.changed(user.getLeaf());
    if (changed != null && ASTHelpers.stripParentheses(changed) == tree) {
      return !(user.getLeaf() instanceof AssignmentTree assignment)
          || !((Symbols.isField(variable) && FirstValues.isAtFirst(mention, variable))
              || isAsBefore(assignment.getExpression(), variable));
    }
    return !variable.type.isPrimitive()
        && !variable.type.tsym.getQualifiedName().toString().startsWith("java.lang.")
        && mayChangeObject(mention);
  }

  private boolean isAsBefore(ExpressionTree value, VarSymbol variable) {
    Optional<KnownValue> before = first.of(variable);
    return before.isPresent() && before.equals(KnownValue.ofConstant(value));
  }

  /** Whether what is in the variable may change there, or gets other names. */
  private boolean mayChangeObject(TreePath mention) {
    TreePath user = mention.getParentPath();
    while (user.getLeaf() instanceof ParenthesizedTree) {
      user = user.getParentPath();
    }
    if (user.getLeaf() instanceof MemberSelectTree select) {
      return user.getParentPath().getLeaf() instanceof MethodInvocationTree call
          && call.getMethodSelect() == select
          && !isRead(ASTHelpers.getSymbol(call));
    }
    return !(user.getLeaf() instanceof SynchronizedTree
        || user.getLeaf() instanceof BinaryTree
        || user.getLeaf() instanceof InstanceOfTree
        || user.getLeaf() instanceof EnhancedForLoopTree
        || isCopied(user, state));
  }

  /** Whether a call that is given a container only copies what is in it. */
  static boolean isCopied(TreePath user, VisitorState state) {
    return user.getLeaf() instanceof NewClassTree creation
        ? creation.getClassBody() == null && isOfLibrary(creation, state)
        : user.getLeaf() instanceof MethodInvocationTree call
            && isOfLibrary(call, state)
            && ASTHelpers.getSymbol(call).getSimpleName().toString().matches(COPIES);
  }

  /** Whether the tree is a call of a container of the JDK, or makes one. */
  private static boolean isOfLibrary(Tree call, VisitorState state) {
    Symbol type = ASTHelpers.getSymbol(call).owner;
    return type.getQualifiedName().toString().startsWith("java.util.")
        && new FirstValues(state).isContainer(type);
  }

  private boolean isRead(MethodSymbol method) {
    return CompilationIndex.of(state).isInView(method)
        || ResolvedLibrary.of(state).is(method, Trait.AWAITS_SIGNAL)
        || method.getSimpleName().toString().matches(READS);
  }
}
