package dev.watertight.model;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static com.google.common.truth.Truth.assertWithMessage;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Resources;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each row of the standard model names a type and a method that the real library has. The build
 * copies the libraries into {@code target/catalogue}; they are on the class path of the compiler
 * that is asked here, not on that of the tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CatalogueTest {
  private static final Splitter COLUMNS = Splitter.on(Pattern.compile("\\s+")).omitEmptyStrings();
  private static final Splitter CALLS = Splitter.on(',');

  /* What releases have that are not copied: of JDK 21 to 24, and of Jox behind 1.1.1. */
  private static final ImmutableSet<String> OF_OTHER_RELEASES =
      ImmutableSet.of(
          "java.util.concurrent.StructuredTaskScope#joinUntil",
          "com.softwaremill.jox.Sink#trySendOrClosed",
          "com.softwaremill.jox.Source#tryReceive",
          "com.softwaremill.jox.Source#tryReceiveOrClosed",
          "com.softwaremill.jox.Channel#estimateSize");

  private Elements elements;

  @BeforeAll
  void askTheCompiler() throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    ImmutableList<String> options = ImmutableList.of("-proc:none", "-cp", Catalogue.classPath());
    JavacTask task = (JavacTask) javac.getTask(null, null, null, options, null, ImmutableList.of());
    elements = task.getElements();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "calls.txt",
        "channels.txt",
        "counts.txt",
        "library.txt",
        "questions.txt",
        "since.txt",
        "traits.txt"
      })
  void namesMembersOfTheLibraries(String file) throws IOException {
    ImmutableList<String> wrong =
        Resources.readLines(Resources.getResource(CatalogueTest.class, file), UTF_8).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.replaceAll(" #.*", ""))
            .flatMap(line -> missing(COLUMNS.splitToList(line)).map(what -> what + ": " + line))
            .collect(toImmutableList());

    assertWithMessage("rows that name what is not there").that(wrong).isEmpty();
  }

  /** What a row names that is not there. */
  private Stream<String> missing(List<String> row) {
    String member = row.get(1);
    return switch (row.get(0)) {
      case "handle" ->
          CALLS
              .splitToStream(row.get(3))
              .map(call -> call.replaceAll("\\(.*", ""))
              .flatMap(release -> missing(member, release).stream());
      case "channel" -> missing(member, row.size() < 4 ? "" : row.get(3)).stream();
      case "sides" -> row.stream().skip(1).flatMap(type -> missing(type, "").stream());
      default -> {
        if (row.size() == 3 && Character.isDigit(row.get(0).charAt(0))) {
          yield missing(member, row.get(2)).stream();
        }
        int hash = member.indexOf('#');
        yield hash < 0
            ? missing(member, "").stream()
            : missing(member.substring(0, hash), member.substring(hash + 1)).stream();
      }
    };
  }

  /**
   * The type or method if there is none of the name. Types by pattern may be anything, and an
   * interface has the constructors of those that implement it.
   */
  private Optional<String> missing(String type, String method) {
    if (type.contains("*")) {
      return Optional.empty();
    }
    TypeElement element = elements.getTypeElement(type);
    if (element == null) {
      return Optional.of(type);
    }
    Pattern name = Pattern.compile(method.replaceAll("[/(].*", "").replace("*", ".*"));
    boolean isThere =
        method.isEmpty()
            || OF_OTHER_RELEASES.contains(type + "#" + method)
            || (method.equals("<init>") && element.getKind().isInterface())
            || members(element).stream()
                .filter(e -> hasParameters(e, method))
                .anyMatch(e -> name.matcher(e.getSimpleName()).matches());
    return isThere ? Optional.empty() : Optional.of(type + "#" + method);
  }

  private ImmutableSet<ExecutableElement> members(TypeElement type) {
    List<? extends Element> all = elements.getAllMembers(type);
    return Stream.concat(
            ElementFilter.methodsIn(all).stream(), ElementFilter.constructorsIn(all).stream())
        .collect(toImmutableSet());
  }

  /** Whether it has the number of parameters behind the slash, if there is one. */
  private static boolean hasParameters(ExecutableElement element, String method) {
    int slash = method.indexOf('/');
    return slash < 0
        || element.getParameters().size() == Integer.parseInt(method.substring(slash + 1));
  }
}
