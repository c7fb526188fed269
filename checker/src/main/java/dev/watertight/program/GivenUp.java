package dev.watertight.program;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.processing.JavacProcessingEnvironment;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.tools.Diagnostic;

/** Says, once a compilation, that some code has too many paths to look at all of them. */
public final class GivenUp {
  private static final Supplier<AtomicBoolean> SAID =
      VisitorState.memoize(state -> new AtomicBoolean());

  private GivenUp() {}

  /** Says it, unless that has been done. */
  public static void note(VisitorState state) {
    if (!SAID.get(state).getAndSet(true)) {
      JavacProcessingEnvironment.instance(state.context)
          .getMessager()
          .printMessage(
              Diagnostic.Kind.NOTE,
              "Watertight has given up on code with too many paths, in "
                  + state.getPath().getCompilationUnit().getSourceFile().getName());
    }
  }
}
