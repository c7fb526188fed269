package dev.watertight.tools;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes all pages as HTML. */
@Command(
    name = "site",
    description = "Writes the pages of all checks, and the others, as HTML.",
    mixinStandardHelpOptions = true)
final class Site implements Callable<Integer> {
  private static final String SUFFIX = ".html";
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| \\[(\\w+)]\\([^)]*\\) \\| (\\w+) \\| (.*) \\|$");
  private static final Pattern TABLES = Pattern.compile("(?s)\\n## Checks\\n(.*?)\\n### ");

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "The directory to write to.")
  private Path output = Path.of("");

  @Override
  public Integer call() throws IOException {
    ImmutableSet<String> names = ImmutableSet.copyOf(Pages.names());
    PageLinks links = new PageLinks(names, "", SUFFIX, Optional.of(""));
    ImmutableMap<String, String> leads = leads();
    for (String name : names) {
      boolean isReadme = name.equals(Pages.README);
      // README has a title of its own, the others have none.
      String text =
          (isReadme ? "" : "# " + name + "\n\n")
              + leads.getOrDefault(name, "")
              + Pages.existing(name);
      String html = Markdown.html(text, 0, /* anchors= */ true, links::of);
      write(name, isReadme ? "Watertight" : name, html);
    }
    write("index", "Watertight: checks", index(names));
    return 0;
  }

  /** What the tables say of each check: its page does not say it again. */
  private static ImmutableMap<String, String> leads() throws IOException {
    return ROW.matcher(Pages.existing(Pages.README))
        .results()
        .collect(
            ImmutableMap.toImmutableMap(
                row -> row.group(1), row -> "*%s*: %s.\n\n".formatted(row.group(2), row.group(3))));
  }

  /** The tables of README, and a list of the pages that these do not name. */
  private static String index(ImmutableSet<String> names) throws IOException {
    Matcher tables = TABLES.matcher(Pages.existing(Pages.README));
    String text = tables.find() ? tables.group(1) : "";
    PageLinks links = new PageLinks(names, "", SUFFIX, Optional.of(Pages.README + SUFFIX));
    StringBuilder html = new StringBuilder("<h1>Checks of Watertight</h1>\n");
    html.append(Markdown.html(text, 0, /* anchors= */ true, links::of));
    html.append("<h2>More</h2>\n<ul>\n");
    for (String name : names) {
      if (!text.contains("/" + name + ".md")) {
        html.append("<li><a href=\"%1$s.html\">%1$s</a></li>\n".formatted(Markup.escape(name)));
      }
    }
    return html.append("</ul>\n").toString();
  }

  private void write(String name, String title, String text) throws IOException {
    String body =
        """
        <nav aria-label="Pages"><a href="index.html">All checks</a></nav>
        <main class="page">
        %s</main>"""
            .formatted(text);
    Output.write(
        output.resolve(name + SUFFIX), Markup.page(title, Markup.resource("style.css"), "", body));
  }
}
