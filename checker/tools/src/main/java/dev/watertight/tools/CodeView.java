package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import java.util.Set;
import java.util.TreeSet;

/** The code around a finding: the line that it is on marked, and those that it names. */
final class CodeView {
  private static final int AROUND = 5;
  private static final int AROUND_RELATED = 2;

  private CodeView() {}

  /** The lines as HTML; none if the finding is not in the text. */
  static String of(Finding finding, SourceText source) {
    ImmutableList<String> lines = source.lines();
    int reported = finding.region().startLine();
    if (reported < 1 || reported > lines.size()) {
      return "";
    }
    TreeSet<Integer> shown = new TreeSet<>();
    add(shown, reported, AROUND, lines.size());
    for (int line : finding.related()) {
      if (line >= 1 && line <= lines.size()) {
        add(shown, line, AROUND_RELATED, lines.size());
      }
    }
    StringBuilder html = new StringBuilder("<pre class=\"code\" tabindex=\"0\">");
    int last = shown.first() - 1;
    for (int line : shown) {
      html.append(line > last + 1 ? "<span class=\"gap\">      ...</span>\n" : "");
      html.append(line(line, lines.get(line - 1), finding)).append('\n');
      last = line;
    }
    return html.append("</pre>\n").toString();
  }

  private static void add(Set<Integer> lines, int line, int around, int last) {
    for (int i = Math.max(1, line - around); i <= Math.min(last, line + around); i++) {
      lines.add(i);
    }
  }

  private static String line(int number, String text, Finding finding) {
    boolean isReported = number == finding.region().startLine();
    boolean isRelated = finding.related().contains(number);
    String kind = isReported ? "reported" : isRelated ? "related" : "plain";
    String sign = isReported ? ">" : isRelated ? "*" : " ";
    return "<span class=\"%s\"><span class=\"number\">%s%5d </span>%s</span>"
        .formatted(
            kind,
            Markup.escape(sign),
            number,
            isReported ? marked(text, finding.region()) : Markup.escape(text));
  }

  private static String marked(String text, TextRegion region) {
    int from = Math.min(Math.max(region.startColumn() - 1, 0), text.length());
    boolean endsHere = region.endLine() == region.startLine() && region.endColumn() > 0;
    int to = endsHere ? Math.min(region.endColumn() - 1, text.length()) : text.length();
    return "%s<mark>%s</mark>%s"
        .formatted(
            Markup.escape(text.substring(0, from)),
            Markup.escape(text.substring(from, Math.max(from, to))),
            Markup.escape(text.substring(Math.max(from, to))));
  }
}
