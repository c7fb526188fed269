package dev.watertight.server;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.BugPattern.SeverityLevel;
import dev.watertight.reports.Found;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.eclipse.lsp4j.ClientCapabilities;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.services.LanguageClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the editor is told, whichever answer comes when. */
final class PublishedTest {
  private static final String OLD = "class A {}";
  private static final String NEW = "class A { }";

  private final List<String> told = new ArrayList<>();
  private final Published published = new Published(new Client(remote(), new ClientCapabilities()));

  @TempDir private Path directory;
  private Path file;
  private String uri;

  @BeforeEach
  void write() throws Exception {
    file = Files.writeString(directory.resolve("A.java"), OLD);
    uri = file.toUri().toString();
  }

  @Test
  void quickAnswer() {
    Document document = open(OLD);

    assertThat(published.publishQuick(file, document, shown(OLD), () -> true)).isTrue();

    assertThat(told).containsExactly("1 in A.java of 1");
  }

  @Test
  void quickAnswerForTextOfBefore() {
    Document document = open(OLD);
    published.change(file, new Document(uri, 2, NEW));

    assertThat(published.publishQuick(file, document, shown(OLD), () -> true)).isFalse();

    assertThat(told).isEmpty();
  }

  @Test
  void quickAnswerForFileThatWasOpenedAgain() {
    Document document = open(NEW);
    published.close(file);
    open(OLD);

    assertThat(published.publishQuick(file, document, shown(NEW), () -> true)).isFalse();
  }

  @Test
  void quickAnswerAfterLaterCompilation() {
    Document document = open(OLD);

    assertThat(published.publishQuick(file, document, shown(OLD), () -> false)).isFalse();
  }

  @Test
  void wholeAnswerForTextOfBefore() {
    open(OLD);
    published.change(file, new Document(uri, 2, NEW));

    assertThat(published.publishWhole(file, compiled(shown(OLD), OLD))).isFalse();

    assertThat(told).isEmpty();
  }

  @Test
  void wholeAnswerForOtherTextOnDisk() {
    open(OLD);

    assertThat(published.publishWhole(file, compiled(shown(NEW)))).isFalse();
  }

  @Test
  void wholeAnswerOfFileThatIsNotOpen() {
    assertThat(published.publishWhole(file, compiled(shown(OLD)))).isTrue();
    assertThat(published.publishWhole(file, compiled(new Shown(OLD, ImmutableList.of())))).isTrue();

    assertThat(told).containsExactly("1 in A.java", "0 in A.java").inOrder();
    assertThat(published.shown()).isEmpty();
  }

  @Test
  void fileBelowLink() throws Exception {
    uri = "file:///link/A.java";
    Document document = open(OLD);
    published.publishQuick(file, document, shown(OLD), () -> true);
    uri = file.toUri().toString();

    assertThat(published.close(file)).isFalse();

    assertThat(told)
        .containsExactly("1 in /link/A.java of 1", "0 in /link/A.java", "1 in A.java")
        .inOrder();
  }

  @Test
  void closedWithEdit() {
    open(OLD);
    published.change(file, new Document(uri, 2, NEW));

    assertThat(published.close(file)).isTrue();
  }

  @Test
  void closedAsSaved() {
    open(OLD);
    published.change(file, new Document(uri, 2, NEW));
    published.save(file);
    published.publishWhole(file, compiled(shown(NEW), NEW));

    assertThat(published.close(file)).isFalse();
  }

  @Test
  void linesThatEndOtherwiseOnDisk() throws Exception {
    Files.writeString(file, "\uFEFFclass A {\r\n}\r\n");
    open("class A {\n}\n");

    assertThat(published.isEdited(file, compiled())).isFalse();
    assertThat(published.close(file)).isFalse();
  }

  @Test
  void otherEncodingOnDisk() throws Exception {
    Files.write(file, new byte[] {'/', '/', (byte) 0xe9});
    open("//\u00e9");

    assertThat(published.isEdited(file, compiled())).isFalse();
  }

  @Test
  void openedWithEdit() {
    open(NEW);

    assertThat(published.isEdited(file, compiled())).isTrue();
    assertThat(published.close(file)).isTrue();
  }

  private Document open(String text) {
    Document document = new Document(uri, 1, text);
    published.open(file, document);
    return document;
  }

  private ModuleState.Compiled compiled() {
    return compiled(ImmutableMap.of(), ImmutableMap.of());
  }

  private ModuleState.Compiled compiled(Shown found) {
    return compiled(
        found.findings().isEmpty() ? ImmutableMap.of() : ImmutableMap.of(file, found),
        ImmutableMap.of());
  }

  private ModuleState.Compiled compiled(Shown found, String text) {
    return compiled(ImmutableMap.of(file, found), ImmutableMap.of(file, text));
  }

  private ModuleState.Compiled compiled(Map<Path, Shown> findings, Map<Path, String> texts) {
    return new ModuleState.Compiled(ImmutableSet.of(file), directory, findings, texts);
  }

  private static Shown shown(String text) {
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("file:///A.java"), JavaFileObject.Kind.SOURCE) {};
    return new Shown(
        text,
        ImmutableList.of(
            new Found(
                "Check",
                SeverityLevel.ERROR,
                "message",
                source,
                0,
                0,
                5,
                ImmutableList.of(),
                ImmutableList.of())));
  }

  /** Notes how many findings it is told, of which file, and in which version. */
  private LanguageClient remote() {
    return (LanguageClient)
        Proxy.newProxyInstance(
            LanguageClient.class.getClassLoader(),
            new Class<?>[] {LanguageClient.class},
            (proxy, method, arguments) -> {
              PublishDiagnosticsParams params = (PublishDiagnosticsParams) arguments[0];
              told.add(
                  "%d in %s%s"
                      .formatted(
                          params.getDiagnostics().size(),
                          params
                              .getUri()
                              .replaceFirst("file://(?!/link)/.*/", "")
                              .replace("file://", ""),
                          params.getVersion() == null ? "" : " of " + params.getVersion()));
              return null;
            });
  }
}
