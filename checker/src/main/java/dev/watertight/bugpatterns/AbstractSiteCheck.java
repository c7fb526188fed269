package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import com.sun.source.util.TreePath;
import dev.watertight.sites.Site;
import dev.watertight.sites.Sites;
import java.util.Optional;

/** A check that reports at sites of one kind. */
abstract class AbstractSiteCheck extends AbstractUnitCheck {
  private static final long serialVersionUID = 1L;

  private final Site kind;

  AbstractSiteCheck(Site kind) {
    this.kind = kind;
  }

  /** What to report at the site that the state is at, if anything. */
  abstract Optional<Description> describe(VisitorState state);

  @Override
  final void check(VisitorState unit) {
    for (TreePath site : Sites.of(kind, unit)) {
      report(site, this::describe, unit);
    }
  }
}
