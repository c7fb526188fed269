package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why the plugin does not run, by what is known of a call. */
final class ReasonsTest {
  private static final Javac JAVAC = new Javac("javac", ImmutableList.of());
  private static final Javac.Version JDK_25 = new Javac.Version("25.0.3", 25);
  private static final String PLUGIN =
      "-Xplugin:ErrorProne -processorpath /error_prone_core-2.52.0.jar"
          + File.pathSeparator
          + "/watertight-1.jar";
  private static final String TWICE =
      "the compiler got -Xplugin:ErrorProne twice, of which javac says \"plug-in not found\"";
  private static final FlagOrigins NOWHERE = FlagOrigins.of(ImmutableMap.of());
  private static final String WRITE = ": write all flags behind one";

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
  void newErrorProneOnOldJdk() throws IOException {
    assertThat(notRun(call("[]", "true"), new Javac.Version("17.0.15", 17), "crash"))
        .startsWith("Error Prone 2.52.0 needs JDK 21 or newer");
  }

  @Test
  void javacClosedInJvmOfMaven() throws IOException {
    assertThat(notRun(call("[]", "false"), JDK_25, "module jdk.compiler does not export x"))
        .contains("or the same options into .mvn/jvm.config");
  }

  @Test
  void argumentsForJvmWithoutFork() throws IOException {
    assertThat(
            notRun(call("[-J--add-x]", "false"), JDK_25, "module jdk.compiler does not export x"))
        .contains("without which the -J arguments have no effect");
  }

  @Test
  void javacClosedInJvmOfItsOwn() throws IOException {
    assertThat(notRun(call("[]", "true"), JDK_25, "module jdk.compiler does not export x"))
        .contains("write into <compilerArgs> <arg>-J--add-exports=jdk.compiler/");
  }

  @Test
  void checksOff() throws IOException {
    assertThat(notRun(call("[-J--add-x]", "true"), JDK_25, "Note: something"))
        .contains("write -Xep:Watertight");
  }

  @Test
  void misspeltCheck() throws IOException {
    assertThat(notRun(call("[]", "true"), JDK_25, "error: Watertihgt is not a valid checker name"))
        .endsWith("the compiler says: error: Watertihgt is not a valid checker name");
  }

