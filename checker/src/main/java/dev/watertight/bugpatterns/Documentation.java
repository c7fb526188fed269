package dev.watertight.bugpatterns;

/** What all checks have in common in their {@link com.google.errorprone.BugPattern}. */
final class Documentation {
  /** Where the pages of the checks are: beside the code, in Watertight's repository. */
  static final String BASE_URL = "checker/docs/";

  /** The alternative name that all checks share: {@code -Xep:Watertight} is about all of them. */
  static final String FAMILY = "Watertight";

  private Documentation() {}
}
