package dev.watertight.e2e;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.base.Joiner;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.errorprone.BugPattern;
import com.google.errorprone.BugPattern.SeverityLevel;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.bugpatterns.HandleNeverReleased;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The plugin as the reactor has just built it. */
final class Plugin {
  static final String VERSION = System.getProperty("watertight.version");

  /** The severities of all checks of the plugin, by name. */
  static final ImmutableMap<String, SeverityLevel> CHECKS =
      ServiceLoader.load(BugChecker.class).stream()
          .map(ServiceLoader.Provider::type)
          .filter(type -> type.getPackageName().startsWith("dev.watertight."))
          .collect(
              toImmutableMap(
                  Class::getSimpleName, type -> type.getAnnotation(BugPattern.class).severity()));

  private static final Supplier<Path> JAR = Suppliers.memoize(Plugin::createJar);

  private Plugin() {}

  /** The plugin's jar; made here from the class directory, since {@code mvn test} makes none. */
  static Path jar() {
    return JAR.get();
  }

  /**
   * What the plugin refers to and does not find on a JDK with nothing but a release of Error Prone
   * and the plugin itself on the class path.
   */
  static ImmutableList<String> unresolvedReferences(Jdk jdk, String errorProne)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(jdk.java());
    command.addAll(Project.errorProneOptions());
    command.add("-cp");
    command.add(
        Joiner.on(File.pathSeparatorChar)
            .join(Iterables.concat(ErrorProne.classPath(errorProne), ImmutableList.of(jar()))));
    command.add(
        "src/test/java/" + UnresolvedReferences.class.getName().replace('.', '/') + ".java");
    command.add(jar().toString());
    Forked search = Forked.run(Project.TESTS, ImmutableMap.of(), command);
    assertWithMessage(search.output()).that(search.exitCode()).isEqualTo(0);
    // A JVM says on its error output that it was given options by the environment.
    List<String> lines =
        search.output().lines().filter(line -> !line.startsWith("Picked up ")).toList();
    assertThat(Integer.parseInt(Iterables.getLast(lines))).isGreaterThan(0);
    return ImmutableList.copyOf(lines.subList(0, lines.size() - 1));
  }

  private static Path createJar() {
    try {
      Path classes =
          Path.of(
              HandleNeverReleased.class
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toURI());
      return Files.isDirectory(classes) ? Jar.of(classes, "plugin") : classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
