package dev.watertight.tools;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.io.Resources;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The pages of the documentation, in Markdown: those of the checks, others, and README. */
final class Pages {
  /** The page with the tables of all checks. */
  static final String README = "README";

  private static final String DIRECTORY = "/dev/watertight/docs/";
  private static final String SUFFIX = ".md";

  private Pages() {}

  /** The text of a page, if there is one of that name. */
  static Optional<String> text(String name) throws IOException {
    URL page = Pages.class.getResource(DIRECTORY + name + SUFFIX);
    return page == null
        ? Optional.empty()
        : Optional.of(Resources.toString(page, StandardCharsets.UTF_8));
  }

  /** Whether there is a page of that name. */
  static boolean isPage(String name) {
    return Pages.class.getResource(DIRECTORY + name + SUFFIX) != null;
  }

  /** The text of a page that is there. */
  static String existing(String name) throws IOException {
    return text(name).orElseThrow(() -> new IOException("There is no page " + name));
  }

  /** The names of all pages. */
  static ImmutableSortedSet<String> names() throws IOException {
    URL readme = Pages.class.getResource(DIRECTORY + README + SUFFIX);
    if (readme == null) {
      throw new IOException("There are no pages");
    }
    try {
      URI uri = readme.toURI();
      if (uri.getScheme().equals("file")) {
        return names(Path.of(uri).resolveSibling(""));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return names(jar.getPath(DIRECTORY));
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static ImmutableSortedSet<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(SUFFIX))
          .map(file -> file.substring(0, file.length() - SUFFIX.length()))
          .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
    }
  }
}
