package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a flag comes from. */
final class FlagOriginsTest {
  private static final String OFF = "-Xep:Watertight:OFF";

  @TempDir private Path project;

  @Test
  void configurationOfMaven() throws IOException {
    Path file = Files.createDirectory(project.resolve(".mvn")).resolve("maven.config");
    Files.writeString(file, "-B\n-Dwatertight.options=-Xep:Watertight:OFF\n");

    assertThat(origin(ImmutableList.of(), ImmutableMap.of())).isEqualTo("it stands in " + file);
  }

  @Test
  void propertyOfProfile() throws IOException {
    Path pom =
        Files.writeString(
            project.resolve("pom.xml"),
            """
            <project><profiles><profile>
              <id>fast</id>
              <properties><watertight.options>-XepA -Xep:Watertight:OFF</watertight.options></properties>
            </profile></profiles></project>
            """);

    assertThat(origin(ImmutableList.of(), ImmutableMap.of()))
        .isEqualTo("it stands in the profile fast of " + pom);
  }

  @Test
  void argument() throws IOException {
    assertThat(origin(ImmutableList.of("-Dwatertight.options=" + OFF), ImmutableMap.of()))
        .isEqualTo("it stands in the arguments of this run");
  }

  @Test
  void variable() throws IOException {
    assertThat(
            origin(
                ImmutableList.of(), ImmutableMap.of("MAVEN_ARGS", "-Dwatertight.options=" + OFF)))
        .isEqualTo("it stands in the variable MAVEN_ARGS");
  }

  @Test
  void outOfSight() throws IOException {
    assertThat(origin(ImmutableList.of(), ImmutableMap.of()))
        .startsWith("it stands in no POM in sight: ");
  }

  private String origin(ImmutableList<String> arguments, ImmutableMap<String, String> environment)
      throws IOException {
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    call.setParameter("basedir", project.toString());
    return FlagOrigins.of(project, arguments, environment).of(OFF, call.build());
  }
}
