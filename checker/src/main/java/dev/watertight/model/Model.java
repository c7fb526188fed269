package dev.watertight.model;

import com.google.errorprone.ErrorProneFlags;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import java.util.Optional;

/**
 * The library model of one compilation: the standard one, and in front of it the user's files.
 *
 * @param library what is in force; the standard model alone if a user's file is broken
 * @param error what is wrong with the user's configuration, if anything
 */
public record Model(Library library, Optional<String> error) {
  /** The option that names model files, separated by commas. */
  public static final String OPTION = "Watertight:Model";

  private static final String PREFIX = "Watertight:";
  private static final Supplier<Model> INSTANCE = VisitorState.memoize(Model::read);

  /** The model of this compilation. */
  public static Model of(VisitorState state) {
    return INSTANCE.get(state);
  }

  private static Model read(VisitorState state) {
    ErrorProneFlags flags = state.errorProneOptions().getFlags();
    Library library = Library.standard();
    try {
      for (String option : flags.getFlagsMap().keySet()) {
        if (option.startsWith(PREFIX) && !option.equals(OPTION)) {
          throw new IllegalArgumentException(
              "%s: there is no such option; did you mean %s?".formatted(option, OPTION));
        }
      }
      for (String file : flags.getListOrEmpty(OPTION)) {
        if (file.isEmpty()) {
          throw new IllegalArgumentException(OPTION + "=: names no file");
        }
        Library own = LibraryReader.readFile(OPTION, file);
        Optional<String> unknown = MethodNames.unknownIn(own, state);
        if (unknown.isPresent()) {
          throw new IllegalArgumentException("%s=%s: %s".formatted(OPTION, file, unknown.get()));
        }
        library = library.withFirst(own);
      }
      return new Model(library, Optional.empty());
    } catch (IllegalArgumentException e) {
      return new Model(Library.standard(), Optional.ofNullable(e.getMessage()));
    }
  }
}
