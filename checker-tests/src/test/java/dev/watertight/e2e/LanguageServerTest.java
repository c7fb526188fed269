package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.WorkDoneProgressBegin;
import org.eclipse.lsp4j.WorkDoneProgressEnd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The language server, as an editor meets it: one for all tests, each with a module of its own. */
@ResourceLock("the local repository of Maven")
final class LanguageServerTest {
  private static final String LEAK =
      """
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;

      class Orders {
        void ship(Runnable order) {
          ExecutorService workers = Executors.newFixedThreadPool(4);
          workers.execute(order);
        }
      }
      """;

  private static final String TWO_LEAKS =
      """
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;

      class Orders {
        void ship(Runnable order) {
          ExecutorService workers = Executors.newFixedThreadPool(4);
          workers.execute(order);
        }

        void send(Runnable order) {
          ExecutorService senders = Executors.newFixedThreadPool(7);
          senders.execute(order);
        }
      }
      """;

  private static Path workspace;
  private static Path temporary;
  private static Editor editor;

  @BeforeAll
  static void start() throws Exception {
    workspace = Project.scratch("language-server").toRealPath();
    temporary = Project.scratch("language-server-files").toRealPath();
    editor =
        Editor.start(
            workspace,
            temporary,
            ImmutableMap.of(
                "delay",
                20,
                "maven",
                Maven.executable(),
                "mavenArguments",
                ImmutableList.builder()
                    .addAll(Maven.options())
                    .add("-Derror-prone.version=" + ErrorProne.NEWEST)
                    .add("-Dwatertight.version=" + Plugin.VERSION)
                    .build()));
  }

