package dev.watertight.tools;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a flag of Error Prone comes from: POMs, or how Maven is started. */
final class FlagOrigins {
  private static final ImmutableList<String> FILES = ImmutableList.of("maven.config", "jvm.config");
  private static final ImmutableList<String> VARIABLES =
      ImmutableList.of("MAVEN_ARGS", "MAVEN_OPTS");

  /** A word of a command line may be an argument that ends with the flag, behind other flags. */
  private static final Splitter WORDS = Splitter.onPattern("[\\s=\"']+");

  /** How Maven is started, by the places that say it. */
  private final ImmutableMap<String, String> texts;

  private FlagOrigins(ImmutableMap<String, String> texts) {
    this.texts = texts;
  }

  /** The one with these texts, by the places where they are. */
  static FlagOrigins of(ImmutableMap<String, String> texts) {
    return new FlagOrigins(texts);
  }

  /**
   * What is known of a run of Maven.
   *
   * @param project where it is started
   * @param arguments what it was given besides
   */
  static FlagOrigins of(Path project, Iterable<String> arguments, Map<String, String> environment)
      throws IOException {
    ImmutableMap.Builder<String, String> texts = ImmutableMap.builder();
    texts.put("the arguments of this run", String.join(" ", arguments));
    Optional<Path> settings = JvmOptions.settings(project);
    if (settings.isPresent()) {
      for (String name : FILES) {
        Path file = settings.orElseThrow().resolve(name);
        if (Files.exists(file)) {
          texts.put(file.toString(), Files.readString(file));
        }
      }
    }
    VARIABLES.forEach(
        name -> texts.put("the variable " + name, environment.getOrDefault(name, "")));
    return new FlagOrigins(texts.buildOrThrow());
  }

  /** Where it stands, for a sentence; or where to look. */
  String of(String flag, CompilerCall call) {
    Optional<String> place =
        texts.entrySet().stream()
            .filter(text -> WORDS.splitToList(text.getValue()).contains(flag))
            .map(Map.Entry::getKey)
            .findFirst()
            .or(() -> Poms.naming(flag, call.directory()).map(Poms.Place::toString));
    return place
        .map("it stands in %s"::formatted)
        .orElse(
            "it stands in no POM in sight: look for it in a parent, in settings.xml, and behind -D%s"
                .formatted(MavenRun.PROPERTY));
  }
}
