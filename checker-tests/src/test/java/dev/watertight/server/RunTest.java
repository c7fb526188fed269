package dev.watertight.server;

import static com.google.common.truth.Truth.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class RunTest {
  @Test
  void outdated() {
    Run run = new Run();

    run.outdate();

    assertThat(run.isCancelled()).isTrue();
    assertThat(run.isOutdated()).isTrue();
  }

  @Test
  void outdatedAfterUserHasCancelled() {
    Run run = new Run();
    run.cancel();

    run.outdate();

    assertThat(run.isOutdated()).isFalse();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void processThatWaitsForAnother() throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "sleep 60; true").start();
    while (process.descendants().findAny().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    ProcessHandle child = process.descendants().findAny().orElseThrow();
    Run run = new Run();
    run.watch(process);

    run.cancel();

    child.onExit().get(10, TimeUnit.SECONDS);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }
}
