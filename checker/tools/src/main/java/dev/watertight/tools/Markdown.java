package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.function.Function;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Makes HTML of Markdown. */
final class Markdown {
  private static final int LAST_LEVEL = 6;

  private Markdown() {}

  /**
   * The HTML of a text.
   *
   * @param level how far its headings are moved down
   * @param anchors whether its headings have names, which must be unique on a page
   * @param link where a link leads; where it leads nowhere, its text remains
   */
  static String html(
      String text, int level, boolean anchors, Function<String, Optional<String>> link) {
    ImmutableList<Extension> extensions =
        anchors
            ? ImmutableList.of(TablesExtension.create(), HeadingAnchorExtension.create())
            : ImmutableList.of(TablesExtension.create());
    Node document = Parser.builder().extensions(extensions).build().parse(text);
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Heading heading) {
            heading.setLevel(Math.min(LAST_LEVEL, heading.getLevel() + level));
            visitChildren(heading);
          }

          @Override
          public void visit(Link anchor) {
            visitChildren(anchor);
            link.apply(anchor.getDestination())
                .ifPresentOrElse(anchor::setDestination, () -> unwrap(anchor));
          }
        });
    return HtmlRenderer.builder()
        .extensions(extensions)
        .escapeHtml(true)
        .sanitizeUrls(true)
        .build()
        .render(document);
  }

  private static void unwrap(Link anchor) {
    for (Node child = anchor.getFirstChild(); child != null; ) {
      Node next = child.getNext();
      anchor.insertBefore(child);
      child = next;
    }
    anchor.unlink();
  }
}
