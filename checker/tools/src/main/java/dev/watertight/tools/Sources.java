package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Java files of a project at one time, but for those that its build makes.
 *
 * @param directory where the project is
 * @param texts the files; each byte is a character, whatever their encoding is
 */
record Sources(Path directory, ImmutableSortedMap<Path, String> texts) {
  private static final int CONTEXT = 3;
  private static final String LAST_WITHOUT_NEWLINE = "\n\\ No newline at end of file";

  /** Those that are in a directory now. */
  static Sources below(Path directory) throws IOException {
    ImmutableSortedMap.Builder<Path, String> texts = ImmutableSortedMap.naturalOrder();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return !folder.equals(directory) && (isMade(folder) || isHidden(folder))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && file.toString().endsWith(".java")) {
              texts.put(file, Files.readString(file, ISO_8859_1));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new Sources(directory, texts.buildOrThrow());
  }

  /** Whether Maven makes what is in a directory; a package may have the same name. */
  private static boolean isMade(Path folder) {
    return folder.endsWith("target") && Files.exists(folder.resolveSibling("pom.xml"));
  }

  private static boolean isHidden(Path folder) {
    return String.valueOf(folder.getFileName()).startsWith(".");
  }

  /** The files that are not what they were. */
  ImmutableList<Path> changedSince(Sources old) {
    return texts.entrySet().stream()
        .filter(file -> !file.getValue().equals(old.texts.get(file.getKey())))
        .map(Map.Entry::getKey)
        .collect(toImmutableList());
  }

  /** Makes the files what they were. */
  void restore() throws IOException {
    for (Path file : below(directory).changedSince(this)) {
      String text = texts.get(file);
      if (text != null) {
        Files.writeString(file, text, ISO_8859_1);
      }
    }
  }

  /** What has changed until a later time, as {@code git apply} takes it. */
  String diff(Sources later) {
    List<String> lines = new ArrayList<>();
    for (Path file : later.changedSince(this)) {
      String name = directory.relativize(file).toString().replace('\\', '/');
      ImmutableList<String> before = lines(texts.getOrDefault(file, ""));
      lines.addAll(
          UnifiedDiffUtils.generateUnifiedDiff(
              "a/" + name,
              "b/" + name,
              before,
              DiffUtils.diff(before, lines(later.texts.getOrDefault(file, ""))),
              CONTEXT));
    }
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private static ImmutableList<String> lines(String text) {
    ImmutableList<String> lines = ImmutableList.copyOf(Splitter.on('\n').split(text));
    int last = lines.size() - 1;
    return lines.get(last).isEmpty()
        ? lines.subList(0, last)
        : ImmutableList.<String>builder()
            .addAll(lines.subList(0, last))
            .add(lines.get(last) + LAST_WITHOUT_NEWLINE)
            .build();
  }
}
