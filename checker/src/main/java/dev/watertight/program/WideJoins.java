package dev.watertight.program;

import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import org.jspecify.annotations.Nullable;

/**
 * Finds code, mostly generated, in which very many paths meet at one point: the library that builds
 * control-flow graphs takes time there that grows with the third power of their number, a quarter
 * of a minute for 2,000.
 */
final class WideJoins extends TreeScanner<@Nullable Void, @Nullable Void> {
  private static final int LIMIT = 600;

  private int cases;
  private int jumps;
  private boolean found;

  private WideJoins() {}

  /** Whether there is a switch with too many cases in the code, or too many jumps. */
  static boolean in(Tree code) {
    WideJoins joins = new WideJoins();
    joins.scan(code, null);
    return joins.found || joins.jumps > LIMIT;
  }

  @Override
  public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
    return inSwitch(() -> super.visitSwitch(tree, null));
  }

  @Override
  public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void unused) {
    return inSwitch(() -> super.visitSwitchExpression(tree, null));
  }

  private @Nullable Void inSwitch(Runnable inside) {
    int around = cases;
    cases = 0;
    inside.run();
    found |= cases > LIMIT;
    cases = around;
    return null;
  }

  @Override
  public @Nullable Void visitCase(CaseTree tree, @Nullable Void unused) {
    cases++;
    return super.visitCase(tree, null);
  }

  @Override
  public @Nullable Void visitBreak(BreakTree tree, @Nullable Void unused) {
    jumps++;
    return null;
  }

  @Override
  public @Nullable Void visitContinue(ContinueTree tree, @Nullable Void unused) {
    jumps++;
    return null;
  }
}
