package dev.watertight.model;

import com.google.common.collect.Streams;
import com.google.errorprone.ErrorProneFlags;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.CompletionFailure;
import com.sun.tools.javac.code.Type;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The library model of one compilation: the standard one, and in front of it the user's files.
 *
 * @param library what is in force; the standard model alone if a user's file is broken
 * @param error what is wrong with the user's configuration, if anything
 */
public record Model(Library library, Optional<String> error) {
  /** The option that names model files, separated by commas. */
  public static final String OPTION = "Watertight:Model";

  /** The option that makes {@code @SuppressWarnings} the first fix of each report. */
  public static final String SUPPRESS = "Watertight:Suppress";

  private static final String PREFIX = "Watertight:";
  private static final Supplier<Model> INSTANCE = VisitorState.memoize(Model::read);

  /** The model of this compilation. */
  public static Model of(VisitorState state) {
    return INSTANCE.get(state);
  }

  private static Model read(VisitorState state) {
    ErrorProneFlags flags = state.errorProneOptions().getFlags();
    try {
      for (String option : flags.getFlagsMap().keySet()) {
        if (option.startsWith(PREFIX) && !option.equals(OPTION) && !option.equals(SUPPRESS)) {
          throw new IllegalArgumentException(
              "%s: there is no such option; did you mean %s?".formatted(option, OPTION));
        }
      }
      List<String> files = flags.getListOrEmpty(OPTION);
      for (String file : files) {
        if (file.isEmpty()) {
          throw new IllegalArgumentException(OPTION + "=: names no file");
        }
        Library own = LibraryReader.readFile(OPTION, file);
        Optional<String> unknown = unknownIn(own, state);
        if (unknown.isPresent()) {
          throw new IllegalArgumentException("%s=%s: %s".formatted(OPTION, file, unknown.get()));
        }
      }
      return new Model(
          files.isEmpty() ? Library.standard() : LibraryReader.readAll(OPTION, files),
          Optional.empty());
    } catch (IllegalArgumentException e) {
      return new Model(Library.standard(), Optional.ofNullable(e.getMessage()));
    }
  }

  private record Member(String owner, String method) {}

  /**
   * The first method that a row names and its class does not have, as a sentence. A class that the
   * compilation does not come across may well be used in another module, and says nothing.
   */
  private static Optional<String> unknownIn(Library rows, VisitorState state) {
    return members(rows)
        .filter(member -> isUnknown(member, state))
        .findFirst()
        .map(member -> "%s has no method '%s'".formatted(member.owner(), member.method()));
  }

  private static Stream<Member> members(Library rows) {
    return Streams.concat(
        rows.handles().stream()
            .flatMap(h -> h.releases().stream().map(r -> new Member(h.typeName(), r))),
        rows.openersByName().values().stream().map(o -> new Member(o.owner(), o.method())),
        rows.makersByName().values().stream().map(m -> new Member(m.owner(), m.method())),
        rows.operationsByName().values().stream().map(o -> new Member(o.owner(), o.method())),
        rows.questionsByName().values().stream().map(q -> new Member(q.owner(), q.method())),
        rows.countingsByName().values().stream().map(c -> new Member(c.owner(), c.method())),
        rows.traitsByName().values().stream()
            .filter(t -> !t.method().equals(TraitRow.NONE) && !t.isOfPackage())
            .map(t -> new Member(t.owner(), t.method())),
        rows.rulesByName().values().stream().map(r -> new Member(r.owner(), r.method())));
  }

  private static boolean isUnknown(Member member, VisitorState state) {
    if (member.method().contains("*")) {
      return false;
    }
    try {
      Type owner = state.getTypeFromString(member.owner());
      if (owner == null || !(owner.tsym instanceof ClassSymbol)) {
        return false;
      }
      for (Type type : state.getTypes().closure(owner)) {
        if (type.tsym.members().findFirst(state.getName(member.method())) != null) {
          return false;
        }
      }
      return true;
    } catch (CompletionFailure e) {
      // A supertype is missing from the class path.
      return false;
    }
  }
}
