package dev.watertight.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a process of its own printed, and how it ended. What it wrote as errors comes first: in one
 * stream, the lines of two threads would run into each other.
 */
record Forked(int exitCode, String output) {
  /** The exit code of a process that was ended, since it did not do so. */
  static final int HANGS = -1;

  private static final int TIMEOUT_SECONDS = 300;

  static Forked run(Path directory, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Forked run = run(directory, environment, command, TIMEOUT_SECONDS);
    if (run.exitCode == HANGS) {
      throw new IOException(command + " has not ended: " + run.output);
    }
    return run;
  }

  static Forked run(
      Path directory, Map<String, String> environment, List<String> command, int seconds)
      throws IOException, InterruptedException {
    File errors = File.createTempFile("errors", ".txt");
    File output = File.createTempFile("output", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(errors)
              .redirectOutput(output);
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        return new Forked(
            ended ? process.exitValue() : HANGS,
            Files.readString(errors.toPath()) + Files.readString(output.toPath()));
      } finally {
        process.destroyForcibly();
      }
    } finally {
      Files.delete(errors.toPath());
      Files.delete(output.toPath());
    }
  }
}
