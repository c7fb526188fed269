package dev.watertight.tools;

import dev.watertight.tools.FixReports.Tally;
import java.io.PrintWriter;
import java.util.Optional;

/** Tells of each round of fixes, and of all at the end. */
final class FixProgress {
  private final PrintWriter err;
  private int rounds;
  private Optional<Tally> first = Optional.empty();
  private Optional<Tally> last = Optional.empty();

  /** Instantiates a new {@link FixProgress} instance, which writes a line a round. */
  FixProgress(PrintWriter err) {
    this.err = err;
  }

  /**
   * Tells of a round that has ended.
   *
   * @param tally what was there when it began, if that is known
   * @param files how many files it has changed
   */
  void round(Optional<Tally> tally, int files) {
    rounds++;
    if (rounds == 1) {
      first = tally;
    }
    last = tally;
    err.println(
        "Round %d: %s%s"
            .formatted(
                rounds,
                tally.map(t -> "findings: %d, ".formatted(t.found())).orElse(""),
                files == 0 ? "nothing changed" : "files changed: " + files));
  }

  /**
   * The numbers of all rounds, if they are known. What the last one has found, it has left.
   *
   * @param fixed what happens to findings
   */
  Optional<String> summary(String fixed) {
    return first.isPresent() && last.isPresent()
        ? Optional.of(
            "Findings: %d; %s: %d; left: %d, without a fix: %d"
                .formatted(
                    first.orElseThrow().found(),
                    fixed,
                    Math.max(0, first.orElseThrow().found() - last.orElseThrow().found()),
                    last.orElseThrow().found(),
                    last.orElseThrow().withoutFix()))
        : Optional.empty();
  }
}
