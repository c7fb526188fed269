package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;

/** Which sources Error Prone is told to leave out. */
final class ExcludedSourcesTest {
  @Test
  void all() {
    ExcludedSources sources = of("-XepExcludedPaths:.*/src/main/.*");

    assertThat(sources.areAll()).isTrue();
    assertThat(sources.all()).isEqualTo(2);
  }

  @Test
  void some() {
    ExcludedSources sources = of("-XepExcludedPaths:.*/B[.]java");

    assertThat(sources.areAll()).isFalse();
    assertThat(sources.note()).hasValue("-XepExcludedPaths:.*/B[.]java leaves out 1 of 2 sources");
  }

  @Test
  void partOfName() {
    ExcludedSources sources = of("-XepExcludedPaths:src/main");

    assertThat(sources.areAll()).isFalse();
    assertThat(sources.note()).isEmpty();
  }

  @Test
  void lastPatternCounts() {
    assertThat(of("-XepExcludedPaths:.* -XepExcludedPaths:.*/gen/.*").areAll()).isFalse();
  }

  @Test
  void noPattern() {
    assertThat(of("-Xep:Watertight").areAll()).isFalse();
    assertThat(of("-XepExcludedPaths:[").areAll()).isFalse();
  }

  @Test
  void sourcesThatAreNotKnown() {
    ExcludedSources sources =
        ExcludedSources.of(
            JavacOptions.parse("-sourcepath /a b/A.java -Xplugin:ErrorProne -XepExcludedPaths:.*"));

    assertThat(sources.areAll()).isFalse();
  }

  private static ExcludedSources of(String flags) {
    return ExcludedSources.of(
        JavacOptions.parse(
            "-d /shop/target -sourcepath /shop/src/main: /shop/src/main/A.java /shop/src/main/B.java"
                + " -s /s -Xplugin:ErrorProne "
                + flags));
  }
}
