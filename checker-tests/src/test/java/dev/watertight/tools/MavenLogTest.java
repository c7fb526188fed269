package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Excerpts of what {@code mvn -X} prints, in which only paths are shorter. */
final class MavenLogTest {
  private static final String FORKED_BY_3_8 =
      """
      Apache Maven 3.8.7
      Maven home: /usr/share/maven
      Java version: 25.0.3, vendor: Eclipse Adoptium, runtime: /jdk-25
      Default locale: en, platform encoding: UTF-8
      [INFO] Scanning for projects...
      [INFO] ----------------------------< com.ex:shop-core >-----------------------------
      [INFO] Building core 1                                                    [2/5]
      [INFO] --- maven-compiler-plugin:3.8.1:compile (default-compile) @ shop-core ---
      [DEBUG]   (f) basedir = /shop/core
      [DEBUG]   (f) compilerArgs = [-XDcompilePolicy=simple, -Xplugin:ErrorProne -XepDisableAllChecks -Xep:Watertight, -J--add-exports=jdk.compiler/com.sun.tools.javac.api=ALL-UNNAMED]
      [DEBUG]   (f) compilerId = javac
      [DEBUG]   (f) fork = true
      [DEBUG] Command line options:
      [DEBUG] -d /shop/core/target/classes -classpath /shop/core/target/classes: -sourcepath /shop/core/src/main/java: /shop/core/src/main/java/a/A.java -s /s -processorpath /m2/error_prone_core-2.52.0.jar:/m2/watertight-0.1.0.jar: -g -nowarn --release 17 -encoding UTF-8 -XDcompilePolicy=simple -Xplugin:ErrorProne -XepDisableAllChecks -Xep:Watertight
      [DEBUG] incrementalBuildHelper#beforeRebuildExecution
      """;

  @Test
  void forked() {
    MavenLog log = parse(FORKED_BY_3_8);

    assertThat(log.javaHome()).hasValue(Path.of("/jdk-25"));
    assertThat(log.modules()).containsExactly("shop-core");
    CompilerCall call = log.calls().get(0);
    assertThat(call.directory()).isEqualTo(Path.of("/shop/core"));
    assertThat(call.pluginVersion()).hasValue("3.8.1");
    assertThat(call.forked()).isTrue();
    assertThat(call.jvmOptions())
        .containsExactly("-J--add-exports=jdk.compiler/com.sun.tools.javac.api=ALL-UNNAMED");
    assertThat(call.options().orElseThrow().flags())
        .containsExactly("-XepDisableAllChecks", "-Xep:Watertight");
  }

  @Test
  void goalNamedByPrefix() {
    MavenLog log =
        parse(
            """
            [INFO] --- compiler:3.13.0:testCompile (default-testCompile) @ shop-core ---
            [INFO] No sources to compile
            """);

    CompilerCall call = log.calls().get(0);
    assertThat(call.tests()).isTrue();
    assertThat(call.idle()).hasValue("No sources to compile");
    assertThat(call.options()).isEmpty();
  }

  @Test
  void toolchain() {
    MavenLog log =
        parse(
            """
            [INFO] --- maven-compiler-plugin:3.16.0:compile (default-compile) @ one ---
            [DEBUG]   (f) fork = false
            [INFO] Toolchain in maven-compiler-plugin: JDK[/jdk-25]
            """);

    CompilerCall call = log.calls().get(0);
    assertThat(call.forked()).isTrue();
    assertThat(call.toolchain()).hasValue(Path.of("/jdk-25"));
  }

  @Test
  void optionOverSeveralLines() {
    MavenLog log =
        parse(
            """
            [INFO] --- compiler:3.13.0:compile (default-compile) @ one ---
            [DEBUG] Command line options:
            [DEBUG] -d /one/target/classes -Xplugin:ErrorProne
                        -XepDisableAllChecks
                        -Xep:Watertight
            [DEBUG] incrementalBuildHelper#beforeRebuildExecution
            """);

    assertThat(log.calls().get(0).options().orElseThrow().flags())
        .containsExactly("-XepDisableAllChecks", "-Xep:Watertight");
  }

  @Test
  void failureInOneLine() {
    MavenLog log =
        parse(
            """
            [ERROR] Failed to execute goal on project web: Could not resolve dependencies for project com.ex:web:jar:1 -> [Help 1]
            org.apache.maven.lifecycle.LifecycleExecutionException: Failed to execute goal on project web
                at org.apache.maven.Some.method(Some.java:1)
            [ERROR] For more information about the errors
            """);

    assertThat(log.failures())
        .containsExactly("web", "Could not resolve dependencies for project com.ex:web:jar:1");
  }

  @Test
  void failureInSeveralLines() {
    MavenLog log =
        parse(
            """
            [ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.16.0:compile (default-compile) on project one: Compilation failure
            [ERROR] plug-in not found: ErrorProne
            [ERROR] -> [Help 1]
            [ERROR] For more information about the errors
            """);

    assertThat(log.failures())
        .containsExactly("one", "Compilation failure plug-in not found: ErrorProne");
  }

  /** Which keep modules from their first goal, and are told in their order. */
  @Test
  void failuresThatNameNoModule() {
    MavenLog log =
        parse(
            """
            [INFO] ------------------------< com.ex:one >------------------------
            [INFO] ------------------------< com.ex:two >------------------------
            [INFO] --- compiler:3.13.0:compile (default-compile) @ two ---
            [ERROR] COMPILATION ERROR :
            [INFO] ------------------------< com.ex:three >----------------------
            [INFO] BUILD FAILURE
            [ERROR] Plugin a:1 could not be resolved:
            [ERROR] 	It is not there
            [ERROR] -> [Help 1]
            org.apache.maven.plugin.PluginResolutionException: Plugin a:1
            [ERROR] Plugin b:1 could not be resolved: Nor that -> [Help 1]
            [ERROR] For more information about the errors
            """);

    assertThat(log.failures())
        .containsExactly(
            "one", "Plugin a:1 could not be resolved: It is not there",
            "three", "Plugin b:1 could not be resolved: Nor that");
  }

  @Test
  void unreadablePom() {
    MavenLog log =
        parse(
            """
            [INFO] Scanning for projects...
            [ERROR] The build could not read 1 project -> [Help 1]
            org.apache.maven.project.ProjectBuildingException: Some problems
            [ERROR]   Non-readable POM /shop/pom.xml: no more data available
            [ERROR] For more information about the errors and possible solutions
            [ERROR] [Help 1] http://cwiki.apache.org/confluence/display/MAVEN/ProjectBuildingException
            """);

    assertThat(log.modules()).isEmpty();
    assertThat(log.errors())
        .isEqualTo(
            """
            The build could not read 1 project -> [Help 1]
              Non-readable POM /shop/pom.xml: no more data available""");
  }

  private static MavenLog parse(String text) {
    return MavenLog.parse(text.lines().toList());
  }
}