  @Test
  void wrongSeverity() throws IOException {
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
  void warningsAboutOptions() throws IOException {
    assertThat(
            notRun(
                call("[]", "true"),
                JDK_25,
                """
                warning: [options] system modules path not set in conjunction with -source 11
                  not setting the location of system modules may lead to class files that cannot run on JDK 11
                    --release 11 is recommended instead of -source 11 -target 11
                PlantedLeak has a smell
                1 warning
                """))
        .endsWith("the compiler says: PlantedLeak has a smell");
  }

  @Test
  void allChecksOffBehindThoseThatAreOn() throws IOException {
    assertThat(
            Reasons.notRun(
                call("[]", "true"),
                JavacOptions.parse(
                    PLUGIN.replace(
                        "ErrorProne ",
                        "ErrorProne -Xep:Watertight -Xep:Other:WARN -XepDisableAllChecks ")),
                JAVAC,
                JDK_25,
                new Proof(false, ""),
                NOWHERE))
        .isEqualTo(
            "-XepDisableAllChecks stands behind -Xep:Watertight and switches it off:"
                + " write it in front");
  }

  @Test
  void familyOffBehindThoseThatAreOn() throws IOException {
    assertThat(notRunWith("-XepDisableAllChecks -Xep:Watertight -Xep:Watertight:OFF"))
        .startsWith(
            "-Xep:Watertight:OFF switches all checks of Watertight off: take it away; it stands in");
  }

  @Test
  void familyOffAndNothingOn() throws IOException {
    assertThat(notRunWith("-XepDisableAllChecks -Xep:Watertight:OFF"))
        .contains("take it away, and write -Xep:Watertight in its place; ");
  }

  @Test
  void familyOffInFrontOfAllOff() throws IOException {
    assertThat(notRunWith("-Xep:Watertight:OFF -XepDisableAllChecks"))
        .endsWith("write -Xep:Watertight behind -XepDisableAllChecks");
  }

  private static String notRunWith(String flags) throws IOException {
    return Reasons.notRun(
        call("[]", "true"),
        JavacOptions.parse(PLUGIN.replace("ErrorProne ", "ErrorProne %s ".formatted(flags))),
        JAVAC,
        JDK_25,
        new Proof(false, ""),
        NOWHERE);
  }

  @Test
  void errorProneTwice(@TempDir Path directory) throws IOException {
    Path pom =
        pom(directory, "<a>-Xplugin:ErrorProne ${more}</a><b>-Xplugin:ErrorProne -Xep:A</b>");

    assertThat(twice(directory))
        .isEqualTo(TWICE + "; they stand in %s (2 of them)".formatted(pom) + WRITE);
  }

  @Test
  void errorProneTwiceByProfile(@TempDir Path directory) throws IOException {
    Path pom =
        pom(
            directory,
            """
            <arg>-Xplugin:ErrorProne ${more}</arg>
            <profiles><profile><id>jdk</id><arg>-Xplugin:ErrorProne -Xep:A</arg></profile></profiles>
            """);

    assertThat(twice(directory))
        .isEqualTo(
            TWICE + "; they stand in %s, and in the profile jdk of %s".formatted(pom, pom) + WRITE);
  }

  @Test
  void errorProneTwiceByParentOutOfSight(@TempDir Path directory) throws IOException {
    Path pom = pom(directory, "<arg>-Xplugin:ErrorProne</arg>");

    assertThat(twice(directory))
        .isEqualTo(TWICE + "; one stands in %s, the other out of sight".formatted(pom) + WRITE);
  }

  @Test
  void errorProneTwiceAndNoPom() {
    assertThat(twice(Path.of(""))).isEqualTo(TWICE + WRITE);
  }

  @Test
  void textAmongArguments(@TempDir Path directory) throws IOException {
    Path pom = pom(directory, "<compilerArgs>-Xlint<arg>-Xplugin:ErrorProne</arg></compilerArgs>");

    assertThat(
            Reasons.notAsked(
                call("[-Xlint]", directory), JavacOptions.parse("-Xlint"), /* elsewhere= */ true))
        .hasValue(
            "the compiler got no -Xplugin:ErrorProne; a text stands in <compilerArgs> in %s, and is all that Maven takes: wrap it in <arg>"
                .formatted(pom));
  }

  @Test
  void textBesideArguments(@TempDir Path directory) throws IOException {
    Path pom = pom(directory, "<compilerArgs>-Xlint<arg>-Xplugin:ErrorProne</arg></compilerArgs>");

    assertThat(Reasons.ofLostText(call("[-Xplugin:ErrorProne]", directory)))
        .hasValue(
            "the text beside the <arg>s of <compilerArgs> in %s is lost: wrap it in an <arg>"
                .formatted(pom));
    assertThat(Reasons.ofLostText(call("[-Xother]", directory))).isEmpty();
    assertThat(Reasons.ofLostText(call("[-Xlint, -Xplugin:ErrorProne]", directory))).isEmpty();
  }

  @Test
  void oldErrorProne() {
    assertThat(Reasons.ofOldErrorProne(JavacOptions.parse(PLUGIN))).isEmpty();
    assertThat(Reasons.ofOldErrorProne(JavacOptions.parse(PLUGIN.replace("2.52.0", "2.31.0"))))
        .hasValue("Error Prone 2.31.0 is older than is tested: take 2.36.0 or newer");
  }

  @Test
  void propertyThatNobodySays(@TempDir Path directory) throws IOException {
    pom(directory, "<arg>-Xplugin:ErrorProne ${watertight.options}</arg>");

    assertThat(
            Reasons.ofProperty(
                    call("[]", directory),
                    JavacOptions.parse("-Xplugin:ErrorProne ${watertight.options}"))
                .orElseThrow())
        .startsWith(
            "no POM says what ${watertight.options} is: add <watertight.options></watertight.options> to the <properties>");
    assertThat(
            Reasons.ofProperty(
                call("[]", directory), JavacOptions.parse("-Xplugin:ErrorProne -Xep:A")))
        .isEmpty();
  }

  @Test
  void propertyThatIsNotUsed(@TempDir Path directory) throws IOException {
    pom(directory, "<arg>-Xplugin:ErrorProne</arg>");

    assertThat(Reasons.ofProperty(call("[]", directory), JavacOptions.parse("-Xplugin:ErrorProne")))
        .hasValue(
            "fix and -Dwatertight.options do not work: write ${watertight.options} behind"
                + " -Xplugin:ErrorProne");
  }

  private static String twice(Path directory) {
    return Reasons.notAsked(
            call("[]", directory),
            JavacOptions.parse("-Xplugin:ErrorProne -Xplugin:ErrorProne -Xep:A"),
            /* elsewhere= */ true)
        .orElseThrow();
  }

  private static Path pom(Path directory, String text) throws IOException {
    return Files.writeString(directory.resolve("pom.xml"), "<project>%s</project>".formatted(text));
  }

  private static CompilerCall call(String arguments, Path directory) {
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setParameter("compilerArgs", arguments);
    call.setParameter("basedir", directory.toString());
    return call.build();
  }

  @Test
  void errorAmongWarnings() throws IOException {
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
  void oldMavenPlugin() throws IOException {
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setPluginVersion("3.3");

    assertThat(
            Reasons.notRun(
                call.build(),
                JavacOptions.parse("-Xplugin:ErrorProne"),
                JAVAC,
                JDK_25,
                new Proof(false, "plug-in not found"),
                NOWHERE))
        .isEqualTo(
            "maven-compiler-plugin 3.3 is too old, and does not know <annotationProcessorPaths>:"
                + " take 3.16.0");
  }

  @Test
  void mavenPluginThatIsNewEnough() throws IOException {
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setPluginVersion("3.10.1");

    assertThat(
            Reasons.notRun(
                call.build(),
                JavacOptions.parse("-Xplugin:ErrorProne"),
                JAVAC,
                JDK_25,
                new Proof(false, "plug-in not found"),
                NOWHERE))
        .endsWith("are in no <annotationProcessorPaths>: name both there");
  }

  private static String notRun(CompilerCall call, Javac.Version jdk, String output)
      throws IOException {
    return Reasons.notRun(
        call, JavacOptions.parse(PLUGIN), JAVAC, jdk, new Proof(false, output), NOWHERE);
  }

  private static CompilerCall call(String arguments, String fork) {
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setParameter("compilerArgs", arguments);
    call.setParameter("fork", fork);
    return call.build();
  }
}
