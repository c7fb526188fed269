package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The POMs of a module and of the directories above it, as far as each of those has one. */
final class Poms {
  private static final String DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

  private Poms() {}

  /** Those, the one of the module first. */
  static ImmutableList<Path> from(Path module) {
    return Stream.iterate(
            module, directory -> directory != null && hasPom(directory), Path::getParent)
        .map(directory -> directory.resolve("pom.xml"))
        .collect(toImmutableList());
  }

  private static boolean hasPom(Path directory) {
    // One that Maven did not name is empty, and not the one where this was started.
    return directory.isAbsolute() && Files.exists(directory.resolve("pom.xml"));
  }

  /**
   * An element that drops what other POMs say: one with {@code combine.self="override"}.
   *
   * @param name its name
   * @param pom where it stands
   * @param profile the profile in which it does
   */
  record Overriding(String name, Path pom, Optional<String> profile) {
    /** What it does, and what to do about it. */
    @Override
    public String toString() {
      String element = "<%s combine.self=\"override\"> in ".formatted(name);
      return profile
          .map(
              id ->
                  element
                      + "the profile %s of %s drops what the block says: take that away, or see to it that the profile is not active (some are by the JDK alone)"
                          .formatted(id, pom))
          .orElse(element + pom + " drops what others say, and has to go");
    }
  }

  /**
   * The one that has dropped what was said of an element, if there is one.
   *
   * @param inEffect whether the compiler was given what an element says, but for what has a
   *     property in it
   */
  static Optional<Overriding> overriding(
      String name, Path module, Predicate<ImmutableList<String>> inEffect) {
    return from(module).stream()
        .flatMap(
            pom ->
                elements(pom, name)
                    .filter(Poms::overrides)
                    .filter(element -> inEffect.test(values(element)))
                    .map(element -> new Overriding(name, pom, profile(element))))
        .findFirst();
  }

  private static Stream<Element> elements(Path pom, String name) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature(DOCTYPE, true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return elements(builder.parse(pom.toFile()).getElementsByTagName(name));
    } catch (IOException | SAXException | ParserConfigurationException e) {
      // Maven has read it, or says what is wrong.
      return Stream.empty();
    }
  }

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast);
  }

  /** Whether it does, or what it is a part of. */
  private static boolean overrides(Element element) {
    return ancestors(element)
        .limit(2)
        .anyMatch(place -> Ascii.equalsIgnoreCase(place.getAttribute("combine.self"), "override"));
  }

  /** The texts in it; of paths, the names of artifacts. */
  private static ImmutableList<String> values(Element element) {
    List<Element> artifacts = elements(element.getElementsByTagName("artifactId")).toList();
    return (artifacts.isEmpty() ? elements(element.getChildNodes()) : artifacts.stream())
        .map(value -> value.getTextContent().strip())
        .filter(text -> !text.contains("${"))
        .collect(toImmutableList());
  }

  private static Optional<String> profile(Element element) {
    return ancestors(element)
        .filter(place -> place.getTagName().equals("profile"))
        .flatMap(place -> elements(place.getChildNodes()))
        .filter(child -> child.getTagName().equals("id"))
        .map(id -> id.getTextContent().strip())
        .findFirst();
  }

  private static Stream<Element> ancestors(Element element) {
    return Stream.<Node>iterate(element, Element.class::isInstance, Node::getParentNode)
        .map(Element.class::cast);
  }
}
