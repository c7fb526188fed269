package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Maven build that uses the plugin fails on the leaking samples only, with their findings. */
@ResourceLock("the local repository of Maven")
final class ForkedMavenBuildTest {
  private static final ImmutableList<String> MAVEN_OPTIONS =
      ImmutableList.of("-Dmaven.compiler.release=25", "-Dmaven.compiler.enablePreview=true");

  @ParameterizedTest
  @EnumSource(names = {"LEAKING", "REPAIRED"})
  void build(Samples.Group group) throws Exception {
    Samples.assumeCompilable();
    ImmutableList<String> files = Samples.compilable(group, Samples.OPTIONS);
    UserProject project = UserProject.create("maven-" + group, group, files);

    Forked build = project.compile(Jdk.current(), ErrorProne.NEWEST, MAVEN_OPTIONS);

    assertWithMessage(build.output())
        .that(build.exitCode())
        .isEqualTo(group == Samples.Group.LEAKING ? 1 : 0);
    assertThat(project.findings(build)).containsExactlyElementsIn(group.expectedFindings(files));
  }
}
