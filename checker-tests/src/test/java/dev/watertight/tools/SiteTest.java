package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SiteTest {
  private static final Pattern LINK = Pattern.compile("href=\"([^\"]*)\"");

  @TempDir private Path directory;

  @BeforeEach
  void writeSite() {
    assertThat(CommandRun.of("site", "-o", directory).exitCode()).isEqualTo(0);
  }

  @Test
  void pageOfCheck() throws IOException {
    String page = Files.readString(directory.resolve("BusyPolling.html"));

    assertThat(page).contains("<h1 id=\"busypolling\">BusyPolling</h1>");
    assertThat(page).contains("<p><em>warning</em>: a loop that polls without ever waiting.</p>");
    assertThat(page).contains("<h2 id=\"suppression\">Suppression</h2>");
  }

  @Test
  void index() throws IOException {
    String page = Files.readString(directory.resolve("index.html"));

    assertThat(page).contains("href=\"BusyPolling.html\">BusyPolling</a></td>\n<td>warning</td>");
    assertThat(page).contains("<a href=\"baseline.html\">baseline</a>");
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    assertThat(
            pages().stream()
                .flatMap(page -> LINK.matcher(read(page)).results().map(r -> r.group(1)))
                .filter(link -> !link.contains("://"))
                .distinct()
                .filter(link -> !link.startsWith("#") && !leadsSomewhere(link))
                .collect(toImmutableList()))
        .isEmpty();
  }

  private boolean leadsSomewhere(String link) {
    List<String> parts = Splitter.on('#').splitToList(link);
    Path page = directory.resolve(parts.get(0));
    return Files.exists(page)
        && (parts.size() == 1 || read(page).contains("id=\"%s\"".formatted(parts.get(1))));
  }

  private ImmutableList<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.collect(toImmutableList());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
