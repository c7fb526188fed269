package dev.watertight.tools;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Multimaps;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One page that shows all findings, with all that it needs in itself. */
final class HtmlReport {
  private final ImmutableListMultimap<String, Finding> findings;
  private final Map<String, String> summaries;
  private final Optional<URI> sources;
  private final ImmutableList<Path> open;

  /**
   * A report.
   *
   * @param findings what to show
   * @param summaries what the checks are about
   * @param sources the directory that has the sources, instead of the one that the logs name
   * @param open the directories whose files may be shown
   */
  HtmlReport(
      List<Finding> findings,
      Map<String, String> summaries,
      Optional<URI> sources,
      ImmutableList<Path> open) {
    this.findings =
        Multimaps.index(
            findings.stream().distinct().sorted(Finding.ORDER).toList(), Finding::check);
    this.summaries = summaries;
    this.sources = sources;
    this.open = open;
  }

  /** The page. */
  String toHtml() throws IOException {
    int number = findings.size();
    String title = "Watertight: %d finding%s".formatted(number, number == 1 ? "" : "s");
    StringBuilder body = new StringBuilder("<header>\n<h1>" + title + "</h1>\n");
    body.append(number == 0 ? "" : filters()).append("</header>\n<main>\n");
    body.append(number == 0 ? "<p>Nothing is leaked.</p>\n" : ChannelPicture.definitions());
    for (String check : findings.keySet()) {
      body.append(section(check));
    }
    body.append("</main>");
    return Markup.page(
        title, Markup.resource("style.css"), Markup.resource("report.js"), body.toString());
  }

  private String filters() {
    return """
    <form id="filters" aria-label="Filters" hidden>
    %s%s%s<p role="status" id="shown"></p>
    </form>
    """
        .formatted(
            filter("check", "Check", Finding::check),
            filter("module", "Module", Finding::module),
            filter("level", "Severity", HtmlReport::level));
  }

  private String filter(String name, String label, Function<Finding, String> value) {
    ImmutableSortedSet<String> values =
        findings.values().stream()
            .map(value)
            .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
    return """
    <label for="filter-%1$s">%2$s</label>
    <select id="filter-%1$s" data-filter="%1$s"><option value="">all</option>%3$s</select>
    """
        .formatted(
            name,
            label,
            values.stream()
                .map(v -> "<option>%s</option>".formatted(Markup.escape(v)))
                .collect(joining()));
  }

  private static String level(Finding finding) {
    return finding.isOld() ? "in the baseline" : finding.level();
  }

  private String section(String check) throws IOException {
    String name = Markup.escape(check);
    StringBuilder html =
        new StringBuilder(
            "<section aria-labelledby=\"check-%1$s\">\n<h2 id=\"check-%1$s\">%1$s</h2>\n<p>%2$s</p>\n"
                .formatted(name, Markup.escape(summaries.getOrDefault(check, ""))));
    Optional<String> page = Pages.text(check);
    if (page.isPresent()) {
      PageLinks links =
          new PageLinks(
              ImmutableSet.copyOf(findings.keySet()), "#check-", "", /* own= */ Optional.empty());
      html.append(
          "<details class=\"page\" id=\"page-%1$s\"><summary>About %1$s</summary>\n%2$s</details>\n"
              .formatted(name, Markdown.html(page.get(), 2, /* anchors= */ false, links::of)));
    }
    for (Finding finding : findings.get(check)) {
      html.append(article(finding));
    }
    return html.append("</section>\n").toString();
  }

  private String article(Finding finding) {
    Optional<SourceText> source =
        (sources.isPresent() ? sources : finding.base())
            .flatMap(base -> SourceText.of(finding.file(), base, open));
    return """
    <article data-check="%1$s" data-module="%2$s" data-level="%3$s">
    <h3>%4$s:%5$d <span class="level %6$s">%3$s</span></h3>
    <p class="message">%7$s</p>
    %8$s%9$s%10$s</article>
    """
        .formatted(
            Markup.escape(finding.check()),
            Markup.escape(finding.module()),
            Markup.escape(level(finding)),
            Markup.escape(finding.file()),
            finding.region().startLine(),
            finding.level(),
            Markup.escape(finding.message()),
            source
                .map(text -> CodeView.of(finding, text))
                .orElse("<p class=\"absent\">The source is not at hand.</p>\n"),
            finding.channel().map(ChannelPicture::of).orElse(""),
            source.map(text -> fixes(finding, text)).orElse(""));
  }

  private static String fixes(Finding finding, SourceText source) {
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < finding.fixes().size(); i++) {
      html.append(FixView.of(finding.fixes().get(i), source, i == 0));
    }
    return html.toString();
  }
}
