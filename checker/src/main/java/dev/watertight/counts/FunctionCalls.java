package dev.watertight.counts;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;

/** How often methods of libraries call the functions that they are given. */
record FunctionCalls(Numbers numbers) {
  /** How often a call calls its function. */
  Count at(TreePath path) {
    MethodInvocationTree call = (MethodInvocationTree) path.getLeaf();
    Rule rule = ruleOf(call);
    if (rule == Rule.SOME || rule == Rule.GATHERED) {
      return Count.UNKNOWN.atMost();
    }
    if (rule == Rule.ENDLESS) {
      // What makes an element of the one before it does not make the first.
      Count asked = asked(path, Count.ENDLESS, true);
      return asked.equals(Count.ENDLESS) || call.getArguments().size() > 1
          ? Count.UNKNOWN.atMost()
          : asked;
    }
    Tree source = ASTHelpers.getReceiver(call);
    Count elements = numbers.elements().of(source);
    return rule == Rule.EACH
        ? elements
        : asked(path, elements, !Trees.any(source, tree -> ruleOf(tree) == Rule.GATHERED));
  }

  /**
   * How many elements a step of a stream is asked for, if the rows know what follows.
   *
   * @param isLimited whether a limit that follows keeps it from being asked for all of them
   */
  private Count asked(TreePath step, Count elements, boolean isLimited) {
    TreePath next = step.getParentPath().getParentPath();
    if (!(step.getParentPath().getLeaf() instanceof MemberSelectTree
        && next.getLeaf() instanceof MethodInvocationTree call)) {
      return Count.UNKNOWN.atMost();
    }
    return switch (ruleOf(call)) {
      case EACH, COLLECTED -> elements;
      case SAME -> asked(next, elements, isLimited);
      case GATHERED -> isStream(call, numbers.library()) ? asked(next, elements, false) : elements;
      case LIMIT -> {
        Count limit = numbers.valueOf(call.getArguments().get(0)).asTimes();
        yield asked(next, isLimited ? elements.limitedTo(limit) : elements, isLimited);
      }
      default -> Count.UNKNOWN.atMost();
    };
  }

  /** What the rows say of a call: some calls for one that they do not know. */
  private Rule ruleOf(Tree tree) {
    return tree instanceof MethodInvocationTree call
        ? numbers.library().countingOf(ASTHelpers.getSymbol(call)).orElse(Rule.SOME)
        : Rule.SOME;
  }

  /** Whether an expression is a stream, whose functions nobody calls yet. */
  static boolean isStream(Tree tree, ResolvedLibrary library) {
    Type type = ASTHelpers.getType(tree);
    return type != null && library.supertypesOf(type.tsym).contains("java.util.stream.BaseStream");
  }
}
