package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URI;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A result of a SARIF log, as the page shows it.
 *
 * @param check the name of the check
 * @param level how severe it is: an error, a warning, or a note
 * @param message what it says
 * @param file the name of the file
 * @param base the directory to which the name is relative, if the log says that
 * @param region where in the file it is
 * @param related other lines of the file that it names
 * @param fixes the suggested fixes
 * @param channel the channel that it is about
 * @param isOld whether it is in a baseline
 */
record Finding(
    String check,
    String level,
    String message,
    String file,
    Optional<URI> base,
    TextRegion region,
    ImmutableList<Integer> related,
    ImmutableList<JsonObject> fixes,
    Optional<JsonElement> channel,
    boolean isOld) {
  /** By check, in it by file and line. */
  static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::check)
          .thenComparing(Finding::file)
          .thenComparingInt(finding -> finding.region().startLine())
          .thenComparingInt(finding -> finding.region().startColumn())
          .thenComparing(Finding::message);

  private static final Pattern SOURCES = Pattern.compile("(^|/)(src/.*|[^/]*$)");

  /** What a run has found. */
  static ImmutableList<Finding> of(JsonObject run) {
    Optional<URI> base = SourceBase.of(run);
    return SarifJson.objects(run, "results").stream()
        .map(result -> of(result, base))
        .collect(ImmutableList.toImmutableList());
  }

  private static Finding of(JsonObject result, Optional<URI> base) {
    JsonElement place =
        SarifJson.at(result, "locations", 0, "physicalLocation").orElseGet(JsonObject::new);
    String level = SarifJson.text(result, "level");
    return new Finding(
        SarifJson.text(result, "ruleId"),
        level.equals("error") || level.equals("note") ? level : "warning",
        SarifJson.text(result, "message", "text"),
        SarifJson.text(place, "artifactLocation", "uri"),
        base,
        TextRegion.of(SarifJson.at(place, "region").orElseGet(JsonObject::new)),
        SarifJson.objects(result, "relatedLocations").stream()
            .flatMap(
                other ->
                    SarifJson.number(other, "physicalLocation", "region", "startLine").stream())
            .collect(ImmutableList.toImmutableList()),
        SarifJson.objects(result, "fixes"),
        SarifJson.at(result, "properties", "channel"),
        SarifJson.text(result, "baselineState").equals("unchanged"));
  }

  /** The module that the file is of: the directory of its sources. */
  String module() {
    String module = SOURCES.matcher(file).replaceFirst("");
    return module.isEmpty() ? "." : module;
  }
}
