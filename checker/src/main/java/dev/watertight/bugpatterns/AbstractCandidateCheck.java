package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import com.sun.source.util.TreePath;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import java.util.Optional;

/** A check that reports at candidates of one kind. */
abstract class AbstractCandidateCheck extends AbstractUnitCheck {
  private final Candidate kind;

  AbstractCandidateCheck(Candidate kind) {
    this.kind = kind;
  }

  /** What to report at the candidate that the state is at, if anything. */
  abstract Optional<Description> describe(VisitorState state);

  @Override
  void check(VisitorState unit) {
    for (TreePath candidate : Candidates.of(kind, unit)) {
      report(candidate, this::describe, unit);
    }
  }
}
