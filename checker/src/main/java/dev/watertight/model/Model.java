package dev.watertight.model;

import com.google.common.base.Ascii;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import com.google.errorprone.ErrorProneFlags;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.CompletionFailure;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.processing.JavacProcessingEnvironment;
import com.sun.tools.javac.util.Name;
import dev.watertight.caches.PerCompilation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.Diagnostic;

/**
 * The library model of one compilation: the standard one, in front of it the files that libraries
 * bring, and in front of those the user's files.
 *
 * @param library what is in force; the standard model alone if a file is broken
 * @param error all that is wrong with the user's configuration, a line each, if anything
 */
public record Model(Library library, Optional<String> error) {
  /** The option that names model files, separated by commas. */
  public static final String OPTION = "Watertight:Model";

  /** The option that makes {@code @SuppressWarnings} the first fix of each report. */
  public static final String SUPPRESS = "Watertight:Suppress";

  /** The option that decides whether summaries are written for, and read of, other modules. */
  public static final String SUMMARIES = "Watertight:Summaries";

  /** The option that names the file of old findings, which do not fail the build. */
  public static final String BASELINE = "Watertight:Baseline";

  /** The option that names the file to write all findings to, none of which fails the build. */
  public static final String WRITE_BASELINE = "Watertight:WriteBaseline";

  /** The option that names the file to write a report of the findings to, for other tools. */
  public static final String SARIF = "Watertight:Sarif";

  private static final String PREFIX = "watertight:";
  private static final ImmutableSet<String> OPTIONS =
      ImmutableSet.of(OPTION, SUPPRESS, SUMMARIES, BASELINE, WRITE_BASELINE, SARIF);
  private static final Supplier<Model> INSTANCE = PerCompilation.of(Model::read);

  /** The model of this compilation. */
  public static Model of(VisitorState state) {
    return INSTANCE.get(state);
  }

  /** Whether summaries of classes are written for other modules, and those of others believed. */
  public static boolean isSummarizing(VisitorState state) {
    return !state.errorProneOptions().getFlags().get(SUMMARIES).orElse("true").equals("false");
  }

  /** Whether a report of the findings is written. */
  public static boolean isReporting(VisitorState state) {
    return state.errorProneOptions().getFlags().get(SARIF).isPresent();
  }

  private static Model read(VisitorState state) {
    ErrorProneFlags flags = state.errorProneOptions().getFlags();
    List<String> errors = new ArrayList<>();
    checkOptions(flags, errors);
    List<ModelFile> files = new ArrayList<>();
    ImmutableList<ModelFile> summaries = ImmutableList.of();
    try {
      LibraryFiles libraries = new LibraryFiles(state.context);
      summaries = isSummarizing(state) ? summaries(libraries, state) : summaries;
      files.addAll(libraries.models());
    } catch (IllegalArgumentException e) {
      errors.add(e.getMessage());
    }
    for (String name : flags.getListOrEmpty(OPTION)) {
      try {
        files.add(ModelFile.named(OPTION, name));
      } catch (IllegalArgumentException e) {
        errors.add(e.getMessage());
      }
    }
    files.forEach(file -> checkFile(file, errors, state));
    if (!errors.isEmpty()) {
      return new Model(Library.standard(), Optional.of(String.join("\n", errors)));
    }
    files.addAll(0, summaries);
    return new Model(
        files.isEmpty() ? Library.standard() : LibraryReader.readAll(files), Optional.empty());
  }

  private static void checkOptions(ErrorProneFlags flags, List<String> errors) {
    for (String option : flags.getFlagsMap().keySet()) {
      if (Ascii.toLowerCase(option).startsWith(PREFIX) && !OPTIONS.contains(option)) {
        errors.add("%s: there is no such option; did you mean %s?".formatted(option, OPTION));
      }
    }
    String summarizing = flags.get(SUMMARIES).orElse("true");
    if (!summarizing.equals("true") && !summarizing.equals("false")) {
      errors.add("%s=%s: is neither true nor false".formatted(SUMMARIES, summarizing));
    }
  }

  private static void checkFile(ModelFile file, List<String> errors, VisitorState state) {
    try {
      problems(LibraryReader.read(ImmutableList.of(file)), state)
          .forEach(problem -> errors.add(file.source() + ": " + problem));
    } catch (IllegalArgumentException e) {
      errors.add(e.getMessage());
    }
  }

  /** The summaries without those that are corrupt, of which a note says so. */
  private static ImmutableList<ModelFile> summaries(LibraryFiles libraries, VisitorState state) {
    ImmutableList.Builder<ModelFile> found = ImmutableList.builder();
    for (Path path : libraries.summaries()) {
      try {
        ModelFile summary = libraries.summary(path);
        LibraryReader.read(ImmutableList.of(summary));
        found.add(summary);
      } catch (IllegalArgumentException e) {
        JavacProcessingEnvironment.instance(state.context)
            .getMessager()
            .printMessage(
                Diagnostic.Kind.NOTE,
                "Watertight ignores a summary: "
                    + Strings.nullToEmpty(e.getMessage()).lines().findFirst().orElse(""));
      }
    }
    return found.build();
  }

  private static Stream<String> problems(Library rows, VisitorState state) {
    Stream<Member> members =
        Streams.concat(
            rows.handles().stream()
                .flatMap(
                    h ->
                        h.releases().stream()
                            .map(r -> new Member(h.typeName(), r, Parameters.ANY))),
            rows.openersByName().values().stream().map(Opener::member),
            rows.makersByName().values().stream().map(ChannelMaker::member),
            rows.operationsByName().values().stream().map(ChannelOperation::member),
            rows.questionsByName().values().stream().map(Question::member),
            rows.countingsByName().values().stream().map(Counting::member),
            rows.traitsByName().values().stream().map(TraitRow::member));
    return Stream.concat(
            members.map(member -> problem(member, ArgumentRule.ANY, state)),
            rows.rulesByName().values().stream()
                .map(rule -> problem(rule.member(), rule.index(), state)))
        .flatMap(Optional::stream);
  }

  /**
   * What is wrong with the method that a row names, if its class does not have it, or not the
   * parameter. A class that the compilation does not come across may well be used in another
   * module, and says nothing.
   */
  private static Optional<String> problem(Member member, int index, VisitorState state) {
    try {
      Type owner = state.getTypeFromString(member.owner());
      if (owner == null
          || !(owner.tsym instanceof ClassSymbol)
          || member.name().equals(TraitRow.NONE)
          || member.name().contains("*")) {
        return Optional.empty();
      }
      String name = member.name() + member.parameters();
      Name key = state.getName(member.name());
      boolean isThere = false;
      for (Type type : state.getTypes().closure(owner)) {
        for (Symbol symbol : type.tsym.members().getSymbolsByName(key)) {
          if (symbol instanceof MethodSymbol method && member.parameters().fit(method)) {
            isThere = true;
            if (method.getParameters().size() > index || method.isVarArgs()) {
              return Optional.empty();
            }
          }
        }
      }
      return Optional.of(
          isThere
              ? "%s#%s has no parameter %d".formatted(member.owner(), name, index)
              : "%s has no method '%s'".formatted(member.owner(), name));
    } catch (CompletionFailure e) {
      // A supertype is missing from the class path.
      return Optional.empty();
    }
  }
}
