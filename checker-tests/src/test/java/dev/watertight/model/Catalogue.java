package dev.watertight.model;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real libraries that the model names, which the build copies. */
public final class Catalogue {
  private Catalogue() {}

  /** The class path that has them all. */
  static String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target", "catalogue"))) {
      return jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
    }
  }

  /** Compiles sources that use them. */
  public static CompilationTestHelper helper(Class<? extends BugChecker> check, Class<?> test)
      throws IOException {
    return CompilationTestHelper.newInstance(check, test).setArgs("-cp", classPath());
  }
}
