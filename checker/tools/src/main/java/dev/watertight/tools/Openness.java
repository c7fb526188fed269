package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the JVM of a compiler opens to plugins what they need, and where to say so. */
final class Openness {
  private static final ImmutableList<String> EXPORTS =
      ImmutableList.of("api", "file", "main", "model", "parser", "processing", "tree", "util");
  private static final ImmutableList<String> OPENS = ImmutableList.of("code", "comp");

  private Openness() {}

  /** What is to be said where the plugin does not run, since a part of javac is closed to it. */
  static String ofClosed(CompilerCall call, Javac javac) {
    ImmutableList<String> missing = missing(javac);
    if (!call.forked()) {
      String reason =
          "the compiler runs in the JVM of Maven, which keeps javac closed to plugins: ";
      if (!call.jvmOptions().isEmpty()) {
        String fork = "write <fork>true</fork>, without which the -J arguments have no effect";
        return reason
            // Who has written some of them there means to do without a fork.
            + (javac.jvmOptions().isEmpty() || missing.isEmpty()
                ? fork
                : lines(missing) + "; or " + fork);
      }
      return missing.size() == EXPORTS.size() + OPENS.size()
          ? reason
              + "write <fork>true</fork> and the -J arguments of README's block, or the same options into "
              + ".mvn/jvm.config, one a line: "
              + String.join(" ", missing)
          : reason + lines(missing);
    }
    if (missing.isEmpty()) {
      return "the JVM of the compiler keeps a part of javac closed to plugins: compare the -J arguments with those of README's block";
    }
    String reason = "the JVM of the compiler keeps a part of javac closed to plugins";
    if (call.jvmOptions().isEmpty()) {
      reason =
          call.toolchain().isPresent()
              ? "a toolchain gives the compiler a JVM of its own, which options of .mvn/jvm.config do not reach"
              : "the compiler has a JVM of its own, which keeps javac closed to plugins";
    }
    return reason + ": " + arguments(missing);
  }

  /** What is to be added, although the plugin runs: some code needs more of javac than other. */
  static Optional<String> ofRunning(CompilerCall call, Javac javac) {
    ImmutableList<String> missing = missing(javac);
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "a part of javac is closed, which may stop it at other code: "
                + (call.forked() ? arguments(missing) : lines(missing)));
  }

  private static String arguments(ImmutableList<String> missing) {
    return "write into <compilerArgs> "
        + missing.stream().map("<arg>-J%s</arg>"::formatted).collect(joining(" "));
  }

  private static String lines(ImmutableList<String> missing) {
    return "write into .mvn/jvm.config, one a line, " + String.join(" ", missing);
  }

  /** The options of README's block that a JVM does not have. What is open is exported, too. */
  private static ImmutableList<String> missing(Javac javac) {
    ImmutableList<String> given =
        javac.jvmOptions().stream()
            .map(option -> option.substring("-J".length()))
            .collect(toImmutableList());
    return Stream.concat(
            EXPORTS.stream()
                .map(name -> option("--add-exports", name))
                .filter(option -> !given.contains(option.replace("exports", "opens"))),
            OPENS.stream().map(name -> option("--add-opens", name)))
        .filter(option -> !given.contains(option))
        .collect(toImmutableList());
  }

  private static String option(String kind, String name) {
    return "%s=jdk.compiler/com.sun.tools.javac.%s=ALL-UNNAMED".formatted(kind, name);
  }
}
