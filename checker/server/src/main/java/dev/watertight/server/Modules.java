package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The modules that are known so far. */
final class Modules {
  private final ImmutableList<Path> folders;
  private final List<ModuleState> known = new CopyOnWriteArrayList<>();

  /* By what was asked, so that Maven does not run again and again only to say no. */
  private final Map<Path, String> failures = new HashMap<>();

  Modules(List<Path> folders) {
    this.folders = ImmutableList.copyOf(folders);
  }

  /** That of a file, if it is known. */
  Optional<ModuleState> known(Path file) {
    return known.stream()
        .filter(state -> state.module().closeness(file) > 0)
        .max(Comparator.comparingInt(state -> state.module().closeness(file)));
  }

  ImmutableList<ModuleState> all() {
    return ImmutableList.copyOf(known);
  }

  /**
   * That of a file; whoever knows it is asked.
   *
   * @throws NoModuleException if it is not known how the file is compiled; with an empty message if
   *     that has been said before
   */
  ModuleState find(Path file, Settings settings, Run run)
      throws InterruptedException, NoModuleException {
    Optional<ModuleState> found = known(file);
    if (found.isPresent()) {
      return found.get();
    }
    Optional<Path> flags = flagsFile(file, settings);
    Optional<Path> directory = MavenModules.directory(file);
    Path asked = flags.or(() -> directory).orElse(file);
    if (failures.containsKey(asked)) {
      throw new NoModuleException("");
    }
    try {
      if (flags.isEmpty() && directory.isEmpty()) {
        throw new NoModuleException(
            "Watertight does not know how %s is compiled: there is neither a pom.xml nor a %s around it"
                .formatted(file, FlagsFile.NAME));
      }
      add(
          flags.isPresent()
              ? ImmutableList.of(FlagsFile.read(flags.get()))
              : new MavenModules(settings).read(directory.orElseThrow(), folders, run));
      return known(file)
          .orElseThrow(
              () ->
                  new NoModuleException(
                      "%s is not among the sources of %s".formatted(file, asked)));
    } catch (NoModuleException e) {
      failures.put(asked, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private void add(List<Module> modules) {
    for (Module module : modules) {
      if (!module.sources().isEmpty()
          && known.stream().noneMatch(state -> state.module().equals(module))) {
        known.add(new ModuleState(module));
      }
    }
  }

  /** Forgets all. */
  void clear() {
    known.clear();
    failures.clear();
  }

  /**
   * What a module is compiled against: of other modules the classes that were compiled here, if
   * there are any, else those of the last build.
   */
  ImmutableList<Path> classPath(Module module) {
    List<Path> path = new ArrayList<>();
    for (Path entry : module.classPath()) {
      path.add(
          with(entry)
              .flatMap(ModuleState::compiled)
              .map(ModuleState.Compiled::classes)
              .orElse(entry));
    }
    return ImmutableList.copyOf(path);
  }

  /** The modules that a module needs and nobody has built. */
  ImmutableList<ModuleState> missing(Module module) {
    return module.classPath().stream()
        .flatMap(entry -> with(entry).stream())
        .filter(
            state ->
                state.compiled().isEmpty()
                    && state.module().output().stream()
                        .noneMatch(classes -> Module.holds(classes, ".class")))
        .collect(ImmutableList.toImmutableList());
  }

  private Optional<ModuleState> with(Path output) {
    return known.stream()
        .filter(state -> state.module().output().equals(Optional.of(output)))
        .findFirst();
  }

  /** The flags file of a file: the one that is configured, or the next around it. */
  private Optional<Path> flagsFile(Path file, Settings settings) {
    if (!settings.flagsFile().isEmpty()) {
      Path base = folders.isEmpty() ? Path.of("") : folders.get(0);
      return Optional.of(base.resolve(settings.flagsFile()).toAbsolutePath().normalize());
    }
    for (Path path = file.getParent(); path != null; path = path.getParent()) {
      if (Files.exists(path.resolve(FlagsFile.NAME))) {
        return Optional.of(path.resolve(FlagsFile.NAME));
      }
    }
    return Optional.empty();
  }
}
