package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One execution of maven-compiler-plugin in one module.
 *
 * @param module the artifact id of the module
 * @param pluginVersion the version of maven-compiler-plugin
 * @param tests whether it compiles tests
 * @param execution the id of the execution
 * @param directory the directory of the module
 * @param compilerId which compiler it is: {@code javac}
 * @param toolchain the JDK that a toolchain chose
 * @param executable the compiler that the POM names
 * @param forked whether the compiler has a JVM of its own
 * @param compilerArgs the arguments of the POM, those for that JVM ({@code -J}) included
 * @param options what the compiler was given; nothing if it was not called
 * @param idle why it was not called, as Maven says it
 * @param parameters all that the plugin was given, as Maven prints it
 * @param errors what the compiler refused, findings of checks included
 * @param warnings how many warnings it printed
 */
public record CompilerCall(
    String module,
    Optional<String> pluginVersion,
    boolean tests,
    String execution,
    Path directory,
    String compilerId,
    Optional<Path> toolchain,
    Optional<String> executable,
    boolean forked,
    ImmutableList<String> compilerArgs,
    Optional<JavacOptions> options,
    Optional<String> idle,
    ImmutableMap<String, String> parameters,
    ImmutableList<CompilerError> errors,
    int warnings) {
  private static final Splitter ELEMENTS = Splitter.on(", ").omitEmptyStrings();

  /** The options for the JVM of the compiler, if that has one of its own. */
  ImmutableList<String> jvmOptions() {
    return compilerArgs.stream()
        .filter(argument -> argument.startsWith("-J"))
        .collect(toImmutableList());
  }

  /** Whether there is a source of Java in the directories that it compiles. */
  boolean hasSources() throws IOException {
    return !sourcesInDirectories().isEmpty();
  }

  /** What it compiles: Maven says so of a compiler that has a JVM of its own. */
  ImmutableList<Path> sources() throws IOException {
    ImmutableList<Path> named = options.map(JavacOptions::sources).orElse(ImmutableList.of());
    return named.isEmpty() ? sourcesInDirectories() : named;
  }

  private ImmutableList<Path> sourcesInDirectories() throws IOException {
    ImmutableList.Builder<Path> sources = ImmutableList.builder();
    for (String root : list("compileSourceRoots")) {
      Path directory = Path.of(root);
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources.build();
  }

  /** A parameter that is a list: none if it was not given. */
  public ImmutableList<String> list(String parameter) {
    return elements(parameters.getOrDefault(parameter, "[]"));
  }

  private static ImmutableList<String> elements(String list) {
    String text = list.strip();
    return ELEMENTS
        .splitToStream(text.substring(1, text.length() - 1))
        .map(String::strip)
        .collect(toImmutableList());
  }

  /** What Maven prints of one, bit by bit. */
  static final class Builder {
    private final String module;
    private final boolean tests;
    private final String execution;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final List<String> entries = new ArrayList<>();
    private Optional<String> pluginVersion = Optional.empty();
    private Optional<Path> toolchain = Optional.empty();
    private Optional<JavacOptions> options = Optional.empty();
    private Optional<String> idle = Optional.empty();

    Builder(String module, boolean tests, String execution) {
      this.module = module;
      this.tests = tests;
      this.execution = execution;
    }

    void addEntry(String entry) {
      entries.add(entry);
    }

    void setPluginVersion(String version) {
      pluginVersion = Optional.of(version);
    }

    void setParameter(String name, String value) {
      parameters.put(name, value);
    }

    void setToolchain(Path jdk) {
      toolchain = Optional.of(jdk);
    }

    void setOptions(String line) {
      options = Optional.of(JavacOptions.parse(line));
    }

    void setIdle(String reason) {
      idle = Optional.of(reason);
    }

    CompilerCall build() {
      return new CompilerCall(
          module,
          pluginVersion,
          tests,
          execution,
          Path.of(parameters.getOrDefault("basedir", "")),
          parameters.getOrDefault("compilerId", "javac"),
          toolchain,
          Optional.ofNullable(parameters.get("executable")),
          toolchain.isPresent() || parameters.getOrDefault("fork", "false").equals("true"),
          elements(parameters.getOrDefault("compilerArgs", "[]")),
          options,
          idle,
          ImmutableMap.copyOf(parameters),
          CompilerError.in(entries),
          Printing.warnings(ImmutableList.copyOf(entries)));
    }
  }
}
