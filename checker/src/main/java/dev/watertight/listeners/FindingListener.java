package dev.watertight.listeners;

import com.google.errorprone.VisitorState;
import com.sun.tools.javac.util.Context;
import dev.watertight.reports.Found;
import java.util.Optional;

/**
 * Who is told of the findings of a compilation in place of javac, which prints one fix of a report:
 * an editor. Since javac is not told, a finding that is an error does not end the compilation, and
 * errors are what javac itself has to say.
 */
public interface FindingListener {
  /** Takes a finding; those in the baseline are not passed on. */
  void onFinding(Found finding);

  /** Makes the listener that of the compilation, before it starts. */
  static void listen(FindingListener listener, Context compilation) {
    compilation.put(FindingListener.class, listener);
  }

  /** That of the compilation, if it has one. */
  static Optional<FindingListener> of(VisitorState state) {
    return Optional.ofNullable(state.context.get(FindingListener.class));
  }
}
