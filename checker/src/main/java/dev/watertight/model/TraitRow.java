package dev.watertight.model;

/**
 * A row that gives a type, or a method, a {@link Trait}.
 *
 * @param owner the fully qualified name of the type, subtypes included; or a package and {@code .*}
 * @param method the method's name; {@link #EVERY} for all methods, {@link #NONE} for the type
 * @param parameters which overloads
 * @param trait what the row says
 */
public record TraitRow(String owner, String method, Parameters parameters, Trait trait) {
  /** Stands for every method. */
  public static final String EVERY = "*";

  /** The row is about the type itself. */
  public static final String NONE = "";

  private static final String PACKAGE = ".*";

  /** Whether the row is about the types of a package. */
  public boolean isOfPackage() {
    return owner.endsWith(PACKAGE);
  }

  /** The package that the row is about. */
  public String packageName() {
    return owner.substring(0, owner.length() - PACKAGE.length());
  }
}
