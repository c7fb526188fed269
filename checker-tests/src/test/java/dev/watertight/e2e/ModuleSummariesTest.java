package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in one module thanks to what was found out of the classes of another. */
final class ModuleSummariesTest {
  private static final String POOLS =
      """
      package acme;

      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;

      public final class Pools {
        public static ExecutorService workers(int size) {
          return Executors.newFixedThreadPool(size);
        }

        public static ExecutorService shared() {
          return SHARED;
        }

        public static ExecutorService checked(ExecutorService pool) {
          if (pool.isShutdown()) {
            throw new IllegalStateException();
          }
          return pool;
        }

        public static void start(Runnable task, ExecutorService pool) {
          pool.execute(task);
        }

        public static void stop(ExecutorService pool) {
          pool.shutdown();
        }

        public static native void hand(ExecutorService pool);

        private static final ExecutorService SHARED =
            Executors.newCachedThreadPool(
                task -> {
                  Thread thread = new Thread(task);
                  thread.setDaemon(true);
                  return thread;
                });
      }
      """;
  private static final String RELAY =
      """
      package acme;

      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;

      public class Relay {
        private final ExecutorService pool = Executors.newFixedThreadPool(2);

        public void send(Runnable message) {
          pool.execute(message);
        }

        public void start(ExecutorService other, Runnable message) {
          other.execute(message);
        }

        public void close() {
          pool.shutdown();
        }
      }
      """;

  private record Compiled(Path output, ImmutableList<String> messages) {}

  @TempDir private Path directory;

  @Test
  void freshHandleThatABorrowerUses() throws Exception {
    assertThat(
            checksIn(
                """
                ExecutorService pool = Pools.workers(4);
                Pools.start(task, pool);
                """))
        .containsExactly("HandleNeverReleased");
  }

  @Test
  void handleThatAnotherMethodHandsBack() throws Exception {
    assertThat(checksIn("Pools.checked(Pools.workers(4)).execute(task);"))
        .containsExactly("HandleNeverReleased");
  }

  @Test
  void handleThatAnotherMethodReleases() throws Exception {
    assertThat(
            checksIn(
                """
                ExecutorService pool = Pools.workers(4);
                try {
                  Pools.start(task, pool);
                } finally {
                  Pools.stop(pool);
                }
                """))
        .isEmpty();
  }

  @Test
  void sharedHandle() throws Exception {
    assertThat(checksIn("Pools.start(task, Pools.shared());")).isEmpty();
  }

  @Test
  void ownerThatNobodyCloses() throws Exception {
    assertThat(
            checksIn(
                """
                Relay relay = new Relay();
                relay.send(task);
                """))
        .containsExactly("HandleOwnerNeverClosed");
  }

  @Test
  void methodThatASubclassMayOverride() throws Exception {
    assertThat(
            checksIn(
                """
                Relay relay = new Relay();
                relay.start(Pools.workers(4), task);
                relay.close();
                """))
        .isEmpty();
  }

  @Test
  void nativeMethod() throws Exception {
    assertThat(checksIn("Pools.hand(Pools.workers(4));")).isEmpty();
  }

  @Test
  void summaryOfANewerVersion() throws Exception {
    Path library = compileLibrary();
    for (Path summary : summaries(library)) {
      Files.writeString(summary, Files.readString(summary).replace("version 1", "version 2"));
    }

    Compiled compiled =
        compiled(
            ImmutableList.of(library),
            "",
            "app/App.java",
            application("Pools.start(task, Pools.workers(4));"));

    assertThat(compiled.messages()).isNotEmpty();
    for (String message : compiled.messages()) {
      assertThat(message).contains("version 2 is newer than 1");
    }
  }

  @Test
  void outputWithoutPlaceForSummaries() throws Exception {
    Path output = Files.createTempDirectory(directory, "output");
    Files.writeString(output.resolve("META-INF"), "a file");

    Compiled compiled = compiled(output, ImmutableList.of(), "", "acme/Pools.java", POOLS);

    assertThat(compiled.messages()).isEmpty();
    assertThat(Files.exists(output.resolve("acme/Pools.class"))).isTrue();
  }

  @Test
  void withoutSummaries() throws Exception {
    Path library = compileLibrary();
    for (Path summary : summaries(library)) {
      Files.delete(summary);
    }

    assertThat(checksIn("Pools.start(task, Pools.workers(4));", library)).isEmpty();
  }

  @Test
  void switchedOff() throws Exception {
    String off = "-XepOpt:Watertight:Summaries=false";

    assertThat(checksIn("Pools.start(task, Pools.workers(4));", compileLibrary(), off)).isEmpty();
    assertThat(summaries(compile(ImmutableList.of(), off, "acme/Pools.java", POOLS))).isEmpty();
  }

  @Test
  void neitherOnNorOff() throws Exception {
    String odd = "-XepOpt:Watertight:Summaries=perhaps";

    Compiled compiled = compiled(ImmutableList.of(), odd, "acme/Pools.java", POOLS);

    assertThat(compiled.messages().get(0))
        .contains("Watertight:Summaries=perhaps: is neither true nor false");
  }

