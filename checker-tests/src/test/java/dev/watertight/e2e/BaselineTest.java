package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A baseline is written by one compilation and read by later ones, of code that has changed. */
final class BaselineTest {
  private static final String LEAKING =
      """
      package shop;

      import java.util.List;
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;

      class Till {
        private final ExecutorService pool = Executors.newFixedThreadPool(2);

        void open(List<String> names, int[] counts) {
          Executors.newFixedThreadPool(1).execute(() -> {});
          pool.execute(() -> {});
        }

        static class Drawer {
          void slam() {
            ExecutorService hands = Executors.newFixedThreadPool(2);
            hands.execute(() -> {});
          }
        }
      }
      """;

  private static final String ROWS =
      """
      HandleNeverReleased shop.Till#open(List,int[]) newFixedThreadPool()
      HandleNeverReleased shop.Till#pool pool
      HandleNeverReleased shop.Till$Drawer#slam() hands
      """;

  @TempDir private Path directory;
  private Path baseline;

  @BeforeEach
  void nameFile() {
    baseline = directory.resolve("baseline.txt");
  }

  @Test
  void findingsAreWrittenAndFailNothing() throws Exception {
    Compilation writing = write(LEAKING);

    assertThat(writing).succeeded();
    assertThat(notes(writing)).hasSize(3);
    assertThat(Files.readString(baseline)).endsWith("\nversion 1\n" + ROWS);
  }

  @Test
  void oldFindingsAreNotes() throws Exception {
    write(LEAKING);

    Compilation reading = read(LEAKING);

    assertThat(reading).succeededWithoutWarnings();
    assertThat(notes(reading)).hasSize(3);
    assertThat(reading).hadNoteContaining("[HandleNeverReleased] (in the baseline) Fixed pool of");
  }

  @Test
  void oldFindingsInCodeThatHasMoved() throws Exception {
    write(LEAKING);

    Compilation reading =
        read(
            LEAKING
                .replace("void open(", "int opened;\n\n  /** Opens. */\n  void open(")
                .replace("\n", "\n\n"));

    assertThat(reading).succeededWithoutWarnings();
    assertThat(notes(reading)).hasSize(3);
  }

  @Test
  void newFinding() throws Exception {
    write(LEAKING);

    Compilation reading =
        read(
            LEAKING.replace(
                "void slam() {",
                "void shut() {\n      Executors.newFixedThreadPool(3).execute(() -> {});\n    }\n    void slam() {"));

    assertThat(reading).hadErrorCount(1);
    assertThat(reading).hadErrorContaining("pool of 3 platform threads");
  }

  @Test
  void oneMoreOfTheSameKind() throws Exception {
    write(LEAKING);
    String opening = "Executors.newFixedThreadPool(1).execute(() -> {});";

    Compilation reading = read(LEAKING.replace(opening, opening + "\n" + opening));

    assertThat(reading).hadErrorCount(1);
  }

  @Test
  void findingThatIsGone() throws Exception {
    write(LEAKING);

    Compilation reading = read(LEAKING.replace("hands.execute", "hands.close(); hands.execute"));

    assertThat(reading).succeeded();
    assertThat(reading)
        .hadNoteContaining(
            "does not find this any more, remove it from the baseline: HandleNeverReleased shop.Till$Drawer#slam() hands");
  }

  @Test
  void findingsOfClassesThatAreNotCompiled() throws Exception {
    write(LEAKING);

    Compilation reading = read("class Other {}");

    assertThat(reading).succeeded();
    assertThat(reading.notes()).isEmpty();
  }

  @Test
  void findingsOfOtherClassesStay() throws Exception {
    write(LEAKING);

    write(LEAKING.replace("Till", "Counter").replace("2", "3"));
    write(
        LEAKING
            .replace("pool.execute(() -> {});", "")
            .replace("Executors.newFixedThreadPool(2);\n\n", "null;\n\n"));

    assertThat(Files.readString(baseline))
        .endsWith(
            """
            HandleNeverReleased shop.Counter#open(List,int[]) newFixedThreadPool()
            HandleNeverReleased shop.Counter#pool pool
            HandleNeverReleased shop.Counter$Drawer#slam() hands
            HandleNeverReleased shop.Till#open(List,int[]) newFixedThreadPool()
            HandleNeverReleased shop.Till$Drawer#slam() hands
            """);
  }

  @Test
  void annotatedTypes() throws Exception {
    String source =
        """
        package shop;

        import java.lang.annotation.ElementType;
        import java.lang.annotation.Target;
        import java.util.concurrent.Executors;

        class Till {
          @Target(ElementType.TYPE_USE)
          @interface Fresh {}

          void open(@Fresh String name, java.util.@Fresh List<String> names) {
            Executors.newFixedThreadPool(2).execute(() -> {});
          }
        }
        """;
    write(source);

    Compilation reading = read(source);

    assertThat(reading).succeededWithoutWarnings();
    assertThat(Files.readString(baseline))
        .endsWith("HandleNeverReleased shop.Till#open(String,List) newFixedThreadPool()\n");
  }

  @Test
  void suppressedFinding() throws Exception {
    write(LEAKING.replace("class Till", "@SuppressWarnings(\"Watertight\")\nclass Till"));

    assertThat(Files.readString(baseline)).doesNotContain("HandleNeverReleased");
  }

  private Compilation write(String source) throws Exception {
    return compile("WriteBaseline", source);
  }

  private Compilation read(String source) throws Exception {
    return compile("Baseline", source);
  }

  private Compilation compile(String option, String source) throws Exception {
    String name = source.replaceFirst("(?s).*?class (\\w+).*", "$1");
    JavaFileObject file =
        JavaFileObjects.forSourceString(
            (source.startsWith("package") ? "shop." : "") + name, source);
    return WatertightCompiler.withFlags(
            " -XepDisableAllChecks -Xep:HandleNeverReleased:ERROR -XepOpt:Watertight:%s=%s"
                .formatted(option, baseline),
            ImmutableList.of())
        .compile(file);
  }

  private static ImmutableList<String> notes(Compilation compilation) {
    return compilation.notes().stream()
        .map(note -> note.getMessage(null))
        .filter(note -> note.contains("(in the baseline)"))
        .collect(toImmutableList());
  }
}
