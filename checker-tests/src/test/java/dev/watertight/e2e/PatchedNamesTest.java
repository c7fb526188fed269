package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name behind {@code -XepPatchChecks:} that no check has fails the compilation. */
final class PatchedNamesTest {
  @TempDir private Path directory;

  @Test
  void checkOfOurs() throws Exception {
    assertThat(patch("HandleNeverReleased")).succeeded();
    assertThat(Files.readString(directory.resolve("error-prone.patch")))
        .contains("pool.shutdown()");
  }

  @Test
  void checkOfErrorProne() throws Exception {
    assertThat(patch("DeadException,HandleNeverReleased")).succeeded();
  }

  @Test
  void allChecks() throws Exception {
    assertThat(patch("")).succeeded();
    assertThat(Files.readString(directory.resolve("error-prone.patch")))
        .contains("pool.shutdown()");
  }

  @Test
  void misspelt() throws Exception {
    assertThat(patch("HandleNeverReleased,HandleNeverRelased"))
        .hadErrorContaining(
            "-XepPatchChecks:HandleNeverRelased is not the name of a check, and nothing is patched"
                + " for it; did you mean HandleNeverReleased?");
    assertThat(Files.exists(directory.resolve("error-prone.patch"))).isFalse();
  }

  @Test
  void nameOfTheFamily() throws Exception {
    assertThat(patch("Watertight"))
        .hadErrorContaining("name each check, or leave that to the command");
  }

  @Test
  void nothingLikeIt() throws Exception {
    assertThat(patch("Foo")).hadErrorContaining("Foo is not the name of a check");
  }

  private Compilation patch(String checks) throws Exception {
    Path source =
        Files.writeString(
            directory.resolve("Shop.java"),
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Shop {
              void open() {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                pool.execute(() -> {});
              }
            }
            """);
    return WatertightCompiler.withFlags(
            " -XepDisableAllChecks -Xep:Watertight -XepPatchChecks:%s -XepPatchLocation:%s"
                .formatted(checks, directory),
            ImmutableList.of())
        .compile(JavaFileObjects.forResource(source.toUri().toURL()));
  }
}
