package dev.watertight.e2e;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where things are in this repository. */
final class Project {
  static final Path TESTS = Path.of("").toAbsolutePath();
  static final Path ROOT = TESTS.getParent();

  private Project() {}

  /** The JVM options that Error Prone needs, as a user's project has them. */
  static List<String> errorProneOptions() throws IOException {
    return Files.readAllLines(resource("user-project/.mvn/jvm.config"));
  }

  /** A file among the test resources. */
  static Path resource(String name) {
    return TESTS.resolve("src").resolve("test").resolve("resources").resolve(name);
  }

  /** A directory under {@code target} for files of a test, emptied. */
  static Path scratch(String name) throws IOException {
    Path directory = TESTS.resolve("target").resolve("e2e").resolve(name);
    if (Files.exists(directory)) {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return Files.createDirectories(directory);
  }
}
