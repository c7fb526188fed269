package dev.watertight.exports;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Openings;
import dev.watertight.handles.Owners;
import dev.watertight.model.Parameters;
import dev.watertight.model.Role;
import dev.watertight.program.Symbols;
import dev.watertight.values.Fate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of a class as rows of the model, in the format of model files: which methods return
 * a fresh handle, which constructors make an owner of one, and what becomes of handles that methods
 * are given.
 *
 * <p>Nothing is said of methods that a class out of view may override, or whose code is no Java.
 */
final class ExportedRows {
  private final VisitorState state;
  private final Handles handles;

  /* Sorted, so that the same code has the same rows. */
  private final Set<String> rows = new TreeSet<>();

  private ExportedRows(VisitorState state) {
    this.state = state;
    this.handles = Handles.of(state);
  }

  /**
   * The rows of a class, in an order of their own.
   *
   * @param opens whether its unit opens any handle
   */
  static ImmutableSet<String> of(ClassSymbol type, boolean opens, VisitorState state) {
    ExportedRows exported = new ExportedRows(state);
    for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
      if (member instanceof MethodSymbol method
          && (opens || exported.takesHandle(method))
          && (method.flags() & (Flags.SYNTHETIC | Flags.NATIVE)) == 0
          && Symbols.isOpenToOthers(method)
          && isFinal(method)) {
        exported.add(method);
      }
    }
    return ImmutableSet.copyOf(exported.rows);
  }

  /** Constructors mostly keep what they are given, which is nothing to be said in a row. */
  private boolean takesHandle(MethodSymbol method) {
    if (method.isConstructor()) {
      return false;
    }
    for (VarSymbol parameter : method.getParameters()) {
      if (handles.kindOf(parameter.type).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFinal(MethodSymbol method) {
    return method.isConstructor()
        || method.isStatic()
        || (method.flags() & Flags.FINAL) != 0
        || (method.owner.flags() & Flags.FINAL) != 0;
  }

  private void add(MethodSymbol method) {
    Optional<Opening> opening =
        method.isConstructor()
            ? Owners.ofConstructor(method, state)
            : Openings.ofMethod(method, state);
    opening.ifPresent(o -> addOpening(method, o));
    if (!takesHandle(method)) {
      return;
    }
    List<VarSymbol> parameters = method.getParameters();
    for (int i = 0; i < parameters.size(); i++) {
      int index = i;
      roleOf(parameters.get(i), method)
          .ifPresent(
              role ->
                  rows.add(
                      "%s %s %d"
                          .formatted(role.name().toLowerCase(Locale.ROOT), name(method), index)));
    }
  }

  private void addOpening(MethodSymbol method, Opening opening) {
    if (opening.isOwner()) {
      rows.add(
          "handle %s %s %s"
              .formatted(
                  opening.kind().typeName(),
                  opening.kind().noun(),
                  String.join(",", opening.kind().releases())));
    }
    String starts = String.join(",", ImmutableSet.copyOf(opening.starts()));
    rows.add(
        "%s %s %s %s%s"
            .formatted(
                starts.isEmpty() ? "open" : "start",
                name(method),
                opening.lifetime().name().toLowerCase(Locale.ROOT),
                starts.isEmpty() ? "" : starts + " ",
                opening.description()));
  }

  /** What becomes of a handle that the method is given, if all of it is in view. */
  private Optional<Role> roleOf(VarSymbol parameter, MethodSymbol method) {
    if (handles.kindOf(parameter.type).isEmpty()) {
      return Optional.empty();
    }
    Fate fate = Fate.ofVariable(parameter, handles.tracked(parameter.type, state), state);
    if (!fate.escapes().isEmpty() || fate.variables().stream().anyMatch(Symbols::isField)) {
      return Optional.empty();
    }
    if (!fate.returned()) {
      return Optional.of(fate.releases().isEmpty() ? Role.BORROW : Role.SETTLE);
    }
    boolean handsBack =
        fate.releases().isEmpty()
            && fate.returns().stream().allMatch(r -> !r.inside() && r.method().equals(method));
    return handsBack ? Optional.of(Role.WRAP) : Optional.empty();
  }

  private static String name(MethodSymbol method) {
    return method.owner.getQualifiedName() + "#" + method.getSimpleName() + Parameters.of(method);
  }
}
