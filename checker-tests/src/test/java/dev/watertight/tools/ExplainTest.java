package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;

final class ExplainTest {
  @Test
  void check() {
    CommandRun run = CommandRun.of("explain", "HandleNeverReleased");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).contains("## Suppression");
  }

  @Test
  void addressInReport() {
    CommandRun run = CommandRun.of("explain", "checker/docs/HandleNeverReleased.md");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(run.out()).contains("## Suppression");
  }

  @Test
  void misspeltCheck() {
    CommandRun run = CommandRun.of("explain", "HandleNeverReleazed");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("There is no page 'HandleNeverReleazed'; did you mean HandleNeverReleased?");
  }

  @Test
  void checkInLowerCase() {
    CommandRun run = CommandRun.of("explain", "handleneverreleased");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("did you mean HandleNeverReleased?");
  }

  @Test
  void nothingLikeIt() {
    CommandRun run = CommandRun.of("explain", "zzz");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("there are: AbandonedSender ");
  }
}
