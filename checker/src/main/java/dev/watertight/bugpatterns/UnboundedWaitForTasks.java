package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.unbounded.UnboundedWaits;
import dev.watertight.findings.unbounded.UnboundedWaits.Reason;
import dev.watertight.findings.unbounded.UnboundedWaits.UnboundedWait;
import dev.watertight.fixes.unbounded.OwnTaskFixes;
import dev.watertight.fixes.unbounded.OwnWaitFixes;
import dev.watertight.program.Paths;
import java.util.Optional;
import javax.lang.model.element.Name;

/**
 * A {@link BugChecker} that flags waits without a time limit for several tasks or futures, which
 * never end because of what these wait for themselves.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Waits without a time limit for tasks or futures that never end",
    severity = WARNING)
public final class UnboundedWaitForTasks extends AbstractCandidateCheck {
  /** Instantiates a new {@link UnboundedWaitForTasks} instance. */
  public UnboundedWaitForTasks() {
    super(Candidate.WAIT);
  }

  @Override
  Optional<Description> describe(VisitorState state) {
    return UnboundedWaits.at(state.getPath(), state).map(wait -> describe(wait, state));
  }

  private Description describe(UnboundedWait wait, VisitorState state) {
    Name method = ASTHelpers.getSymbol(state.getPath().getLeaf()).getSimpleName();
    long line = Paths.line(wait.cause());
    String message =
        switch (wait.reason()) {
          case TASK -> "%s() waits for ever: nothing ends the wait of the task in line %d";
          case FUTURE -> "%s() waits for ever: nobody completes the future of line %d";
          case LAST_RESORT ->
              "%s() waits for ever unless another future is completed: nobody completes that of"
                  + " line %d";
          case OWN_THREAD ->
              "%s() waits for ever: the task of line %d is to run in the thread that waits";
          case OWN_POOL ->
              "%s() waits for ever once all threads of the pool wait like this: the task of line %d"
                  + " is to run in the same pool, and starts more of its kind";
          case SHARED_POOL ->
              "%s() waits for ever once all threads of the pool wait like this: the task of line %d"
                  + " is to run in the same pool";
          case ITSELF ->
              "%s() waits for ever: the task of line %d comes here itself, and cannot end before";
          case DROPPED ->
              "%s() waits for ever for a task that has been dropped: the executor has no room for all"
                  + " that line %d starts";
          case DROPPABLE ->
              "%s() waits for ever for a task that has been dropped: the executor drops those that"
                  + " line %d starts while it has no room for them, and never completes their futures";
          case DISCARDED ->
              "%s() waits for ever if its task has not begun when line %d ends the executor: that"
                  + " throws waiting tasks away, and their futures are never completed";
          case CLASS ->
              "%s() waits for ever while the thread initializes the class: the task needs it in line"
                  + " %d, and waits for that";
          case MAP ->
              "%s() may wait for ever: the map runs it with the place of a key taken, and the task"
                  + " changes the same map in line %d";
          case EXIT ->
              "%s() waits for ever in a shutdown hook: who is waited for ends the process in line %d,"
                  + " and waits there for the hook";
        };
    return describe(
        message.formatted(method, line),
        // A time limit would be a guess, and would hide that nobody ends the wait.
        wait.reason() == Reason.ITSELF
            ? OwnWaitFixes.of(wait.call(), state)
            : OwnTaskFixes.of(wait, state),
        switch (wait.reason()) {
          case TASK -> "who ends that, or how long to wait, is yours to say";
          case FUTURE, LAST_RESORT -> "who completes it, or how long to wait, is yours to say";
          case OWN_THREAD, OWN_POOL, SHARED_POOL ->
              "in which other thread it may run is yours to say";
          case ITSELF -> "who else is to wait for it is yours to say";
          case DROPPED, DROPPABLE -> "what is to become of those that are too many is yours to say";
          case CLASS -> "start the task when the class has been initialized";
          case MAP -> "compute the value before, or without other threads that use the map";
          case EXIT -> "what the hook is to wait for is yours to say";
          case DISCARDED -> "cancel the futures of the tasks that it returns";
        },
        state);
  }
}
