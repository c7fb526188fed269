package dev.watertight.model;

/**
 * A row that gives a type, or a method, a {@link Trait}.
 *
 * @param member the method, {@link #EVERY} one, or {@link #NONE} for the type; its owner may be a
 *     package and {@code .*}
 * @param trait what the row says
 */
public record TraitRow(Member member, Trait trait) {
  /** Stands for every method. */
  public static final String EVERY = "*";

  /** The row is about the type itself. */
  public static final String NONE = "";

  private static final String PACKAGE = ".*";

  /** Whether the row is about the types of a package. */
  public boolean isOfPackage() {
    return member.owner().endsWith(PACKAGE);
  }

  /** The package that the row is about. */
  public String packageName() {
    return member.owner().substring(0, member.owner().length() - PACKAGE.length());
  }
}
