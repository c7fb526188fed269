package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;

/** The programs of the module {@code sample-violations}, and what is expected of them. */
final class Samples {
  /** Some samples use preview APIs of one release, which only its own JDK compiles. */
  static final ImmutableList<String> OPTIONS =
      ImmutableList.of("--release", "25", "--enable-preview");

  private static final int FEATURE = 25;

  private static final Path MODULE = Project.ROOT.resolve("sample-violations");
  private static final Splitter COLUMNS = Splitter.on('\t');

  /** A source directory of the module. */
  enum Group {
    LEAKING,
    REPAIRED,
    CORRECT;

    Path directory() {
      return MODULE.resolve("src").resolve(Ascii.toLowerCase(name())).resolve("java");
    }

    /** The sources, relative to the directory, with slashes. */
    ImmutableList<String> files() throws IOException {
      return sources(directory());
    }

    /** The findings in some files of the group: none but in the leaking programs. */
    ImmutableList<Finding> expectedFindings(List<String> files) throws IOException {
      return this == LEAKING
          ? expectations().stream()
              .map(Expectation::finding)
              .filter(finding -> files.contains(finding.file()))
              .collect(toImmutableList())
          : ImmutableList.of();
    }
  }

  /**
   * A row of {@code expected.tsv}.
   *
   * @param platformThreads those that the whole program leaves behind
   * @param virtualThreads the same
   * @param fix what says in the report what the fix does, or {@code -} if there is none
   */
  record Expectation(Finding finding, int platformThreads, int virtualThreads, String fix) {}

  private Samples() {}

  /** The source directory of the counter, which runs the samples. */
  static Path counterDirectory() {
    return MODULE.resolve("src").resolve("main").resolve("java");
  }

  /** Skips the calling test on a JDK that does not compile all samples. */
  static void assumeCompilable() {
    assumeTrue(
        Runtime.version().feature() == FEATURE,
        "The samples need JDK %s, whose preview APIs they use; this one is %s"
            .formatted(FEATURE, Runtime.version()));
  }

  static ImmutableList<Expectation> expectations() throws IOException {
    try (Stream<String> lines = Files.lines(MODULE.resolve("expected.tsv"))) {
      return lines.skip(1).map(Samples::parse).collect(toImmutableList());
    }
  }

  /** The sources of a group that compile with these options and without any library. */
  static ImmutableList<String> compilable(Group group, List<String> options) throws IOException {
    Compiler compiler =
        javac()
            .withClasspath(ImmutableList.of())
            .withOptions(
                ImmutableList.builder()
                    .addAll(options)
                    .add("-Xmaxerrs", "1000", "-nowarn")
                    .build());
    ImmutableList<String> files = group.files();
    while (true) {
      ImmutableSet<String> rejected =
          compiler.compile(fileObjects(group.directory(), files)).errors().stream()
              .map(error -> relativize(group.directory(), error.getSource()))
              .collect(toImmutableSet());
      if (rejected.isEmpty()) {
        return files;
      }
      /* Once more, since what is wrong at the syntax level hides other errors. */
      files = files.stream().filter(file -> !rejected.contains(file)).collect(toImmutableList());
    }
  }

  static ImmutableList<String> sources(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> directory.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .collect(toImmutableList());
    }
  }

  static ImmutableList<JavaFileObject> fileObjects(Path directory, List<String> files) {
    return files.stream()
        .map(file -> fileObject(directory.resolve(file)))
        .collect(toImmutableList());
  }

  static String relativize(Path directory, JavaFileObject file) {
    return directory.relativize(Path.of(file.toUri())).toString().replace('\\', '/');
  }

  private static JavaFileObject fileObject(Path file) {
    try {
      return JavaFileObjects.forResource(file.toUri().toURL());
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Expectation parse(String row) {
    List<String> columns = COLUMNS.splitToList(row);
    String check = columns.get(2);
    return new Expectation(
        new Finding(
            columns.get(0), Integer.parseInt(columns.get(1)), Plugin.CHECKS.get(check), check),
        Integer.parseInt(columns.get(4)),
        Integer.parseInt(columns.get(5)),
        columns.get(6));
  }
}
