package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.gson.Gson;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The language server in a real editor, which runs without a screen. */
final class NeovimTest {
  @Test
  void quickFix() throws Exception {
    assumeTrue(
        Splitter.on(File.pathSeparatorChar)
            .splitToStream(System.getenv("PATH"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "nvim"))),
        "There is no nvim on the PATH; Debian's package is neovim");
    Path directory = Project.scratch("neovim").toRealPath();
    Files.writeString(directory.resolve("watertight.flags"), "--release 21 .\n");
    Path file =
        Files.writeString(
            directory.resolve("Orders.java"),
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Orders {
              void ship(Runnable order) {
                ExecutorService workers = Executors.newFixedThreadPool(4);
                workers.execute(order);
              }
            }
            """);
    Path other = Files.writeString(directory.resolve("Order.java"), "class Order {}\n");
    Path server =
        Files.writeString(directory.resolve("server.json"), new Gson().toJson(Editor.server()));

    Forked neovim =
        Forked.run(
            directory,
            ImmutableMap.of(
                "FILE", file.toString(),
                "OTHER", other.toString(),
                "PAGE", Project.ROOT.resolve("checker/docs/language-server.md").toString(),
                "SERVER", server.toString(),
                "XDG_STATE_HOME", directory.toString(),
                "XDG_CACHE_HOME", directory.toString()),
            ImmutableList.of(
                "nvim",
                "--headless",
                "-u",
                "NONE",
                "-i",
                "NONE",
                "-n",
                "-S",
                Project.resource("neovim.lua").toString()));

    assertWithMessage(neovim.output()).that(neovim.exitCode()).isEqualTo(0);
    assertThat(neovim.output()).contains("diagnostic on line 6: ");
    assertThat(neovim.output())
        .contains("offered: Close it by try-with-resources [HandleNeverReleased]");
    assertThat(neovim.output()).contains("diagnostic gone");
    assertThat(neovim.output()).contains("servers: 1");
    assertThat(Files.readString(file)).contains("workers.shutdown();");
  }
}
