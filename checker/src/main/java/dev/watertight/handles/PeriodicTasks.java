package dev.watertight.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.List;

/** Whether tasks come again and again until their timer ends: nobody can cancel one by itself. */
record PeriodicTasks(VisitorState state) {
  /** Whether a call starts a task that nobody but the timer ends. */
  boolean startsEndless(Tree call) {
    if (!library().is(call, Trait.PERIODIC)) {
      return false;
    }
    List<? extends ExpressionTree> arguments = Arguments.of(call);
    MethodSymbol starting = (MethodSymbol) ASTHelpers.getSymbol(call);
    if (arguments.isEmpty() || starting.getParameters().isEmpty()) {
      return false;
    }
    ExpressionTree task = ASTHelpers.stripParentheses(arguments.get(0));
    Type declared = starting.getParameters().get(0).type;
    return isSeenOnlyHere(task) && !isCancelled(ASTHelpers.getType(task), declared);
  }

  /** Whether every use of the task is in view: it is made for the call, or for a variable. */
  private boolean isSeenOnlyHere(ExpressionTree task) {
    if (!(ASTHelpers.getSymbol(task) instanceof VarSymbol variable)) {
      return task instanceof NewClassTree
          || (task instanceof MethodInvocationTree && index().isInView(ASTHelpers.getSymbol(task)));
    }
    boolean own =
        Symbols.isField(variable)
            ? variable.isPrivate()
            : (variable.flags() & Flags.PARAMETER) == 0;
    return own && index().mentions(variable).stream().allMatch(this::staysHere);
  }

  private boolean staysHere(TreePath mention) {
    Tree around = mention.getParentPath().getLeaf();
    return (around instanceof AssignmentTree assignment
            && assignment.getVariable() == mention.getLeaf())
        || library().is(around, Trait.PERIODIC);
  }

  private boolean isCancelled(Type task, Type declared) {
    for (Symbol member : declared.tsym.members().getSymbols()) {
      if (member instanceof MethodSymbol cancel
          && library().is(cancel, Trait.CANCELS)
          && index().calls(cancel).stream().anyMatch(call -> mayBeOf(call, task))) {
        return true;
      }
    }
    return false;
  }

  private boolean mayBeOf(TreePath cancel, Type task) {
    Type receiver =
        Paths.receiver(cancel)
            .map(path -> ASTHelpers.getType(path.getLeaf()))
            .orElseGet(
                () -> ASTHelpers.getType(ASTHelpers.findEnclosingNode(cancel, ClassTree.class)));
    return areRelated(task, receiver)
        && Paths.receiver(cancel)
            .map(TreePath::getLeaf)
            .map(ASTHelpers::getSymbol)
            .filter(VarSymbol.class::isInstance)
            .flatMap(variable -> Values.given((VarSymbol) variable, state))
            .filter(values -> !values.isEmpty())
            .map(values -> values.stream().flatMap(value -> Values.alternatives(value).stream()))
            .map(values -> values.anyMatch(value -> mayBeOf(value.getLeaf(), task)))
            .orElse(true);
  }

  /** Whether a value may be the task: one of another class that is made there is none. */
  private boolean mayBeOf(Tree value, Type task) {
    return value.getKind() != Tree.Kind.NULL_LITERAL
        && !(value instanceof NewClassTree && !areRelated(task, ASTHelpers.getType(value)));
  }

  private boolean areRelated(Type one, Type other) {
    return ASTHelpers.isSubtype(one, other, state) || ASTHelpers.isSubtype(other, one, state);
  }

  private CompilationIndex index() {
    return CompilationIndex.of(state);
  }

  private ResolvedLibrary library() {
    return ResolvedLibrary.of(state);
  }
}
