package dev.watertight.tasks;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Tracked;

/** What is followed to find out where code runs: tasks, threads, and the futures of tasks. */
public record Runnables(ResolvedLibrary library) implements Tracked {
  private static final Supplier<Runnables> INSTANCE =
      PerCompilation.of(state -> new Runnables(ResolvedLibrary.of(state)));
  private static final ImmutableSet<String> NAMES =
      ImmutableSet.of("java.lang.Thread", "java.util.concurrent.Future", "java.util.TimerTask");

  public static Runnables of(VisitorState state) {
    return INSTANCE.get(state);
  }

  @Override
  public boolean mayBe(Type type) {
    return Symbols.isNamed(type.tsym, "java.lang.Object")
        || library.types().isFunctionalInterface(type.tsym)
        || library.supertypesOf(type.tsym).stream().anyMatch(NAMES::contains);
  }

  @Override
  public boolean isFunction() {
    return true;
  }
}
