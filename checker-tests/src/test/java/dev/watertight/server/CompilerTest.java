package dev.watertight.server;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import javax.tools.StandardJavaFileManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompilerTest {
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

  @TempDir private Path directory;

  @Test
  void fileThatIsWrittenMeanwhile() throws Exception {
    Path file = Files.writeString(directory.resolve("Orders.java"), LEAK);
    Module module =
        new Module(
            "orders",
            ImmutableList.of(directory),
            ImmutableList.of(),
            Optional.empty(),
            ImmutableList.of("-proc:none"),
            ImmutableList.of());
    Compiler compiler = new Compiler();
    Compiler.Result result;
    try (StandardJavaFileManager files = compiler.files()) {
      result =
          compiler.compile(
              new Compiler.Request(
                  module,
                  ImmutableList.of(file),
                  ImmutableMap.of(),
                  ImmutableList.of(),
                  directory.resolve("classes"),
                  true),
              files,
              new Run(),
              part -> write(file, "// New.\n" + LEAK));
    }

    assertThat(result.errors()).isEmpty();
    assertThat(result.findings().get(file).text()).isEqualTo(LEAK);
    assertThat(result.findings().get(file).findings()).hasSize(1);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
