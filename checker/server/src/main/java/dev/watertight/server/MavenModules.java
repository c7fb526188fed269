package dev.watertight.server;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.watertight.tools.CompilerCall;
import dev.watertight.tools.MavenLog;
import dev.watertight.tools.MavenRun;
import dev.watertight.tools.NoDiagnosisException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks Maven how the modules of a project are compiled. */
final class MavenModules {
  private static final String POM = "pom.xml";

  /** Plugins of javac that are no annotation processors. */
  private static final ImmutableSet<String> PLUGINS =
      ImmutableSet.of("error_prone_core", "watertight", "nullaway", "error-prone-contrib");

  private final Settings settings;

  MavenModules(Settings settings) {
    this.settings = settings;
  }

  /** The directory of the module that a file is in; none if it is not of a Maven project. */
  static Optional<Path> directory(Path file) {
    for (Path path = file.getParent(); path != null; path = path.getParent()) {
      if (Files.exists(path.resolve(POM))) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /**
   * The modules in a directory, and those they need.
   *
   * @param folders the directories that are open in the editor
   */
  ImmutableList<Module> read(Path directory, List<Path> folders, Run run)
      throws InterruptedException, NoModuleException {
    Path root = root(directory, folders);
    if (!root.equals(directory)) {
      try {
        ImmutableList<Module> modules =
            read(
                root,
                directory,
                List.of("-pl", root.relativize(directory).toString().replace('\\', '/'), "-am"),
                run);
        if (!modules.isEmpty()) {
          return modules;
        }
      } catch (NoModuleException e) {
        // Perhaps not one of its modules: then it stands for itself.
        run.check();
      }
    }
    return read(directory, directory, List.of(), run);
  }

  private ImmutableList<Module> read(Path root, Path directory, List<String> which, Run run)
      throws InterruptedException, NoModuleException {
    List<String> arguments = new ArrayList<>(which);
    arguments.addAll(settings.mavenArguments());
    MavenLog log;
    try {
      log = MavenRun.run(root, MavenRun.question(root, settings.maven(), arguments), run::watch);
    } catch (NoDiagnosisException e) {
      run.check();
      throw new NoModuleException(String.valueOf(e.getMessage()), e);
    }
    run.check();
    ImmutableList<Module> modules =
        log.calls().stream()
            .filter(call -> call.parameters().containsKey("compileSourceRoots"))
            .map(call -> module(call, root, log))
            .collect(toImmutableList());
    if (log.calls().stream().noneMatch(call -> Document.real(call.directory()).equals(directory))) {
      throw new NoModuleException(
          "Maven does not say how %s is compiled: %s"
              .formatted(
                  directory,
                  log.errors()
                      .lines()
                      .limit(10)
                      .reduce((one, other) -> one + "\n" + other)
                      .orElse("")));
    }
    return modules;
  }

  /** The topmost directory with a POM that is open; else the topmost in a row. */
  private static Path root(Path directory, List<Path> folders) {
    for (Path folder : folders) {
      if (directory.startsWith(folder) && Files.exists(folder.resolve(POM))) {
        return folder;
      }
    }
    Path root = directory;
    while (root.getParent() != null && Files.exists(root.getParent().resolve(POM))) {
      root = root.getParent();
    }
    return root;
  }

  private Module module(CompilerCall call, Path root, MavenLog log) {
    JavacArguments arguments = new JavacArguments(call.forked() ? call.directory() : root);
    add("-d", text(call, "outputDirectory"), arguments);
    String release = text(call, "testRelease").or(() -> text(call, "release")).orElse("");
    if (release.isEmpty()) {
      add("-source", text(call, "testSource").or(() -> text(call, "source")), arguments);
      add("-target", text(call, "testTarget").or(() -> text(call, "target")), arguments);
    } else {
      add("--release", Optional.of(release), arguments);
    }
    add("-encoding", text(call, "encoding"), arguments);
    if (text(call, "enablePreview").equals(Optional.of("true"))) {
      arguments.add(List.of("--enable-preview"));
    }
    arguments.add(call.compilerArgs());
    call.list("compileSourceRoots").stream()
        .map(Path::of)
        .filter(Files::isDirectory)
        .forEach(arguments::addSource);
    Stream.of("testPath", "compilePath", "classpathElements")
        .map(call::list)
        .filter(path -> !path.isEmpty())
        .findFirst()
        .orElse(ImmutableList.of())
        .forEach(entry -> arguments.addClassPath(Path.of(entry)));
    addProcessors(call, log, arguments);
    arguments.add(settings.flags());
    return arguments.toModule(call.module() + (call.tests() ? " (tests)" : ""));
  }

  /**
   * What annotation processors generate is taken from the last build, as a source like others; they
   * run here where there is nothing of them, since some, such as Lombok's, generate no sources.
   */
  private void addProcessors(CompilerCall call, MavenLog log, JavacArguments arguments) {
    Optional<Path> generated =
        text(call, call.tests() ? "generatedTestSourcesDirectory" : "generatedSourcesDirectory")
            .map(Path::of)
            .filter(directory -> Module.holds(directory, Module.EXTENSION));
    generated.ifPresent(arguments::addSource);
    List<String> names = call.list("annotationProcessorPaths");
    String path =
        names.stream()
            .flatMap(name -> jar(name, log).stream())
            .map(Path::toString)
            .reduce((one, other) -> one + java.io.File.pathSeparatorChar + other)
            .orElse("");
    if (generated.isPresent()
        || text(call, "proc").equals(Optional.of("none"))
        || (!names.isEmpty() && path.isEmpty())) {
      arguments.add(List.of("-proc:none"));
    } else {
      arguments.add(List.of("-proc:full"));
      add("-processorpath", path.isEmpty() ? Optional.empty() : Optional.of(path), arguments);
    }
  }

  /** The jar of {@code group:artifact:version.type}, as Maven prints it. */
  private static Optional<Path> jar(String name, MavenLog log) {
    List<String> parts = Splitter.on(':').splitToList(name);
    if (parts.size() < 3 || PLUGINS.contains(parts.get(1))) {
      return Optional.empty();
    }
    String version = parts.get(2).replaceFirst("\\.jar$", "");
    return log.repository()
        .map(
            repository ->
                repository
                    .resolve(parts.get(0).replace('.', '/'))
                    .resolve(parts.get(1))
                    .resolve(version)
                    .resolve(parts.get(1) + "-" + version + ".jar"))
        .filter(Files::exists);
  }

  private void add(String option, Optional<String> value, JavacArguments arguments) {
    value.ifPresent(text -> arguments.add(List.of(option, text)));
  }

  private static Optional<String> text(CompilerCall call, String parameter) {
    return Optional.ofNullable(call.parameters().get(parameter))
        .map(String::strip)
        .filter(text -> !text.isEmpty() && !text.equals("null"));
  }
}
