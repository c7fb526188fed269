package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.graph.GraphBuilder;
import com.google.common.graph.MutableGraph;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** The packages of the plugin depend on each other one way. */
final class PackageDependenciesTest {
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "^ +dev\\.watertight\\.([\\w.]+) +-> dev\\.watertight\\.([\\w.]+) ", Pattern.MULTILINE);

  @Test
  void noCycles() {
    ImmutableSetMultimap<String, String> dependencies = dependencies();
    MutableGraph<String> graph = GraphBuilder.directed().build();
    dependencies.forEach(graph::putEdge);
    // Without those that nothing depends on, and so on, only cycles and what they need are left.
    while (graph.nodes().stream().anyMatch(p -> graph.inDegree(p) == 0)) {
      graph.nodes().stream()
          .filter(p -> graph.inDegree(p) == 0)
          .toList()
          .forEach(graph::removeNode);
    }

    assertThat(dependencies.keySet()).contains("bugpatterns");
    assertThat(graph.nodes()).isEmpty();
  }

  @Test
  void fixesKnowNoChecks() {
    assertThat(
            dependencies().entries().stream()
                .filter(d -> d.getKey().startsWith("fixes.") && d.getValue().equals("bugpatterns"))
                .toList())
        .isEmpty();
  }

  private static ImmutableSetMultimap<String, String> dependencies() {
    StringWriter output = new StringWriter();
    try (PrintWriter out = new PrintWriter(output)) {
      ToolProvider.findFirst("jdeps")
          .orElseThrow()
          .run(
              out,
              out,
              "-verbose:package",
              "-filter:none",
              "--ignore-missing-deps",
              Plugin.jar().toString());
    }
    ImmutableSetMultimap.Builder<String, String> found = ImmutableSetMultimap.builder();
    Matcher matcher = DEPENDENCY.matcher(output.toString());
    while (matcher.find()) {
      if (!matcher.group(1).equals(matcher.group(2))) {
        found.put(matcher.group(1), matcher.group(2));
      }
    }
    return found.build();
  }
}
