package dev.watertight.server;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlagsFileTest {
  @TempDir private Path directory;

  @Test
  void argumentsOfJavac() throws Exception {
    Module module =
        read(
            """
            # How it is compiled.
            --release 21 -parameters
            -cp "lib/a b.jar%sbuild/classes" -d build/classes
            -Xlint:all -Werror -J-Xmx1g -XDcompilePolicy=byfile
            "-Xplugin:ErrorProne -Xep:BusyPolling:OFF -XepOpt:Watertight:Sarif=all.sarif"
            -XepOpt:Watertight:Model=models/a.txt,models/b.txt
            src/main/java generated/A.java
            """
                .formatted(File.pathSeparator));

    assertThat(module.options()).containsExactly("--release", "21", "-parameters").inOrder();
    assertThat(module.classPath()).containsExactly(directory.resolve("lib/a b.jar"));
    assertThat(module.output()).isEqualTo(Optional.of(directory.resolve("build/classes")));
    assertThat(module.flags())
        .containsExactly(
            "-Xep:BusyPolling:OFF",
            "-XepOpt:Watertight:Model=%s,%s"
                .formatted(directory.resolve("models/a.txt"), directory.resolve("models/b.txt")));
    assertThat(module.sources())
        .containsExactly(directory.resolve("src/main/java"), directory.resolve("generated/A.java"));
  }

  @Test
  void valuesBehindEqualsSigns() throws Exception {
    Module module =
        read(
            """
            --release=21 --class-path=lib/a.jar%sbuild/classes --module-path=mods
            --add-exports=java.base/sun.nio.ch=ALL-UNNAMED --should-stop=ifError=FLOW
            --source-path=generated src
            """
                .formatted(File.pathSeparator));

    assertThat(module.options())
        .containsExactly("--release", "21", "--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED")
        .inOrder();
    assertThat(module.classPath())
        .containsExactly(
            directory.resolve("lib/a.jar"),
            directory.resolve("build/classes"),
            directory.resolve("mods"))
        .inOrder();
    assertThat(module.sources())
        .containsExactly(directory.resolve("generated"), directory.resolve("src"));
  }

  @Test
  void filesInOtherOptions() throws Exception {
    Module module =
        read(
            """
            -processorpath lib/a.jar%1$slib/b.jar --system jdk
            --patch-module=a.b=one%1$s../other --system=none src
            """
                .formatted(File.pathSeparator));

    assertThat(module.options())
        .containsExactly(
            "-processorpath",
            directory.resolve("lib/a.jar") + File.pathSeparator + directory.resolve("lib/b.jar"),
            "--system",
            directory.resolve("jdk").toString(),
            "--patch-module",
            "a.b=%s%s%s"
                .formatted(
                    directory.resolve("one"),
                    File.pathSeparator,
                    directory.resolveSibling("other")),
            "--system",
            "none")
        .inOrder();
  }

  @Test
  void filesOfModule() throws Exception {
    Path source = Files.createDirectories(directory.toRealPath().resolve("src"));
    Path shop = Files.createFile(source.resolve("Shop.java"));
    Files.createFile(source.resolve("module-info.java"));
    Files.createFile(source.resolve("shop.txt"));

    Module module = read("src missing");

    assertThat(module.files()).containsExactly(shop);
    assertThat(module.closeness(shop)).isGreaterThan(0);
    assertThat(module.closeness(directory.resolve("Other.java"))).isEqualTo(0);
  }

  @Test
  void noFile() {
    NoModuleException e =
        assertThrows(NoModuleException.class, () -> FlagsFile.read(directory.resolve("no.flags")));

    assertThat(e).hasMessageThat().startsWith("Cannot read the flags file " + directory);
  }

  private Module read(String text) throws Exception {
    return FlagsFile.read(Files.writeString(directory.resolve("watertight.flags"), text));
  }
}
