package dev.watertight.tools;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The options of the JVM that runs Maven, as far as they open javac to a plugin. */
final class JvmOptions {
  private static final Splitter WORDS = Splitter.onPattern("\\s+").omitEmptyStrings();
  private static final ImmutableSet<String> NAMES = ImmutableSet.of("--add-exports", "--add-opens");

  private JvmOptions() {}

  /** Those that Maven gets when it is started for a project. */
  static ImmutableList<String> ofMaven(Path project, Map<String, String> environment)
      throws IOException {
    ImmutableList.Builder<String> options = ImmutableList.builder();
    options.addAll(opening(environment.getOrDefault("JDK_JAVA_OPTIONS", "")));
    options.addAll(opening(environment.getOrDefault("MAVEN_OPTS", "")));
    Optional<Path> file = settings(project).map(settings -> settings.resolve("jvm.config"));
    if (file.isPresent() && Files.exists(file.orElseThrow())) {
      options.addAll(opening(Files.readString(file.orElseThrow())));
    }
    return options.build();
  }

  /** The directory in which a project says how Maven is started. */
  static Optional<Path> settings(Path project) {
    return Stream.iterate(project.toAbsolutePath().normalize(), Objects::nonNull, Path::getParent)
        .map(directory -> directory.resolve(".mvn"))
        .filter(Files::isDirectory)
        .findFirst();
  }

  private static ImmutableList<String> opening(String text) {
    ImmutableList.Builder<String> options = ImmutableList.builder();
    Iterator<String> words = WORDS.split(text).iterator();
    while (words.hasNext()) {
      String word = words.next();
      if (NAMES.contains(word) && words.hasNext()) {
        options.add(word + "=" + words.next());
      } else if (NAMES.stream().anyMatch(name -> word.startsWith(name + "="))) {
        options.add(word);
      }
    }
    return options.build();
  }
}
