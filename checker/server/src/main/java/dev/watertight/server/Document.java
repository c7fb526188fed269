package dev.watertight.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
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
  private static final String BYTE_ORDER_MARK = "\uFEFF";

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

  /**
   * What a file has on disk when an editor opens it with a text. That is the text, if the file only
   * ends its lines in another way, or is not in UTF-8: the editor knows how to read it.
   */
  static String saved(Path file, String text) {
    String saved;
    try {
      saved = Files.readString(file);
    } catch (CharacterCodingException e) {
      return text;
    } catch (IOException e) {
      return "";
    }
    return lines(saved).equals(lines(text)) ? text : saved;
  }

  private static String lines(String text) {
    String lines = text.replace("\r\n", "\n");
    return lines.startsWith(BYTE_ORDER_MARK) ? lines.substring(1) : lines;
  }
}
