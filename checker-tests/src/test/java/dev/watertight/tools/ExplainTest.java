package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class ExplainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void check() {
    assertThat(run("explain", "HandleNeverReleased")).isEqualTo(0);

    assertThat(out.toString()).contains("## Suppression");
  }

  @Test
  void addressInReport() {
    assertThat(run("explain", "checker/docs/HandleNeverReleased.md")).isEqualTo(0);

    assertThat(out.toString()).contains("## Suppression");
  }

  @Test
  void misspeltCheck() {
    assertThat(run("explain", "HandleNeverReleazed")).isEqualTo(2);

    assertThat(err.toString()).startsWith("There is no page 'HandleNeverReleazed'");
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, /* autoFlush= */ true));
    commandLine.setErr(new PrintWriter(err, /* autoFlush= */ true));
    return commandLine.execute(arguments);
  }
}
