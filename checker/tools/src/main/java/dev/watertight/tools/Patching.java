package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/** What the log of a build that fixes says of its compilations. */
final class Patching {
  private Patching() {}

  /**
   * Where a build could fix nothing.
   *
   * @throws NoDiagnosisException if it failed
   */
  static ImmutableSet<String> unreached(MavenRun.Build build) throws NoDiagnosisException {
    ImmutableSet<String> unreached = unreached(build.log());
    if (!build.succeeded()) {
      throw new NoDiagnosisException(
          unreached.isEmpty() ? why(build.log()) : String.join("\n", unreached));
    }
    return unreached;
  }

  private static String why(MavenLog log) {
    return log.isFailedByWarnings()
        ? "Maven failed, since the POM makes warnings errors: take -Werror, or <failOnWarning>true</failOnWarning>, away for this run;"
            + " said by a property, <maven.compiler.failOnWarning>true</maven.compiler.failOnWarning>, it is not in the way"
        : "Maven failed:\n" + log.errors();
  }

  /** Where the flags have not come to the compiler, so that nothing has been fixed. */
  private static ImmutableSet<String> unreached(MavenLog log) {
    return log.calls().stream()
        .filter(call -> call.idle().isEmpty())
        .filter(call -> !isReached(flags(call)))
        .map(
            call ->
                "%s%s: not fixed%s"
                    .formatted(call.module(), call.tests() ? " (tests)" : "", cause(call, log)))
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Maven's, if it has not even called the compiler. */
  private static String cause(CompilerCall call, MavenLog log) {
    String failure = log.failures().get(call.module());
    return call.options().isEmpty() && failure != null
        ? ". " + Diagnosis.failed(failure).text()
        : ", since ${%s} does not stand behind -Xplugin:ErrorProne there; the doctor says why"
            .formatted(MavenRun.PROPERTY);
  }

  /** The flags of Error Prone in a compilation. */
  static ImmutableList<String> flags(CompilerCall call) {
    return call.options().map(JavacOptions::flags).orElse(ImmutableList.of());
  }

  /** Whether the flags say which checks to fix. */
  static boolean isReached(ImmutableList<String> flags) {
    return flags.stream().anyMatch(flag -> flag.startsWith("-XepPatchChecks:"));
  }
}
