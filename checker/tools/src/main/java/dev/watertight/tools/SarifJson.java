package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads JSON whose members may be missing: others than our plugin write SARIF, too. */
final class SarifJson {
  private SarifJson() {}

  /** What is at a path of names and numbers, if there is something. */
  static Optional<JsonElement> at(JsonElement json, Object... path) {
    JsonElement found = json;
    for (Object step : path) {
      if (found instanceof JsonObject object && step instanceof String name) {
        found = object.get(name);
      } else if (found instanceof JsonArray array
          && step instanceof Integer index
          && index < array.size()) {
        found = array.get(index);
      } else {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(found);
  }

  /** The text at a path, empty if there is none. */
  static String text(JsonElement json, Object... path) {
    return at(json, path)
        .filter(JsonElement::isJsonPrimitive)
        .map(JsonElement::getAsString)
        .orElse("");
  }

  /** The number at a path. */
  static Optional<Integer> number(JsonElement json, Object... path) {
    return at(json, path)
        .filter(found -> found.isJsonPrimitive() && found.getAsJsonPrimitive().isNumber())
        .map(JsonElement::getAsInt);
  }

  /** The objects of the array at a path. */
  static ImmutableList<JsonObject> objects(JsonElement json, Object... path) {
    return at(json, path)
        .filter(JsonElement::isJsonArray)
        .map(found -> found.getAsJsonArray().asList().stream())
        .orElseGet(Stream::of)
        .filter(JsonElement::isJsonObject)
        .map(JsonElement::getAsJsonObject)
        .collect(ImmutableList.toImmutableList());
  }
}
