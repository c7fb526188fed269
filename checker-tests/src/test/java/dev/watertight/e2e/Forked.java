package dev.watertight.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a process of its own printed, to both streams, and how it ended. */
record Forked(int exitCode, String output) {
  private static final int TIMEOUT_MINUTES = 5;

  static Forked run(Path directory, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    File output = File.createTempFile("output", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output);
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
          throw new IOException(command + " has not ended: " + Files.readString(output.toPath()));
        }
      } finally {
        process.destroyForcibly();
      }
      return new Forked(process.exitValue(), Files.readString(output.toPath()));
    } finally {
      Files.delete(output.toPath());
    }
  }
}
