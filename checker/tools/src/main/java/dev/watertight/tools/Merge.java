package dev.watertight.tools;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes one SARIF log of those of several compilations. */
@Command(
    name = "merge",
    description = "Makes one SARIF log of those of several modules.",
    mixinStandardHelpOptions = true)
final class Merge implements Callable<Integer> {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write.")
  private Path output = Path.of("");

  @Mixin private SarifInputs inputs = new SarifInputs();

  @Override
  public Integer call() throws IOException {
    JsonArray runs = new JsonArray();
    MergedRuns.of(inputs.runs(output)).forEach(runs::add);
    JsonObject log = new JsonObject();
    log.addProperty("$schema", SCHEMA);
    log.addProperty("version", "2.1.0");
    log.add("runs", runs);
    Output.write(output, GSON.toJson(log) + "\n");
    return 0;
  }
}
