package dev.watertight.paths;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol.TypeSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.util.List;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/** Which of the exceptions that a graph has edges for count: checked ones that may really come. */
public final class Thrown {
  private static final Supplier<Thrown> INSTANCE = VisitorState.memoize(Thrown::new);

  private final VisitorState state;
  private final Map<TypeSymbol, Boolean> checked = new HashMap<>();

  private Thrown(VisitorState state) {
    this.state = state;
  }

  static Thrown of(VisitorState state) {
    return INSTANCE.get(state);
  }

  /** Whether evaluating the node may throw a checked exception of the type. */
  public boolean isChecked(Node node, Type exception) {
    return isChecked(exception) && isDeclared(node.getTree(), exception);
  }

  /** Whether the type is that of all unchecked exceptions: the edge for any of them. */
  public boolean isUnchecked(Type exception) {
    return ASTHelpers.isSameType(exception, state.getSymtab().runtimeExceptionType, state);
  }

  private boolean isChecked(Type type) {
    return checked.computeIfAbsent(type.tsym, symbol -> isCheckedType(type));
  }

  private boolean isCheckedType(Type type) {
    return !ASTHelpers.isSubtype(type, state.getSymtab().runtimeExceptionType, state)
        && !ASTHelpers.isSubtype(type, state.getSymtab().errorType, state)
        // `Throwable` is the edge of an unknown callee.
        && !ASTHelpers.isSameType(type, state.getSymtab().throwableType, state);
  }

  /**
   * Whether a call throws it as it stands: {@code throws X} has been given a type there. An edge of
   * a type variable that is still one, in a generic method, tells nothing.
   */
  private boolean isDeclared(@Nullable Tree tree, Type exception) {
    return !(tree instanceof MethodInvocationTree call)
        || declared(call).isEmpty()
        || declared(call).get().stream().anyMatch(type -> isMeant(type, exception));
  }

  private static Optional<List<Type>> declared(MethodInvocationTree call) {
    Type method = ASTHelpers.getType(call.getMethodSelect());
    return Optional.ofNullable(method).map(Type::getThrownTypes);
  }

  /** Whether an exception of a declared type may take the edge of a type. */
  private boolean isMeant(Type declared, Type edge) {
    return declared.isErroneous()
        || (!declared.hasTag(TypeTag.TYPEVAR)
            && isChecked(declared)
            && (ASTHelpers.isSubtype(declared, edge, state)
                || ASTHelpers.isSubtype(edge, declared, state)));
  }

  /** The simple name of what a node throws by the edge of a type. */
  String nameOf(Node node, Type edge) {
    if (edge.hasTag(TypeTag.TYPEVAR) && node.getTree() instanceof MethodInvocationTree call) {
      for (Type type : declared(call).orElse(List.nil())) {
        if (isMeant(type, edge)) {
          return type.tsym.getSimpleName().toString();
        }
      }
    }
    return edge.tsym.getSimpleName().toString();
  }
}
