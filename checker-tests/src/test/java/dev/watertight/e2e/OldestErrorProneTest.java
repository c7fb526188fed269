package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plugin works on Java 17 with the Error Prone releases that run there. */
final class OldestErrorProneTest {
  private static final int FEATURE = 17;

  private Jdk jdk;

  @BeforeEach
  void setUp() throws Exception {
    Optional<Jdk> installed = Jdk.find(FEATURE);
    assumeTrue(installed.isPresent(), "There is no JDK %d on this machine".formatted(FEATURE));
    jdk = installed.get();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void linkage(String errorProne) throws Exception {
    assertThat(Plugin.unresolvedReferences(jdk, errorProne)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void leaking(String errorProne) throws Exception {
    build(errorProne, Samples.Group.LEAKING);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void repaired(String errorProne) throws Exception {
    build(errorProne, Samples.Group.REPAIRED);
  }

  private void build(String errorProne, Samples.Group group) throws Exception {
    ImmutableList<String> files =
        Samples.compilable(group, ImmutableList.of("--release", String.valueOf(FEATURE)));
    UserProject project =
        UserProject.create("error-prone-" + errorProne + "-" + group, group, files);

    Forked build =
        project.compile(jdk, errorProne, ImmutableList.of("-Dmaven.compiler.release=" + FEATURE));

    assertWithMessage(build.output())
        .that(build.exitCode())
        .isEqualTo(group == Samples.Group.LEAKING ? 1 : 0);
    assertThat(project.findings(build)).containsExactlyElementsIn(group.expectedFindings(files));
  }

  private static Stream<String> versions() {
    return Stream.of(ErrorProne.OLDEST, ErrorProne.LAST_FOR_JAVA_17);
  }
}
