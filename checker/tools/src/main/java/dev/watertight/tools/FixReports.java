package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The logs that the compilations of a build write of what they find, one file each. */
final class FixReports implements AutoCloseable {
  private final Path directory;

  private FixReports(Path directory) {
    this.directory = directory;
  }

  /**
   * What a build has found.
   *
   * @param found the number of findings
   * @param withoutFix the number of those that have no fix
   */
  record Tally(int found, int withoutFix) {}

  /** None so far. */
  static FixReports begin() throws IOException {
    return new FixReports(Files.createTempDirectory("watertight"));
  }

  /** The flag by which compilations write them; none if the path has a blank, which ends a flag. */
  Optional<String> flag() {
    String path = directory.toString();
    return path.contains(" ")
        ? Optional.empty()
        : Optional.of("-XepOpt:Watertight:Sarif=%s/*.sarif".formatted(path));
  }

  /** Reads what the build that has ended wrote, and takes it away: nothing if it wrote nothing. */
  Optional<Tally> read() throws IOException {
    Optional<Tally> tally = Optional.empty();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.sarif")) {
      for (Path file : files) {
        Tally before = tally.orElse(new Tally(0, 0));
        ImmutableList<Finding> findings = findings(file);
        long withoutFix = findings.stream().filter(f -> f.fixes().isEmpty()).count();
        tally =
            Optional.of(
                new Tally(
                    before.found() + findings.size(), before.withoutFix() + (int) withoutFix));
        Files.delete(file);
      }
    }
    return tally;
  }

  private static ImmutableList<Finding> findings(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      JsonElement log = JsonParser.parseReader(reader);
      ImmutableList.Builder<Finding> findings = ImmutableList.builder();
      for (JsonObject run : SarifJson.objects(log, "runs")) {
        findings.addAll(Finding.of(run));
      }
      return findings.build();
    } catch (JsonParseException e) {
      throw new IOException("%s is no SARIF log: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public void close() throws IOException {
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
