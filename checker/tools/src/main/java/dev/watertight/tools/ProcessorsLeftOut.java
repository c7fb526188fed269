package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Annotation processors of the class path that javac does not look for, since it has a path. */
final class ProcessorsLeftOut {
  private static final String SERVICES = "META-INF/services/javax.annotation.processing.Processor";

  /** A group has one name at least, and the artifact and the version are behind it. */
  private static final int FEWEST_NAMES = 4;

  private final Optional<Path> repository;
  private final Map<Path, ImmutableSet<String>> processors = new HashMap<>();

  /**
   * Instantiates a new {@link ProcessorsLeftOut} instance.
   *
   * @param repository where the libraries are, if that is known
   */
  ProcessorsLeftOut(Optional<Path> repository) {
    this.repository = repository;
  }

  /** That there are some, whether or not the code needs them. */
  Optional<String> note(JavacOptions options) throws IOException {
    ImmutableList<Path> jars = jars(options);
    return jars.isEmpty()
        ? Optional.empty()
        : Optional.of(
            reason(jars) + ": if this code uses them, it loses what they do; add " + paths(jars));
  }

  /** The same, where code does not compile that something may have to generate. */
  Optional<String> advice(JavacOptions options) throws IOException {
    ImmutableList<Path> jars = jars(options);
    return jars.isEmpty()
        ? Optional.empty()
        : Optional.of(reason(jars) + ": add a <path> for each that generates code, " + paths(jars));
  }

  private static String reason(ImmutableList<Path> jars) {
    return "annotation processors of %s do not run, since <annotationProcessorPaths> is all that javac looks at"
        .formatted(
            jars.stream().map(jar -> String.valueOf(jar.getFileName())).collect(joining(", ")));
  }

  /** The jars that have one which is in no jar of the processor path, whatever its version. */
  private ImmutableList<Path> jars(JavacOptions options) throws IOException {
    if (!options.hasProcessorPath() || options.runsNoProcessor()) {
      return ImmutableList.of();
    }
    List<String> known = new ArrayList<>();
    for (Path path : options.processorPath()) {
      known.addAll(processors(path));
    }
    ImmutableSet.Builder<Path> jars = ImmutableSet.builder();
    for (Path path : options.classPath()) {
      if (!known.containsAll(processors(path))) {
        jars.add(path);
      }
    }
    return jars.build().asList();
  }

  private ImmutableSet<String> processors(Path jar) throws IOException {
    ImmutableSet<String> found = processors.get(jar);
    if (found == null) {
      found = read(jar);
      processors.put(jar, found);
    }
    return found;
  }

  private static ImmutableSet<String> read(Path jar) throws IOException {
    if (!Files.isRegularFile(jar) || !jar.toString().endsWith(".jar")) {
      return ImmutableSet.of();
    }
    try (ZipFile file = new ZipFile(jar.toFile())) {
      ZipEntry services = file.getEntry(SERVICES);
      if (services == null) {
        return ImmutableSet.of();
      }
      try (InputStream text = file.getInputStream(services)) {
        return new String(text.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .collect(toImmutableSet());
      }
    }
  }

  private String paths(ImmutableList<Path> jars) {
    return jars.stream().map(this::path).collect(joining(" "));
  }

  /** The element that names it, by its place in the repository. */
  private String path(Path jar) {
    ImmutableList<String> names =
        repository
            .filter(jar::startsWith)
            .map(root -> ImmutableList.copyOf(root.relativize(jar)))
            .orElse(ImmutableList.of())
            .stream()
            .map(Path::toString)
            .collect(toImmutableList());
    if (names.size() < FEWEST_NAMES) {
      return "<path>...</path>";
    }
    int artifact = names.size() - FEWEST_NAMES + 1;
    return "<path><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></path>"
        .formatted(
            String.join(".", names.subList(0, artifact)),
            names.get(artifact),
            names.get(artifact + 1));
  }
}
