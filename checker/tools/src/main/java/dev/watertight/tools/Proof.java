package dev.watertight.tools;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compiles a class that leaks as a module's own classes are compiled: by the same compiler, with
 * the same options for it and its plugins.
 *
 * @param found whether the leak was reported
 * @param output what the compiler said
 */
record Proof(boolean found, String output) {
  private static final String PLANTED = "PlantedLeak";

  /** For any release of Java: without a lambda expression, too. */
  private static final String SOURCE =
      """
      import java.util.concurrent.Executors;

      class PlantedLeak {
        void leak() {
          Executors.newFixedThreadPool(1).execute(new Thread());
        }
      }
      """;

  private static final String CHECK = "HandleNeverReleased";
  private static final int MOST_SAID = 4;
  private static final Pattern NOISE =
      Pattern.compile(
          "\\s*at .*|\\s*|WARNING: .*|Picked up .*|warning: .*|Note: .*|\\d+ (error|warning)s?");
  private static final String OF_OPTIONS = "warning: [options]";
  private static final Pattern ERROR = Pattern.compile("(?:.*\\.java:\\d+: )?(error: .*)");
  private static final Pattern EXCEPTION =
      Pattern.compile("(?:Exception in thread \".*?\"|Caused by:) (.*)");
  private static final Pattern NAMES = Pattern.compile("(?:[\\w.$]+(?:Exception|Error): )+(?=.)");
  private static final Pattern SEVERITY = Pattern.compile("-Xep:(\\w+)(?::(\\w+))?");

  /** Makes one. */
  static Proof of(CompilerCall call, JavacOptions options, Javac javac, Path directory)
      throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("watertight");
    try {
      Path source = Files.writeString(scratch.resolve(PLANTED + ".java"), SOURCE);
      List<String> arguments = new ArrayList<>(arguments(options));
      arguments.addAll(List.of("-proc:none", "-d", scratch.toString(), source.toString()));
      Path file =
          Files.writeString(
              scratch.resolve("arguments"),
              arguments.stream().map(Proof::quote).collect(joining("\n")));
      ProcessRun run =
          ProcessRun.of(
              call.forked() ? call.directory() : directory,
              ImmutableList.<String>builder()
                  .add(javac.executable())
                  .addAll(javac.jvmOptions())
                  .add("@" + file)
                  .build());
      String output = String.join("\n", run.lines());
      return new Proof(output.contains("[" + CHECK + "]"), output);
    } finally {
      MoreFiles.deleteRecursively(scratch, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /** What the compiler said of what went wrong: nothing if it said no such thing. */
  String complaint() {
    Set<String> errors = new LinkedHashSet<>();
    Optional<String> cause = Optional.empty();
    for (String line : output.lines().toList()) {
      Matcher error = ERROR.matcher(line.strip());
      Matcher exception = EXCEPTION.matcher(line.strip());
      if (error.matches()) {
        errors.add(error.group(1));
      } else if (exception.matches()) {
        // The last one is the one behind all others.
        cause = Optional.of(NAMES.matcher(exception.group(1)).replaceFirst(""));
      }
    }
    cause.ifPresent(errors::add);
    if (!errors.isEmpty()) {
      return errors.stream().limit(MOST_SAID).collect(joining(" / "));
    }
    Set<String> rest = new LinkedHashSet<>();
    boolean ofOptions = false;
    for (String line : output.lines().toList()) {
      // A warning about options goes on in the lines that are indented.
      ofOptions = line.startsWith(OF_OPTIONS) || (ofOptions && line.startsWith(" "));
      if (!ofOptions && !NOISE.matcher(line).matches()) {
        rest.add(line.strip());
      }
    }
    return rest.stream().limit(MOST_SAID).collect(joining(" / "));
  }

  /** The options that decide whether the plugin runs. */
  static ImmutableList<String> arguments(JavacOptions options) {
    ImmutableList.Builder<String> arguments = ImmutableList.builder();
    for (JavacOptions.Option option : options.forPlugins()) {
      if (JavacOptions.isErrorProne(option)) {
        List<String> words = new ArrayList<>(List.of(option.name()));
        words.addAll(flags(option.values()));
        arguments.add(String.join(" ", words));
      } else if (!option.name().startsWith("-Xplugin:")) {
        // Whether another plugin runs is not asked here.
        arguments.add(option.name());
        if (!option.values().isEmpty()) {
          arguments.add(option.value());
        }
      }
    }
    return arguments.build();
  }

  /**
   * What Error Prone is given, but for what would write files, and for what changes the one check
   * that must report the class: if others are on by their names, so is that.
   */
  private static ImmutableList<String> flags(List<String> words) {
    ImmutableList.Builder<String> flags = ImmutableList.builder();
    boolean named = false;
    for (String word : words) {
      Matcher severity = SEVERITY.matcher(word);
      boolean check = severity.matches() && isOurs(severity.group(1));
      named |= check && !"OFF".equals(severity.group(2));
      named &= !word.equals(CheckNames.ALL_OFF) && !word.equals(CheckNames.FAMILY_OFF);
      if (word.startsWith("-Xep")
          && !word.startsWith("-XepPatch")
          // This one would be about the place of the class that leaks.
          && !word.startsWith(ExcludedSources.FLAG)
          && !word.startsWith("-XepOpt:Watertight:WriteBaseline")
          && !word.startsWith("-XepOpt:Watertight:Sarif")
          && !(check && severity.group(1).equals(CHECK))) {
        flags.add(word);
      }
    }
    return named ? flags.add("-Xep:" + CHECK + ":ERROR").build() : flags.build();
  }

  private static boolean isOurs(String check) {
    return Pages.isPage(check);
  }

  private static String quote(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
