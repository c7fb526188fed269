package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The options of a compilation, each with its value, as {@code maven-compiler-plugin} prints them:
 * in one line, without quotes. A blank belongs to the value of an option if no option follows it.
 */
public record JavacOptions(ImmutableList<Option> options) {
  private static final Splitter WORDS = Splitter.onPattern("\\s+").omitEmptyStrings();
  private static final ImmutableSet<String> PROCESSOR_PATH =
      ImmutableSet.of("-processorpath", "--processor-path");
  private static final ImmutableSet<String> CLASS_PATH =
      ImmutableSet.of("-classpath", "-cp", "--class-path");
  private static final ImmutableSet<String> LIBRARIES =
      ImmutableSet.of("-classpath", "-cp", "--class-path", "--module-path", "-p");
  private static final ImmutableSet<String> RELEASES =
      ImmutableSet.of("--release", "-source", "--source", "-target", "--target");

  /** The option that asks for Error Prone. */
  static final String PLUGIN = "-Xplugin:ErrorProne";

  private static final String POLICY = "-XDcompilePolicy=";

  /**
   * An option.
   *
   * @param name its name, with what follows that without a blank
   * @param values the words behind it
   */
  public record Option(String name, ImmutableList<String> values) {
    /** The words behind it, as one. */
    String value() {
      return String.join(" ", values);
    }
  }

  /** Reads the line. */
  static JavacOptions parse(String line) {
    List<Option> options = new ArrayList<>();
    String name = "";
    List<String> values = new ArrayList<>();
    for (String word : WORDS.split(line)) {
      if (word.startsWith("-Xep") || !word.startsWith("-")) {
        values.add(word);
      } else {
        options.add(new Option(name, ImmutableList.copyOf(values)));
        name = word;
        values.clear();
      }
    }
    options.add(new Option(name, ImmutableList.copyOf(values)));
    return new JavacOptions(ImmutableList.copyOf(options));
  }

  /** How often Error Prone is asked for. */
  long errorProneCount() {
    return options.stream().filter(JavacOptions::isErrorProne).count();
  }

  /** All words. */
  ImmutableSet<String> words() {
    return options.stream()
        .flatMap(option -> Stream.concat(Stream.of(option.name), option.values.stream()))
        .collect(toImmutableSet());
  }

  /** What Error Prone is given. */
  ImmutableList<String> flags() {
    return options.stream()
        .filter(JavacOptions::isErrorProne)
        .flatMap(option -> option.values.stream())
        .filter(flag -> flag.startsWith("-Xep"))
        .collect(toImmutableList());
  }

  /** The policy that decides how much a check sees, if one was chosen. */
  Optional<String> compilePolicy() {
    return options.stream()
        .map(Option::name)
        .filter(name -> name.startsWith(POLICY))
        .map(name -> name.substring(POLICY.length()))
        .reduce((first, second) -> second);
  }

  /** The value of an option; of several, the last one counts. */
  Optional<String> lastValue(String name) {
    return options.stream()
        .filter(option -> option.name.equals(name))
        .map(Option::value)
        .reduce((first, second) -> second);
  }

  /** The files that it compiles, as far as they are named: but for those with a blank in them. */
  ImmutableList<Path> sources() {
    return words().stream()
        .filter(word -> word.endsWith(".java"))
        .map(Path::of)
        .filter(Path::isAbsolute)
        .collect(toImmutableList());
  }

  /** Whether warnings are hidden. */
  boolean hidesWarnings() {
    return options.stream().anyMatch(option -> option.name.equals("-nowarn"));
  }

  /** Whether there is a path of processors; else javac looks on the class path. */
  boolean hasProcessorPath() {
    return options.stream().anyMatch(option -> PROCESSOR_PATH.contains(option.name));
  }

  /** Whether it is told to run no annotation processor. */
  boolean runsNoProcessor() {
    return options.stream().anyMatch(option -> option.name.equals("-proc:none"));
  }

  /** The files and directories in which javac looks for classes. */
  ImmutableList<Path> classPath() {
    return paths(LIBRARIES);
  }

  /** The files and directories in which it looks for plugins and annotation processors. */
  ImmutableList<Path> processorPath() {
    return paths(hasProcessorPath() ? PROCESSOR_PATH : CLASS_PATH);
  }

  /** Where the classes go. */
  Optional<Path> output() {
    return paths(ImmutableSet.of("-d")).stream().findFirst();
  }

  private ImmutableList<Path> paths(ImmutableSet<String> names) {
    return options.stream()
        .filter(option -> names.contains(option.name))
        .flatMap(
            option ->
                Splitter.on(File.pathSeparatorChar)
                    .omitEmptyStrings()
                    .splitToStream(option.value()))
        .map(Path::of)
        .collect(toImmutableList());
  }

  /** The version of an artifact on the path on which javac looks for plugins, by its file name. */
  Optional<String> version(String artifact) {
    Pattern jar = Pattern.compile(Pattern.quote(artifact) + "-(\\d.*)\\.jar");
    return processorPath().stream()
        .map(path -> jar.matcher(path.toFile().getName()))
        .filter(Matcher::matches)
        .map(file -> file.group(1))
        .findFirst();
  }

  /** The options that matter to plugins: what is compiled, and to where, is left out. */
  ImmutableList<Option> forPlugins() {
    return options.stream().filter(this::isForPlugins).collect(toImmutableList());
  }

  /** Whether this asks for Error Prone. */
  static boolean isErrorProne(Option option) {
    return option.name.equals(PLUGIN);
  }

  private boolean isForPlugins(Option option) {
    return PROCESSOR_PATH.contains(option.name)
        || (!hasProcessorPath() && CLASS_PATH.contains(option.name))
        || RELEASES.contains(option.name)
        || option.name.equals("--enable-preview")
        || option.name.startsWith("--processor-module-path")
        || option.name.startsWith("--should-stop")
        || option.name.startsWith("-XD")
        || option.name.startsWith("-Xplugin:");
  }
}
