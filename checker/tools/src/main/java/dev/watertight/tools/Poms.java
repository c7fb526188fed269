package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
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
import org.w3c.dom.Text;
import org.xml.sax.SAXException;

/** The POMs of a module and of the directories above it, as far as each of those has one. */
final class Poms {
  private static final String DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

  private static final Splitter WORDS = Splitter.onPattern("\\s+");

  /** Of a list that is a text, Maven takes what is between commas for its elements. */
  private static final Splitter TEXTS = Splitter.on(',').trimResults();

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
   * Where an element stands.
   *
   * @param pom the file
   * @param profile the profile in it, if it is in one
   */
  record Place(Path pom, Optional<String> profile) {
    @Override
    public String toString() {
      return profile.map(id -> "the profile %s of %s".formatted(id, pom)).orElse(pom.toString());
    }
  }

  /**
   * An element that drops what other POMs say: one with {@code combine.self="override"}.
   *
   * @param name its name
   * @param place where it stands
   */
  record Overriding(String name, Place place) {
    /** What it does, and what to do about it. */
    @Override
    public String toString() {
      return "<%s combine.self=\"override\"> in %s drops what %s"
          .formatted(
              name,
              place,
              place.profile().isPresent()
                  ? "the block says: take that away, or see to it that the profile is not active (some are by the JDK alone)"
                  : "others say, and has to go");
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
                    .map(element -> new Overriding(name, place(pom, element))))
        .findFirst();
  }

  /**
   * Where text stands directly in an element that is a list, and not in an element of it: then the
   * text is all that Maven takes, whatever other POMs add.
   *
   * @param inEffect as above
   */
  static Optional<Place> textIn(
      String name, Path module, Predicate<ImmutableList<String>> inEffect) {
    return from(module).stream()
        .flatMap(
            pom ->
                elements(pom, name)
                    .filter(element -> !ownText(element).isEmpty())
                    .filter(element -> inEffect.test(known(TEXTS.splitToStream(ownText(element)))))
                    .map(element -> place(pom, element)))
        .findFirst();
  }

  /**
   * Where text stands beside the elements of a list: then these are all that Maven takes.
   *
   * @param inEffect whether the compiler was given some values
   */
  static Optional<Place> textBeside(
      String name, Path module, Predicate<ImmutableList<String>> inEffect) {
    return from(module).stream()
        .flatMap(
            pom ->
                elements(pom, name)
                    .filter(element -> !ownText(element).isEmpty())
                    .filter(element -> !values(element).isEmpty())
                    .filter(element -> inEffect.test(values(element)))
                    .filter(element -> !inEffect.test(known(TEXTS.splitToStream(ownText(element)))))
                    .map(element -> place(pom, element)))
        .findFirst();
  }

  /**
   * The places, one for each element that says such an argument.
   *
   * @param start with what it begins
   * @param inEffect whether the compiler was given words, but for those with a property in it
   */
  static ImmutableList<Place> saying(
      String start, Path module, Predicate<ImmutableList<String>> inEffect) {
    return from(module).stream()
        .flatMap(
            pom ->
                elements(pom, "*")
                    .filter(element -> ownText(element).startsWith(start))
                    .filter(element -> inEffect.test(known(WORDS.splitToStream(ownText(element)))))
                    .map(element -> place(pom, element)))
        .collect(toImmutableList());
  }

  /** Where a text has a word in it, if one does. */
  static Optional<Place> naming(String word, Path module) {
    return from(module).stream()
        .flatMap(
            pom ->
                elements(pom, "*")
                    .filter(element -> WORDS.splitToList(ownText(element)).contains(word))
                    .map(element -> place(pom, element)))
        .findFirst();
  }

  private static Place place(Path pom, Element element) {
    return new Place(pom, profile(element));
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
    return nodes(nodes).filter(Element.class::isInstance).map(Element.class::cast);
  }

  private static Stream<Node> nodes(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item);
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
    return known(
        (artifacts.isEmpty() ? elements(element.getChildNodes()) : artifacts.stream())
            .map(value -> value.getTextContent().strip()));
  }

  /** Those without a property in them, whose value is not known here. */
  private static ImmutableList<String> known(Stream<String> texts) {
    return texts.filter(text -> !text.contains("${")).collect(toImmutableList());
  }

  /** The text that is in it itself. */
  private static String ownText(Element element) {
    return nodes(element.getChildNodes())
        .filter(Text.class::isInstance)
        .map(Node::getNodeValue)
        .collect(joining())
        .strip();
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
