package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import java.util.List;

/** What calls and creations are given. */
public final class Arguments {
  private Arguments() {}

  /** The arguments of a call or creation; none for other trees. */
  public static List<? extends ExpressionTree> of(Tree tree) {
    return tree instanceof NewClassTree creation
        ? creation.getArguments()
        : tree instanceof MethodInvocationTree call ? call.getArguments() : ImmutableList.of();
  }
}
