package dev.watertight.reports;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import com.google.errorprone.ErrorProneFlags;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.tools.javac.api.MultiTaskListener;
import com.sun.tools.javac.processing.JavacProcessingEnvironment;
import com.sun.tools.javac.util.Context;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.JarTexts;
import dev.watertight.model.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.Diagnostic;
import javax.tools.JavaFileManager;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/** The log of one compilation, in the Static Analysis Results Interchange Format 2.1.0. */
public final class Sarif implements TaskListener {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private static final ImmutableMap<String, String> SUPPRESSION =
      ImmutableMap.of(
          "kind", "external", "status", "accepted", "justification", "It is in the baseline");

  private static final Supplier<Sarif> INSTANCE =
      PerCompilation.of(
          state -> {
            Sarif sarif = new Sarif(state);
            MultiTaskListener.instance(state.context).add(sarif);
            return sarif;
          });

  private final Context context;
  private final String option;
  private final boolean hasBaseline;
  private final SourceRoot root;
  private final Rules rules = new Rules();
  private final Set<Finding> findings = new TreeSet<>();

  private Sarif(VisitorState state) {
    ErrorProneFlags flags = state.errorProneOptions().getFlags();
    this.context = state.context;
    this.option = flags.get(Model.SARIF).orElse("");
    this.hasBaseline =
        flags.get(Model.BASELINE).isPresent() || flags.get(Model.WRITE_BASELINE).isPresent();
    this.root = SourceRoot.of(state.getPath().getCompilationUnit());
  }

  /** Remembers that a check has looked at the unit at hand, whether or not it finds something. */
  public static void look(BugChecker check, VisitorState state) {
    INSTANCE.get(state).rules.add(check, state);
  }

  /** Adds what a check has found at the place of the state. */
  public static void add(BugChecker check, Description finding, boolean isOld, VisitorState state) {
    Sarif sarif = INSTANCE.get(state);
    sarif.rules.add(check, state);
    sarif.findings.add(Finding.of(finding, isOld, sarif.root, state));
  }

  @Override
  public void finished(TaskEvent event) {
    if (event.getKind() != TaskEvent.Kind.COMPILATION) {
      return;
    }
    try {
      Optional<Path> output = output();
      String writer =
          output
              .map(path -> root.relative(path.toUri()).orElse(path.getFileName() + "/"))
              .orElse("");
      String id = "watertight/" + writer + (writer.isEmpty() || writer.endsWith("/") ? "" : "/");
      ReportFile.write(ReportFile.of(option, output), Json.text(log(id)), id);
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      String reason = e instanceof FileSystemException ? e.toString() : e.getMessage();
      JavacProcessingEnvironment.instance(context)
          .getMessager()
          .printMessage(
              Diagnostic.Kind.ERROR,
              "%s=%s: cannot write the report: %s".formatted(Model.SARIF, option, reason));
    }
  }

  /** Where the compilation puts its classes. */
  private Optional<Path> output() {
    return context.get(JavaFileManager.class) instanceof StandardJavaFileManager files
            && files.hasLocation(StandardLocation.CLASS_OUTPUT)
        ? Streams.stream(files.getLocationAsPaths(StandardLocation.CLASS_OUTPUT))
            .findFirst()
            .map(Path::toAbsolutePath)
        : Optional.empty();
  }

  private ImmutableMap<String, Object> log(String id) throws IOException {
    ImmutableMap<String, Object> run =
        ImmutableMap.<String, Object>builder()
            // First, so that the next compilation finds it.
            .put("automationDetails", ImmutableMap.of("id", id))
            .put("tool", ImmutableMap.of("driver", driver()))
            .put("columnKind", "utf16CodeUnits")
            .put(
                "originalUriBaseIds",
                ImmutableMap.of(SourceRoot.ID, ImmutableMap.of("uri", root.uri().toString())))
            .put(
                "results",
                findings.stream().map(this::result).collect(ImmutableList.toImmutableList()))
            .buildOrThrow();
    return ImmutableMap.of("$schema", SCHEMA, "version", "2.1.0", "runs", ImmutableList.of(run));
  }

  private ImmutableMap<String, Object> driver() throws IOException {
    ImmutableMap.Builder<String, Object> driver =
        ImmutableMap.<String, Object>builder().put("name", "Watertight");
    URL resource = Sarif.class.getResource("version.txt");
    String version =
        resource == null ? "" : CharMatcher.whitespace().trimFrom(JarTexts.read(resource));
    // Only the build knows it.
    if (!version.isEmpty() && !version.startsWith("$")) {
      driver.put("semanticVersion", version);
    }
    ImmutableSet<String> found =
        findings.stream().map(Finding::check).collect(ImmutableSet.toImmutableSet());
    return driver.put("rules", rules.toJson(found)).buildOrThrow();
  }

  private ImmutableMap<String, Object> result(Finding finding) {
    ImmutableMap.Builder<String, Object> result =
        ImmutableMap.<String, Object>builder()
            .put("ruleId", finding.check())
            .put("ruleIndex", rules.index(finding.check()))
            // As javac prints it.
            .put("level", finding.isOld() ? "note" : rules.level(finding.check()));
    if (hasBaseline) {
      result
          .put("baselineState", finding.isOld() ? "unchanged" : "new")
          .put(
              "suppressions", finding.isOld() ? ImmutableList.of(SUPPRESSION) : ImmutableList.of());
    }
    return result.putAll(finding.json()).buildOrThrow();
  }
}
