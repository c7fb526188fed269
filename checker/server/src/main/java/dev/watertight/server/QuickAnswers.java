package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.watertight.reports.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import javax.tools.StandardJavaFileManager;
import org.jspecify.annotations.Nullable;

/**
 * The answers for edited files: of one file at a time, on a thread of their own.
 *
 * <p>What of the whole answer a quick one cannot know is found out by a quick answer for the text
 * that the whole one had: what is missing from it is kept through edits elsewhere in the file,
 * until the next whole answer. That also brings what an edit has changed in other files.
 */
final class QuickAnswers implements AutoCloseable {
  private final Client client;
  private final Modules modules;
  private final Published published;
  private final Compiler compiler;
  private final Path output;
  private final Worker worker;
  private final Map<Path, Future<?>> waiting = new HashMap<>();
  private final Run run = new Run();

  /* Those of the thread. */
  private @Nullable StandardJavaFileManager libraries;
  private ModuleState.@Nullable Compiled librariesOf;

  /** Those of some files, with a directory for what they do not need. */
  QuickAnswers(
      Client client, Modules modules, Published published, Compiler compiler, Path output) {
    this.client = client;
    this.modules = modules;
    this.published = published;
    this.compiler = compiler;
    this.output = output;
    this.worker = new Worker("watertight-edits", client);
  }

  /** Looks at a file in so many milliseconds; what was to be looked at is of the past. */
  synchronized void lookLater(Path file, int delay) {
    Future<?> before = waiting.put(file, worker.schedule(() -> look(file), delay));
    if (before != null) {
      before.cancel(/* mayInterruptIfRunning= */ false);
    }
  }

  /** Has something done that must not be while an answer is looked for. */
  void submit(Worker.Work work) {
    worker.submit(work);
  }

  /** Has what is under way stop soon. */
  void stop() {
    run.cancel();
    worker.stop();
  }

  @Override
  public void close() {
    stop();
    worker.close();
    StandardJavaFileManager last = libraries;
    libraries = null;
    try {
      if (last != null) {
        last.close();
      }
    } catch (IOException e) {
      // They are only read.
    }
  }

  /** The quick answer for an open file. */
  private void look(Path file) throws IOException {
    Optional<Document> document = published.document(file);
    Optional<ModuleState> state = modules.known(file);
    Optional<ModuleState.Compiled> compiled = state.flatMap(ModuleState::compiled);
    if (document.isEmpty() || compiled.isEmpty() || !Module.isSource(file)) {
      // The whole answer is on its way, or was not to be had.
      return;
    }
    String text = document.get().text();
    Optional<ImmutableList<Found>> found = find(file, text, state.get().module(), compiled.get());
    if (found.isEmpty()) {
      // It does not compile: what was found last is still the best that there is to say.
      return;
    }
    boolean isPublished =
        published.publishQuick(
            file,
            document.get(),
            new Shown(text, found.get()),
            () -> modules.known(file).flatMap(ModuleState::compiled).equals(compiled));
    if (!isPublished && published.document(file).equals(document)) {
      // An edit would have had it looked at again by itself.
      lookLater(file, 0);
    }
  }

  /** What is found in a text of a file, and what only the whole answer knows of it. */
  private Optional<ImmutableList<Found>> find(
      Path file, String text, Module module, ModuleState.Compiled compiled) throws IOException {
    Shown unknown = unknown(file, module, compiled);
    Map<Path, String> texts = new HashMap<>(published.texts());
    texts
        .keySet()
        .removeIf(
            other ->
                module.closeness(other) == 0
                    || !Module.isSource(other)
                    || !published.isEdited(other, compiled));
    texts.put(file, text);
    Optional<Shown> found = alone(file, texts, module, compiled);
    if (found.isEmpty() && texts.size() > 1) {
      found = alone(file, ImmutableMap.of(file, text), module, compiled);
    }
    return found.map(
        shown -> {
          Set<Found> all = new LinkedHashSet<>(shown.findings());
          unknown.in(text).findings().stream()
              .filter(kept -> all.stream().noneMatch(other -> isSame(kept, other)))
              .toList()
              .forEach(all::add);
          return ImmutableList.copyOf(all);
        });
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
  @SuppressWarnings("ReferenceEquality") // Each compilation has classes of its own.
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
            new Compiler.Request(module, texts.keySet(), texts, classPath, output, false),
            libraries,
            run,
            part -> {});
    if (!result.errors().isEmpty()) {
      client.log("%s does not compile: %s".formatted(file, result.errors().get(0)));
      return Optional.empty();
    }
    Shown found = result.findings().get(file);
    return Optional.ofNullable(texts.get(file))
        .map(text -> found == null ? new Shown(text, ImmutableList.of()) : found);
  }

  private static boolean isSame(Found one, Found other) {
    return one.check().equals(other.check()) && one.position() == other.position();
  }
}
