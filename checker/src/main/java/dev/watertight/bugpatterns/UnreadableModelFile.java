package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.CompilationUnitTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.CompilationUnitTree;
import dev.watertight.model.Model;
import dev.watertight.program.Boundary;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A {@link BugChecker} that flags model files named by an option that cannot be read, once. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = Documentation.FAMILY,
    summary = "Model file cannot be read; the standard model is in force instead",
    severity = ERROR,
    link = Documentation.BASE_URL + "UnreadableModelFile.md",
    linkType = CUSTOM)
public final class UnreadableModelFile extends BugChecker implements CompilationUnitTreeMatcher {
  private static final long serialVersionUID = 1L;
  private static final Supplier<AtomicBoolean> REPORTED =
      VisitorState.memoize(state -> new AtomicBoolean());

  @Override
  public Description matchCompilationUnit(CompilationUnitTree tree, VisitorState state) {
    Optional<String> error = Boundary.guard(() -> Model.of(state).error(), state);
    return error.isPresent() && REPORTED.get(state).compareAndSet(false, true)
        ? buildDescription(tree).setMessage(error.get()).build()
        : Description.NO_MATCH;
  }
}
