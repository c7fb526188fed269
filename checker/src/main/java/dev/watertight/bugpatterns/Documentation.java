package dev.watertight.bugpatterns;

/** Where the pages of the checks are. */
final class Documentation {
  static final String BASE_URL =
      "https://github.com/watertight-java/watertight/blob/main/checker/docs/";

  private Documentation() {}
}
