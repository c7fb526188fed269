package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sources that are compiled together, and how.
 *
 * @param name what users know it by
 * @param sources the directories and files that hold the sources
 * @param classPath what it is compiled against
 * @param output where its build puts the classes, if it is known
 * @param options the options of javac, without the class path and where to put things
 * @param flags the flags of Error Prone
 */
record Module(
    String name,
    ImmutableList<Path> sources,
    ImmutableList<Path> classPath,
    Optional<Path> output,
    ImmutableList<String> options,
    ImmutableList<String> flags) {
  /** With which the names of sources end. */
  static final String EXTENSION = ".java";

  /* Everything is on the class path here, whatever the build does: checks see the same code. */
  private static final String MODULE = "module-info.java";

  /** How long the path is that says that a file is of this module; 0 if it is not. */
  int closeness(Path file) {
    return sources.stream().filter(file::startsWith).mapToInt(Path::getNameCount).max().orElse(0);
  }

  /** All files with sources that there are now. */
  ImmutableSortedSet<Path> files() throws IOException {
    ImmutableSortedSet.Builder<Path> found = ImmutableSortedSet.naturalOrder();
    for (Path source : sources) {
      if (Files.isDirectory(source)) {
        try (Stream<Path> files = Files.walk(source)) {
          files.filter(Module::isSource).forEach(found::add);
        }
      } else if (isSource(source) && Files.exists(source)) {
        found.add(source);
      }
    }
    return found.build();
  }

  /** Whether a directory holds files, at any depth, whose names end so. */
  static boolean holds(Path directory, String extension) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.anyMatch(file -> file.toString().endsWith(extension));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** Whether a file is among these now. */
  boolean has(Path file) {
    return closeness(file) > 0 && isSource(file) && Files.exists(file);
  }

  static boolean isSource(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(EXTENSION) && !name.equals(MODULE);
  }
}
