package dev.watertight.values;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.Role;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import java.util.Optional;

/**
 * Where a handle goes that a call or creation is passed, by what the model says of its argument.
 */
final class ArgumentFlow {
  private final ValueFlow flow;
  private final Tracked tracked;
  private final CompilationIndex index;
  private boolean takenBack;

  ArgumentFlow(ValueFlow flow, Tracked tracked, CompilationIndex index) {
    this.flow = flow;
    this.tracked = tracked;
    this.index = index;
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
    Optional<Role> role = tracked.roleOf(method, argument);
    if (role.isPresent() && role.get() != Role.YIELD) {
      apply(role.get(), call, argument, inside);
      return;
    }
    CallArgument.sinksOf(call, method, argument, inside, tracked, index).forEach(flow::add);
  }

  void apply(Role role, TreePath call, int argument, boolean inside) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    switch (role) {
      case BORROW -> flow.add(new Sink.Use(call, Sink.BORROWED));
      case DISCARD -> flow.add(new Sink.Use(call, method.getSimpleName().toString()));
      case LEND -> {
        flow.add(new Sink.Use(call, Sink.BORROWED));
        followTakenBack(method, argument);
      }
      case RUN -> flow.add(new Sink.Use(call, Sink.RUN_APART));
      case WRAP -> flow.follow(call, inside);
      case SETTLE -> flow.add(new Sink.Release(call, "settled"));
      case COLLECT, YIELD -> flow.follow(call, true);
      case LINK -> aliasReceiver(call, inside);
      case KEEP, ADMIT -> {
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
    ExpressionTree receiver = Symbols.receiver(call.getLeaf());
    if (receiver != null
        && ASTHelpers.getSymbol(ASTHelpers.stripParentheses(receiver))
            instanceof VarSymbol object) {
      flow.add(new Sink.Alias(object, inside, call));
      return Optional.of(object);
    }
    flow.add(new Sink.Escape(call, "receiver out of view"));
    return Optional.empty();
  }

  /** What is put into a parameter's collection is the caller's. */
  void escapeIfCallers(VarSymbol container, TreePath path) {
    if ((container.flags() & Flags.PARAMETER) != 0) {
      flow.add(new Sink.Escape(path, "the caller's container"));
    }
  }

  /** Follows what getters of the borrower's type return: any object of it may be the borrower. */
  private void followTakenBack(MethodSymbol setter, int argument) {
    if (takenBack || argument >= setter.getParameters().size()) {
      return;
    }
    takenBack = true;
    Type lent = setter.getParameters().get(argument).type;
    for (Symbol member : setter.owner.members().getSymbols(NON_RECURSIVE)) {
      if (member instanceof MethodSymbol getter
          && getter.getParameters().isEmpty()
          && tracked.types().isSameType(getter.getReturnType(), lent)) {
        for (TreePath mention : index.mentions(getter)) {
          if (mention.getParentPath().getLeaf() instanceof MethodInvocationTree) {
            flow.follow(mention.getParentPath(), false);
          }
        }
      }
    }
  }
}
