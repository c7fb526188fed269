package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

final class OpennessTest {
  private static final String JAVAC = "jdk.compiler/com.sun.tools.javac.";
  private static final ImmutableList<String> ALL_BUT_UTIL =
      ImmutableList.of(
          export("api"),
          export("file"),
          export("main"),
          export("model"),
          export("parser"),
          export("processing"),
          "-J--add-opens=" + JAVAC + "tree=ALL-UNNAMED",
          "-J--add-opens=" + JAVAC + "code=ALL-UNNAMED",
          "-J--add-opens=" + JAVAC + "comp=ALL-UNNAMED");

  @Test
  void missingInCompilerWithJvmOfItsOwn() {
    assertThat(Openness.ofClosed(call(true), new Javac("javac", ALL_BUT_UTIL)))
        .endsWith("write into <compilerArgs> <arg>" + export("util") + "</arg>");
  }

  @Test
  void missingInJvmOfMaven() {
    assertThat(Openness.ofClosed(call(false), new Javac("javac", ALL_BUT_UTIL)))
        .endsWith(
            "write into .mvn/jvm.config, one a line, --add-exports=" + JAVAC + "util=ALL-UNNAMED");
  }

  @Test
  void missingInJvmOfMavenBesideArgumentsWithoutEffect() {
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setParameter("fork", "false");
    call.setParameter("compilerArgs", "[%s]".formatted(export("util")));

    assertThat(Openness.ofClosed(call.build(), new Javac("javac", ALL_BUT_UTIL)))
        .endsWith(
            "write into .mvn/jvm.config, one a line, --add-exports="
                + JAVAC
                + "util=ALL-UNNAMED; or write <fork>true</fork>, without which the -J arguments"
                + " have no effect");
  }

  @Test
  void missingWherePluginRuns() {
    assertThat(Openness.ofRunning(call(true), new Javac("javac", ALL_BUT_UTIL)).orElseThrow())
        .contains(export("util"));
  }

  private static String export(String name) {
    return "-J--add-exports=" + JAVAC + name + "=ALL-UNNAMED";
  }

  private static CompilerCall call(boolean forked) {
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setParameter("fork", Boolean.toString(forked));
    return call.build();
  }
}
