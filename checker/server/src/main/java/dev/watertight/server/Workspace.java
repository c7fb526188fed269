package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import javax.tools.StandardJavaFileManager;
import org.eclipse.lsp4j.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * What is open in the editor, and what is known of it.
 *
 * <p>There are two answers. The whole answer is that of a compilation of the module, as the build
 * makes one: when a file is opened first, and when one is saved. It takes as long as that takes.
 * The quick answer comes after an edit: of the edited file alone, with those that are not saved
 * yet, against the classes of the last whole one. The checks know then that they do not see all,
 * and say only what the code at hand proves; so the quick answer reports nothing that is wrong, but
 * may lack what hangs on other files: a channel that nobody else sends into, a lock that another
 * class keeps.
 */
final class Workspace implements AutoCloseable {
  private final Client client;
  private final Settings settings;
  private final Modules modules;
  private final Compiler compiler;
  private final Published published;
  private final Path scratch;

  /* One compilation of a whole module at a time; and beside it, one of a file. */
  private final Worker whole;
  private final QuickAnswers quick;

  private volatile @Nullable Run current;
  private volatile @Nullable Running running;
  private int outputs;

  /** The compilation of a module that is under way. */
  private record Running(Run run, ModuleState state) {}

  Workspace(Client client, Settings settings, List<Path> folders) throws IOException {
    this.client = client;
    this.settings = settings;
    this.compiler = new Compiler();
    this.modules = new Modules(folders);
    this.published = new Published(client);
    this.scratch = Files.createTempDirectory("watertight");
    this.whole = new Worker("watertight-modules", client);
    this.quick = new QuickAnswers(client, modules, published, compiler, scratch.resolve("edits"));
  }

  /** A file is open now. */
  void open(Path file, Document document) {
    published.open(file, document);
    compileLater(file);
  }

  /** A file has another text now. */
  void change(Path file, Document document) {
    published.change(file, document);
    quick.lookLater(file, settings.delay());
  }

  /** A file was written. */
  void save(Path file) {
    published.save(file);
    modules.all().forEach(state -> state.setStale(true));
    Running now = running;
    if (now != null && now.state.module().closeness(file) > 0) {
      // Its answer would be of the past.
      now.run.outdate();
    }
    compileLater(file);
  }

  /** A file is not open any more; it is on disk as it is. */
  void close(Path file) {
    if (published.close(file)) {
      save(file);
    }
  }

  /** Forgets how files are compiled, and finds it out anew. */
  void reload() {
    whole.submit(
        () -> {
          ImmutableList<ModuleState> before = modules.all();
          modules.clear();
          before.forEach(state -> state.compiled().ifPresent(this::deleteClasses));
          published.files().forEach(this::compileLater);
        });
  }

  /** What can be done about the findings of an open file. */
  Optional<CodeActions> actions(Path file) {
    return published
        .document(file)
        .flatMap(
            document ->
                published
                    .shown(file)
                    .map(
                        last ->
                            new CodeActions(
                                document, last.in(document.text()), client.takesVersions())));
  }

  @Override
  public void close() {
    Run now = current;
    if (now != null) {
      now.cancel();
    }
    whole.stop();
    quick.stop();
    whole.close();
    quick.close();
    delete(scratch);
  }

  private void compileLater(Path file) {
    whole.submit(() -> compile(file));
  }

  /** The whole answer for the module of a file, unless it is there. */
  private void compile(Path file) throws IOException, InterruptedException {
    Run run = new Run();
    Optional<ModuleState> known = modules.known(file);
    if (known.isPresent() && !known.get().isStale(file)) {
      known.get().compiled().ifPresent(compiled -> publishWhole(file, compiled));
      return;
    }
    current = run;
    try (Client.Progress progress = client.progress("Watertight", run)) {
      progress.step("asking how " + file.getFileName() + " is compiled");
      ModuleState state = modules.find(file, settings, run);
      compile(state, new LinkedHashSet<>(), progress, run);
    } catch (NoModuleException e) {
      if (!String.valueOf(e.getMessage()).isEmpty()) {
        client.show(MessageType.Error, String.valueOf(e.getMessage()));
      }
    } catch (CancellationException e) {
      client.log("Cancelled: compiling the module of " + file);
      if (run.isOutdated()) {
        // Perhaps only a module that this one needs was: the rest is still to be done.
        compileLater(file);
      }
    } finally {
      running = null;
      current = null;
    }
  }

  private void compile(
      ModuleState state, Set<ModuleState> dependents, Client.Progress progress, Run run)
      throws IOException {
    dependents.add(state);
    for (ModuleState needed : modules.missing(state.module())) {
      if (!dependents.contains(needed)) {
        compile(needed, dependents, progress, run);
      }
    }
    running = new Running(run, state);
    state.setStale(false);
    boolean ended = false;
    try {
      ended = compile(state, progress, run);
    } finally {
      if (!ended) {
        state.setStale(true);
      }
    }
  }

  /** Whether javac came to its end, well or not. */
  private boolean compile(ModuleState state, Client.Progress progress, Run run) throws IOException {
    Module module = state.module();
    Set<Path> files = module.files();
    Map<Path, String> texts = new HashMap<>(published.texts());
    texts.keySet().retainAll(files);
    progress.step("%s: %d files".formatted(module.name(), files.size()));
    Path output = scratch.resolve("classes-" + outputs++);
    Compiler.Result result = null;
    try (StandardJavaFileManager manager = compiler.files()) {
      result =
          compiler.compile(
              new Compiler.Request(module, files, texts, modules.classPath(module), output, true),
              manager,
              run,
              progress::part);
    } finally {
      if (result == null || !result.errors().isEmpty()) {
        delete(output);
      }
    }
    if (!result.errors().isEmpty()) {
      complain(state, result.errors());
      return true;
    }
    Optional<ModuleState.Compiled> before = state.compiled();
    ModuleState.Compiled now = new ModuleState.Compiled(files, output, result.findings(), texts);
    state.setCompiled(now);
    before.ifPresent(this::deleteClasses);
    Set<Path> told = new LinkedHashSet<>(result.findings().keySet());
    told.addAll(texts.keySet());
    published.shown().stream().filter(file -> module.closeness(file) > 0).forEach(told::add);
    told.forEach(file -> publishWhole(file, now));
    return true;
  }

  private void complain(ModuleState state, ImmutableList<String> errors) {
    String message =
        "%s does not compile, so the findings are those of before. Errors: %d, the first: %s"
            .formatted(state.module().name(), errors.size(), errors.get(0));
    if (state.compiled().isEmpty() && state.complain()) {
      client.show(MessageType.Warning, message);
    } else {
      client.log(message);
    }
  }

  /**
   * Publishes what the whole answer says of a file; if it has another text now, that is looked at.
   */
  private void publishWhole(Path file, ModuleState.Compiled compiled) {
    if (!published.publishWhole(file, compiled)) {
      quick.lookLater(file, 0);
    }
  }

  /** Deletes the classes of a compilation that is of the past, once no answer hangs on them. */
  private void deleteClasses(ModuleState.Compiled compiled) {
    quick.submit(() -> delete(compiled.classes()));
  }

  private static void delete(Path directory) {
    try {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      // It is among the temporary files.
    }
  }
}
