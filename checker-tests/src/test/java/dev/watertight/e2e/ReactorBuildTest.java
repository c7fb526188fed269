package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern.SeverityLevel;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A Maven build of three modules: what the third does wrong only the first two tell. */
@ResourceLock("the local repository of Maven")
final class ReactorBuildTest {
  private static final String POOLS =
      """
      package pools;

      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;

      public final class Pools {
        public static ExecutorService workers(int size) {
          return Executors.newFixedThreadPool(size);
        }
      }
      """;
  private static final String REPORTS =
      """
      package reports;

      import java.util.List;
      import java.util.concurrent.ExecutorService;

      public final class Reports {
        public static void print(List<Runnable> reports, ExecutorService pool) {
          reports.forEach(pool::execute);
        }
      }
      """;
  private static final String APPLICATION =
      """
      package app;

      import java.util.List;
      import java.util.concurrent.ExecutorService;
      import pools.Pools;
      import reports.Reports;

      class Application {
        void run(List<Runnable> reports) {
          ExecutorService pool = Pools.workers(4);
          Reports.print(reports, pool);
        }
      }
      """;

  @Test
  void leak() throws Exception {
    UserProject project = project("reactor-leak", APPLICATION);

    Forked build = project.compile(Jdk.current(), ErrorProne.NEWEST, ImmutableList.of());

    assertWithMessage(build.output()).that(build.exitCode()).isEqualTo(1);
    assertThat(project.module("app").findings(build))
        .containsExactly(
            new Finding("app/Application.java", 10, SeverityLevel.ERROR, "HandleNeverReleased"));
  }

  @Test
  void repair() throws Exception {
    UserProject project =
        project(
            "reactor-repair",
            APPLICATION.replace("pool);\n  }", "pool);\n    pool.shutdown();\n  }"));

    Forked build = project.compile(Jdk.current(), ErrorProne.NEWEST, ImmutableList.of());

    assertWithMessage(build.output()).that(build.exitCode()).isEqualTo(0);
  }

  @Test
  void withoutSummaries() throws Exception {
    UserProject project = project("reactor-off", APPLICATION);
    project.addOption(" -XepOpt:Watertight:Summaries=false");

    Forked build = project.compile(Jdk.current(), ErrorProne.NEWEST, ImmutableList.of());

    assertWithMessage(build.output()).that(build.exitCode()).isEqualTo(0);
  }

  private static UserProject project(String name, String application) throws IOException {
    UserProject project = UserProject.create(name);
    project.addModule("pools").addSource("pools/Pools.java", POOLS);
    project.addModule("reports").addSource("reports/Reports.java", REPORTS);
    project.addModule("app", "pools", "reports").addSource("app/Application.java", application);
    return project;
  }
}
