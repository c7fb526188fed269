package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.watertight.reports.Found;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
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
 *
 * <p>What of the whole answer a quick one cannot know is found out by a quick answer for the text
 * that the whole one had: what is missing from it is kept through edits elsewhere in the file,
 * until the next whole answer. That also brings what an edit has changed in other files.
 */
final class Workspace implements AutoCloseable {
  private final Client client;
  private final Settings settings;
  private final Modules modules;
  private final Compiler compiler;
  private final Path scratch;
  private final Map<Path, Document> open = new ConcurrentHashMap<>();
  private final Map<Path, Shown> shown = new ConcurrentHashMap<>();
  private final Map<Path, Future<?>> edits = new ConcurrentHashMap<>();

  /* One compilation of a whole module at a time; and beside it, one of a file. */
  private final ScheduledExecutorService whole =
      Executors.newSingleThreadScheduledExecutor(threads("watertight-modules"));
  private final ScheduledExecutorService quick =
      Executors.newSingleThreadScheduledExecutor(threads("watertight-edits"));

  private volatile @Nullable Run current;
  private volatile @Nullable Running running;
  private int outputs;

  /* Those of the thread for edits. */
  private @Nullable StandardJavaFileManager libraries;
  private ModuleState.@Nullable Compiled librariesOf;

  /** The compilation of a module that is under way. */
  private record Running(Run run, ModuleState state) {}

  Workspace(Client client, Settings settings, List<Path> folders) throws IOException {
    this.client = client;
    this.settings = settings;
    this.compiler = new Compiler();
    this.modules = new Modules(folders);
    this.scratch = Files.createTempDirectory("watertight");
  }

  /** A file is open now. */
  void open(Path file, Document document) {
    open.put(file, document);
    compileLater(file);
  }

  /** A file has another text now. */
  void change(Path file, Document document) {
    open.put(file, document);
    lookLater(file, settings.delay());
  }

  /** A file was written. */
  void save(Path file) {
    modules.all().forEach(state -> state.setStale(true));
    Running now = running;
    if (now != null && now.state.module().closeness(file) > 0) {
      // Its answer would be of the past.
      now.run.cancel();
    }
    compileLater(file);
  }

  /** A file is not open any more; it is on disk as it is. */
  void close(Path file) {
    Document last = open.remove(file);
    Shown before = shown.get(file);
    if (last != null && before != null && !before.text().equals(Document.saved(file))) {
      save(file);
    }
  }

  /** Forgets how files are compiled, and finds it out anew. */
  void reload() {
    submit(
        () -> {
          modules.clear();
          open.keySet().forEach(this::compileLater);
        });
  }

  /** What can be done about the findings of an open file. */
  Optional<CodeActions> actions(Path file) {
    Document document = open.get(file);
    Shown last = shown.get(file);
    return document == null || last == null
        ? Optional.empty()
        : Optional.of(new CodeActions(document, last.in(document.text()), client.takesVersions()));
  }

