package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.values.KnownValue;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a set or map says of a value whose elements or keys the code says: {@code Map.of(..)}. */
final class ConstantTables {
  private ConstantTables() {}

  /** What a method of the table answers; empty if that is not known. */
  static Optional<KnownValue> answer(
      MethodSymbol method,
      ExpressionTree table,
      ImmutableList<Optional<KnownValue>> arguments,
      VisitorState state) {
    if (arguments.size() != 1
        || !(arguments.get(0).map(KnownValue::value).orElse(null) instanceof String key)
        || !(ASTHelpers.getSymbol(table) instanceof VarSymbol variable)
        || !Values.isFixed(variable, state)) {
      return Optional.empty();
    }
    return Values.given(variable, state)
        .filter(values -> values.size() == 1)
        .map(values -> values.get(0).getLeaf())
        .flatMap(
            maker ->
                maker instanceof MethodInvocationTree of
                    ? answer(method.getSimpleName().toString(), key, of)
                    : maker instanceof NewClassTree empty
                        ? FilledTables.answer(method, key, variable, empty, state)
                        : Optional.empty());
  }

  private static Optional<KnownValue> answer(
      String method, String key, MethodInvocationTree maker) {
    MethodSymbol of = ASTHelpers.getSymbol(maker);
    boolean isMap = of.owner.getQualifiedName().contentEquals("java.util.Map");
    boolean isOf =
        of.getSimpleName().contentEquals("of")
            && (isMap || of.owner.getQualifiedName().toString().matches("java.util.(Set|List)"));
    List<? extends ExpressionTree> elements = maker.getArguments();
    Set<Object> keys = new HashSet<>();
    for (int i = 0; i < elements.size(); i += isMap ? 2 : 1) {
      keys.add(ASTHelpers.constValue(elements.get(i)));
    }
    if (!isOf || keys.contains(null)) {
      return Optional.empty();
    }
    return switch (method) {
      case "contains", "containsKey" ->
          isMap == method.equals("containsKey")
              ? Optional.of(KnownValue.of(keys.contains(key)))
              : Optional.empty();
      case "get" ->
          isMap && !keys.contains(key) ? Optional.of(new KnownValue(null)) : Optional.empty();
      default -> Optional.empty();
    };
  }
}
