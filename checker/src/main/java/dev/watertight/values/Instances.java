package dev.watertight.values;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import org.jspecify.annotations.Nullable;

/** Follows the instances of one library type: a selector, a latch, a future. */
public class Instances implements Tracked {
  private final String typeName;
  private final ImmutableSet<String> releases;
  private final ResolvedLibrary library;
  private final @Nullable Type followed;
  private final VisitorState state;

  /**
   * Follows the instances of a type.
   *
   * @param typeName the fully qualified name
   * @param releases the methods whose calls count as releases rather than as uses
   */
  public Instances(String typeName, ImmutableSet<String> releases, VisitorState state) {
    this.typeName = typeName;
    this.releases = releases;
    this.library = ResolvedLibrary.of(state);
    this.followed = state.getTypeFromString(typeName);
    this.state = state;
  }

  /** Whether the type is the one that is followed, or a subtype of it. */
  public boolean includes(@Nullable Type type) {
    return type != null && type.tsym != null && library.supertypesOf(type.tsym).contains(typeName);
  }

  @Override
  public boolean mayBe(Type type) {
    return followed != null
        && (includes(type)
            || (!type.hasTag(TypeTag.ARRAY) && ASTHelpers.isSubtype(followed, type, state)));
  }

  /** Seen through a type that says less: {@code stage.toCompletableFuture()} is the future. */
  @Override
  public boolean isFluent(MethodSymbol method, Type receiver, Type result) {
    return includes(result) && !includes(receiver) && isOrSupertype(receiver);
  }

  @Override
  public boolean isRelease(MethodSymbol method) {
    return releases.contains(method.getSimpleName().toString());
  }

  @Override
  public ResolvedLibrary library() {
    return library;
  }
}
