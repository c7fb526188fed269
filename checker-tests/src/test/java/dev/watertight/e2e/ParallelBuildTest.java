package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Compilers of several modules at once in one JVM, which write one baseline, and a log each. */
@ResourceLock("the local repository of Maven")
final class ParallelBuildTest {
  private static final ImmutableList<String> MODULES = ImmutableList.of("a", "b", "c", "d");
  private static final int POOLS = 20;

  @Test
  void sameFilesEachTime() throws Exception {
    UserProject project = UserProject.create("parallel");
    for (String module : MODULES) {
      UserProject part = project.addModule(module);
      for (int i = 0; i < POOLS; i++) {
        part.addSource("%s/Shop%d.java".formatted(module, i), source(module, i));
      }
    }

    build(project);
    String baseline = Files.readString(baseline(project));
    ImmutableList<String> logs = logs(project);
    Files.delete(baseline(project));
    build(project);

    assertThat(baseline.lines().filter(line -> line.startsWith("HandleNeverReleased ")).count())
        .isEqualTo(MODULES.size() * POOLS);
    assertThat(Files.readString(baseline(project))).isEqualTo(baseline);
    for (String log : logs) {
      assertThat(log.split("\"ruleId\": ?\"HandleNeverReleased\"", -1)).hasLength(POOLS + 1);
    }
    assertThat(logs(project)).isEqualTo(logs);
  }

  private static void build(UserProject project) throws IOException, InterruptedException {
    Forked build =
        project.compile(
            Jdk.current(),
            ErrorProne.NEWEST,
            ImmutableList.of(
                "-T" + MODULES.size(),
                ("-Dwatertight.options=-XepOpt:Watertight:WriteBaseline=%s"
                        + " -XepOpt:Watertight:Sarif=${project.build.directory}/watertight/")
                    .formatted(baseline(project))));
    assertWithMessage(build.output()).that(build.exitCode()).isEqualTo(0);
  }

  private static Path baseline(UserProject project) {
    return project.directory().resolve("baseline.txt");
  }

  /** The logs of all modules, which are as they were before they were built then. */
  private static ImmutableList<String> logs(UserProject project) throws IOException {
    ImmutableList.Builder<String> logs = ImmutableList.builder();
    for (String module : MODULES) {
      Path target = project.module(module).directory().resolve("target");
      logs.add(Files.readString(target.resolve("watertight").resolve("classes.sarif")));
      MoreFiles.deleteRecursively(target, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return logs.build();
  }

  private static String source(String module, int number) {
    return """
    package %s;

    import java.util.concurrent.ExecutorService;
    import java.util.concurrent.Executors;

    class Shop%d {
      void open() {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        pool.execute(() -> {});
      }
    }
    """
        .formatted(module, number);
  }
}
