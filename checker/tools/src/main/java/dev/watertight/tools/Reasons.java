package dev.watertight.tools;

import static java.util.stream.Collectors.joining;

import java.util.Optional;
import java.util.regex.Pattern;

/** Why the plugin does not run in a compilation, and what to do. */
final class Reasons {
  /** The last Error Prone that runs on JDK 17. */
  private static final Runtime.Version LAST_ON_17 = Runtime.Version.parse("2.42");

  /** The oldest with which Watertight runs. */
  private static final Runtime.Version OLDEST = Runtime.Version.parse("2.36");

  private static final Pattern CLOSED =
      Pattern.compile(
          "does not export|cannot access class com\\.sun\\.tools|InaccessibleObject"
              + "|does not \"opens|module jdk\\.compiler does not open");
  private static final Pattern NOISE =
      Pattern.compile(
          "\\s*at .*|\\s*|WARNING: .*|Picked up .*|warning: .*|Note: .*|\\d+ (error|warning)s?");

  private Reasons() {}

  /**
   * Why the compiler was not asked to run it.
   *
   * @param elsewhere whether the compiler of another module was, or a POM says so in vain
   */
  static Optional<String> notAsked(CompilerCall call, JavacOptions options, boolean elsewhere) {
    if (!call.compilerId().startsWith("javac")) {
      return Optional.of(
          "the compiler is %s; Error Prone is a plugin of javac".formatted(call.compilerId()));
    }
    if (options.errorProneCount() > 1) {
      return Optional.of(
          "the compiler got -Xplugin:ErrorProne twice, of which javac says \"plug-in not found\":"
              + " write all flags behind one");
    }
    if (options.errorProneCount() == 1) {
      return Optional.empty();
    }
    String reason = "the compiler got no -Xplugin:ErrorProne; ";
    if (!elsewhere) {
      return Optional.of(
          reason
              + "put the block of README's \"Set-up with Maven\" into the <build> of the pom.xml");
    }
    return Optional.of(
        call.compilerArgs().isEmpty()
            ? reason
                + "the block is not in a parent of this module, or in a profile that is not active,"
                + " or <compilerArgs combine.self=\"override\"> drops it"
            : reason
                + "a module's own <compilerArgs> takes the place of the parent's: write"
                + " <compilerArgs combine.children=\"append\"> there");
  }

  /** Why the compiler did not run it, although it was asked to. */
  static String notRun(CompilerCall call, JavacOptions options, Javac.Version jdk, Proof proof) {
    Optional<String> errorProne = options.version("error_prone_core");
    Optional<Runtime.Version> version = errorProne.flatMap(Reasons::version);
    if (jdk.feature() < 17) {
      return "the compiler is that of JDK %s; Error Prone needs JDK 17 or newer"
          .formatted(jdk.text());
    }
    if (jdk.feature() < 21
        && version.isPresent()
        && version.orElseThrow().compareTo(LAST_ON_17) > 0) {
      return "Error Prone %s needs JDK 21 or newer, and the compiler is that of JDK %s: take Error Prone 2.42.0, or another JDK"
          .formatted(errorProne.orElseThrow(), jdk.text());
    }
    Optional<String> missing = missing(options);
    if (missing.isPresent()) {
      return missing.orElseThrow();
    }
    if (version.isPresent() && version.orElseThrow().compareTo(OLDEST) < 0) {
      return "Error Prone %s is too old: Watertight needs 2.36.0 or newer"
          .formatted(errorProne.orElseThrow());
    }
    if (CLOSED.matcher(proof.output()).find()) {
      return closed(call);
    }
    String said =
        proof
            .output()
            .lines()
            .filter(line -> !NOISE.matcher(line).matches())
            .limit(4)
            .map(String::strip)
            .collect(joining(" / "));
    if (said.isEmpty()) {
      return "Error Prone runs, but no check of Watertight does: %s; write -Xep:Watertight behind -XepDisableAllChecks"
          .formatted(String.join(" ", options.flags()));
    }
    return "a planted leak is not reported; the compiler says: " + said;
  }

  private static Optional<String> missing(JavacOptions options) {
    boolean core = options.version("error_prone_core").isPresent();
    boolean ours = options.version("watertight").isPresent();
    if (core && ours) {
      return Optional.empty();
    }
    String names =
        core
            ? "watertight is"
            : ours ? "error_prone_core is" : "error_prone_core and watertight are";
    return Optional.of(
        names
            + (options.hasProcessorPath()
                ? " not on the processor path; a module's own <annotationProcessorPaths> takes the place of the parent's: write"
                    + " <annotationProcessorPaths combine.children=\"append\"> there, or name both in it"
                : " in no <annotationProcessorPaths>: name both there"));
  }

  private static String closed(CompilerCall call) {
    if (!call.forked()) {
      return "the compiler runs in the JVM of Maven, which keeps javac closed to plugins: write <fork>true</fork>"
          + (call.jvmOptions().isEmpty()
              ? " and the -J arguments of README's block, or the same options into .mvn/jvm.config"
              : ", without which the -J arguments have no effect");
    }
    if (call.jvmOptions().isEmpty()) {
      return (call.toolchain().isPresent()
              ? "a toolchain gives the compiler a JVM of its own, which options of .mvn/jvm.config do not reach"
              : "the compiler has a JVM of its own, which keeps javac closed to plugins")
          + ": write the -J arguments of README's block";
    }
    return "the JVM of the compiler keeps a part of javac closed to plugins: compare the -J arguments with those of README's block";
  }

  private static Optional<Runtime.Version> version(String text) {
    try {
      return Optional.of(Runtime.Version.parse(text.replaceFirst("(\\.0)+$", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
