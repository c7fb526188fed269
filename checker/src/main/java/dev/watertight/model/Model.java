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

  private static final Supplier<Model> INSTANCE =
      VisitorState.memoize(state -> read(state.errorProneOptions().getFlags()));

  /** The model of this compilation. */
  public static Model of(VisitorState state) {
    return INSTANCE.get(state);
  }

  private static Model read(ErrorProneFlags flags) {
    Library library = Library.standard();
    try {
      for (String file : flags.getListOrEmpty(OPTION)) {
        library = library.withFirst(LibraryReader.readFile(OPTION, file));
      }
      return new Model(library, Optional.empty());
    } catch (IllegalArgumentException e) {
      return new Model(Library.standard(), Optional.ofNullable(e.getMessage()));
    }
  }
}
