package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.base.StandardSystemProperty;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Fixes that a command applies to a project, or a profile, as its page says. */
@ResourceLock("the local repository of Maven")
final class FixTest {
  private static final Pattern PROFILE =
      Pattern.compile("```xml\n(<profile>.*?)```", Pattern.DOTALL);
  private static final String SOURCE =
      """
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;

      class Shop {
        private int unused = 3;

        void open() {
          ExecutorService pool = Executors.newFixedThreadPool(2);
          pool.execute(() -> {});
        }
      }\
      """;
  private static final String STRICT =
      "<maven.compiler.failOnWarning>true</maven.compiler.failOnWarning>"
          + "<maven.compiler.showWarnings>true</maven.compiler.showWarnings>";
  private static final String FIX = "pool.shutdown();";

  @Test
  void diff() throws Exception {
    UserProject project = project("fix-diff");

    Forked fix =
        fix(project, ErrorProne.NEWEST, "--checks", "HandleNeverReleased", "--diff", "fixes.diff");

    assertWithMessage(fix.output()).that(fix.exitCode()).isEqualTo(0);
    assertThat(fix.output()).contains("core/src/main/java/Shop.java");
    assertThat(fix.output()).contains("Findings: 1; fixed: 1; left: 0, without a fix: 0");
    assertThat(shop(project)).isEqualTo(SOURCE);
    Forked apply =
        Forked.run(
            project.directory(),
            // The project is below a repository, whose files they are not.
            ImmutableMap.of("GIT_CEILING_DIRECTORIES", project.directory().getParent().toString()),
            ImmutableList.of("git", "apply", "fixes.diff"));
    assertWithMessage(apply.output()).that(apply.exitCode()).isEqualTo(0);
    assertThat(shop(project)).contains(FIX);
  }

  /** Which takes a patch run without names for one of all its own checks, off or not. */
  @Test
  void allChecksWithOldErrorProne() throws Exception {
    UserProject project = project("fix-all");

    Forked fix = fix(project, ErrorProne.LAST_FOR_JAVA_17);

    assertWithMessage(fix.output()).that(fix.exitCode()).isEqualTo(0);
    assertThat(shop(project)).contains(FIX);
    assertThat(shop(project)).contains("unused = 3;");
  }

  @Test
  void warningsAsErrors() throws Exception {
    UserProject project = project("fix-werror");
    project.editPom("<watertight.options/>", STRICT + "<watertight.options/>");

    Forked fix = fix(project, ErrorProne.NEWEST, "--checks", "HandleNeverReleased");

    assertWithMessage(fix.output()).that(fix.exitCode()).isEqualTo(0);
    assertThat(shop(project)).contains(FIX);
  }

  @Test
  void profile() throws Exception {
    UserProject project = project("fix-profile");
    Matcher profile =
        PROFILE.matcher(Files.readString(Project.ROOT.resolve("checker/docs/fixes.md")));
    assertThat(profile.find()).isTrue();
    project.editPom("</project>", "<profiles>" + profile.group(1) + "</profiles></project>");

    Forked build =
        project.compile(
            Jdk.current(),
            ErrorProne.NEWEST,
            ImmutableList.of("-Pwatertight-fix", "-Dwatertight.checks=HandleNeverReleased"));

    assertWithMessage(build.output()).that(build.exitCode()).isEqualTo(0);
    assertThat(shop(project)).contains(FIX);
  }

  private static UserProject project(String name) throws IOException {
    UserProject project = UserProject.create(name);
    project.addModule("core").addSource("Shop.java", SOURCE);
    return project;
  }

  private static String shop(UserProject project) throws IOException {
    Path source = project.directory().resolve("core/src/main/java/Shop.java");
    return Files.readString(source);
  }

  private static Forked fix(UserProject project, String errorProne, String... options)
      throws IOException, InterruptedException {
    return Forked.run(
        project.directory(),
        ImmutableMap.of("JAVA_HOME", Jdk.current().home().toString()),
        ImmutableList.<String>builder()
            .add(Jdk.current().java(), "-cp", StandardSystemProperty.JAVA_CLASS_PATH.value())
            .add("dev.watertight.tools.Main", "fix", "--maven", Maven.executable())
            .add(options)
            .add(".", "--")
            .addAll(Maven.options())
            .add("-Derror-prone.version=" + errorProne)
            .add("-Dwatertight.version=" + Plugin.VERSION)
            .build());
  }
}
