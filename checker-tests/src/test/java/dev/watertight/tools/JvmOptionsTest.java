package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JvmOptionsTest {
  @Test
  void fileAboveProject(@TempDir Path root) throws Exception {
    Path module = Files.createDirectories(root.resolve("module"));
    Files.createDirectory(root.resolve(".mvn"));
    Files.writeString(
        root.resolve(".mvn/jvm.config"), "-Xmx1g\n--add-opens a/b=c\n--add-exports=d/e=f\n");

    assertThat(
            JvmOptions.ofMaven(module, ImmutableMap.of("MAVEN_OPTS", "-Xss1m --add-opens=g/h=i")))
        .containsExactly("--add-opens=g/h=i", "--add-opens=a/b=c", "--add-exports=d/e=f")
        .inOrder();
  }
}
