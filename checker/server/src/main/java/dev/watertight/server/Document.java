package dev.watertight.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that is open in the editor.
 *
 * @param uri as the editor writes it
 * @param version the editor's number for this text
 * @param text what it has in the editor
 */
record Document(String uri, int version, String text) {
  /** The file of an address; none if it is elsewhere. */
  static Optional<Path> file(String uri) {
    try {
      return Optional.of(real(Path.of(URI.create(uri))));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The name by which all know a file, however they have come to it. */
  static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }

  /** What a file has on disk; nothing if it cannot be read. */
  static String saved(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
