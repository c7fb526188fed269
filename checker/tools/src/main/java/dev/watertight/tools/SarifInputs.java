package dev.watertight.tools;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The SARIF files that a command reads. */
final class SarifInputs {
  private static final String VERSION = "2.1.0";

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE_OR_DIR",
      description = "SARIF files, and directories below which there are such (*.sarif).")
  private List<Path> paths = new ArrayList<>();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /**
   * The runs of all files, those of directories in the order of their names.
   *
   * @param output what the command writes, which is not among them
   */
  ImmutableList<JsonObject> runs(Path output) throws IOException {
    ImmutableList.Builder<JsonObject> runs = ImmutableList.builder();
    for (Path path : paths) {
      ImmutableList<Path> files = files(path, output);
      if (files.isEmpty()) {
        throw wrong("There is no SARIF file in " + path);
      }
      for (Path file : files) {
        runs.addAll(log(file));
      }
    }
    return runs.build();
  }

  /** The directories that the command was given. */
  ImmutableList<Path> directories() {
    return paths.stream().filter(Files::isDirectory).collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<Path> files(Path path, Path output) throws IOException {
    if (!Files.isDirectory(path)) {
      return ImmutableList.of(path);
    }
    Path written = output.toAbsolutePath().normalize();
    try (Stream<Path> files = Files.walk(path)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".sarif"))
          .filter(file -> Files.isRegularFile(file))
          .filter(file -> !file.toAbsolutePath().normalize().equals(written))
          .sorted()
          .collect(ImmutableList.toImmutableList());
    }
  }

  private ImmutableList<JsonObject> log(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      JsonElement log = JsonParser.parseReader(reader);
      if (SarifJson.text(log, "version").equals(VERSION)) {
        return SarifJson.objects(log, "runs");
      }
      throw wrong("%s is no SARIF log of version %s".formatted(file, VERSION));
    } catch (JsonParseException e) {
      throw wrong("%s is no SARIF log: %s".formatted(file, e.getMessage()));
    } catch (IOException e) {
      throw wrong("%s cannot be read: %s".formatted(file, e));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(requireNonNull(spec).commandLine(), message);
  }
}
