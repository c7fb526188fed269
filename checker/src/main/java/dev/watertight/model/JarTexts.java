package dev.watertight.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;

/** The texts that the plugin brings along in its jar. */
public final class JarTexts {
  private JarTexts() {}

  /**
   * Reads a text by a stream of its own: of those that share a jar, as compilations in one process
   * do, the first that is over closes it.
   */
  public static String read(URL text) throws IOException {
    URLConnection connection = text.openConnection();
    connection.setUseCaches(false);
    try (InputStream stream = connection.getInputStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
