package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.watertight.reports.Found;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A module, and what the last compilation of all of it has brought. */
final class ModuleState {
  private final Module module;
  private volatile @Nullable Compiled compiled;
  private volatile boolean stale = true;
  private volatile boolean complained;

  ModuleState(Module module) {
    this.module = module;
  }

  /**
   * A compilation of the whole module that has come to its end.
   *
   * @param files the files that were compiled
   * @param classes where its classes are
   * @param findings the files that have some
   * @param texts the texts that were open then
   * @param alone by file, what is found if only that file is looked at, as it was then: found out
   *     when it is needed
   */
  record Compiled(
      ImmutableSet<Path> files,
      Path classes,
      ImmutableMap<Path, Shown> findings,
      ImmutableMap<Path, String> texts,
      Map<Path, ImmutableList<Found>> alone) {
    Compiled(Set<Path> files, Path classes, Map<Path, Shown> findings, Map<Path, String> texts) {
      this(
          ImmutableSet.copyOf(files),
          classes,
          ImmutableMap.copyOf(findings),
          ImmutableMap.copyOf(texts),
          new ConcurrentHashMap<>());
    }

    /** What a file had in it then; none if nothing was found in it and it was not open. */
    Optional<String> text(Path file) {
      return Optional.ofNullable(texts.get(file))
          .or(() -> Optional.ofNullable(findings.get(file)).map(Shown::text));
    }
  }

  Module module() {
    return module;
  }

  /** The last that ended well. */
  Optional<Compiled> compiled() {
    return Optional.ofNullable(compiled);
  }

  /** Whether a compilation may bring more than the last one, which a file is to be of. */
  boolean isStale(Path file) {
    Compiled last = compiled;
    return stale || (last != null && !last.files().contains(file) && module.has(file));
  }

  void setStale(boolean isStale) {
    stale = isStale;
  }

  void setCompiled(Compiled now) {
    compiled = now;
    complained = false;
  }

  /** Whether this is the first time that it does not compile after it did. */
  boolean complain() {
    boolean isFirst = !complained;
    complained = true;
    return isFirst;
  }
}
