package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.Streams;
import dev.watertight.tools.Diagnosis.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at the modules of a build. What many modules have in common is tried once. */
final class Examination {
  private final MavenLog log;
  private final Path directory;
  private final ImmutableList<String> ofMaven;
  private final FlagOrigins origins;
  private final FailedCompilations failures;
  private final ProcessorsLeftOut leftOut;
  private final Map<List<Object>, Proof> proofs = new HashMap<>();
  private final Map<Javac, Javac.Version> versions = new HashMap<>();

  /**
   * Instantiates a new {@link Examination} instance.
   *
   * @param directory where Maven was started
   * @param ofMaven the options of the JVM that ran Maven
   * @param origins how Maven was started
   */
  Examination(MavenLog log, Path directory, ImmutableList<String> ofMaven, FlagOrigins origins) {
    this.log = log;
    this.directory = directory;
    this.ofMaven = ofMaven;
    this.origins = origins;
    this.leftOut = new ProcessorsLeftOut(log.repository());
    this.failures = new FailedCompilations(log.calls(), leftOut);
  }

  /**
   * What was found in a module, or in some of its compilations.
   *
   * @param place the module, and which of its compilations if that matters
   */
  record Finding(String place, Diagnosis diagnosis) {
    @Override
    public String toString() {
      return "%-4s %s: %s".formatted(diagnosis.verdict(), place, diagnosis.text());
    }
  }

  /** What is to be said of a module: nothing if it is one that is never compiled. */
  ImmutableList<Finding> of(String module)
      throws IOException, InterruptedException, NoDiagnosisException {
    SetMultimap<Diagnosis, String> places = LinkedHashMultimap.create();
    Optional<String> failure = Optional.ofNullable(log.failures().get(module));
    boolean tests = false;
    for (CompilerCall call : log.calls()) {
      if (call.module().equals(module)) {
        places.put(diagnosis(call, failure), place(call));
        tests |= call.tests();
      }
    }
    // A compiler that fails ends the build of the module: that is told.
    if (failure.isPresent() && !tests && !has(places, Verdict.OFF) && !has(places, Verdict.FAIL)) {
      places.put(Diagnosis.failed(failure.orElseThrow()), places.isEmpty() ? "main" : "tests");
    }
    if (places.keySet().stream().anyMatch(diagnosis -> diagnosis.verdict() != Verdict.NONE)) {
      places.keySet().removeIf(diagnosis -> diagnosis.verdict() == Verdict.NONE);
    }
    boolean alike = places.keySet().size() == 1;
    return places.asMap().entrySet().stream()
        .map(
            entry ->
                new Finding(
                    alike ? module : module + " (" + String.join(", ", entry.getValue()) + ")",
                    entry.getKey()))
        .collect(toImmutableList());
  }

  private Diagnosis diagnosis(CompilerCall call, Optional<String> failure)
      throws IOException, InterruptedException, NoDiagnosisException {
    if (call.options().isEmpty()) {
      return Diagnosis.withoutCall(call, failure);
    }
    JavacOptions options = call.options().orElseThrow();
    Optional<String> reason = Reasons.notAsked(call, options, isAskedElsewhere(call));
    if (reason.isPresent()) {
      return new Diagnosis(Verdict.OFF, reason.orElseThrow());
    }
    Javac javac = Javac.of(call, javaHome(), ofMaven);
    Javac.Version version = version(javac);
    Proof proof = proof(call, options, javac);
    if (!proof.found()) {
      return new Diagnosis(
          Verdict.OFF, Reasons.notRun(call, options, javac, version, proof, origins));
    }
    ExcludedSources excluded = ExcludedSources.of(call, options);
    if (excluded.areAll()) {
      return new Diagnosis(
          Verdict.OFF,
          "%s leaves out every source (%d): make it narrower; %s"
              .formatted(excluded.flag(), excluded.all(), origins.of(excluded.flag(), call)));
    }
    Optional<String> broken = failures.of(call, options, failure);
    if (broken.isPresent()) {
      return new Diagnosis(Verdict.FAIL, broken.orElseThrow());
    }
    Optional<String> behind = failures.behindAnother(call, options);
    if (failures.isBehindBroken(call, options)) {
      return new Diagnosis(Verdict.UNKNOWN, behind.orElseThrow());
    }
    return Diagnosis.running(
        options,
        version,
        Streams.concat(
                Reasons.ofOldErrorProne(options).stream(),
                Reasons.ofProperty(call, options).stream(),
                Reasons.ofLostText(call).stream(),
                Openness.ofRunning(call, javac).stream(),
                leftOut.note(options).stream(),
                excluded.note().stream(),
                // What it lacks would be the most of what is printed.
                behind.isPresent() ? Stream.empty() : Printing.ofLimit(call, options).stream(),
                Printing.ofWarningsAsErrors(options).stream(),
                failures.ofFindings(call).stream(),
                behind.stream())
            .collect(toImmutableList()));
  }

  /** Whether another module is asked, or a POM of the project says so in vain. */
  private boolean isAskedElsewhere(CompilerCall call) throws IOException {
    if (log.calls().stream()
        .flatMap(other -> other.options().stream())
        .anyMatch(options -> options.errorProneCount() > 0)) {
      return true;
    }
    for (Path pom : Poms.from(call.directory())) {
      if (Files.readString(pom).contains("-Xplugin:ErrorProne")) {
        return true;
      }
    }
    return false;
  }

  private Path javaHome() throws NoDiagnosisException {
    return log.javaHome()
        .orElseThrow(() -> new NoDiagnosisException("Maven does not say which JDK runs it"));
  }

  private Javac.Version version(Javac javac) throws IOException, InterruptedException {
    Javac.Version version = versions.get(javac);
    if (version == null) {
      version = javac.version(directory);
      versions.put(javac, version);
    }
    return version;
  }

  private Proof proof(CompilerCall call, JavacOptions options, Javac javac)
      throws IOException, InterruptedException {
    List<Object> key = List.of(javac, Proof.arguments(options));
    Proof proof = proofs.get(key);
    if (proof == null) {
      proof = Proof.of(call, options, javac, directory);
      proofs.put(key, proof);
    }
    return proof;
  }

  private static boolean has(SetMultimap<Diagnosis, String> places, Verdict verdict) {
    return places.keySet().stream().anyMatch(diagnosis -> diagnosis.verdict() == verdict);
  }

  private static String place(CompilerCall call) {
    String kind = call.tests() ? "tests" : "main";
    return call.execution().startsWith("default-") ? kind : kind + " " + call.execution();
  }
}
