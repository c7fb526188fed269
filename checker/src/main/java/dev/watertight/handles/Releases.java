package dev.watertight.handles;

import com.google.common.collect.ImmutableSet;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.model.HandleKind;

/** Which methods end something: by the model, and by the convention of their names. */
public final class Releases {
  private static final ImmutableSet<String> VERBS =
      ImmutableSet.of(
          "close",
          "shutdown",
          "shutDown",
          "stop",
          "dispose",
          "destroy",
          "terminate",
          "quit",
          "kill");
  private static final ImmutableSet<String> TEAR_DOWN =
      ImmutableSet.of(
          "PreDestroy", "After", "AfterAll", "AfterClass", "AfterEach", "AfterMethod", "AfterTest");

  private Releases() {}

  /** Whether the method, called on a handle of the kind, releases it. */
  static boolean isRelease(MethodSymbol method, HandleKind kind) {
    String name = method.getSimpleName().toString();
    if (kind.isRelease(name)
        && (method.getParameters().isEmpty() || kind.noun().equals(Owners.NOUN))) {
      return true;
    }
    // Of the kind's own methods the model knows which release; of its subclasses' the names tell.
    return isByName(name) && !method.owner.getQualifiedName().contentEquals(kind.typeName());
  }

  private static boolean isByName(String name) {
    return VERBS.stream().anyMatch(name::startsWith);
  }

  /** Whether the method is one by which an owner ends what it owns. */
  public static boolean isCloser(MethodSymbol method) {
    String name = method.getSimpleName().toString();
    return !method.isConstructor()
        && (isByName(name)
            || name.equals("tearDown")
            || method.getAnnotationMirrors().stream()
                .anyMatch(a -> TEAR_DOWN.contains(a.type.tsym.getSimpleName().toString())));
  }
}
