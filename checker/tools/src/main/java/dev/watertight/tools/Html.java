package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a page that shows what is in SARIF logs. */
@Command(
    name = "html",
    description = "Writes one HTML page that shows the findings of SARIF logs, with the code.",
    mixinStandardHelpOptions = true)
final class Html implements Callable<Integer> {
  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write.")
  private Path output = Path.of("");

  @Option(
      names = "--source",
      paramLabel = "DIR",
      description =
          "The checkout, if it is elsewhere than when it was compiled, or not below the current"
              + " directory nor below one of those that are searched for logs.")
  private @Nullable Path source;

  @Mixin private SarifInputs inputs = new SarifInputs();

  @Override
  public Integer call() throws IOException {
    List<Finding> findings = new ArrayList<>();
    Map<String, String> summaries = new TreeMap<>();
    for (JsonObject run : MergedRuns.of(inputs.runs(output))) {
      findings.addAll(Finding.of(run));
      for (JsonObject rule : SarifJson.objects(run, "tool", "driver", "rules")) {
        summaries.put(SarifJson.text(rule, "id"), SarifJson.text(rule, "shortDescription", "text"));
      }
    }
    Optional<URI> sources = Optional.ofNullable(source).map(Path::toUri);
    Output.write(output, new HtmlReport(findings, summaries, sources, open()).toHtml());
    return 0;
  }

  /** Where sources may be: a log, which may come from others, could name any directory. */
  private ImmutableList<Path> open() {
    return source == null
        ? ImmutableList.<Path>builder().add(Path.of("")).addAll(inputs.directories()).build()
        : ImmutableList.of(source);
  }
}
