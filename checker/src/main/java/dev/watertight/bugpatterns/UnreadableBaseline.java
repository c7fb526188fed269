package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.suppliers.Supplier;
import dev.watertight.baseline.Baseline;
import dev.watertight.caches.PerCompilation;
import java.util.concurrent.atomic.AtomicBoolean;

/** A {@link BugChecker} that flags a baseline that cannot be read or written, once. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Baseline cannot be read or written; all findings are new ones instead",
    severity = ERROR)
public final class UnreadableBaseline extends AbstractUnitCheck {
  private static final Supplier<AtomicBoolean> REPORTED =
      PerCompilation.of(state -> new AtomicBoolean());

  @Override
  void check(VisitorState unit) {
    Baseline.error(unit)
        .filter(error -> REPORTED.get(unit).compareAndSet(false, true))
        .map(error -> buildDescription(unit.getPath().getLeaf()).setMessage(error).build())
        .ifPresent(unit::reportMatch);
  }
}
