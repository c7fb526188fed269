package dev.watertight.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A process that has ended.
 *
 * @param exitCode its exit code
 * @param lines what it wrote, output and errors in one
 */
record ProcessRun(int exitCode, ImmutableList<String> lines) {
  /**
   * Runs a process to its end.
   *
   * @throws IOException if it cannot be started
   */
  static ProcessRun of(Path directory, List<String> command)
      throws IOException, InterruptedException {
    return of(directory, command, process -> {});
  }

  /**
   * The same.
   *
   * @param started is given the process, and may end it
   */
  static ProcessRun of(Path directory, List<String> command, Consumer<Process> started)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(nothing()))
            .redirectErrorStream(true)
            .start();
    started.accept(process);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      ImmutableList<String> lines = reader.lines().collect(ImmutableList.toImmutableList());
      return new ProcessRun(process.waitFor(), lines);
    } finally {
      process.destroy();
    }
  }

  private static File nothing() {
    return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
  }
}
