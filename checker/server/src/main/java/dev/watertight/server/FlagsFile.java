package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.Reader;
import java.io.StreamTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that says how sources are compiled, where Maven does not: in the format of javac's own
 * argument files, with directories among the sources, and names as seen from where the file is.
 */
final class FlagsFile {
  /** What it is called if no setting says otherwise. */
  static final String NAME = "watertight.flags";

  private FlagsFile() {}

  /** Reads one. */
  static Module read(Path file) throws NoModuleException {
    Path path = file.toAbsolutePath().normalize();
    Path directory = path.getParent() == null ? path : path.getParent();
    ImmutableList<String> words;
    try (Reader reader = Files.newBufferedReader(path)) {
      words = words(reader);
    } catch (IOException e) {
      throw new NoModuleException("Cannot read the flags file " + path + ": " + e, e);
    }
    JavacArguments arguments = new JavacArguments(directory);
    arguments.add(words);
    Module module = arguments.toModule(String.valueOf(directory.getFileName()));
    if (module.sources().isEmpty()) {
      throw new NoModuleException(
          "The flags file %s names no sources: write a directory or file behind the options"
              .formatted(path));
    }
    return module;
  }

  /**
   * Words end with blanks; in quotes, backslashes escape. A line from {@code #} on is a comment.
   */
  private static ImmutableList<String> words(Reader reader) throws IOException {
    StreamTokenizer tokens = new StreamTokenizer(reader);
    tokens.resetSyntax();
    tokens.wordChars('!', 255);
    tokens.whitespaceChars(0, ' ');
    tokens.commentChar('#');
    tokens.quoteChar('"');
    tokens.quoteChar('\'');
    ImmutableList.Builder<String> words = ImmutableList.builder();
    while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
      words.add(tokens.sval);
    }
    return words.build();
  }
}
