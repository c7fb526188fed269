package dev.watertight.tools;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that commands write. */
final class Output {
  private Output() {}

  /** Writes a file, and makes the directory that it is to be in. */
  static void write(Path file, String text) throws IOException {
    write(file, text, StandardCharsets.UTF_8);
  }

  /** Writes a file in an encoding. */
  static void write(Path file, String text, Charset encoding) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Files.writeString(file, text, encoding);
  }
}
