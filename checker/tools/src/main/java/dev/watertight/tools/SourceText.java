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
  /** The file of a name below a directory; empty if there is none, or it cannot be read. */
  static Optional<SourceText> of(String name, URI base) {
    try {
      Path directory = Path.of(base).normalize();
      Path file = Path.of(base.resolve(name)).normalize();
      // Nothing beside the directory, which the log itself may name.
      return file.startsWith(directory) && Files.isRegularFile(file)
          ? Optional.of(new SourceText(Files.readString(file)))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
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
