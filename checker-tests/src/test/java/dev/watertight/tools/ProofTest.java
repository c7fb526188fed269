package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import org.junit.jupiter.api.Test;

/** With which options the class that leaks is compiled. */
final class ProofTest {
  @Test
  void whatPluginsDoNotNeedIsLeftOut() {
    assertThat(
            Proof.arguments(
                JavacOptions.parse(
                    "-d /t -classpath /a -sourcepath /s /s/A.java -processorpath /p -g --release 17"
                        + " -nowarn -XDcompilePolicy=simple --should-stop=ifError=FLOW -Xlint")))
        .containsExactly(
            "-processorpath",
            "/p",
            "--release",
            "17",
            "-XDcompilePolicy=simple",
            "--should-stop=ifError=FLOW")
        .inOrder();
  }

  @Test
  void writesNoFiles() {
    assertThat(
            plugin(
                "-XepPatchChecks:A -XepPatchLocation:IN_PLACE"
                    + " -XepOpt:Watertight:WriteBaseline=old.txt"
                    + " -XepOpt:Watertight:Baseline=old.txt"))
        .containsExactly("-Xplugin:ErrorProne -XepOpt:Watertight:Baseline=old.txt");
  }

  @Test
  void allOff() {
    assertThat(plugin("-XepDisableAllChecks"))
        .containsExactly("-Xplugin:ErrorProne -XepDisableAllChecks");
  }

  @Test
  void otherChecksOn() {
    assertThat(plugin("-XepDisableAllChecks -Xep:LockNotReleased"))
        .containsExactly(
            "-Xplugin:ErrorProne -XepDisableAllChecks -Xep:LockNotReleased"
                + " -Xep:HandleNeverReleased:ERROR");
  }

  @Test
  void allOffBehindOtherChecks() {
    assertThat(plugin("-Xep:LockNotReleased -XepDisableAllChecks"))
        .containsExactly("-Xplugin:ErrorProne -Xep:LockNotReleased -XepDisableAllChecks");
  }

  @Test
  void familyOffBehindOtherChecks() {
    assertThat(plugin("-Xep:LockNotReleased -Xep:Watertight:OFF"))
        .containsExactly("-Xplugin:ErrorProne -Xep:LockNotReleased -Xep:Watertight:OFF");
  }

  @Test
  void excludedPaths() {
    assertThat(plugin("-Xep:Watertight -XepExcludedPaths:/tmp/.*"))
        .containsExactly("-Xplugin:ErrorProne -Xep:Watertight");
  }

  @Test
  void thisCheckOff() {
    assertThat(plugin("-Xep:HandleNeverReleased:OFF")).containsExactly("-Xplugin:ErrorProne");
  }

  private static Iterable<String> plugin(String flags) {
    return Proof.arguments(JavacOptions.parse("-Xplugin:ErrorProne " + flags));
  }
}
