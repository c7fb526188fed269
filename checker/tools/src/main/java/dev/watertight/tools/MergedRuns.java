package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One run of all runs of the same release of the plugin: code scanning takes no two of the same
 * tool. What other tools have written is left as it is. The order of the files makes no difference.
 */
final class MergedRuns {
  private static final String TOOL = "Watertight";

  private static final Comparator<JsonObject> ORDER =
      Comparator.<JsonObject, String>comparing(
              result ->
                  SarifJson.text(
                      result, "locations", 0, "physicalLocation", "artifactLocation", "uri"))
          .thenComparingInt(result -> number(result, "startLine"))
          .thenComparingInt(result -> number(result, "startColumn"))
          .thenComparing(JsonObject::toString);

  private MergedRuns() {}

  /** The runs, merged. */
  static ImmutableList<JsonObject> of(List<JsonObject> runs) {
    Map<String, List<JsonObject>> byTool = new TreeMap<>();
    for (JsonObject run : runs) {
      String tool = SarifJson.text(run, "tool", "driver", "name");
      String same =
          isOurs(run) ? SarifJson.text(run, "tool", "driver", "semanticVersion") : run.toString();
      byTool.computeIfAbsent(tool + "\n" + same, unused -> new ArrayList<>()).add(run.deepCopy());
    }
    return byTool.values().stream()
        .map(some -> isOurs(some.get(0)) ? merge(some) : some.get(0))
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean isOurs(JsonObject run) {
    return SarifJson.text(run, "tool", "driver", "name").equals(TOOL);
  }

  private static JsonObject merge(List<JsonObject> runs) {
    Optional<URI> base =
        SourceBase.common(runs.stream().flatMap(run -> SourceBase.of(run).stream()).toList());
    base.ifPresent(uri -> runs.forEach(run -> SourceBase.move(run, uri)));
    Map<String, JsonObject> rules = rules(runs);
    List<String> names = List.copyOf(rules.keySet());
    JsonObject merged = runs.get(0);
    JsonObject details = new JsonObject();
    details.addProperty("id", "watertight/");
    merged.add("automationDetails", details);
    merged.getAsJsonObject("tool").getAsJsonObject("driver").add("rules", array(rules.values()));
    merged.add(
        "results",
        array(
            results(runs).stream()
                .peek(
                    result ->
                        result.addProperty(
                            "ruleIndex", names.indexOf(SarifJson.text(result, "ruleId"))))
                .toList()));
    return merged;
  }

  /** The rules by name, with the page of each if one of the runs has it. */
  private static Map<String, JsonObject> rules(List<JsonObject> runs) {
    Map<String, JsonObject> rules = new TreeMap<>();
    for (JsonObject run : runs) {
      for (JsonObject rule : SarifJson.objects(run, "tool", "driver", "rules")) {
        rules.merge(
            SarifJson.text(rule, "id"),
            rule,
            (one, other) ->
                one.has("help") != other.has("help")
                    ? (one.has("help") ? one : other)
                    : one.toString().compareTo(other.toString()) <= 0 ? one : other);
      }
    }
    return rules;
  }

  /** All results, each once: a file may be compiled twice. */
  private static List<JsonObject> results(List<JsonObject> runs) {
    boolean hasBaseline =
        runs.stream()
            .flatMap(run -> SarifJson.objects(run, "results").stream())
            .anyMatch(result -> result.has("baselineState"));
    Map<JsonObject, JsonObject> results = new LinkedHashMap<>();
    for (JsonObject run : runs) {
      for (JsonObject result : SarifJson.objects(run, "results")) {
        if (hasBaseline && !result.has("baselineState")) {
          // All results of a run have it, or none.
          result.addProperty("baselineState", "new");
          result.add("suppressions", new JsonArray());
        }
        result.remove("ruleIndex");
        results.putIfAbsent(result.deepCopy(), result);
      }
    }
    return results.values().stream().sorted(ORDER).toList();
  }

  private static JsonArray array(Collection<JsonObject> objects) {
    JsonArray array = new JsonArray();
    objects.forEach(array::add);
    return array;
  }

  private static int number(JsonObject result, String name) {
    return SarifJson.number(result, "locations", 0, "physicalLocation", "region", name).orElse(0);
  }
}
