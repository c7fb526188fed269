package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A compiler.
 *
 * @param executable its command
 * @param jvmOptions the options for its JVM, each with {@code -J}
 */
record Javac(String executable, ImmutableList<String> jvmOptions) {
  private static final Pattern VERSION = Pattern.compile("javac (\\d+)(\\S*)");

  /** Its version, and the first number of that. */
  record Version(String text, int feature) {}

  /**
   * The one of a call. Within the JVM of Maven, it has the options of that.
   *
   * @param javaHome the JDK that runs Maven
   * @param ofMaven the options of the JVM that runs Maven
   */
  static Javac of(CompilerCall call, Path javaHome, ImmutableList<String> ofMaven) {
    String executable =
        call.forked() && call.executable().isPresent()
            ? call.executable().orElseThrow()
            : call.toolchain().orElse(javaHome).resolve("bin").resolve("javac").toString();
    return new Javac(
        executable,
        call.forked()
            ? call.jvmOptions()
            : ofMaven.stream().map(option -> "-J" + option).collect(toImmutableList()));
  }

  /** Asks it for its version. */
  Version version(Path directory) throws IOException, InterruptedException {
    for (String line : ProcessRun.of(directory, ImmutableList.of(executable, "-version")).lines()) {
      Matcher version = VERSION.matcher(line);
      if (version.matches()) {
        return new Version(version.group(1) + version.group(2), Integer.parseInt(version.group(1)));
      }
    }
    throw new IOException(executable + " does not say its version");
  }
}
