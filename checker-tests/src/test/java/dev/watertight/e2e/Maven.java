package dev.watertight.e2e;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds run by the Maven that runs this one.
 *
 * <p>They have a local repository of their own, in which the plugin is installed and all else is a
 * link into the real one. So what this build has downloaded is there, and nothing that is not
 * released gets into the real one.
 */
final class Maven {
  private static final Supplier<Path> REPOSITORY = Suppliers.memoize(Maven::createRepository);

  private Maven() {}

  static Forked run(Path directory, Jdk jdk, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(executable());
    command.add("--batch-mode");
    command.addAll(options());
    command.addAll(arguments);
    return Forked.run(directory, ImmutableMap.of("JAVA_HOME", jdk.home().toString()), command);
  }

  /** Its command. */
  static String executable() {
    return Path.of(System.getProperty("maven.home"), "bin", "mvn").toString();
  }

  /** With what it finds the plugin. */
  static ImmutableList<String> options() {
    return ImmutableList.of("--no-transfer-progress", "-Dmaven.repo.local=" + REPOSITORY.get());
  }

  /**
   * Puts a jar, with a pom that says nothing else, into the local repository of these builds.
   *
   * @param name the artifact and its group, of which the real repository has nothing
   */
  static void install(String name, String version, Path jar) throws IOException {
    Path directory =
        Files.createDirectories(REPOSITORY.get().resolve(name).resolve(name).resolve(version));
    String file = name + "-" + version;
    Files.copy(jar, directory.resolve(file + ".jar"));
    Files.writeString(
        directory.resolve(file + ".pom"),
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>%s</groupId>
          <artifactId>%s</artifactId>
          <version>%s</version>
        </project>
        """
            .formatted(name, name, version));
  }

  private static Path createRepository() {
    try {
      Path repository = Project.scratch("repository");
      Path group = Files.createDirectories(repository.resolve("dev").resolve("watertight"));
      Path real = Path.of(System.getProperty("maven.repository"));
      linkEntries(real, repository);
      if (Files.exists(real.resolve("dev"))) {
        linkEntries(real.resolve("dev"), group.getParent());
      }
      install(group, "watertight-parent", Project.ROOT.resolve("pom.xml"), ".pom");
      install(group, "watertight", Project.ROOT.resolve("checker").resolve("pom.xml"), ".pom");
      install(group, "watertight", Plugin.jar(), ".jar");
      return repository;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void linkEntries(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
      for (Path entry : entries) {
        Path link = to.resolve(entry.getFileName());
        if (Files.isDirectory(entry) && !Files.exists(link)) {
          Files.createSymbolicLink(link, entry);
        }
      }
    }
  }

  private static void install(Path group, String artifact, Path file, String extension)
      throws IOException {
    Path directory = Files.createDirectories(group.resolve(artifact).resolve(Plugin.VERSION));
    Files.copy(file, directory.resolve(artifact + "-" + Plugin.VERSION + extension));
  }
}
