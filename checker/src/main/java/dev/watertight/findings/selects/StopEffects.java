package dev.watertight.findings.selects;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a method that stops something does more than to set a flag: closing a channel, connecting
 * to oneself or calling code with such a name may wake a selector.
 */
final class StopEffects extends TreeScanner<@Nullable Void, @Nullable Void> {
  private static final int DEPTH = 3;
  private static final ImmutableSet<String> WAKING =
      ImmutableSet.of("wake", "close", "interrupt", "connect", "shutdown", "cancel", "register");
  private static final ImmutableSet<String> NETWORK =
      ImmutableSet.of("java.nio.channels.", "java.net.");

  private final VisitorState state;
  private final Set<MethodSymbol> read = new HashSet<>();
  private int depth;
  private boolean found;

  private StopEffects(VisitorState state) {
    this.state = state;
  }

  static boolean mayWake(MethodSymbol method, VisitorState state) {
    StopEffects effects = new StopEffects(state);
    effects.read(method);
    return effects.found;
  }

  private void read(MethodSymbol method) {
    MethodTree declaration = ASTHelpers.findMethod(method, state);
    if (declaration != null && depth < DEPTH && read.add(method)) {
      depth++;
      scan(declaration.getBody(), null);
      depth--;
    }
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
    add(tree);
    return super.visitMethodInvocation(tree, null);
  }

  @Override
  public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
    add(tree);
    return super.visitMemberReference(tree, null);
  }

  @Override
  public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
    add(tree);
    return super.visitNewClass(tree, null);
  }

  private void add(Tree tree) {
    Symbol symbol = ASTHelpers.getSymbol(tree);
    if (!(symbol instanceof MethodSymbol method)) {
      return;
    }
    String name = method.getSimpleName().toString().toLowerCase(Locale.ROOT);
    String owner = method.owner.getQualifiedName().toString();
    // Nobody knows which function it is.
    found |=
        (method.flags() & Flags.ABSTRACT) != 0
            && state.getTypes().isFunctionalInterface(method.owner.type);
    found |=
        WAKING.stream().anyMatch(name::contains) || NETWORK.stream().anyMatch(owner::startsWith);
    read(method);
  }
}
