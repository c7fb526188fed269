package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What the doctor says where the plugin runs, and the module does not compile all the same. */
@ResourceLock("the local repository of Maven")
final class DoctorFailuresTest {
  private static final String ARGUMENT =
      "-XepDisableAllChecks -Xep:Watertight ${watertight.options}";
  private static final String FAILS = "the compilation itself fails, ";

  @Test
  void flagsInArgumentsOfTheirOwn() throws Exception {
    UserProject project = UserProject.create("doctor-flags");
    project.addSource("Shop.java", "class Shop {}");
    project.editPom(
        " " + ARGUMENT + "</arg>",
        "</arg><arg>-XepDisableAllChecks</arg><arg>-Xep:Watertight</arg>");

    Forked doctor = DoctorTest.run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output()).contains("FAIL user-project: " + FAILS);
    assertThat(doctor.output()).contains("\"invalid flag: -XepDisableAllChecks\"");
    assertThat(doctor.output()).contains("write all of them into the <arg> that begins with");
  }

  @Test
  void processorNotOnProcessorPath() throws Exception {
    Path classes = Project.scratch("maker-classes");
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(services.resolve("javax.annotation.processing.Processor"), "maker.Maker");
    Maven.install("maker", "1", Jar.of(classes, "maker"));
    UserProject project = UserProject.create("doctor-processor");
    project.addDependency("maker", "maker", "1");
    project.addSource("Shop.java", "class Shop { MadeShop made; }");

    Forked doctor = DoctorTest.run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output()).contains("\"Shop.java:1: cannot find symbol: class MadeShop\"");
    assertThat(doctor.output()).contains("annotation processors of maker-1.jar do not run, ");
  }

  @Test
  void modulesBehindOneThatFails() throws Exception {
    UserProject project = UserProject.create("doctor-behind");
    project
        .addModule("core")
        .addSource("core/Core.java", "package core; public class Core { No n; }");
    project
        .addModule("web", "core")
        .addSource("web/Web.java", "package web; class Web { core.Core core; }");
    project.addModule("docs").addSource("docs/Docs.java", "package docs; class Docs {}");

    Forked doctor = DoctorTest.run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output()).contains("FAIL core: " + FAILS);
    assertThat(doctor.output()).contains("???? web: it does not compile yet, for lack of classes");
    assertThat(doctor.output())
        .contains("in 1 of 2 modules with sources; of 1 more, that is not known yet");
  }

  @Test
  void testsDoNotCompile() throws Exception {
    UserProject project = UserProject.create("doctor-tests");
    project.addSource("Shop.java", "class Shop {}");
    addTest(project, "class ShopTest { Shelf shelf; }");

    Forked doctor = DoctorTest.run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output()).contains("OK   user-project (main): ");
    assertThat(doctor.output()).contains("FAIL user-project (tests): " + FAILS);
    assertThat(doctor.output()).contains("\"ShopTest.java:1: cannot find symbol: class Shelf\"");
  }

  @Test
  void leakKeepsTestsFromCompiling() throws Exception {
    UserProject project = UserProject.create("doctor-leak");
    project.addSource(
        "Shop.java",
        """
        import java.util.concurrent.Executors;

        class Shop {
          void open() {
            Executors.newFixedThreadPool(2).execute(new Thread());
          }
        }
        """);
    addTest(project, "class ShopTest { Shop shop; }");

    Forked doctor = DoctorTest.run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(0);
    assertThat(doctor.output()).contains("OK   user-project (main): ");
    assertThat(doctor.output())
        .contains("[HandleNeverReleased] at Shop.java:5 ends a build here, ");
    assertThat(doctor.output())
        .contains(
            "it does not compile yet, for lack of classes of the main code, which is not made"
                + " because of [HandleNeverReleased] at Shop.java:5: ");
  }

  @Test
  void directoryWithoutSources() throws Exception {
    UserProject project = UserProject.create("doctor-empty");
    project.addSource("Shop.java", "class Shop {}");
    Files.createDirectories(project.directory().resolve("src/test/java"));

    Forked doctor = DoctorTest.run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(0);
  }

  @Test
  void forkedCompilerIsClosed() throws Exception {
    UserProject project = UserProject.create("doctor-closed");
    project.addSource("Shop.java", "class Shop {}");
    project.editPom("<compilerArgs>", "<fork>true</fork>\n<compilerArgs>");

    Forked doctor = DoctorTest.run(project);

    assertWithMessage(doctor.output()).that(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.output())
        .contains("OFF  user-project: the compiler has a JVM of its own, which keeps javac closed");
    assertThat(doctor.output())
        .contains("<arg>-J--add-opens=jdk.compiler/com.sun.tools.javac.comp=ALL-UNNAMED</arg>");
  }

  private static void addTest(UserProject project, String source) throws IOException {
    Path tests = Files.createDirectories(project.directory().resolve("src/test/java"));
    Files.writeString(tests.resolve("ShopTest.java"), source);
  }
}
