package dev.watertight.tools;

import com.google.common.hash.Hashing;
import com.google.common.html.HtmlEscapers;
import com.google.common.io.Resources;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Pieces of HTML. */
final class Markup {
  private Markup() {}

  /** A text as it has to stand between tags and in the value of an attribute. */
  static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }

  /** The text of a file beside this class. */
  static String resource(String name) throws IOException {
    URL resource = Resources.getResource(Markup.class, name);
    return Resources.toString(resource, StandardCharsets.UTF_8);
  }

  /**
   * A page of one file. A browser runs nothing in it but the script, and loads nothing, whatever is
   * in the texts.
   */
  static String page(String title, String style, String script, String body) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src %s; script-src %s">
    <title>%s</title>
    <style>%s</style>
    </head>
    <body>
    %s
    <script>%s</script>
    </body>
    </html>
    """
        .formatted(hash(style), hash(script), escape(title), style, body, script);
  }

  private static String hash(String text) {
    return "'sha256-%s'"
        .formatted(
            Base64.getEncoder()
                .encodeToString(
                    Hashing.sha256().hashString(text, StandardCharsets.UTF_8).asBytes()));
  }
}
