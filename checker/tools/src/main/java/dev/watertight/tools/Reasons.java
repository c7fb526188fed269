package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Why the plugin does not run in a compilation, and what to do. */
final class Reasons {
  /** The last Error Prone that runs on JDK 17. */
  private static final Runtime.Version LAST_ON_17 = Runtime.Version.parse("2.42");

  /** The oldest with which Watertight runs. */
  private static final Runtime.Version OLDEST = Runtime.Version.parse("2.36");

  /** The oldest maven-compiler-plugin that knows a path of processors. */
  private static final Runtime.Version OLDEST_MAVEN_PLUGIN = Runtime.Version.parse("3.5");

  private static final Pattern CLOSED =
      Pattern.compile(
          "does not export|cannot access class com\\.sun\\.tools|InaccessibleObject"
              + "|does not \"opens|module jdk\\.compiler does not open");

  private Reasons() {}

  /**
   * Why the compiler was not asked to run it.
   *
   * @param elsewhere whether the compiler of another module was, or a POM says so in vain
   */
  static Optional<String> notAsked(CompilerCall call, JavacOptions options, boolean elsewhere) {
    if (!call.compilerId().startsWith("javac")) {
      return Optional.of(
          "the compiler is %s; Error Prone is a plugin of javac".formatted(call.compilerId()));
    }
    if (options.errorProneCount() > 1) {
      return Optional.of(twice(call, options));
    }
    if (options.errorProneCount() == 1) {
      return Optional.empty();
    }
    String reason = "the compiler got no -Xplugin:ErrorProne; ";
    if (!elsewhere) {
      return Optional.of(
          reason
              + "put the block of README's \"Set-up with Maven\" into the <build> of the pom.xml");
    }
    return Optional.of(
        reason
            + Poms.overriding("compilerArgs", call.directory(), call.compilerArgs()::containsAll)
                .map(Poms.Overriding::toString)
                .or(() -> text(call))
                .orElse(
                    call.compilerArgs().isEmpty()
                        ? "the block is not in a parent of this module, or in a profile that is not active"
                        : "a module's own <compilerArgs> takes the place of the parent's: write"
                            + " <compilerArgs combine.children=\"append\"> there"));
  }

  private static Optional<String> text(CompilerCall call) {
    return Poms.textIn("compilerArgs", call.directory(), call.compilerArgs()::containsAll)
        .map(
            place ->
                "a text stands in <compilerArgs> in %s, and is all that Maven takes: wrap it in <arg>"
                    .formatted(place));
  }

  private static String twice(CompilerCall call, JavacOptions options) {
    String reason =
        "the compiler got -Xplugin:ErrorProne twice, of which javac says \"plug-in not found\"";
    ImmutableSet<String> given = options.words();
    ImmutableMultiset<Poms.Place> places =
        ImmutableMultiset.copyOf(
            Poms.saying(JavacOptions.PLUGIN, call.directory(), given::containsAll));
    if (places.size() == 1) {
      reason += "; one stands in %s, the other out of sight".formatted(Iterables.get(places, 0));
    } else if (!places.isEmpty()) {
      reason +=
          "; they stand in "
              + places.entrySet().stream()
                  .map(
                      e ->
                          e.getElement()
                              + (e.getCount() == 1 ? "" : " (%d of them)".formatted(e.getCount())))
                  .collect(joining(", and in "));
    }
    return reason + ": write all flags behind one";
  }

  /** What is wrong with how more flags come to the compiler, which runs the plugin all the same. */
  static Optional<String> ofProperty(CompilerCall call, JavacOptions options) throws IOException {
    String reference = "${%s}".formatted(MavenRun.PROPERTY);
    if (options.words().contains(reference)) {
      return Optional.of(
          "no POM says what %s is: add <%s></%s> to the <properties>; else, Error Prone is given that text"
              .formatted(reference, MavenRun.PROPERTY, MavenRun.PROPERTY));
    }
    boolean asks = false;
    for (Path pom : Poms.from(call.directory())) {
      String text = Files.readString(pom);
      if (text.contains(reference)) {
        return Optional.empty();
      }
      asks |= text.contains(JavacOptions.PLUGIN);
    }
    return asks
        ? Optional.of(
            "fix and -D%s do not work: write %s behind %s"
                .formatted(MavenRun.PROPERTY, reference, JavacOptions.PLUGIN))
        : Optional.empty();
  }

  /** That the text of the project's own does not come to the compiler, which runs the plugin. */
  static Optional<String> ofLostText(CompilerCall call) {
    return Poms.textBeside("compilerArgs", call.directory(), call.compilerArgs()::containsAll)
        .map(
            place ->
                "the text beside the <arg>s of <compilerArgs> in %s is lost: wrap it in an <arg>"
                    .formatted(place));
  }

  /** That nobody has tried this Error Prone, although the plugin runs there. */
  static Optional<String> ofOldErrorProne(JavacOptions options) {
    return options
        .version("error_prone_core")
        .filter(text -> version(text).filter(v -> v.compareTo(OLDEST) < 0).isPresent())
        .map("Error Prone %s is older than is tested: take 2.36.0 or newer"::formatted);
  }

