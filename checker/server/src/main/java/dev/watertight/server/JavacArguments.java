package dev.watertight.server;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The arguments of a javac that checks a project, made into those of one that does so here. */
final class JavacArguments {
  private static final String MODEL = "-XepOpt:Watertight:Model=";
  private static final String BASELINE = "-XepOpt:Watertight:Baseline=";

  private static final ImmutableSet<String> CLASS_PATH =
      ImmutableSet.of("-cp", "-classpath", "--class-path", "-p", "--module-path");
  private static final ImmutableSet<String> SOURCE_PATH =
      ImmutableSet.of("-sourcepath", "--source-path");

  /** Whose values are files; some say first for which module, as in {@code a.module=one:other}. */
  private static final ImmutableSet<String> OTHER_PATHS =
      ImmutableSet.of(
          "-processorpath",
          "--processor-path",
          "--processor-module-path",
          "--upgrade-module-path",
          "--module-source-path",
          "--patch-module",
          "--system",
          "-bootclasspath",
          "--boot-class-path",
          "-extdirs",
          "-endorseddirs");

  /** What {@code --system} takes in place of a directory. */
  private static final String NO_SYSTEM = "none";

  /* The compiler API knows which options there are, but not of all whether a value follows. */
  private static final ImmutableSet<String> WITH_VALUE =
      ImmutableSet.<String>builder()
          .addAll(CLASS_PATH)
          .addAll(SOURCE_PATH)
          .addAll(OTHER_PATHS)
          .add("-d", "-s", "-h", "-encoding", "-processor")
          .add("-source", "--source", "-target", "--target", "--release")
          .add("--add-exports", "--add-reads", "--add-modules", "--limit-modules")
          .add("--module-version", "-m", "--module")
          .add("-Xmaxerrs", "-Xmaxwarns")
          .build();

  /** What is decided here, with or without something behind it. */
  private static final ImmutableSet<String> OURS =
      ImmutableSet.of(
          "-s", "-h", "-Xmaxerrs", "-Xmaxwarns", "-Werror", "-nowarn", "-verbose", "-deprecation");

  private static final ImmutableList<String> OUR_PREFIXES =
      ImmutableList.of(
          "-J",
          "-Xplugin:",
          "-Xlint",
          "-Xdoclint",
          "-XDcompilePolicy",
          "-XDshould-stop",
          "--should-stop",
          "-implicit:",
          "-Xdiags:");

  /** What would write files, or print more than findings. */
  private static final ImmutableList<String> NO_FLAGS =
      ImmutableList.of(
          "-XepPatch",
          "-XepOpt:Watertight:WriteBaseline",
          "-XepOpt:Watertight:Sarif",
          "-XepOpt:Watertight:Suppress");

  private final Path directory;
  private final List<Path> sources = new ArrayList<>();
  private final List<Path> classPath = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final List<String> flags = new ArrayList<>();
  private Optional<Path> output = Optional.empty();

  /** None yet; they name files as seen from a directory. */
  JavacArguments(Path directory) {
    this.directory = directory;
  }

  /** Adds some. */
  void add(List<String> arguments) {
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String name = rest.next().strip();
      if (name.startsWith("-Xplugin:ErrorProne")) {
        Splitter.on(' ')
            .trimResults()
            .omitEmptyStrings()
            .splitToStream(name)
            .skip(1)
            .forEach(this::addFlag);
      } else if (name.startsWith("-Xep")) {
        addFlag(name);
      } else if (!name.startsWith("-")) {
        if (!name.isEmpty()) {
          sources.add(path(name));
        }
      } else {
        String option = name.startsWith("--") ? untilEquals(name) : name;
        if (!WITH_VALUE.contains(option)) {
          add(name, "");
        } else if (option.length() < name.length()) {
          add(option, name.substring(option.length() + 1));
        } else {
          add(option, rest.hasNext() ? rest.next().strip() : "");
        }
      }
    }
  }

  private void add(String name, String value) {
    if (CLASS_PATH.contains(name)) {
      paths(value).forEach(classPath::add);
    } else if (SOURCE_PATH.contains(name)) {
      paths(value).forEach(sources::add);
    } else if (name.equals("-d")) {
      output = Optional.of(path(value));
    } else if (!OURS.contains(name) && OUR_PREFIXES.stream().noneMatch(name::startsWith)) {
      options.add(name);
      if (!value.isEmpty()) {
        options.add(OTHER_PATHS.contains(name) ? absolute(value) : value);
      }
    }
  }

  /** Some files as seen from anywhere. */
  private String absolute(String value) {
    if (value.equals(NO_SYSTEM)) {
      return value;
    }
    int files = value.indexOf('=') + 1;
    return value.substring(0, files)
        + paths(value.substring(files))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
  }

  private void addFlag(String flag) {
    if (NO_FLAGS.stream().anyMatch(flag::startsWith)) {
      return;
    }
    String absolute = flag;
    for (String option : List.of(MODEL, BASELINE)) {
      if (flag.startsWith(option)) {
        // They are named as seen from where the build runs.
        absolute =
            option
                + Splitter.on(',')
                    .splitToStream(flag.substring(option.length()))
                    .map(name -> name.isEmpty() ? name : path(name).toString())
                    .reduce((one, other) -> one + "," + other)
                    .orElse("");
      }
    }
    flags.add(absolute);
  }

  private static String untilEquals(String argument) {
    int end = argument.indexOf('=');
    return end < 0 ? argument : argument.substring(0, end);
  }

  void addSource(Path path) {
    sources.add(path);
  }

  void addClassPath(Path path) {
    classPath.add(path);
  }

  /** The module that is compiled with these. */
  Module toModule(String name) {
    return new Module(
        name,
        sources.stream().map(Document::real).distinct().collect(toImmutableList()),
        classPath.stream()
            .filter(entry -> output.isEmpty() || !entry.equals(output.get()))
            .distinct()
            .collect(toImmutableList()),
        output,
        ImmutableList.copyOf(options),
        ImmutableList.copyOf(flags));
  }

  private Stream<Path> paths(String list) {
    return Splitter.on(File.pathSeparatorChar)
        .omitEmptyStrings()
        .splitToStream(list)
        .map(this::path);
  }

  private Path path(String name) {
    try {
      return directory.resolve(name).normalize();
    } catch (InvalidPathException e) {
      return directory;
    }
  }
}
