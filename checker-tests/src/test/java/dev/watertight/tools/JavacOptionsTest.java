package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import java.io.File;
import org.junit.jupiter.api.Test;

final class JavacOptionsTest {
  @Test
  void versions() {
    JavacOptions options =
        JavacOptions.parse(
            path(
                "-processorpath /m2/error_prone_core-2.52.0.jar:/m2/watertight-0.1.0-SNAPSHOT.jar:"));

    assertThat(options.version("error_prone_core")).hasValue("2.52.0");
    assertThat(options.version("watertight")).hasValue("0.1.0-SNAPSHOT");
  }

  @Test
  void blankInPath() {
    JavacOptions options =
        JavacOptions.parse(path("-processorpath /my files/x-1.jar:/my files/watertight-1.jar -g"));

    assertThat(options.version("watertight")).hasValue("1");
  }

  @Test
  void pluginOnClassPathBesideProcessors() {
    JavacOptions options =
        JavacOptions.parse(
            path("-classpath /m2/watertight-1.jar -processorpath /m2/lombok-1.18.42.jar"));

    assertThat(options.version("watertight")).isEmpty();
  }

  @Test
  void pluginOnClassPathAlone() {
    JavacOptions options = JavacOptions.parse("-classpath /m2/watertight-1.jar -g");

    assertThat(options.version("watertight")).hasValue("1");
  }

  @Test
  void lastPolicyCounts() {
    JavacOptions options =
        JavacOptions.parse("-XDcompilePolicy=byfile -g -XDcompilePolicy=simple -nowarn");

    assertThat(options.compilePolicy()).hasValue("simple");
    assertThat(options.hidesWarnings()).isTrue();
  }

  @Test
  void twoPlugins() {
    JavacOptions options =
        JavacOptions.parse("-Xplugin:ErrorProne -Xep:A:OFF -Xplugin:Other x -Xplugin:ErrorProne");

    assertThat(options.errorProneCount()).isEqualTo(2);
    assertThat(options.flags()).containsExactly("-Xep:A:OFF");
  }

  private static String path(String text) {
    return text.replace(':', File.pathSeparatorChar);
  }
}