  /** Why the compiler did not run it, although it was asked to. */
  static String notRun(
      CompilerCall call,
      JavacOptions options,
      Javac javac,
      Javac.Version jdk,
      Proof proof,
      FlagOrigins origins)
      throws IOException {
    Optional<String> errorProne = options.version("error_prone_core");
    Optional<Runtime.Version> version = errorProne.flatMap(Reasons::version);
    if (jdk.feature() < 17) {
      return "the compiler is that of JDK %s; Error Prone needs JDK 17 or newer"
          .formatted(jdk.text());
    }
    if (jdk.feature() < 21
        && version.isPresent()
        && version.orElseThrow().compareTo(LAST_ON_17) > 0) {
      return "Error Prone %s needs JDK 21 or newer, and the compiler is that of JDK %s: take Error Prone 2.42.0, or another JDK"
          .formatted(errorProne.orElseThrow(), jdk.text());
    }
    Optional<String> missing = missing(call, options);
    if (missing.isPresent()) {
      return missing.orElseThrow();
    }
    if (version.isPresent() && version.orElseThrow().compareTo(OLDEST) < 0) {
      return "Error Prone %s is too old: Watertight needs 2.36.0 or newer"
          .formatted(errorProne.orElseThrow());
    }
    if (CLOSED.matcher(proof.output()).find()) {
      return Openness.ofClosed(call, javac);
    }
    Optional<String> late = switchedOff(options.flags());
    if (late.isPresent()) {
      return "%s stands behind %s and switches it off: write it in front"
          .formatted(CheckNames.ALL_OFF, late.orElseThrow());
    }
    ImmutableList<String> flags = options.flags();
    if (isFamilyOff(flags)) {
      ImmutableList<String> rest =
          flags.stream()
              .filter(flag -> !flag.equals(CheckNames.FAMILY_OFF))
              .collect(toImmutableList());
      return "%s switches all checks of Watertight off: take it away%s; %s"
          .formatted(
              CheckNames.FAMILY_OFF,
              CheckNames.on(rest).isEmpty() ? ", and write -Xep:Watertight in its place" : "",
              origins.of(CheckNames.FAMILY_OFF, call));
    }
    String said = proof.complaint();
    if (said.isEmpty()) {
      return "Error Prone runs, but no check of Watertight does: %s; write -Xep:Watertight behind -XepDisableAllChecks"
          .formatted(String.join(" ", options.flags()));
    }
    return "a planted leak is not reported; the compiler says: "
        + said
        + (said.contains("not a valid severity") ? "; those are OFF, WARN and ERROR" : "");
  }

  /** Whether the last word about our checks is that they are off. */
  private static boolean isFamilyOff(ImmutableList<String> flags) {
    int off = flags.lastIndexOf(CheckNames.FAMILY_OFF);
    return off >= 0
        && flags.subList(off, flags.size()).stream()
            .noneMatch(flag -> CheckNames.switchesOn(flag) || flag.equals(CheckNames.ALL_OFF));
  }

  /** The last flag for a check of ours that a later one for all checks makes void. */
  private static Optional<String> switchedOff(ImmutableList<String> flags) {
    ImmutableList<String> before =
        flags.subList(0, Math.max(0, flags.lastIndexOf(CheckNames.ALL_OFF)));
    return before.stream().filter(CheckNames::switchesOn).reduce((first, next) -> next);
  }

  private static Optional<String> missing(CompilerCall call, JavacOptions options) {
    boolean core = options.version("error_prone_core").isPresent();
    boolean ours = options.version("watertight").isPresent();
    if (core && ours) {
      return Optional.empty();
    }
    Optional<String> tooOld =
        call.pluginVersion()
            .filter(
                text ->
                    version(text).filter(v -> v.compareTo(OLDEST_MAVEN_PLUGIN) < 0).isPresent());
    if (tooOld.isPresent()) {
      return Optional.of(
          "maven-compiler-plugin %s is too old, and does not know <annotationProcessorPaths>: take 3.16.0"
              .formatted(tooOld.orElseThrow()));
    }
    String names =
        core
            ? "watertight is"
            : ours ? "error_prone_core is" : "error_prone_core and watertight are";
    Optional<Poms.Overriding> override =
        Poms.overriding(
            "annotationProcessorPaths",
            call.directory(),
            artifacts -> artifacts.stream().allMatch(name -> options.version(name).isPresent()));
    if (override.isPresent()) {
      return Optional.of(
          "%s not on the processor path; %s".formatted(names, override.orElseThrow()));
    }
    return Optional.of(
        names
            + (options.hasProcessorPath()
                ? " not on the processor path; a module's own <annotationProcessorPaths> takes the place of the parent's: write"
                    + " <annotationProcessorPaths combine.children=\"append\"> there, or name both in it"
                : " in no <annotationProcessorPaths>: name both there"));
  }

  private static Optional<Runtime.Version> version(String text) {
    try {
      return Optional.of(Runtime.Version.parse(text.replaceFirst("(\\.0)+$", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
