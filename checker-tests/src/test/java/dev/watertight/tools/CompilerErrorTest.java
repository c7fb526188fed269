package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

/** Excerpts of what {@code mvn -X} prints, in which only paths are shorter. */
final class CompilerErrorTest {
  @Test
  void compilerOfMaven() {
    assertThat(
            CompilerError.in(
                ImmutableList.of(
                    "[WARNING] /shop/A.java:[1,2] [deprecation] old() in B has been deprecated",
                    "[ERROR] /shop/A.java:[3,18] cannot find symbol\n  symbol:   class Shelf\n  location: class A",
                    "[ERROR] C:\\shop\\B.java:[5,1] error: ';' expected")))
        .containsExactly(
            new CompilerError("A.java:3", "cannot find symbol: class Shelf"),
            new CompilerError("B.java:5", "';' expected"))
        .inOrder();
  }

  @Test
  void compilerWithJvmOfItsOwn() {
    assertThat(
            CompilerError.in(
                ImmutableList.of(
                    """
                    [DEBUG] Compiler output:
                    warning: [options] source value 8 is obsolete and will be removed in a future release
                    /shop/A.java:1: error: cannot find symbol
                    class A { Shelf n; }
                              ^
                      symbol:   class Shelf
                    1 error
                    """,
                    "[ERROR] To suppress warnings about obsolete options, use -Xlint:-options.\n/shop/A.java:[1,11] cannot find symbol")))
        .containsExactly(new CompilerError("A.java:1", "cannot find symbol: class Shelf"));
  }

  @Test
  void flag() {
    assertThat(
            CompilerError.in(
                ImmutableList.of(
                    "[ERROR] error: invalid flag: -XepDisableAllChecks",
                    "[ERROR] Usage: javac <options> <source files>\nuse --help")))
        .containsExactly(new CompilerError("", "invalid flag: -XepDisableAllChecks"));
  }

  @Test
  void findings() {
    assertThat(
            new CompilerError("A.java:3", "[HandleNeverReleased] Pool is never shut down")
                .isFinding())
        .isTrue();
    assertThat(new CompilerError("A.java:3", "[] is no type").isFinding()).isFalse();
    assertThat(
            CompilerError.in(
                ImmutableList.of("[ERROR] error: warnings found and -Werror specified")))
        .isEmpty();
  }

  @Test
  void afterTheBuild() {
    assertThat(
            CompilerError.in(
                ImmutableList.of(
                    "[INFO] ------------------------------------",
                    "[ERROR] Failed to execute goal x on project y: z")))
        .isEmpty();
  }
}
