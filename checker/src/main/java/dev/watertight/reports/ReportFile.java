package dev.watertight.reports;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of one compilation's report. The main and the test compilation of a module are given the
 * same option: a directory holds a file for each, and neither overwrites the file of the other.
 */
final class ReportFile {
  private static final Pattern WRITER =
      Pattern.compile("\"automationDetails\": \\{\\s+\"id\": \"([^\"]*)\"");

  private static final String UNIQUE = "*";

  private ReportFile() {}

  /**
   * The file that an option means.
   *
   * @param option the value of the option: a file, or a directory, by a slash at its end; a star
   *     stands for what makes the name of each compilation's file another
   * @param output where the compilation puts its classes
   */
  static Path of(String option, Optional<Path> output) throws NoSuchFileException {
    if (option.isEmpty()) {
      throw new NoSuchFileException("the option names no file");
    }
    Path path = Path.of(option.replace(UNIQUE, UUID.randomUUID().toString())).toAbsolutePath();
    if (!option.endsWith("/") && !option.endsWith("\\") && !Files.isDirectory(path)) {
      return path;
    }
    String name = output.map(Path::getFileName).map(Path::toString).orElse("all");
    return path.resolve(name + ".sarif");
  }

  /**
   * Writes a report as a whole, or not at all.
   *
   * @param writer the compilation that the text says it is of
   */
  static void write(Path path, String text, String writer) throws IOException {
    if (Files.isRegularFile(path)
        && Files.size(path) > 0
        && !isBy(writer, Files.readString(path))) {
      throw new FileSystemException(
          path.toString(),
          null,
          "it is no report of this compilation ("
              + writer
              + "); delete it, or name a directory by a slash at its end, which has a file for each compilation");
    }
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    Path written = path.resolveSibling(path.getFileName() + ".tmp");
    try {
      Files.writeString(written, text);
      Files.move(written, path, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static boolean isBy(String writer, String report) {
    Matcher id = WRITER.matcher(report);
    return id.find() && id.group(1).equals(writer);
  }
}
