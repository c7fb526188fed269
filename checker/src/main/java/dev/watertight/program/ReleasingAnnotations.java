package dev.watertight.program;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.code.Attribute;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Model;
import java.util.Optional;

/**
 * Annotations of variables whose values are released by who reads the annotation: JUnit's
 * {@code @AutoClose}, Lombok's {@code @Cleanup}. They count by simple name.
 */
public final class ReleasingAnnotations {
  private static final Supplier<ReleasingAnnotations> INSTANCE =
      PerCompilation.of(
          state ->
              new ReleasingAnnotations(
                  ImmutableSet.copyOf(Model.of(state).library().names().get("releasing"))));

  private static final String METHOD = "value";
  private static final String USUAL_METHOD = "close";

  private final ImmutableSet<String> names;

  private ReleasingAnnotations(ImmutableSet<String> names) {
    this.names = names;
  }

  /** The annotations of this compilation. */
  public static ReleasingAnnotations of(VisitorState state) {
    return INSTANCE.get(state);
  }

  /** Whether it is one of them, by its name as it is written. */
  public boolean includes(String name) {
    return names.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** The method that is called on what the variable holds, if it has such an annotation. */
  public Optional<String> methodFor(VarSymbol variable) {
    return variable.getAnnotationMirrors().stream()
        .filter(annotation -> names.contains(annotation.type.tsym.getSimpleName().toString()))
        .map(ReleasingAnnotations::methodOf)
        .findFirst();
  }

  private static String methodOf(Attribute.Compound annotation) {
    return annotation.values.stream()
        .filter(element -> element.fst.getSimpleName().contentEquals(METHOD))
        .map(element -> String.valueOf(element.snd.getValue()))
        .findFirst()
        .orElse(USUAL_METHOD);
  }
}
