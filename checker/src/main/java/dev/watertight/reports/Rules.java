package dev.watertight.reports;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.BugPattern;
import com.google.errorprone.BugPattern.SeverityLevel;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.model.JarTexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The checks that have looked at a compilation, which SARIF calls rules. */
final class Rules {
  /* Pages link to each other, and to what is not there where a report is read. */
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\((?!\\w+://)[^)]*\\)");

  private final Map<String, Rule> byName = new TreeMap<>();

  private record Rule(BugChecker check, String level) {}

  /** Adds a check, if it is not there yet. */
  void add(BugChecker check, VisitorState state) {
    byName.computeIfAbsent(
        check.canonicalName(),
        name ->
            new Rule(
                check, level(state.severityMap().getOrDefault(name, check.defaultSeverity()))));
  }

  /** How severe the findings of a check are in this compilation. */
  String level(String check) {
    Rule rule = byName.get(check);
    return rule == null ? "warning" : rule.level();
  }

  /** The number of a check among all. */
  int index(String check) {
    return ImmutableList.copyOf(byName.keySet()).indexOf(check);
  }

  /**
   * What a log says of them.
   *
   * @param found the checks that have found something: the pages of the others would be the most of
   *     a log that has nothing to say
   */
  ImmutableList<ImmutableMap<String, Object>> toJson(Set<String> found) {
    return byName.values().stream()
        .map(rule -> rule(rule, found.contains(rule.check().canonicalName())))
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableMap<String, Object> rule(Rule rule, boolean hasFound) {
    BugChecker check = rule.check();
    ImmutableMap<String, String> summary = ImmutableMap.of("text", summary(check));
    ImmutableMap.Builder<String, Object> json =
        ImmutableMap.<String, Object>builder()
            .put("id", check.canonicalName())
            .put("shortDescription", summary)
            .put("fullDescription", summary)
            .put("defaultConfiguration", ImmutableMap.of("level", rule.level()));
    String address = check.linkUrl();
    if (address != null && address.contains("://")) {
      json.put("helpUri", address);
    }
    URL page = Rules.class.getResource("/dev/watertight/docs/" + check.canonicalName() + ".md");
    if (hasFound && page != null) {
      String text = LINK.matcher(read(page)).replaceAll("$1");
      json.put("help", ImmutableMap.of("text", text, "markdown", text));
    }
    return json.buildOrThrow();
  }

  private static String summary(BugChecker check) {
    BugPattern pattern = check.getClass().getAnnotation(BugPattern.class);
    return pattern == null ? check.canonicalName() : pattern.summary();
  }

  private static String level(SeverityLevel severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case SUGGESTION -> "note";
    };
  }

  private static String read(URL page) {
    try {
      return JarTexts.read(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
