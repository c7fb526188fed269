package dev.watertight.reports;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.sun.source.tree.CompilationUnitTree;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory of the project, to which a report's names of files are relative: the checkout, as
 * code scanning wants it; else the directory of the build, or the one that javac runs in.
 */
final class SourceRoot {
  /** What the names call it. */
  static final String ID = "SRCROOT";

  private static final ImmutableList<String> MARKS = ImmutableList.of(".git", ".mvn");

  private final Path directory;

  private SourceRoot(Path directory) {
    this.directory = directory;
  }

  /** The root of the project that a unit is of. */
  static SourceRoot of(CompilationUnitTree unit) {
    Path file = file(unit.getSourceFile().toUri()).orElseGet(() -> Path.of("").toAbsolutePath());
    return MARKS.stream()
        .flatMap(mark -> marked(file, mark).stream())
        .findFirst()
        .map(SourceRoot::new)
        .orElseGet(() -> new SourceRoot(Path.of("").toAbsolutePath()));
  }

  /** Where a file is: what a SARIF log says of it. */
  ImmutableMap<String, Object> location(URI file) {
    return relative(file)
        .map(name -> ImmutableMap.<String, Object>of("uri", name, "uriBaseId", ID))
        .orElseGet(() -> ImmutableMap.of("uri", file.toString()));
  }

  /** The name of a file or directory, with forward slashes; empty if it is elsewhere. */
  Optional<String> relative(URI uri) {
    return file(uri)
        .filter(file -> file.startsWith(directory))
        .map(file -> directory.toUri().relativize(file.toUri()).toString());
  }

  /** The directory itself. */
  URI uri() {
    return directory.toUri();
  }

  private static Optional<Path> file(URI uri) {
    return "file".equals(uri.getScheme())
        ? Optional.of(Path.of(uri).toAbsolutePath().normalize())
        : Optional.empty();
  }

  private static Optional<Path> marked(Path file, String mark) {
    for (Path path = file; path != null; path = path.getParent()) {
      if (Files.exists(path.resolve(mark))) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }
}
