package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern.SeverityLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A Maven build that uses a library whose pool and whose channel a model file describes. */
@ResourceLock("the local repository of Maven")
final class ModelBuildTest {
  private static final String MODEL =
      """
      version 1
      handle com.example.pumps.PumpHouse pump_house drainAll
      open com.example.pumps.PumpHouse#<init>(int) persistent pump house with {0} pumps
      channel com.example.pumps.Belt belt
      make com.example.pumps.Belt#<init> 0
      send com.example.pumps.Belt#load always
      receive com.example.pumps.Belt#unload always
      """;
  private static final String APPLICATION =
      """
      package app;

      import com.example.pumps.Belt;
      import com.example.pumps.PumpHouse;

      class Application {
        void run(Runnable task) throws InterruptedException {
          PumpHouse pumps = new PumpHouse(4);
          pumps.run(task);
        }

        void load() throws InterruptedException {
          Belt belt = new Belt();
          belt.load("coal");
        }
      }
      """;
  private static final ImmutableList<Finding> FINDINGS =
      ImmutableList.of(
          new Finding("app/Application.java", 8, SeverityLevel.ERROR, "HandleNeverReleased"),
          new Finding("app/Application.java", 14, SeverityLevel.ERROR, "SendWithoutReceiver"));

  @BeforeAll
  static void installLibrary() throws IOException {
    Path classes = Project.scratch("pumps-classes");
    compile(
        classes,
        "PumpHouse",
        """
        package com.example.pumps;

        public class PumpHouse {
          public PumpHouse(int pumps) {}

          public native void run(Runnable task);

          public native void drainAll();
        }
        """);
    compile(
        classes,
        "Belt",
        """
        package com.example.pumps;

        public class Belt {
          public native void load(String value) throws InterruptedException;

          public native String unload() throws InterruptedException;
        }
        """);
    Maven.install("pumps", "1", Jar.of(classes, "pumps"));
    Path model = classes.resolve("META-INF").resolve("watertight").resolve("pumps.txt");
    Files.createDirectories(model.getParent());
    Files.writeString(model, MODEL);
    Maven.install("pumps", "2", Jar.of(classes, "pumps-with-model"));
  }

  @Test
  void fromJar() throws Exception {
    UserProject project = project("model-jar", "2", "");

    Forked build = project.compile(Jdk.current(), ErrorProne.NEWEST, ImmutableList.of());

    assertWithMessage(build.output()).that(build.exitCode()).isEqualTo(1);
    assertThat(project.findings(build)).containsExactlyElementsIn(FINDINGS);
  }

  @Test
  void byOption() throws Exception {
    UserProject project =
        project("model-option", "1", " -XepOpt:Watertight:Model=${project.basedir}/pumps.txt");
    Files.writeString(project.directory().resolve("pumps.txt"), MODEL);

    Forked build = project.compile(Jdk.current(), ErrorProne.NEWEST, ImmutableList.of());

    assertWithMessage(build.output()).that(build.exitCode()).isEqualTo(1);
    assertThat(project.findings(build)).containsExactlyElementsIn(FINDINGS);
  }

  @Test
  void withoutModel() throws Exception {
    UserProject project = project("model-none", "1", "");

    Forked build = project.compile(Jdk.current(), ErrorProne.NEWEST, ImmutableList.of());

    assertWithMessage(build.output()).that(build.exitCode()).isEqualTo(0);
    assertThat(project.findings(build)).isEmpty();
  }

  private static UserProject project(String name, String version, String option)
      throws IOException {
    UserProject project = UserProject.create(name);
    project.addSource("app/Application.java", APPLICATION);
    project.addDependency("pumps", "pumps", version);
    project.addOption(option);
    return project;
  }

  private static void compile(Path classes, String name, String source) throws IOException {
    Path file = Files.writeString(classes.resolve(name + ".java"), source);
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    int code = javac.run(null, null, null, "-d", classes.toString(), file.toString());
    Files.delete(file);
    assertThat(code).isEqualTo(0);
  }
}
