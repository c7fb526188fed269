package dev.watertight.fixes.handles;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import dev.watertight.fixes.edits.Region;
import dev.watertight.program.OwnCode;
import org.jspecify.annotations.Nullable;

/** Whether a task scope is joined before its end: {@code close()} throws if it is not. */
final class ScopeUse extends OwnCode {
  private final OpenHandle handle;
  private boolean forked;
  private boolean leftUnjoined;

  private ScopeUse(OpenHandle handle) {
    this.handle = handle;
  }

  /** Whether no return lies between a fork and the next join. */
  static boolean isJoined(OpenHandle handle, Region region) {
    ScopeUse use = new ScopeUse(handle);
    for (StatementTree statement : region.statements()) {
      use.scan(statement, null);
    }
    return !use.leftUnjoined && !use.forked;
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
    super.visitMethodInvocation(tree, null);
    if (ReleaseCall.names(ASTHelpers.getReceiver(tree), handle.holders())) {
      String name = ASTHelpers.getSymbol(tree).getSimpleName().toString();
      forked = name.equals("fork") || (forked && !name.startsWith("join"));
    }
    return null;
  }

  @Override
  public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
    super.visitReturn(tree, null);
    leftUnjoined |= forked;
    return null;
  }
}
