package dev.watertight.program;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.processing.JavacProcessingEnvironment;
import com.sun.tools.javac.util.Log;
import dev.watertight.caches.PerCompilation;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.tools.Diagnostic;

/**
 * The boundary between the user's build and our analyses: an exception of ours costs one finding
 * and one line of output, never the build.
 */
public final class Boundary {
  private static final Supplier<AtomicBoolean> HAS_GIVEN_UP =
      PerCompilation.of(state -> new AtomicBoolean());

  private Boundary() {}

  /** Says, once a compilation, that some code has too many paths to look at all of them. */
  public static void giveUp(VisitorState state) {
    if (!HAS_GIVEN_UP.get(state).getAndSet(true)) {
      JavacProcessingEnvironment.instance(state.context)
          .getMessager()
          .printMessage(
              Diagnostic.Kind.NOTE,
              "Watertight has given up on code with too many paths, in "
                  + state.getPath().getCompilationUnit().getSourceFile().getName());
    }
  }

  /** What the analysis answers; nothing, and a warning, if it fails. */
  public static <T> Optional<T> guard(
      java.util.function.Supplier<Optional<T>> analysis, VisitorState state) {
    try {
      return analysis.get();
    } catch (Symbol.CompletionFailure e) {
      // A class is missing from the class path: javac says so where it matters.
      return Optional.empty();
    } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
      CompilationUnitTree unit = state.getPath().getCompilationUnit();
      Log.instance(state.context)
          .printRawLines(
              Log.WriterKind.WARNING,
              "Watertight could not analyse %s:%d and reports nothing there: %s; please report this"
                  .formatted(
                      unit.getSourceFile().getName(),
                      unit.getLineMap()
                          .getLineNumber(ASTHelpers.getStartPosition(state.getPath().getLeaf())),
                      e));
      return Optional.empty();
    }
  }
}
