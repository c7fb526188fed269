package dev.watertight.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A process that has ended.
 *
 * @param exitCode its exit code
 * @param lines what it wrote, output and errors in one; if it was ended from here, as far as that
 *     has been read
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
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      read(reader, lines);
      return new ProcessRun(process.waitFor(), lines.build());
    } finally {
      process.destroy();
    }
  }

  private static void read(BufferedReader reader, ImmutableList.Builder<String> lines) {
    try {
      reader.lines().forEach(lines::add);
    } catch (UncheckedIOException e) {
      // Who ends a process closes what it writes to.
    }
  }

  private static File nothing() {
    return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
  }
}
