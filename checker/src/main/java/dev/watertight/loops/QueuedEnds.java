package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a task that is sent on a channel ends the loop that runs it: it interrupts its own
 * thread, throws, or ends the process.
 */
public final class QueuedEnds {
  private final VisitorState state;
  private final CompilationIndex index;
  private final Set<Tree> read = new HashSet<>();
  private boolean found;

  private QueuedEnds(VisitorState state) {
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  public static boolean in(Topology channel, VisitorState state) {
    QueuedEnds ends = new QueuedEnds(state);
    for (Endpoint send : channel.sends()) {
      send.value().ifPresent(ends::follow);
    }
    return ends.found;
  }

  private void follow(TreePath value) {
    Tree tree = ASTHelpers.stripParentheses(value.getLeaf());
    if (found || !read.add(tree)) {
      return;
    }
    if (tree instanceof LambdaExpressionTree lambda) {
      read(new TreePath(value, lambda.getBody()));
    } else if (tree instanceof MemberReferenceTree reference) {
      readBody(ASTHelpers.getSymbol(reference));
    } else if (tree instanceof NewClassTree creation) {
      Tree type =
          creation.getClassBody() != null
              ? creation.getClassBody()
              : index
                  .declaration(ASTHelpers.getSymbol(creation.getIdentifier()))
                  .map(TreePath::getLeaf)
                  .orElse(null);
      if (type instanceof ClassTree body) {
        body.getMembers().stream()
            .filter(MethodTree.class::isInstance)
            .map(member -> ASTHelpers.getSymbol((MethodTree) member))
            .filter(method -> !ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty())
            .forEach(this::readBody);
      }
    } else if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable) {
      Values.assignedTo(variable, state).forEach(this::follow);
      if ((variable.flags() & Flags.PARAMETER) != 0
          && variable.owner instanceof MethodSymbol method) {
        followArguments(method, method.getParameters().indexOf(variable));
      }
    }
  }

  /** Whatever callers in view give to the method; others give tasks that are not known. */
  private void followArguments(MethodSymbol method, int position) {
    for (TreePath mention : index.mentions(method)) {
      TreePath call = mention.getParentPath();
      if (call.getLeaf() instanceof MethodInvocationTree invocation
          && invocation.getMethodSelect() == mention.getLeaf()
          && position >= 0
          && position < invocation.getArguments().size()) {
        follow(new TreePath(call, invocation.getArguments().get(position)));
      }
    }
  }

  private void readBody(@Nullable MethodSymbol method) {
    Optional<TreePath> declaration = method == null ? Optional.empty() : index.declaration(method);
    if (declaration.isPresent()
        && declaration.get().getLeaf() instanceof MethodTree tree
        && tree.getBody() != null
        && read.add(tree)) {
      read(new TreePath(declaration.get(), tree.getBody()));
    }
  }

  /** Whether a task throws it on purpose, so that whoever runs the tasks stops. */
  private static boolean isEnd(Thrown thrown) {
    return switch (thrown.reason()) {
      case STATEMENT, REFUSAL, FAILURE, UNLIKELY -> !thrown.isMistake();
      default -> false;
    };
  }

  private void read(TreePath code) {
    Effects effects = Summaries.ofCode(code, state);
    found |= effects.exits() || effects.isThrown(QueuedEnds::isEnd);
    for (TreePath call : Trees.pathsIn(code, MethodInvocationTree.class)) {
      MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
      found |=
          OwnThread.isInterrupt(method)
              && OwnThread.isCurrent(ASTHelpers.getReceiver((MethodInvocationTree) call.getLeaf()))
              && CatchClauses.around(call).isEmpty();
      readBody(method);
    }
  }
}
