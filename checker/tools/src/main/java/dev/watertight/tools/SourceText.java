package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of a source file.
 *
 * @param text all of it
 */
record SourceText(String text) {
  private static final String SUFFIX = ".java";

  /**
   * The file of a name below a directory; empty if there is none, or it cannot be read.
   *
   * @param base the directory, which may be what a log says, and so any
   * @param open the directories whose Java files may be read
   */
  static Optional<SourceText> of(String name, URI base, ImmutableList<Path> open) {
    try {
      Path directory = Path.of(base).normalize();
      Path file = Path.of(base.resolve(name)).normalize();
      return file.startsWith(directory)
              && file.toString().endsWith(SUFFIX)
              && Files.isRegularFile(file)
              && isBelow(file.toRealPath(), open)
          ? Optional.of(new SourceText(Files.readString(file)))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }

  private static boolean isBelow(Path file, ImmutableList<Path> directories) throws IOException {
    for (Path directory : directories) {
      if (Files.exists(directory) && file.startsWith(directory.toRealPath())) {
        return true;
      }
    }
    return false;
  }

  /** The lines. */
  ImmutableList<String> lines() {
    return text.lines().collect(ImmutableList.toImmutableList());
  }

  /**
   * The text with the changes of a fix; empty if the file has been changed since, and too short.
   */
  Optional<SourceText> fixed(JsonObject fix) {
    List<Integer> starts = starts();
    StringBuilder changed = new StringBuilder(text);
    for (JsonObject replacement :
        SarifJson.objects(fix, "artifactChanges", 0, "replacements").reverse()) {
      TextRegion region =
          TextRegion.of(SarifJson.at(replacement, "deletedRegion").orElseGet(JsonObject::new));
      int from = offset(starts, region.startLine(), region.startColumn());
      int to = offset(starts, region.endLine(), region.endColumn());
      if (from < 0 || to < from || to > changed.length()) {
        return Optional.empty();
      }
      changed.replace(from, to, SarifJson.text(replacement, "insertedContent", "text"));
    }
    return Optional.of(new SourceText(changed.toString()));
  }

  private List<Integer> starts() {
    List<Integer> starts = new ArrayList<>();
    starts.add(0);
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      starts.add(i + 1);
    }
    return starts;
  }

  private static int offset(List<Integer> starts, int line, int column) {
    return line < 1 || line > starts.size() ? -1 : starts.get(line - 1) + column - 1;
  }
}