  @Override
  public void close() {
    Run now = current;
    if (now != null) {
      now.cancel();
    }
    whole.shutdownNow();
    quick.shutdownNow();
    try {
      MoreFiles.deleteRecursively(scratch, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      // It is among the temporary files.
    }
  }

  private void compileLater(Path file) {
    submit(() -> compile(file));
  }

  /** The whole answer for the module of a file, unless it is there. */
  private void compile(Path file) throws IOException, InterruptedException {
    Run run = new Run();
    Optional<ModuleState> known = modules.known(file);
    if (known.isPresent() && !known.get().isStale(file)) {
      publishOpened(file, known.get());
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
    Map<Path, String> texts = new HashMap<>();
    open.forEach(
        (file, document) -> {
          if (files.contains(file)) {
            texts.put(file, document.text());
          }
        });
    progress.step("%s: %d files".formatted(module.name(), files.size()));
    Path output = scratch.resolve("classes-" + outputs++);
    Compiler.Result result;
    try (StandardJavaFileManager manager = compiler.files()) {
      result =
          compiler.compile(
              new Compiler.Request(module, files, texts, modules.classPath(module), output, true),
              manager,
              run,
              progress::part);
    }
    if (!result.errors().isEmpty()) {
      complain(state, result.errors());
      return true;
    }
    Optional<ModuleState.Compiled> before = state.compiled();
    ModuleState.Compiled now = new ModuleState.Compiled(files, output, result.findings(), texts);
    state.setCompiled(now);
    before.ifPresent(old -> quick.execute(() -> delete(old.classes())));
    Set<Path> told = new LinkedHashSet<>(result.findings().keySet());
    before.ifPresent(old -> told.addAll(old.findings().keySet()));
    told.addAll(texts.keySet());
    shown.keySet().stream().filter(file -> module.closeness(file) > 0).forEach(told::add);
    for (Path file : told) {
      publishWhole(file, now);
    }
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

  /** Publishes what the whole answer says of a file, if the file still is as it was then. */
  private void publishWhole(Path file, ModuleState.Compiled compiled) {
    Document document = open.get(file);
    String then = compiled.texts().get(file);
    if (document != null && then != null && !document.text().equals(then)) {
      lookLater(file, 0);
      return;
    }
    Shown found = compiled.findings().get(file);
    publish(
        file,
        found != null
            ? found
            : new Shown(then != null ? then : Document.saved(file), ImmutableList.of()));
  }

  private void publishOpened(Path file, ModuleState state) {
    Document document = open.get(file);
    state
        .compiled()
        .ifPresent(
            compiled -> {
              if (document != null && !document.text().equals(textThen(file, compiled))) {
                lookLater(file, 0);
              } else {
                publishWhole(file, compiled);
              }
            });
  }

  private void lookLater(Path file, int delay) {
    Future<?> before =
        edits.put(file, quick.schedule(guarded(() -> look(file)), delay, TimeUnit.MILLISECONDS));
    if (before != null) {
      before.cancel(/* mayInterruptIfRunning= */ false);
    }
  }

  /** The quick answer for an open file. */
  private void look(Path file) throws IOException {
    Document document = open.get(file);
    Optional<ModuleState> state = modules.known(file);
    Optional<ModuleState.Compiled> compiled = state.flatMap(ModuleState::compiled);
    if (document == null || compiled.isEmpty()) {
      // The whole answer is on its way, or was not to be had.
      return;
    }
    Shown unknown = unknown(file, state.get().module(), compiled.get());
    Map<Path, String> texts = new HashMap<>();
    open.forEach(
        (other, each) -> {
          if (state.get().module().closeness(other) > 0
              && !each.text().equals(textThen(other, compiled.get()))) {
            texts.put(other, each.text());
          }
        });
    texts.put(file, document.text());
    Optional<Shown> found = alone(file, texts, state.get().module(), compiled.get());
    if (found.isEmpty() && texts.size() > 1) {
      found =
          alone(file, ImmutableMap.of(file, document.text()), state.get().module(), compiled.get());
    }
    if (found.isEmpty()) {
      // It does not compile: what was found last is still the best that there is to say.
      return;
    }
    Set<Found> all = new LinkedHashSet<>(found.get().findings());
    unknown.in(document.text()).findings().stream()
        .filter(kept -> all.stream().noneMatch(other -> isSame(kept, other)))
        .toList()
        .forEach(all::add);
    Document now = open.get(file);
    if (now != null && now.version() == document.version()) {
      publish(file, new Shown(document.text(), ImmutableList.copyOf(all)));
    }
  }

  /** What the whole answer has found in a file, and a quick one for the same text has not. */
  private Shown unknown(Path file, Module module, ModuleState.Compiled compiled)
      throws IOException {
    Shown found = compiled.findings().get(file);
    if (found == null) {
      return new Shown("", ImmutableList.of());
    }
    ImmutableList<Found> known = compiled.alone().get(file);
    if (known == null) {
      known =
          alone(file, ImmutableMap.of(file, found.text()), module, compiled)
              .map(Shown::findings)
              .orElse(ImmutableList.of());
      compiled.alone().put(file, known);
    }
    ImmutableList<Found> quick = known;
    return new Shown(
        found.text(),
        found.findings().stream()
            .filter(each -> quick.stream().noneMatch(other -> isSame(each, other)))
            .collect(ImmutableList.toImmutableList()));
  }

  /** What is found in a file if only some are looked at; nothing if they do not compile. */
  private Optional<Shown> alone(
      Path file, Map<Path, String> texts, Module module, ModuleState.Compiled compiled)
      throws IOException {
    if (libraries == null || librariesOf != compiled) {
      if (libraries != null) {
        libraries.close();
      }
      libraries = compiler.files();
      librariesOf = compiled;
    }
    ImmutableList<Path> classPath =
        ImmutableList.<Path>builder()
            .add(compiled.classes())
            .addAll(modules.classPath(module))
            .build();
    Compiler.Result result =
        compiler.compile(
            new Compiler.Request(
                module, texts.keySet(), texts, classPath, scratch.resolve("edits"), false),
            libraries,
            new Run(),
            part -> {});
    if (!result.errors().isEmpty()) {
      client.log("%s does not compile: %s".formatted(file, result.errors().get(0)));
      return Optional.empty();
    }
    return Optional.of(
        result.findings().getOrDefault(file, new Shown(texts.get(file), ImmutableList.of())));
  }

  private static boolean isSame(Found one, Found other) {
    return one.check().equals(other.check()) && one.position() == other.position();
  }

  private String textThen(Path file, ModuleState.Compiled compiled) {
    String then = compiled.texts().get(file);
    return then != null ? then : Document.saved(file);
  }

  private void publish(Path file, Shown now) {
    Shown before = shown.put(file, now);
    Document document = open.get(file);
    if (document != null
        || !now.findings().isEmpty()
        || (before != null && !before.findings().isEmpty())) {
      client.publish(
          document == null ? file.toUri().toString() : document.uri(),
          document != null && document.text().equals(now.text())
              ? Optional.of(document.version())
              : Optional.empty(),
          now);
    }
  }

  /** Something that is done, and may fail. */
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void submit(Work work) {
    whole.execute(guarded(work));
  }

  /** Whatever happens, the server lives on, and says so. */
  private Runnable guarded(Work work) {
    return () -> {
      try {
        work.run();
      } catch (InterruptedException e) {
        // The server ends.
        Thread.currentThread().interrupt();
      } catch (CancellationException e) {
        client.log("Cancelled");
      } catch (LinkageError e) {
        client.show(
            MessageType.Error,
            "Watertight needs a JDK 21 or newer to run; this is %s: %s"
                .formatted(System.getProperty("java.version"), e));
      } catch (IOException | RuntimeException | StackOverflowError e) {
        client.show(MessageType.Error, "Watertight failed: " + e);
        e.printStackTrace();
      }
    };
  }

  private static void delete(Path directory) {
    try {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      // It is among the temporary files.
    }
  }

  private static ThreadFactory threads(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
