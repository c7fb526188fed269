package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;

/** A picture of a channel: who sends into it on the left, who receives from it on the right. */
final class ChannelPicture {
  private static final int WIDTH = 640;
  private static final int BOX = 200;
  private static final int ROW = 52;
  private static final int HEIGHT = 40;
  private static final int LINE = 14;
  private static final int GAP = 16;
  private static final int MIDDLE = WIDTH / 2;
  private static final int MOST = 6;
  private static final int LONGEST = 36;
  private static final String PLACE = " in ";

  private final StringBuilder svg = new StringBuilder();

  private ChannelPicture() {}

  /** What a log says of a channel, as SVG. */
  static String of(JsonElement channel) {
    String nobody =
        SarifJson.text(channel, "isWhollyInView").equals("true") ? "nobody" : "nobody in view";
    String name = SarifJson.text(channel, "name");
    ImmutableList<String> sends = uses(channel, "sends");
    ImmutableList<String> receives = uses(channel, "receives");
    int rows = Math.max(1, Math.max(sends.size(), receives.size()));
    int y = rows * ROW / 2;
    ChannelPicture picture = new ChannelPicture();
    picture.column(sends, 0, y, rows, nobody + " sends");
    picture.column(receives, WIDTH - BOX, y, rows, nobody + " receives");
    picture.svg.append(
        "<ellipse class=\"channel\" cx=\"%d\" cy=\"%d\" rx=\"70\" ry=\"20\"/>"
            .formatted(MIDDLE, y));
    picture.text(name, MIDDLE, y);
    String told =
        "Channel %s. Sends: %s. Receives: %s."
            .formatted(name, told(sends, nobody), told(receives, nobody));
    int height = rows * ROW;
    if (SarifJson.at(channel, "closes").isPresent()) {
      ImmutableList<String> closes = uses(channel, "closes");
      told += " Closes: %s.".formatted(told(closes, nobody));
      height += picture.closes(closes, height + GAP, y, nobody + " closes");
    }
    return "<div class=\"picture\"><svg role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\">%s</svg></div>\n"
        .formatted(Markup.escape(told), WIDTH, height, picture.svg);
  }

  private static String told(ImmutableList<String> uses, String nobody) {
    return uses.isEmpty() ? nobody : String.join(", ", uses);
  }

  /** The uses of a kind, in words; the last stands for all that there is no room for. */
  private static ImmutableList<String> uses(JsonElement channel, String kind) {
    ImmutableList<String> all =
        SarifJson.objects(channel, kind).stream()
            .map(
                use ->
                    "%s(), line %s"
                            .formatted(SarifJson.text(use, "call"), SarifJson.text(use, "line"))
                        + PLACE
                        + SarifJson.text(use, "member"))
            .distinct()
            .collect(ImmutableList.toImmutableList());
    return all.size() <= MOST
        ? all
        : ImmutableList.<String>builder()
            .addAll(all.subList(0, MOST - 1))
            .add("%d more".formatted(all.size() - MOST + 1))
            .build();
  }

  private void column(ImmutableList<String> uses, int x, int y, int rows, String none) {
    ImmutableList<String> boxes = uses.isEmpty() ? ImmutableList.of(none) : uses;
    int top = (rows - boxes.size()) * ROW / 2 + (ROW - HEIGHT) / 2;
    for (int i = 0; i < boxes.size(); i++) {
      int boxTop = top + i * ROW;
      box(boxes.get(i), x, boxTop, !uses.isEmpty());
      if (x == 0) {
        line(x + BOX, boxTop + HEIGHT / 2, MIDDLE - 72, y, !uses.isEmpty());
      } else {
        line(MIDDLE + 72, y, x, boxTop + HEIGHT / 2, !uses.isEmpty());
      }
    }
  }

  /** The closes, below each other; returns how much room they take. */
  private int closes(ImmutableList<String> closes, int top, int y, String none) {
    ImmutableList<String> boxes = closes.isEmpty() ? ImmutableList.of(none) : closes;
    line(MIDDLE, top, MIDDLE, y + 22, !closes.isEmpty());
    for (int i = 0; i < boxes.size(); i++) {
      box(boxes.get(i), MIDDLE - BOX / 2, top + i * ROW, !closes.isEmpty());
    }
    return GAP + boxes.size() * ROW;
  }

  private void box(String words, int x, int y, boolean isThere) {
    svg.append(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>"
            .formatted(isThere ? "use" : "missing", x, y, BOX, HEIGHT));
    words(words, x + BOX / 2, y + HEIGHT / 2);
  }

  private void line(int fromX, int fromY, int toX, int toY, boolean isThere) {
    if (isThere) {
      svg.append(
          "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" marker-end=\"url(#arrow)\"/>"
              .formatted(fromX, fromY, toX, toY));
    }
  }

  /* Where a call is stands below it. */
  private void words(String words, int x, int y) {
    int place = words.indexOf(PLACE);
    if (place < 0) {
      text(words, x, y);
    } else {
      text(words.substring(0, place), x, y - LINE / 2);
      text(words.substring(place + 1), x, y + LINE / 2);
    }
  }

  private void text(String words, int x, int y) {
    String shown = words.length() <= LONGEST ? words : words.substring(0, LONGEST - 3) + "...";
    svg.append(
        "<text x=\"%d\" y=\"%d\"><title>%s</title>%s</text>"
            .formatted(x, y + 4, Markup.escape(words), Markup.escape(shown)));
  }

  /** The arrow head of all pictures, once a page. */
  static String definitions() {
    return """
    <svg class="definitions" aria-hidden="true" width="0" height="0"><defs>
    <marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
    <path d="M0,0 L8,4 L0,8 z"/></marker></defs></svg>
    """;
  }
}
