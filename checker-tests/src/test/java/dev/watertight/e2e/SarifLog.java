package dev.watertight.e2e;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A report in SARIF, of one run.
 *
 * @param run the run
 */
public record SarifLog(JsonObject run) {
  /** Reads a file, which must be valid by the schema that OASIS publishes with the standard. */
  public static SarifLog read(Path file) throws IOException {
    String text = Files.readString(file);
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
            .getSchema(Files.readString(Project.resource("sarif-schema-2.1.0.json")));
    assertThat(schema.validate(text, InputFormat.JSON)).isEmpty();
    return new SarifLog(
        JsonParser.parseString(text)
            .getAsJsonObject()
            .getAsJsonArray("runs")
            .get(0)
            .getAsJsonObject());
  }

  /** The results. */
  public ImmutableList<JsonObject> results() {
    return objects(run.get("results"));
  }

  /** The rules. */
  public ImmutableList<JsonObject> rules() {
    return objects(run.getAsJsonObject("tool").getAsJsonObject("driver").get("rules"));
  }

  /** What a result says of its place. */
  public static JsonObject place(JsonObject result) {
    return objects(result.get("locations")).get(0).getAsJsonObject("physicalLocation");
  }

  /** The source text with the first fix of a result. */
  public static String fixed(String source, JsonObject result) {
    JsonObject change = objects(objects(result.get("fixes")).get(0).get("artifactChanges")).get(0);
    StringBuilder text = new StringBuilder(source);
    for (JsonObject replacement : objects(change.get("replacements")).reverse()) {
      JsonObject region = replacement.getAsJsonObject("deletedRegion");
      text.replace(
          offset(source, region, "start"),
          offset(source, region, "end"),
          replacement.getAsJsonObject("insertedContent").get("text").getAsString());
    }
    return text.toString();
  }

  private static int offset(String source, JsonObject region, String side) {
    List<String> lines = source.lines().toList();
    return lines.subList(0, region.get(side + "Line").getAsInt() - 1).stream()
            .mapToInt(line -> line.length() + 1)
            .sum()
        + region.get(side + "Column").getAsInt()
        - 1;
  }

  private static ImmutableList<JsonObject> objects(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), /* parallel= */ false)
        .map(JsonElement::getAsJsonObject)
        .collect(toImmutableList());
  }
}
