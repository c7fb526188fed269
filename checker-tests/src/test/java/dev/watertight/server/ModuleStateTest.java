package dev.watertight.server;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a module is compiled again for a file. */
final class ModuleStateTest {
  @TempDir private Path directory;
  private ModuleState state;
  private Path file;

  @BeforeEach
  void compile() throws Exception {
    file = Files.createFile(directory.resolve("A.java"));
    state =
        new ModuleState(
            new Module(
                "a",
                ImmutableList.of(directory),
                ImmutableList.of(),
                Optional.empty(),
                ImmutableList.of(),
                ImmutableList.of()));
    state.setStale(false);
    state.setCompiled(
        new ModuleState.Compiled(
            ImmutableSet.of(file), directory, ImmutableMap.of(), ImmutableMap.of()));
  }

  @Test
  void compiledFile() {
    assertThat(state.isStale(file)).isFalse();

    state.setStale(true);

    assertThat(state.isStale(file)).isTrue();
  }

  @Test
  void newFile() throws Exception {
    Path other = directory.resolve("B.java");
    assertThat(state.isStale(other)).isFalse();

    Files.createFile(other);

    assertThat(state.isStale(other)).isTrue();
  }

  @Test
  void fileThatIsNeverCompiled() throws Exception {
    assertThat(state.isStale(Files.createFile(directory.resolve("module-info.java")))).isFalse();
  }
}
