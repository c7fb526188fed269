package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertWithMessage;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A project whose compilations write their findings as SARIF. */
final class SarifProject {
  static final String LEAKING =
      """
      package shop;

      import java.util.concurrent.Executors;

      class Till {
      \tvoid open() {
      \t\tExecutors.newFixedThreadPool(1).execute(() -> {});
      \t}
      }
      """;

  static final String CLEAN = "class Shop {}";

  private final Path directory;

  /** Where the log is written to. */
  final Path log;

  private SarifProject(Path directory, Path log) {
    this.directory = directory;
    this.log = log;
  }

  /** A checkout in a directory. */
  static SarifProject in(Path directory) throws Exception {
    Path checkout = directory.toRealPath();
    Files.createDirectories(checkout.resolve(".git"));
    return new SarifProject(checkout, checkout.resolve("target/reports/watertight.sarif"));
  }

  /** The same, which writes to another file. */
  SarifProject writingTo(Path file) {
    return new SarifProject(directory, file);
  }

  Path directory() {
    return directory;
  }

  Compilation compile(String source) throws Exception {
    return compile(source, "");
  }

  Compilation compile(String source, String flags) throws Exception {
    return compile(source, flags, ImmutableList.of(), "");
  }

  Compilation compile(String source, String flags, String option, String value, String suffix)
      throws Exception {
    return compile(source, flags, ImmutableList.of(option, value), suffix);
  }

  Compilation compile(String source, String flags, ImmutableList<String> options, String suffix)
      throws Exception {
    return WatertightCompiler.withFlags(
            " -XepDisableAllChecks -Xep:Watertight -XepOpt:Watertight:Sarif="
                + log
                + suffix
                + flags,
            options)
        .compile(JavaFileObjects.forResource(write(source).toUri().toURL()));
  }

  Path write(String source) throws Exception {
    String name = source.replaceFirst("(?s).*?class (\\w+).*", "$1");
    Path file = directory.resolve("src of").resolve(name + ".java");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, source);
  }

  /** Compiles in a process of its own, and returns what that prints. */
  String fork(Jdk jdk, String errorProne, String flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(jdk.java());
    command.add("-verbose:class");
    command.addAll(Project.errorProneOptions());
    command.addAll(List.of("-m", "jdk.compiler/com.sun.tools.javac.Main", "-proc:none"));
    command.addAll(
        List.of("-XDcompilePolicy=simple", "--should-stop=ifError=FLOW", "-processorpath"));
    command.add(
        Joiner.on(File.pathSeparatorChar)
            .join(Iterables.concat(List.of(Plugin.jar()), ErrorProne.classPath(errorProne))));
    command.addAll(
        List.of(
            "-XDaddTypeAnnotationsToSymbol=true",
            "-Xplugin:ErrorProne -XepDisableAllChecks -Xep:Watertight" + flags,
            "-d",
            directory.toString(),
            write(LEAKING).toString()));
    Forked run = Forked.run(directory, ImmutableMap.of(), command);
    assertWithMessage(run.output()).that(run.output()).contains("[HandleNeverReleased]");
    return run.output();
  }
}
