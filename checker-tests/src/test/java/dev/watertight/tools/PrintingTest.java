package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether a compiler prints all that it finds. */
final class PrintingTest {
  private static final String WARNING = "[WARNING] /shop/A.java:[1,2] [removal] A is old";

  @Test
  void asManyWarningsAsJavacPrints() {
    assertThat(ofLimit("", 100, WARNING).orElseThrow())
        .isEqualTo(
            "javac prints 100 warnings and no more here, and findings may be among the rest: write"
                + " <arg>-Xmaxwarns</arg><arg>10000</arg> into <compilerArgs>");
  }

  @Test
  void fewerWarnings() {
    assertThat(ofLimit("", 99, WARNING)).isEmpty();
  }

  @Test
  void moreWarningsMayBePrinted() {
    assertThat(ofLimit("-Xmaxwarns 10000", 100, WARNING)).isEmpty();
    assertThat(ofLimit("-Xmaxwarns 0", 100, WARNING)).isEmpty();
  }

  @Test
  void lastNumberCounts() {
    assertThat(ofLimit("-Xmaxwarns 10000 -Xmaxwarns 50", 50, WARNING)).isPresent();
    assertThat(ofLimit("-Xmaxwarns 50 -Xmaxwarns 10000", 50, WARNING)).isEmpty();
  }

  @Test
  void numberThatForkedCompilerSays() {
    assertThat(ofLimit("", 1, "[DEBUG] warning: old\n100 warnings\nonly showing the first 100"))
        .isPresent();
    assertThat(ofLimit("", 1, "[DEBUG] warning: old\n1 warning")).isEmpty();
  }

  @Test
  void asManyErrorsAsJavacPrints() {
    String error = "[ERROR] /shop/A.java:[1,2] [HandleNeverReleased] A pool";

    assertThat(ofLimit("", 100, error).orElseThrow()).contains("<arg>-Xmaxerrs</arg>");
    assertThat(ofLimit("-Xmaxerrs 10000", 100, error)).isEmpty();
  }

  @Test
  void warningsThatAreErrors() {
    assertThat(ofWarningsAsErrors("-Werror -Xplugin:ErrorProne -Xep:Watertight:WARN").orElseThrow())
        .startsWith("-Xep:Watertight:WARN lets no build go on: -Werror");
    assertThat(ofWarningsAsErrors("-Xplugin:ErrorProne -Xep:Watertight:WARN")).isEmpty();
    assertThat(ofWarningsAsErrors("-Werror -Xplugin:ErrorProne -Xep:DeadThread:WARN")).isEmpty();
  }

  private static Optional<String> ofWarningsAsErrors(String options) {
    return Printing.ofWarningsAsErrors(JavacOptions.parse(options));
  }

  private static Optional<String> ofLimit(String options, int number, String entry) {
    CompilerCall.Builder call = new CompilerCall.Builder("shop", false, "default-compile");
    for (int i = 0; i < number; i++) {
      call.addEntry(entry);
    }
    return Printing.ofLimit(call.build(), JavacOptions.parse(options));
  }
}
