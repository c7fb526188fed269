package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.view.CompilationIndex;
import dev.watertight.view.Symbols;
import org.jspecify.annotations.Nullable;

/** Where an end marker (a sentinel, a "poison pill") is compared, and where it is handed on. */
public final class EndMarkers {
  /** The class an empty instance of which is a common marker. */
  static final String OPTIONAL = "java.util.Optional";

  private EndMarkers() {}

  /** Whether every place that could send the marker is in view. */
  public static boolean isInView(Symbol symbol, Topology channel, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    if (isOptional(symbol)) {
      return channel.isClosedView()
          && channel.sends().stream()
              .allMatch(send -> isMadeBy("of", send) || isMadeBy("empty", send));
    }
    if (symbol instanceof ClassSymbol type) {
      boolean makers = (type.flags() & (Flags.FINAL | Flags.RECORD)) != 0;
      return makers
          && index.isInView(type)
          && (index.isComplete() || type.isPrivate())
          && !Symbols.isOpenToOthers(type);
    }
    VarSymbol marker = (VarSymbol) symbol;
    if (!Symbols.isField(marker)) {
      return index.declaration(marker).isPresent() || marker.owner != null;
    }
    return index.isInView(marker)
        && (marker.isPrivate() || (index.isComplete() && !Symbols.isOpenToOthers(marker)));
  }

  /**
   * The mentions of the marker that do something else than compare with it; of a class, what makes
   * its instances.
   */
  public static ImmutableList<TreePath> uses(Symbol marker, Topology channel, VisitorState state) {
    if (isOptional(marker)) {
      return channel.sends().stream()
          .filter(send -> isMadeBy("empty", send))
          .map(send -> new TreePath(send.path(), argument(send)))
          .collect(ImmutableList.toImmutableList());
    }
    if (marker instanceof ClassSymbol type) {
      return CompilationIndex.of(state).creations(type);
    }
    return CompilationIndex.of(state).mentions(marker).stream()
        .filter(mention -> !isComparison(mention))
        .collect(ImmutableList.toImmutableList());
  }

  /** What messages call the marker. */
  public static String name(Symbol marker) {
    return isOptional(marker) ? "Optional.empty()" : "'" + marker.getSimpleName() + "'";
  }

  private static boolean isOptional(Symbol symbol) {
    return symbol.getQualifiedName().contentEquals(OPTIONAL);
  }

  /** Whether the argument of the send is made by that factory method of {@code Optional}. */
  private static boolean isMadeBy(String factory, Endpoint send) {
    return argument(send) instanceof MethodInvocationTree call
        && isOptional(ASTHelpers.getSymbol(call).owner)
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals(factory);
  }

  private static @Nullable Tree argument(Endpoint send) {
    return send.path().getLeaf() instanceof MethodInvocationTree call
            && !call.getArguments().isEmpty()
        ? call.getArguments().get(0)
        : null;
  }

  private static boolean isComparison(TreePath mention) {
    TreePath path = mention.getParentPath();
    Tree child = mention.getLeaf();
    while (path.getLeaf() instanceof ParenthesizedTree) {
      child = path.getLeaf();
      path = path.getParentPath();
    }
    Tree parent = path.getLeaf();
    if (parent instanceof BinaryTree
        || parent instanceof CaseTree
        // The class is missing before JDK 21.
        || parent.getKind().name().equals("CONSTANT_CASE_LABEL")) {
      return true;
    }
    if (parent instanceof MethodInvocationTree call) {
      return call.getArguments().contains(child)
          && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("equals");
    }
    return parent instanceof MemberSelectTree select
        && select.getIdentifier().contentEquals("equals");
  }
}
