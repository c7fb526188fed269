package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the editor's configuration says; what it does not say, or says wrongly, is as without it.
 *
 * @param maven the Maven to run; if empty, the project's own or the one that is installed
 * @param mavenArguments more for Maven, such as a profile
 * @param flagsFile the file that says how sources are compiled, in place of Maven; may be empty
 * @param flags more flags for Error Prone, behind those of the project
 * @param delay after how many milliseconds without a further edit a file is looked at
 */
record Settings(
    String maven,
    ImmutableList<String> mavenArguments,
    String flagsFile,
    ImmutableList<String> flags,
    int delay) {
  private static final String SECTION = "watertight";
  private static final int DELAY = 200;

  /** Reads {@code {"maven": "mvn", ...}}, which may be in an object {@code watertight}. */
  static Settings of(@Nullable Object options) {
    JsonObject json = options instanceof JsonObject object ? object : new JsonObject();
    if (json.get(SECTION) instanceof JsonObject section) {
      json = section;
    }
    return new Settings(
        text(json, "maven"),
        list(json, "mavenArguments"),
        text(json, "flagsFile"),
        list(json, "flags"),
        json.get("delay") instanceof JsonPrimitive delay && delay.isNumber()
            ? Math.max(0, delay.getAsInt())
            : DELAY);
  }

  private static String text(JsonObject json, String name) {
    return json.get(name) instanceof JsonPrimitive text ? text.getAsString() : "";
  }

  private static ImmutableList<String> list(JsonObject json, String name) {
    List<JsonElement> elements =
        json.get(name) instanceof JsonArray array ? array.asList() : List.of();
    return elements.stream()
        .filter(JsonPrimitive.class::isInstance)
        .map(JsonElement::getAsString)
        .collect(ImmutableList.toImmutableList());
  }
}