  @Test
  void classThatHasChanged() throws Exception {
    Path library = compileLibrary();
    Path other =
        compile(
            ImmutableList.of(),
            "",
            "acme/Pools.java",
            POOLS.replace("return Executors.newFixedThreadPool(size);", "return shared();"));
    Files.copy(
        other.resolve("acme/Pools.class"),
        library.resolve("acme/Pools.class"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(checksIn("Pools.start(task, Pools.workers(4));", library)).isEmpty();
  }

  @Test
  void corruptSummary() throws Exception {
    Path library = compileLibrary();
    for (Path summary : summaries(library)) {
      Files.writeString(summary, Files.readString(summary).replace("borrow", "burrow"));
    }

    Compiled compiled =
        compiled(
            ImmutableList.of(library),
            "",
            "app/App.java",
            application("Pools.start(task, Pools.workers(4));"));

    assertThat(compiled.messages()).hasSize(1);
    assertThat(compiled.messages().get(0)).contains("unknown word 'burrow'");
  }

  @Test
  void summaryThatIsNoText() throws Exception {
    Path library = compileLibrary();
    for (Path summary : summaries(library)) {
      Files.write(summary, new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    }

    Compiled compiled =
        compiled(
            ImmutableList.of(library),
            "",
            "app/App.java",
            application("Pools.start(task, Pools.workers(4));"));

    assertThat(compiled.messages().stream().distinct().toList()).hasSize(2);
    assertThat(compiled.messages().get(0)).contains("cannot read the model file");
  }

  @Test
  void sameBytes() throws Exception {
    List<Path> first = summaries(compileLibrary());
    List<Path> second = summaries(compileLibrary());

    assertThat(first).hasSize(2);
    for (int i = 0; i < first.size(); i++) {
      assertThat(Files.readAllBytes(first.get(i))).isEqualTo(Files.readAllBytes(second.get(i)));
    }
  }

  private ImmutableList<String> checksIn(String code) throws Exception {
    return checksIn(code, compileLibrary());
  }

  private ImmutableList<String> checksIn(String code, Path library, String... moreFlags)
      throws Exception {
    String flags = moreFlags.length == 0 ? "" : moreFlags[0];
    return compiled(ImmutableList.of(library), flags, "app/App.java", application(code))
        .messages()
        .stream()
        .map(message -> message.replaceFirst("(?s)^\\[(\\w+)].*", "$1"))
        .collect(toImmutableList());
  }

  private static String application(String code) {
    return """
    package app;

    import acme.Pools;
    import acme.Relay;
    import java.util.concurrent.ExecutorService;

    class App {
      void run(Runnable task) {
    %s  }
    }
    """
        .formatted(code.indent(4));
  }

  private Path compileLibrary() throws Exception {
    Path pools = compile(ImmutableList.of(), "", "acme/Pools.java", POOLS);
    return compiled(pools, ImmutableList.of(), "", "acme/Relay.java", RELAY).output();
  }

  private Path compile(List<Path> classPath, String flags, String name, String source)
      throws Exception {
    Compiled compiled = compiled(classPath, flags, name, source);
    assertThat(compiled.messages()).isEmpty();
    return compiled.output();
  }

  private Compiled compiled(List<Path> classPath, String flags, String name, String source)
      throws Exception {
    Path output = Files.createTempDirectory(directory, "output");
    return compiled(output, classPath, flags, name, source);
  }

  private Compiled compiled(
      Path output, List<Path> classPath, String flags, String name, String source)
      throws Exception {
    Path file = Files.createTempDirectory(directory, "source").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
    List<Path> plugin = new ArrayList<>(List.of(Plugin.jar()));
    ErrorProne.classPath(ErrorProne.NEWEST).forEach(jar -> plugin.add(jar.toPath()));
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = javac.getStandardFileManager(diagnostics, null, UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      files.setLocationFromPaths(StandardLocation.ANNOTATION_PROCESSOR_PATH, plugin);
      javac
          .getTask(
              null,
              files,
              diagnostics,
              ImmutableList.of(
                  "-XDcompilePolicy=simple",
                  "--should-stop=ifError=FLOW",
                  "-XDaddTypeAnnotationsToSymbol=true",
                  "-proc:none",
                  "-Xplugin:ErrorProne -XepDisableAllChecks -Xep:Watertight " + flags),
              null,
              files.getJavaFileObjects(file))
          .call();
    }
    return new Compiled(
        output,
        diagnostics.getDiagnostics().stream()
            .map(diagnostic -> diagnostic.getMessage(null))
            .collect(toImmutableList()));
  }

  private static List<Path> summaries(Path output) throws IOException {
    Path directory = output.resolve("META-INF/watertight/summaries");
    if (!Files.exists(directory)) {
      return ImmutableList.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
