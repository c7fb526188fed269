package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The plugin brings no jar to its users' builds, and finds all it needs among Error Prone's. */
final class NoExtraDependenciesTest {
  @Test
  void pom() throws Exception {
    List<String> scopes = new ArrayList<>();
    try (InputStream in =
        Files.newInputStream(Project.ROOT.resolve("checker").resolve("pom.xml"))) {
      Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
      NodeList dependencies = pom.getElementsByTagName("dependency");
      for (int i = 0; i < dependencies.getLength(); i++) {
        NodeList scope = ((Element) dependencies.item(i)).getElementsByTagName("scope");
        scopes.add(scope.getLength() == 0 ? "compile" : scope.item(0).getTextContent());
      }
    }

    assertThat(scopes).isNotEmpty();
    assertThat(scopes).doesNotContain("compile");
    assertThat(scopes).doesNotContain("runtime");
  }

  @Test
  void linkage() throws Exception {
    assertThat(Plugin.unresolvedReferences(Jdk.current(), ErrorProne.NEWEST)).isEmpty();
  }
}
