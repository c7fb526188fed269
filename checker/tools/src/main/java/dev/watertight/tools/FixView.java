package dev.watertight.tools;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.google.gson.JsonObject;
import java.util.List;

/** A suggested fix as a diff. */
final class FixView {
  private static final int AROUND = 3;

  /* The names of the two files. */
  private static final int HEADER = 2;

  private FixView() {}

  /** What the fix changes in the text, as HTML; none if it does not fit the text. */
  static String of(JsonObject fix, SourceText source, boolean isFirst) {
    String title = (isFirst ? "Fix: " : "Or: ") + SarifJson.text(fix, "description", "text");
    return source
        .fixed(fix)
        .map(
            fixed ->
                "<details class=\"fix\"%s><summary>%s</summary><pre class=\"diff\" tabindex=\"0\">%s</pre></details>\n"
                    .formatted(isFirst ? " open" : "", Markup.escape(title), diff(source, fixed)))
        .orElse("");
  }

  private static String diff(SourceText before, SourceText after) {
    List<String> lines =
        UnifiedDiffUtils.generateUnifiedDiff(
            "a", "b", before.lines(), DiffUtils.diff(before.lines(), after.lines()), AROUND);
    StringBuilder html = new StringBuilder();
    for (String line : lines.subList(Math.min(HEADER, lines.size()), lines.size())) {
      html.append("<span class=\"%s\">%s</span>\n".formatted(kind(line), Markup.escape(line)));
    }
    return html.toString();
  }

  private static String kind(String line) {
    return line.startsWith("+")
        ? "added"
        : line.startsWith("-") ? "removed" : line.startsWith("@@") ? "hunk" : "plain";
  }
}
