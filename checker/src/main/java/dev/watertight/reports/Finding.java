package dev.watertight.reports;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.Fix;
import com.google.errorprone.fixes.Replacement;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.CompilationUnitTree;
import dev.watertight.baseline.FindingKey;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A finding as SARIF tells it: a result, but for what the whole run decides.
 *
 * @param check the name of the check
 * @param file the name of the file
 * @param position where in the file it is
 * @param isOld whether it is in the baseline
 * @param json what a result says of it
 */
record Finding(
    String check, String file, int position, boolean isOld, ImmutableMap<String, Object> json)
    implements Comparable<Finding> {
  /* So our messages name what else a finding is about: on which line a method returns. */
  private static final Pattern LINE =
      Pattern.compile("\\b(?:on|in|when|than|before|of which) line (\\d+)");

  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::file)
          .thenComparingInt(Finding::position)
          .thenComparing(Finding::check)
          .thenComparing(finding -> finding.json().toString());

  /** What a check has found at the place of the state. */
  static Finding of(Description description, boolean isOld, SourceRoot root, VisitorState state) {
    CompilationUnitTree unit = state.getPath().getCompilationUnit();
    ImmutableMap<String, Object> artifact = root.location(unit.getSourceFile().toUri());
    Lines lines = new Lines(String.valueOf(state.getSourceCode()));
    ReportedPlace place = ReportedPlace.of(description, state);
    ImmutableMap.Builder<String, Object> json =
        ImmutableMap.<String, Object>builder()
            .put("message", ImmutableMap.of("text", description.getRawMessage()))
            .put(
                "locations",
                ImmutableList.of(
                    location(
                        artifact,
                        lines.regionOnLine(place.position(), place.start(), place.end()))))
            .put(
                "partialFingerprints",
                ImmutableMap.of(
                    "finding/v1",
                    FindingKey.of(description.checkName, state.getPath(), state).toString()));
    ImmutableList<ImmutableMap<String, Object>> related =
        related(description.getRawMessage(), artifact);
    if (!related.isEmpty()) {
      json.put("relatedLocations", related);
    }
    ImmutableList<ImmutableMap<String, Object>> fixes =
        description.fixes.stream()
            .map(fix -> fix(fix, artifact, lines, state))
            .collect(ImmutableList.toImmutableList());
    if (!fixes.isEmpty()) {
      json.put("fixes", fixes);
    }
    ChannelUses.at(state, root)
        .ifPresent(uses -> json.put("properties", ImmutableMap.of("channel", uses)));
    return new Finding(
        description.checkName,
        String.valueOf(artifact.get("uri")),
        place.position(),
        isOld,
        json.buildOrThrow());
  }

  /** Where something is. */
  static ImmutableMap<String, Object> location(
      ImmutableMap<String, Object> artifact, ImmutableMap<String, Object> region) {
    return ImmutableMap.of(
        "physicalLocation", ImmutableMap.of("artifactLocation", artifact, "region", region));
  }

  @Override
  public int compareTo(Finding that) {
    return ORDER.compare(this, that);
  }

  private static ImmutableList<ImmutableMap<String, Object>> related(
      String message, ImmutableMap<String, Object> artifact) {
    Set<Integer> lines = new LinkedHashSet<>();
    for (Matcher line = LINE.matcher(message); line.find(); ) {
      lines.add(Integer.valueOf(line.group(1)));
    }
    return lines.stream()
        .map(line -> location(artifact, ImmutableMap.of("startLine", line)))
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableMap<String, Object> fix(
      Fix fix, ImmutableMap<String, Object> artifact, Lines lines, VisitorState state) {
    ImmutableList<ImmutableMap<String, Object>> replacements =
        Found.textEdits(fix, state).stream()
            .map(edit -> replacement(edit, lines))
            .collect(ImmutableList.toImmutableList());
    return ImmutableMap.of(
        "description",
        ImmutableMap.of("text", fix.getShortDescription()),
        "artifactChanges",
        ImmutableList.of(
            ImmutableMap.of("artifactLocation", artifact, "replacements", replacements)));
  }

  private static ImmutableMap<String, Object> replacement(Replacement edit, Lines lines) {
    return ImmutableMap.of(
        "deletedRegion",
        lines.region(edit.startPosition(), edit.endPosition()),
        "insertedContent",
        ImmutableMap.of("text", edit.replaceWith()));
  }
}
