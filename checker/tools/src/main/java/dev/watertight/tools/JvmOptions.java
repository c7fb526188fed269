package dev.watertight.tools;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;

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
    for (Path directory = project.toAbsolutePath().normalize();
        directory != null;
        directory = directory.getParent()) {
      Path settings = directory.resolve(".mvn");
      if (Files.isDirectory(settings)) {
        Path file = settings.resolve("jvm.config");
        return Files.exists(file)
            ? options.addAll(opening(Files.readString(file))).build()
            : options.build();
      }
    }
    return options.build();
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
