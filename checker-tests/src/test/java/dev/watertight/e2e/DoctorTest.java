package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.base.StandardSystemProperty;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The command that says where the plugin runs, on projects that are built by Maven. */
@ResourceLock("the local repository of Maven")
final class DoctorTest {
  private static final String VERSIONS =
      "Watertight %s, Error Prone %s, JDK %s, compilePolicy simple"
          .formatted(
              Plugin.VERSION, ErrorProne.NEWEST, StandardSystemProperty.JAVA_VERSION.value());

  @Test
  void pluginRuns() throws Exception {
    UserProject project = UserProject.create("doctor-ok");
    project.addSource("Shop.java", "class Shop {}");

    Forked doctor = run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(0);
    assertThat(doctor.output()).contains("OK   user-project: " + VERSIONS);
  }

  @Test
  void argumentsOfModuleReplaceThoseOfParent() throws Exception {
    UserProject project = UserProject.create("doctor-arguments");
    project.addModule("core").addSource("Core.java", "class Core {}");
    project.addModule("docs");
    UserProject web = project.addModule("web");
    web.addSource("Web.java", "class Web {}");
    web.editPom("<build/>", configuration("<compilerArgs><arg>-Xlint</arg></compilerArgs>"));

    Forked doctor = run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output()).contains("OK   core: " + VERSIONS);
    assertThat(doctor.output()).contains("NONE docs: no sources");
    assertThat(doctor.output()).contains("OFF  web: the compiler got no -Xplugin:ErrorProne; ");
    assertThat(doctor.output()).contains("in 1 of 2 modules with sources");
  }

  @Test
  void profileDropsArguments() throws Exception {
    UserProject project = UserProject.create("doctor-override");
    project.addSource("Shop.java", "class Shop {}");
    project.editPom(
        "</project>",
        """
        <profiles>
          <profile>
            <id>bare</id>
            <activation><jdk>[17,)</jdk></activation>
            %s
          </profile>
        </profiles>
        </project>
        """
            .formatted(configuration("<compilerArgs combine.self=\"override\"/>")));

    Forked doctor = run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output())
        .contains("<compilerArgs combine.self=\"override\"> in the profile bare of ");
  }

  @Test
  void textIsAllThatMavenTakes() throws Exception {
    UserProject project = UserProject.create("doctor-text");
    project.addSource("Shop.java", "class Shop {}");
    project.editPom(
        "</project>",
        """
        <profiles>
          <profile>
            <id>lint</id>
            <activation><jdk>[17,)</jdk></activation>
            <build><pluginManagement>%s</pluginManagement></build>
          </profile>
        </profiles>
        </project>
        """
            .formatted(
                configuration("<compilerArgs>-Xlint</compilerArgs>").replaceAll("</?build>", "")));

    Forked doctor = run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output()).contains("a text stands in <compilerArgs> in the profile lint of ");
  }

  @Test
  void sourcesOfOldRelease() throws Exception {
    UserProject project = UserProject.create("doctor-release");
    project.addSource("Shop.java", "class Shop {}");

    Forked doctor = run(project, "-Dmaven.compiler.source=8", "-Dmaven.compiler.target=8");

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(0);
  }

  @Test
  void pluginNotOnProcessorPath() throws Exception {
    UserProject project = UserProject.create("doctor-path");
    project.addSource("Shop.java", "class Shop {}");
    project.editPom("<artifactId>watertight</artifactId>", "<artifactId>jspecify</artifactId>");
    project.editPom("<groupId>dev.watertight</groupId>", "<groupId>org.jspecify</groupId>");
    project.editPom("<version>${watertight.version}</version>", "<version>1.0.0</version>");

    Forked doctor = run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output())
        .contains("OFF  user-project: watertight is not on the processor path; ");
  }

  @Test
  void everySourceIsLeftOut() throws Exception {
    UserProject project = UserProject.create("doctor-excluded");
    project.addSource("Shop.java", "class Shop {}");

    Forked doctor = run(project, "-Dwatertight.options=-XepExcludedPaths:.*/src/main/.*");

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output())
        .contains(
            "OFF  user-project: -XepExcludedPaths:.*/src/main/.* leaves out every source (1): make"
                + " it narrower; it stands in the arguments of this run");
  }

  @Test
  void checksAreSwitchedOffBehind() throws Exception {
    UserProject project = UserProject.create("doctor-off");
    project.addSource("Shop.java", "class Shop {}");

    Forked doctor = run(project, "-Dwatertight.options=-Xep:Watertight:OFF");

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output())
        .contains("OFF  user-project: -Xep:Watertight:OFF switches all checks of Watertight off: ");
  }

  @Test
  void wrongPom() throws Exception {
    UserProject project = UserProject.create("doctor-pom");
    project.editPom("<modelVersion>4.0.0</modelVersion>", "<modelVersion>4.0.0");

    Forked doctor = run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(2);
    assertThat(doctor.output()).contains("Maven failed before it built anything");
    assertThat(doctor.output()).contains("Non-parseable POM");
  }

  private static String configuration(String text) {
    return """
    <build>
      <plugins>
        <plugin>
          <groupId>org.apache.maven.plugins</groupId>
          <artifactId>maven-compiler-plugin</artifactId>
          <configuration>
            %s
          </configuration>
        </plugin>
      </plugins>
    </build>
    """
        .formatted(text);
  }

  /** Asks the doctor about a project. */
  static Forked run(UserProject project, String... options)
      throws IOException, InterruptedException {
    return Forked.run(
        project.directory(),
        ImmutableMap.of("JAVA_HOME", Jdk.current().home().toString()),
        ImmutableList.<String>builder()
            .add(Jdk.current().java(), "-cp", StandardSystemProperty.JAVA_CLASS_PATH.value())
            .add("dev.watertight.tools.Main", "doctor", "--maven", Maven.executable(), ".", "--")
            .addAll(Maven.options())
            .add("-Derror-prone.version=" + ErrorProne.NEWEST)
            .add("-Dwatertight.version=" + Plugin.VERSION)
            .add(options)
            .build());
  }
}
