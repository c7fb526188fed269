package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code mvn -X} has printed, as far as it says how a compiler was called. This is the output
 * of Maven 3.8 and newer and of maven-compiler-plugin 3.1 to 3.16.
 *
 * @param javaHome the JDK that runs Maven, if it said so
 * @param modules the names of the modules that Maven came to, in its order
 * @param calls what maven-compiler-plugin did
 * @param failures why a module was not built, or {@link MavenFailures#BUILD}, as Maven says it
 * @param entries all that was printed: a text that goes over several lines is one
 */
public record MavenLog(
    Optional<Path> javaHome,
    ImmutableList<String> modules,
    ImmutableList<CompilerCall> calls,
    ImmutableMap<String, String> failures,
    ImmutableList<String> entries) {
  private static final Pattern ENTRY = Pattern.compile("\\[(?:DEBUG|INFO|WARNING|ERROR)] ?.*");
  private static final Pattern JAVA_HOME = Pattern.compile("(?m)^Java version: .*runtime: (.+)$");
  private static final Pattern MODULE = Pattern.compile("\\[INFO] -+< [^:]+:(\\S+) >-+");
  static final Pattern GOAL = Pattern.compile("\\[INFO] --- .* @ (\\S+) ---");
  private static final Pattern COMPILER =
      Pattern.compile(
          "\\[INFO] --- (?:maven-)?compiler(?:-plugin)?:([^:]+):(compile|testCompile) \\((.+)\\) @"
              + " .*");
  private static final Pattern PARAMETER =
      Pattern.compile("\\[DEBUG] +\\([fs]\\) (\\w+) = (.*)", Pattern.DOTALL);
  private static final Pattern TOOLCHAIN =
      Pattern.compile("\\[INFO] Toolchain in (?:maven-)?compiler(?:-plugin)?: \\w+\\[(.*)]");
  private static final Pattern IDLE =
      Pattern.compile(
          "\\[INFO] (No sources to compile|Nothing to compile.*|Not compiling (?:main|test)"
              + " sources)");
  private static final Pattern REPOSITORY =
      Pattern.compile("\\[DEBUG] Using local repository at (.+)");
  private static final Pattern WARNINGS = Pattern.compile("(?m) -Werror\\b[^:]*$");
  private static final String OPTIONS = "[DEBUG] Command line options:";
  static final String MESSAGE = "[ERROR] ";

  /** Reads the output. */
  static MavenLog parse(List<String> lines) {
    ImmutableList<String> entries = entries(lines);
    List<String> modules = new ArrayList<>();
    List<CompilerCall> calls = new ArrayList<>();
    CompilerCall.@Nullable Builder call = null;
    String last = "";
    for (String entry : entries) {
      Matcher module = MODULE.matcher(entry);
      Matcher goal = GOAL.matcher(entry);
      if (module.matches() || goal.matches()) {
        if (call != null) {
          calls.add(call.build());
        }
        Matcher compiler = COMPILER.matcher(entry);
        call = null;
        if (compiler.matches()) {
          call =
              new CompilerCall.Builder(
                  goal.group(1), compiler.group(2).equals("testCompile"), compiler.group(3));
          call.setPluginVersion(compiler.group(1));
        }
      }
      if (module.matches()) {
        modules.add(module.group(1));
      } else if (call != null) {
        read(entry, last, call);
        call.addEntry(entry);
      }
      last = entry;
    }
    if (call != null) {
      calls.add(call.build());
    }
    return new MavenLog(
        javaHome(entries),
        ImmutableList.copyOf(modules),
        ImmutableList.copyOf(calls),
        MavenFailures.in(entries, modules),
        entries);
  }

  /** Where the libraries are, if Maven said so. */
  public Optional<Path> repository() {
    return entries.stream()
        .map(REPOSITORY::matcher)
        .filter(Matcher::matches)
        .map(line -> Path.of(line.group(1).strip()))
        .findFirst();
  }

  /** What Maven said was wrong, without its advice. */
  public String errors() {
    String errors =
        entries.stream()
            .filter(entry -> entry.startsWith(MESSAGE))
            .flatMap(entry -> entry.substring(MESSAGE.length()).lines().limit(1))
            .filter(
                line ->
                    !line.isBlank() && !line.matches("(?:\\[Help|For more inf|To see|Re-run).*"))
            .distinct()
            .limit(10)
            .collect(joining("\n"));
    return errors.isEmpty() ? String.join("\n", entries) : errors;
  }

  /** Whether a compilation failed because of warnings alone: then javac names the option. */
  boolean isFailedByWarnings() {
    return entries.stream()
        .anyMatch(entry -> entry.startsWith(MESSAGE) && WARNINGS.matcher(entry).find());
  }

  private static void read(String entry, String last, CompilerCall.Builder call) {
    Matcher parameter = PARAMETER.matcher(entry);
    Matcher toolchain = TOOLCHAIN.matcher(entry);
    Matcher idle = IDLE.matcher(entry);
    if (last.equals(OPTIONS)) {
      call.setOptions(entry.substring("[DEBUG] ".length()));
    } else if (parameter.matches()) {
      call.setParameter(parameter.group(1), parameter.group(2));
    } else if (toolchain.matches()) {
      call.setToolchain(Path.of(toolchain.group(1)));
    } else if (idle.matches()) {
      call.setIdle(idle.group(1));
    }
  }

  private static Optional<Path> javaHome(List<String> entries) {
    return entries.stream()
        .map(JAVA_HOME::matcher)
        .filter(Matcher::find)
        .map(header -> Path.of(header.group(1).strip()))
        .findFirst();
  }

  private static ImmutableList<String> entries(List<String> lines) {
    List<StringBuilder> entries = new ArrayList<>();
    for (String line : lines) {
      if (entries.isEmpty() || ENTRY.matcher(line).matches()) {
        entries.add(new StringBuilder(line));
      } else {
        entries.get(entries.size() - 1).append('\n').append(line);
      }
    }
    return entries.stream().map(StringBuilder::toString).collect(toImmutableList());
  }
}
