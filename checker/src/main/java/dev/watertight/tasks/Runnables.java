package dev.watertight.tasks;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.code.Types;
import dev.watertight.model.Role;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Tracked;
import java.util.Optional;

/** What is followed to find out where code runs: tasks, threads, and the futures of tasks. */
public final class Runnables implements Tracked {
  private static final Supplier<Runnables> INSTANCE =
      VisitorState.memoize(state -> new Runnables(ResolvedLibrary.of(state), state.getTypes()));
  private static final ImmutableSet<String> NAMES =
      ImmutableSet.of("java.lang.Thread", "java.util.concurrent.Future", "java.util.TimerTask");

  private final ResolvedLibrary library;
  private final Types types;

  private Runnables(ResolvedLibrary library, Types types) {
    this.library = library;
    this.types = types;
  }

  public static Runnables of(VisitorState state) {
    return INSTANCE.get(state);
  }

  @Override
  public boolean isOrSupertype(Type type) {
    if (type == null || type.tsym == null || type.isPrimitive()) {
      return false;
    }
    Type bound = type.hasTag(TypeTag.TYPEVAR) ? type.getUpperBound() : type;
    return bound.tsym.getQualifiedName().contentEquals("java.lang.Object")
        || types.isFunctionalInterface(bound.tsym)
        || library.supertypesOf(bound.tsym).stream().anyMatch(NAMES::contains);
  }

  @Override
  public Optional<Role> roleOf(MethodSymbol method, int argument) {
    return library.roleOf(method, argument);
  }

  @Override
  public boolean isFunction() {
    return true;
  }

  @Override
  public Types types() {
    return types;
  }
}
