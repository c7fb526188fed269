package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.suppliers.Supplier;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Model;
import java.util.concurrent.atomic.AtomicBoolean;

/** A {@link BugChecker} that flags model files named by an option that cannot be read, once. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Model file cannot be read; the standard model is in force instead",
    severity = ERROR)
public final class UnreadableModelFile extends AbstractUnitCheck {
  private static final Supplier<AtomicBoolean> REPORTED =
      PerCompilation.of(state -> new AtomicBoolean());

  @Override
  void check(VisitorState unit) {
    Model.of(unit)
        .error()
        .filter(error -> REPORTED.get(unit).compareAndSet(false, true))
        .map(error -> buildDescription(unit.getPath().getLeaf()).setMessage(error).build())
        .ifPresent(unit::reportMatch);
  }
}