  @AfterAll
  static void end() throws Exception {
    try (Editor last = editor) {
      assertThat(last.end()).isEqualTo(0);
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(file -> file.getFileName().toString().startsWith("watertight")))
          .isEmpty();
    }
  }

  @Test
  void everyFixOfFinding() throws Exception {
    Path file = open("fixes", "Orders.java", LEAK);

    assertThat(editor.findings(file, "HandleNeverReleased:6"))
        .containsExactly("HandleNeverReleased:6");
    assertThat(editor.diagnostics(file).get(0).getSeverity()).isEqualTo(DiagnosticSeverity.Error);
    List<CodeAction> actions = editor.actions(file, 6);
    assertThat(actions.stream().map(CodeAction::getTitle))
        .containsExactly(
            "Call shutdown() in a finally block [HandleNeverReleased]",
            "Close it by try-with-resources [HandleNeverReleased]",
            "Suppress the report [HandleNeverReleased]",
            "Fix all that Watertight has found in this file")
        .inOrder();
    assertThat(editor.actions(file, 7)).isEmpty();

    assertThat(editor.applied(file, actions.get(1)))
        .contains("try (ExecutorService workers = Executors.newFixedThreadPool(4)) {");
    assertThat(editor.applied(file, actions.get(2)))
        .contains("@SuppressWarnings(\"HandleNeverReleased\") // reason:");
    editor.apply(file, actions.get(0));
    assertThat(editor.findings(file)).isEmpty();
    assertThat(editor.text(file)).contains("workers.shutdown();");
  }

  @Test
  void suppressedFinding() throws Exception {
    Path file = open("suppressed", "Orders.java", LEAK);
    assertThat(editor.findings(file, "HandleNeverReleased:6")).hasSize(1);

    editor.apply(file, editor.actions(file, 6, "quickfix").get(2));

    assertThat(editor.findings(file)).isEmpty();
  }

  @Test
  void allInFile() throws Exception {
    Path file = open("all", "Orders.java", TWO_LEAKS);
    assertThat(editor.findings(file, "HandleNeverReleased:11", "HandleNeverReleased:6")).hasSize(2);

    List<CodeAction> actions = editor.actions(file, 1, "source.fixAll");
    assertThat(actions).hasSize(1);
    editor.apply(file, actions.get(0));

    assertThat(editor.findings(file)).isEmpty();
    assertThat(editor.text(file)).contains("workers.shutdown();");
    assertThat(editor.text(file)).contains("senders.shutdown();");
  }

  @Test
  void brokenFileKeepsFindings() throws Exception {
    Path file = open("broken", "Orders.java", TWO_LEAKS);
    assertThat(editor.findings(file, "HandleNeverReleased:11", "HandleNeverReleased:6")).hasSize(2);

    editor.edit(file, "class Orders {", "// Sells.\nclass Orders { void broken( ");
    assertThat(editor.logs(file + " does not compile")).isNotEmpty();

    assertThat(editor.diagnostics(file)).hasSize(2);
    // The place of the fix has moved.
    CodeAction fix = editor.actions(file, 7).get(0);
    assertThat(editor.applied(file, fix)).contains("    try {\n      workers.execute(order);");
    editor.edit(file, " void broken( ", "");
    assertThat(editor.findings(file, "HandleNeverReleased:12", "HandleNeverReleased:7"))
        .containsExactly("HandleNeverReleased:12", "HandleNeverReleased:7");
  }

  @Test
  void findingThatOneFileDoesNotShow() throws Exception {
    Path box =
        open(
            "other",
            "Box.java",
            """
            import java.util.concurrent.SynchronousQueue;

            class Box {
              final SynchronousQueue<String> orders = new SynchronousQueue<>();

              void order(String order) throws InterruptedException {
                orders.put(order);
              }
            }
            """);
    Path shop =
        open(
            "other",
            "Shop.java",
            """
            class Shop {
              public static void main(String[] names) throws InterruptedException {
                Box box = new Box();
                box.order(names[0]);
              }
            }
            """);
    assertThat(editor.findings(box, "SendWithoutReceiver:7"))
        .containsExactly("SendWithoutReceiver:7");

    // The quick answer does not see the rest, and so does not report it: it stays.
    editor.edit(box, "class Box {", "/** Orders. */\nclass Box {");
    assertThat(editor.findings(box, "SendWithoutReceiver:8"))
        .containsExactly("SendWithoutReceiver:8");

    editor.edit(
        shop,
        "Box box = new Box();",
        "Box box = new Box();\n"
            + "    Thread.ofVirtual().start(() -> System.out.println(box.orders.poll()));\n"
            + "    Thread.ofVirtual().start(() -> {\n"
            + "      try {\n"
            + "        box.orders.take();\n"
            + "      } catch (InterruptedException e) {\n"
            + "        return;\n"
            + "      }\n"
            + "    });");
    editor.save(shop);
    assertThat(editor.findings(box)).isEmpty();
  }

  @Test
  void mavenProject() throws Exception {
    UserProject project = UserProject.create("language-server/maven");
    project
        .addModule("core")
        .addSource(
            "Pools.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class Pools {
              public static ExecutorService make() {
                return Executors.newFixedThreadPool(4);
              }
            }
            """);
    UserProject shop = project.addModule("shop", "core");
    shop.addSource("Orders.java", LEAK.replace("Executors.newFixedThreadPool(4)", "Pools.make()"));
    Path file = shop.directory().resolve("src/main/java/Orders.java").toRealPath();

    // That has it compiled again, and all that needs it.
    editor.saveDuring(
        "core: 1 files", project.directory().resolve("core/src/main/java/Pools.java").toRealPath());

    editor.open(file);

    // Nobody has built the module that it needs.
    assertThat(editor.findings(file, "HandleNeverReleased:6"))
        .containsExactly("HandleNeverReleased:6");
    assertThat(Files.exists(shop.directory().resolve("target/classes"))).isFalse();
    assertThat(editor.progress(all -> Iterables.getLast(all) instanceof WorkDoneProgressEnd).get(0))
        .isInstanceOf(WorkDoneProgressBegin.class);
  }

  @Test
  void pomThatCannotBeRead() throws Exception {
    Path directory = Files.createDirectories(workspace.resolve("pom"));
    Files.writeString(directory.resolve("pom.xml"), "<project>");
    Path file = Files.writeString(directory.resolve("Orders.java"), LEAK);

    editor.open(file);

    assertThat(editor.messages("Maven failed before it built anything")).hasSize(1);
  }

  @Test
  void flagsFileWithoutSources() throws Exception {
    Path directory = Files.createDirectories(workspace.resolve("flags"));
    Files.writeString(directory.resolve("watertight.flags"), "--release 21");
    Path file = Files.writeString(directory.resolve("Orders.java"), LEAK);

    editor.open(file);

    assertThat(editor.messages("watertight.flags names no sources")).hasSize(1);
  }

  @Test
  void moduleThatDoesNotCompile() throws Exception {
    Path file = open("errors", "Orders.java", LEAK.replace("Runnable", "Order"));
    assertThat(editor.messages("errors does not compile")).hasSize(1);

    editor.edit(file, "Order order", "Runnable order");
    editor.save(file);

    assertThat(editor.findings(file, "HandleNeverReleased:6")).hasSize(1);
  }

  @Test
  void cancelledCompilation() throws Exception {
    editor.setCancelling(true);
    Path file = open("cancelled", "Orders.java", LEAK);
    assertThat(editor.logs("Cancelled: compiling the module of " + file)).isNotEmpty();
    editor.setCancelling(false);

    editor.save(file);

    assertThat(editor.findings(file, "HandleNeverReleased:6")).hasSize(1);
  }

  /** Opens a new file of a module, which may be new, too. */
  private static Path open(String module, String name, String text) throws IOException {
    Path directory = workspace.resolve(module);
    Path file = Files.createDirectories(directory.resolve("src")).resolve(name);
    Files.writeString(directory.resolve("watertight.flags"), "# Java\n--release 21 src\n");
    Files.writeString(file, text);
    editor.open(file);
    return file;
  }
}
