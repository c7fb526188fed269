package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What drops in a POM what others say. */
final class PomsTest {
  private static final String TEXT = "<compilerArgs>-Xlint</compilerArgs>";

  @TempDir private Path root;
  private Path module;

  @BeforeEach
  void writeProject() throws IOException {
    module = Files.createDirectories(root.resolve("web"));
    write(root, "");
    write(module, "");
  }

  @Test
  void noOverride() throws IOException {
    write(module, configuration("<compilerArgs><arg>-Xlint</arg></compilerArgs>"));

    assertThat(dropped("-Xlint")).isEmpty();
  }

  @Test
  void ofModule() throws IOException {
    write(module, configuration(override("<arg>-Xlint</arg>")));

    assertThat(dropped("-Xlint"))
        .hasValue(
            "<compilerArgs combine.self=\"override\"> in %s drops what others say, and has to go"
                .formatted(module.resolve("pom.xml")));
  }

  @Test
  void ofWholeConfiguration() throws IOException {
    write(
        module,
        configuration("<compilerArgs><arg>-Xlint</arg></compilerArgs>")
            .replace("<configuration>", "<configuration combine.self='override'>"));

    assertThat(dropped("-Xlint")).isPresent();
  }

  @Test
  void ofProfileOfParent() throws IOException {
    write(root, profile(override("<arg>-Xlint</arg><arg>${more}</arg>")));

    assertThat(dropped("-Xlint", "-Werror").orElseThrow())
        .contains("in the profile old-jdk of %s drops".formatted(root.resolve("pom.xml")));
  }

  @Test
  void ofProfileThatIsNotActive() throws IOException {
    write(root, profile(override("<arg>-Xlint</arg>")));

    assertThat(dropped("-Werror")).isEmpty();
  }

  @Test
  void artifacts() throws IOException {
    write(
        module,
        configuration(
            """
            <annotationProcessorPaths combine.self="override">
              <path><groupId>a</groupId><artifactId>b</artifactId><version>1</version></path>
            </annotationProcessorPaths>
            """));

    assertThat(
            Poms.overriding(
                "annotationProcessorPaths", module, values -> values.equals(ImmutableList.of("b"))))
        .isPresent();
  }

  @Test
  void unreadable() throws IOException {
    Files.writeString(module.resolve("pom.xml"), "<project>");

    assertThat(dropped()).isEmpty();
  }

  @Test
  void textInList() throws IOException {
    write(root, "<build><pluginManagement>%s</pluginManagement></build>".formatted(TEXT));

    assertThat(texts("-Xlint")).hasValue(root.resolve("pom.xml").toString());
  }

  @Test
  void textInListOfProfile() throws IOException {
    write(module, profile("<compilerArgs> -Xlint, ${more} <!-- all --></compilerArgs>"));

    assertThat(texts("-Xlint", "-Werror"))
        .hasValue("the profile old-jdk of " + module.resolve("pom.xml"));
  }

  @Test
  void textInListThatIsNotInEffect() throws IOException {
    write(module, profile(TEXT));

    assertThat(texts("-Werror")).isEmpty();
  }

  @Test
  void textInElementOfList() throws IOException {
    write(module, configuration("<compilerArgs>\n<arg>-Xlint</arg>\n</compilerArgs>"));

    assertThat(texts("-Xlint")).isEmpty();
  }

  @Test
  void argumentSaidTwice() throws IOException {
    write(root, configuration("<compilerArgs><arg>-Xplugin:P -A ${more}</arg></compilerArgs>"));
    write(module, profile("<compilerArgument>-Xplugin:P -B</compilerArgument>"));

    assertThat(
            Poms.saying(
                    "-Xplugin:P", module, ImmutableList.of("-Xplugin:P", "-A", "-B")::containsAll)
                .stream()
                .map(Poms.Place::toString))
        .containsExactly(
            "the profile old-jdk of " + module.resolve("pom.xml"),
            root.resolve("pom.xml").toString());
  }

  @Test
  void argumentOfProfileThatIsNotActive() throws IOException {
    write(module, profile("<compilerArgument>-Xplugin:P -B</compilerArgument>"));

    assertThat(Poms.saying("-Xplugin:P", module, ImmutableList.of("-Xplugin:P")::containsAll))
        .isEmpty();
  }

  private Optional<String> texts(String... arguments) {
    return Poms.textIn("compilerArgs", module, ImmutableList.copyOf(arguments)::containsAll)
        .map(Poms.Place::toString);
  }

  private Optional<String> dropped(String... arguments) {
    return Poms.overriding("compilerArgs", module, ImmutableList.copyOf(arguments)::containsAll)
        .map(Poms.Overriding::toString);
  }

  private static void write(Path directory, String text) throws IOException {
    Files.writeString(directory.resolve("pom.xml"), "<project>%s</project>".formatted(text));
  }

  private static String configuration(String text) {
    return "<build><plugins><plugin><configuration>%s</configuration></plugin></plugins></build>"
        .formatted(text);
  }

  private static String profile(String text) {
    return "<profiles><profile><id>old-jdk</id>%s</profile></profiles>"
        .formatted(configuration(text));
  }

  private static String override(String text) {
    return "<compilerArgs combine.self=\"override\">%s</compilerArgs>".formatted(text);
  }
}
