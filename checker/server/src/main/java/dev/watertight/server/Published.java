package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is open in the editor, and what it was told of each file.
 *
 * <p>Two threads find answers, and a third one brings edits. So that no answer is put in place of a
 * newer one, whether it still holds is found out and it is published in one step, under the lock of
 * this object.
 */
final class Published {
  private final Client client;
  private final Map<Path, Opened> open = new HashMap<>();
  private final Map<Path, Shown> shown = new HashMap<>();

  /* Those under which the editor has findings: through links, one file may have several. */
  private final Map<Path, String> addresses = new HashMap<>();

  /**
   * A file that is open.
   *
   * @param document what it has in the editor
   * @param first what it had on disk when it was opened
   * @param saved what it has on disk, as the editor has it
   */
  private record Opened(Document document, String first, String saved) {}

  Published(Client client) {
    this.client = client;
  }

  synchronized void open(Path file, Document document) {
    String saved = Document.saved(file, document.text());
    open.put(file, new Opened(document, saved, saved));
  }

  synchronized void change(Path file, Document document) {
    Opened before = open.get(file);
    open.put(
        file,
        before == null
            ? new Opened(document, document.text(), document.text())
            : new Opened(document, before.first, before.saved));
  }

  synchronized void save(Path file) {
    open.computeIfPresent(
        file, (path, before) -> new Opened(before.document, before.first, before.document.text()));
  }

  /**
   * A file is not open any more. Returns whether a text is gone with that which answers were of.
   */
  synchronized boolean close(Path file) {
    Opened last = open.remove(file);
    Shown before = shown.get(file);
    String address = addresses.get(file);
    if (before != null && address != null && !address.equals(file.toUri().toString())) {
      publish(file, null, before);
    }
    return last != null
        && (!last.document.text().equals(last.saved)
            || (before != null && !before.text().equals(last.saved)));
  }

  synchronized Optional<Document> document(Path file) {
    return Optional.ofNullable(open.get(file)).map(Opened::document);
  }

  /** The files that are open. */
  synchronized ImmutableSet<Path> files() {
    return ImmutableSet.copyOf(open.keySet());
  }

  /** The texts of the files that are open. */
  synchronized ImmutableMap<Path, String> texts() {
    ImmutableMap.Builder<Path, String> texts = ImmutableMap.builder();
    open.forEach((file, opened) -> texts.put(file, opened.document.text()));
    return texts.buildOrThrow();
  }

  /** The files of which the editor was told. */
  synchronized ImmutableSet<Path> shown() {
    return ImmutableSet.copyOf(shown.keySet());
  }

  /** What the editor was told last of a file. */
  synchronized Optional<Shown> shown(Path file) {
    return Optional.ofNullable(shown.get(file));
  }

  /** Whether an open file has another text than a compilation of the whole module has seen. */
  synchronized boolean isEdited(Path file, ModuleState.Compiled compiled) {
    Opened now = open.get(file);
    return now != null && !now.document.text().equals(compiled.text(file).orElse(now.first));
  }

  /**
   * Publishes what the last whole answer says of a file.
   *
   * @return false if the file is not any more as it was then
   */
  synchronized boolean publishWhole(Path file, ModuleState.Compiled compiled) {
    if (isEdited(file, compiled)) {
      return false;
    }
    Opened now = open.get(file);
    Shown none = new Shown(now == null ? "" : now.document.text(), ImmutableList.of());
    publish(file, now == null ? null : now.document, compiled.findings().getOrDefault(file, none));
    return true;
  }

  /**
   * Publishes what was found in a text of an open file.
   *
   * @param isCurrent whether all else that the answer hangs on is still so
   * @return false if it is not of the text that the file has now, or not current
   */
  synchronized boolean publishQuick(
      Path file, Document document, Shown found, BooleanSupplier isCurrent) {
    Opened now = open.get(file);
    if (now == null || !now.document.equals(document) || !isCurrent.getAsBoolean()) {
      return false;
    }
    publish(file, document, found);
    return true;
  }

  private void publish(Path file, @Nullable Document document, Shown now) {
    boolean isClean = now.findings().isEmpty();
    String address = document == null ? file.toUri().toString() : document.uri();
    String before = addresses.get(file);
    if (before != null && !before.equals(address)) {
      client.publish(before, Optional.empty(), new Shown("", ImmutableList.of()));
      addresses.remove(file);
    }
    if (document != null || !isClean || address.equals(before)) {
      client.publish(
          address,
          document != null && document.text().equals(now.text())
              ? Optional.of(document.version())
              : Optional.empty(),
          now);
    }
    if (isClean) {
      addresses.remove(file);
    } else {
      addresses.put(file, address);
    }
    if (isClean && document == null) {
      shown.remove(file);
    } else {
      shown.put(file, now);
    }
  }
}
