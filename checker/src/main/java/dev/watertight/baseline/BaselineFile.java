package dev.watertight.baseline;

import com.google.common.base.CharMatcher;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A file of findings, one a line, sorted, as often as there are such. Several compilations may
 * write it at a time, each the rows of its own classes.
 */
final class BaselineFile {
  private static final int VERSION = 1;
  private static final String HEADER =
      "# Old findings of Watertight, which do not fail the build. One a line: CHECK CLASS#MEMBER HANDLE";

  /*
   * One compilation of this process at a time: file locks are for processes. The text is the same
   * object for all class loaders, of which Maven has one for each compilation.
   */
  private static final Object WRITING = "dev.watertight.baseline.BaselineFile".intern();

  private BaselineFile() {}

  /**
   * Reads the file that an option names.
   *
   * @throws IllegalArgumentException if that is not possible; the message has a line for each thing
   *     that is wrong, with the option, the file and the line
   */
  static ImmutableList<FindingKey> read(String option, String name) {
    List<String> errors = new ArrayList<>();
    ImmutableList<FindingKey> rows = ImmutableList.of();
    try {
      rows = parse(Files.readAllLines(path(name)), errors);
    } catch (IOException | InvalidPathException e) {
      errors.add("cannot read the baseline: " + reason(e));
    }
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          errors.stream()
              .map(error -> "%s=%s: %s".formatted(option, name, error))
              .reduce((one, other) -> one + "\n" + other)
              .orElseThrow());
    }
    return rows;
  }

  /**
   * Checks that the file that an option names can be written.
   *
   * @throws IllegalArgumentException if not
   */
  static void checkWritable(String option, String name) {
    try {
      update(name, rows -> rows);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "%s=%s: cannot write the baseline: %s".formatted(option, name, reason(e)), e);
    }
  }

  /** Replaces the rows of a file, which may not be there yet, by others. */
  static void update(String name, UnaryOperator<ImmutableList<FindingKey>> change)
      throws IOException {
    Path path = path(name).toAbsolutePath();
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    synchronized (WRITING) {
      try (FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        // Until the file is closed.
        channel.lock();
        byte[] before = new byte[(int) channel.size()];
        ByteBuffer buffer = ByteBuffer.wrap(before);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        List<String> errors = new ArrayList<>();
        ImmutableList<FindingKey> rows =
            parse(new String(before, StandardCharsets.UTF_8).lines().toList(), errors);
        if (!errors.isEmpty()) {
          throw new IOException(String.join("; ", errors));
        }
        byte[] after = text(change.apply(rows)).getBytes(StandardCharsets.UTF_8);
        channel.truncate(0).position(0);
        for (ByteBuffer rest = ByteBuffer.wrap(after); rest.hasRemaining(); ) {
          channel.write(rest);
        }
      }
    }
  }

  /** What an exception says; one of the file system's says no more than a name. */
  static String reason(Exception e) {
    return e instanceof FileSystemException ? e.toString() : Strings.nullToEmpty(e.getMessage());
  }

  private static Path path(String name) throws NoSuchFileException {
    if (name.isEmpty()) {
      throw new NoSuchFileException("the option names no file");
    }
    return Path.of(name);
  }

  private static String text(ImmutableList<FindingKey> rows) {
    return Stream.concat(
                Stream.of(HEADER, "version " + VERSION),
                rows.stream().sorted().map(FindingKey::toString))
            .reduce((one, other) -> one + "\n" + other)
            .orElseThrow()
        + "\n";
  }

  private static ImmutableList<FindingKey> parse(List<String> lines, List<String> errors) {
    ImmutableList.Builder<FindingKey> rows = ImmutableList.builder();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      String version = line.startsWith("version ") ? line.substring("version ".length()) : "";
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (CharMatcher.inRange('0', '9').matchesAllOf(version) && !version.isEmpty()) {
        if (version.length() > 1 || Integer.parseInt(version) > VERSION) {
          errors.add(
              "line %d: version %s is newer than %d, which this release reads"
                  .formatted(i + 1, version, VERSION));
        }
        continue;
      }
      int number = i + 1;
      FindingKey.parse(line)
          .ifPresentOrElse(
              rows::add,
              () ->
                  errors.add(
                      "line %d: expected: CHECK CLASS#MEMBER HANDLE, found: %s"
                          .formatted(number, line)));
    }
    return errors.isEmpty() ? rows.build() : ImmutableList.of();
  }
}
