package dev.watertight.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model file.
 *
 * @param source where it is, for error messages
 * @param lines its lines
 */
record ModelFile(String source, List<String> lines) {
  /**
   * Reads a user's file.
   *
   * @param option the option that names it, for the error message
   * @throws IllegalArgumentException if none is named or it cannot be read; the message names the
   *     option and file
   */
  static ModelFile named(String option, String file) {
    String source = option + "=" + file;
    if (file.isEmpty()) {
      throw new IllegalArgumentException(source + ": names no file");
    }
    try {
      return new ModelFile(source, Files.readAllLines(Path.of(file)));
    } catch (IOException | InvalidPathException e) {
      throw unreadable(source, e);
    }
  }

  /** Reads a file that a library brings. */
  static ModelFile of(Path file) {
    String source = file.toUri().toString();
    try {
      return new ModelFile(source, Files.readAllLines(file));
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  /** Says that a file, or a directory of such files, cannot be read. */
  static IllegalArgumentException unreadable(String source, Exception e) {
    return new IllegalArgumentException(
        "%s: cannot read the model file: %s".formatted(source, e), e);
  }
}
