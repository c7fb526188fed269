package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import java.io.File;
import org.junit.jupiter.api.Test;

/** Why the plugin does not run, by what is known of a call. */
final class ReasonsTest {
  private static final Javac.Version JDK_25 = new Javac.Version("25.0.3", 25);
  private static final String PLUGIN =
      "-Xplugin:ErrorProne -processorpath /error_prone_core-2.52.0.jar"
          + File.pathSeparator
          + "/watertight-1.jar";

  @Test
  void ownArguments() {
    CompilerCall call = call("[-Xlint]", "true");

    assertThat(Reasons.notAsked(call, JavacOptions.parse("-Xlint"), /* elsewhere= */ true).get())
        .contains("<compilerArgs combine.children=\"append\">");
  }

  @Test
  void nobodyIsAsked() {
    CompilerCall call = call("[-Xlint]", "true");

    assertThat(Reasons.notAsked(call, JavacOptions.parse("-Xlint"), /* elsewhere= */ false).get())
        .contains("put the block");
  }

  @Test
  void asked() {
    assertThat(Reasons.notAsked(call("[]", "true"), JavacOptions.parse(PLUGIN), true)).isEmpty();
  }

  @Test
  void otherCompiler() {
    CompilerCall.Builder call = new CompilerCall.Builder("m", false, "default-compile");
    call.setParameter("compilerId", "eclipse");

    assertThat(Reasons.notAsked(call.build(), JavacOptions.parse(PLUGIN), true).get())
        .startsWith("the compiler is eclipse");
  }

  @Test
  void newErrorProneOnOldJdk() {
    assertThat(notRun(call("[]", "true"), new Javac.Version("17.0.15", 17), "crash"))
        .startsWith("Error Prone 2.52.0 needs JDK 21 or newer");
  }

  @Test
  void javacClosedInJvmOfMaven() {
    assertThat(notRun(call("[]", "false"), JDK_25, "module jdk.compiler does not export x"))
        .contains("or the same options into .mvn/jvm.config");
  }

  @Test
  void argumentsForJvmWithoutFork() {
    assertThat(
            notRun(call("[-J--add-x]", "false"), JDK_25, "module jdk.compiler does not export x"))
        .contains("without which the -J arguments have no effect");
  }

  @Test
  void javacClosedInJvmOfItsOwn() {
    assertThat(notRun(call("[]", "true"), JDK_25, "module jdk.compiler does not export x"))
        .endsWith("write the -J arguments of README's block");
  }

  @Test
  void checksOff() {
    assertThat(notRun(call("[-J--add-x]", "true"), JDK_25, "Note: something"))
        .contains("write -Xep:Watertight");
  }

  @Test
  void misspeltCheck() {
    assertThat(notRun(call("[]", "true"), JDK_25, "error: Watertihgt is not a valid checker name"))
        .endsWith("the compiler says: error: Watertihgt is not a valid checker name");
  }

  @Test
  void wrongSeverity() {
    assertThat(
            notRun(
                call("[]", "true"),
                JDK_25,
                """
                warning: [options] source value 8 is obsolete
                  a class path was not set
                Exception in thread "main" com.sun.x.PropagatedException: a.OptionException: invalid flag: -Xep:A:WARNING (WARNING was not a valid severity)
                	at a.B.c(B.java:1)
                Caused by: a.OptionException: invalid flag: -Xep:A:WARNING (WARNING was not a valid severity)
                	at a.B.c(B.java:1)
                """))
        .endsWith(
            "the compiler says: invalid flag: -Xep:A:WARNING (WARNING was not a valid severity);"
                + " those are OFF, WARN and ERROR");
  }

  @Test
  void errorAmongWarnings() {
    assertThat(
            notRun(
                call("[]", "true"),
                JDK_25,
                """
                  a class path was not set
                /tmp/PlantedLeak.java:5: error: an error
                    Executors.
                /tmp/PlantedLeak.java:6: error: an error
                """))
        .endsWith("the compiler says: error: an error");
  }

  @Test
  void oldMavenPlugin() {
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setPluginVersion("3.3");

    assertThat(
            Reasons.notRun(
                call.build(),
                JavacOptions.parse("-Xplugin:ErrorProne"),
                JDK_25,
                new Proof(false, "plug-in not found")))
        .isEqualTo(
            "maven-compiler-plugin 3.3 is too old, and does not know <annotationProcessorPaths>:"
                + " take 3.16.0");
  }

  @Test
  void mavenPluginThatIsNewEnough() {
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setPluginVersion("3.10.1");

    assertThat(
            Reasons.notRun(
                call.build(),
                JavacOptions.parse("-Xplugin:ErrorProne"),
                JDK_25,
                new Proof(false, "plug-in not found")))
        .endsWith("are in no <annotationProcessorPaths>: name both there");
  }

  private static String notRun(CompilerCall call, Javac.Version jdk, String output) {
    return Reasons.notRun(call, JavacOptions.parse(PLUGIN), jdk, new Proof(false, output));
  }

  private static CompilerCall call(String arguments, String fork) {
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setParameter("compilerArgs", arguments);
    call.setParameter("fork", fork);
    return call.build();
  }
}
