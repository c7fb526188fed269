package dev.watertight.locks;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Trait;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Tracked;

/** What is followed to find out who takes a lock: it, and its halves for readers and writers. */
record Locks(ResolvedLibrary library) implements Tracked {
  private static final Supplier<Locks> INSTANCE =
      PerCompilation.of(state -> new Locks(ResolvedLibrary.of(state)));

  static Locks of(VisitorState state) {
    return INSTANCE.get(state);
  }

  @Override
  public boolean mayBe(Type type) {
    return Symbols.isNamed(type.tsym, "java.lang.Object") || library.is(type, Trait.LOCK);
  }

  @Override
  public boolean isFluent(MethodSymbol method, Type receiver, Type result) {
    return library.is(method, Trait.LOCK_VIEW);
  }
}
