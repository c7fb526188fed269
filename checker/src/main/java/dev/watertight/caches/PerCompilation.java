package dev.watertight.caches;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.util.Context;

/**
 * A value that is computed once a compilation and kept by it, so that several compilations may run
 * in one process at the same time. What {@link VisitorState#memoize} keeps is of the compilation
 * that has asked last: it would be computed again, and what has been put into it would be lost.
 *
 * @param <T> the type of the value
 */
public final class PerCompilation<T> implements Supplier<T> {
  private final Context.Key<T> key = new Context.Key<>();
  private final Supplier<T> computed;

  private PerCompilation(Supplier<T> computed) {
    this.computed = computed;
  }

  /** The value that is computed when somebody asks first; it must not be null. */
  public static <T> Supplier<T> of(Supplier<T> computed) {
    return new PerCompilation<>(computed);
  }

  @Override
  public T get(VisitorState state) {
    T known = state.context.get(key);
    if (known != null) {
      return known;
    }
    T value = computed.get(state);
    state.context.put(key, value);
    return value;
  }
}
