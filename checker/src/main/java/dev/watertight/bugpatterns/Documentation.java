package dev.watertight.bugpatterns;

/** Where the pages of the checks are: beside the code, in Watertight's repository. */
final class Documentation {
  static final String BASE_URL = "checker/docs/";

  private Documentation() {}
}
