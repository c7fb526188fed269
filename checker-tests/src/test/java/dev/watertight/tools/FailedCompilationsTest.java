package dev.watertight.tools;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Compilations that fail for lack of classes of others. */
final class FailedCompilationsTest {
  private static final String NO_SYMBOL = "/A.java:[1,1] cannot find symbol";
  private static final String FINDING = "/A.java:[1,1] [HandleNeverReleased] A pool";

  @Test
  void behindOneThatFailsByItself() {
    CompilerCall core = call("core", "/lib", NO_SYMBOL);
    CompilerCall web = call("web", "/core", NO_SYMBOL);

    assertThat(isBehindBroken(core, core, web)).isFalse();
    assertThat(isBehindBroken(web, core, web)).isTrue();
  }

  @Test
  void behindOneThatIsBehindOne() {
    CompilerCall core = call("core", "/lib", NO_SYMBOL);
    CompilerCall web = call("web", "/core", NO_SYMBOL);
    CompilerCall shop = call("shop", "/web", NO_SYMBOL);

    assertThat(isBehindBroken(shop, core, web, shop)).isTrue();
  }

  @Test
  void behindLeak() {
    CompilerCall core = call("core", "/lib", FINDING);
    CompilerCall web = call("web", "/core", NO_SYMBOL);
    CompilerCall shop = call("shop", "/web", NO_SYMBOL);

    assertThat(isBehindBroken(web, core, web, shop)).isFalse();
    assertThat(isBehindBroken(shop, core, web, shop)).isFalse();
  }

  @Test
  void leakIsNamedAsCause() {
    CompilerCall core = call("core", "/lib", FINDING);
    CompilerCall web = call("web", "/core", NO_SYMBOL);
    CompilerCall shop = call("shop", "/web", NO_SYMBOL);
    FailedCompilations failures = failures(core, web, shop);

    assertThat(failures.ofFindings(core))
        .hasValue(
            "[HandleNeverReleased] at A.java:1 ends a build here, before the tests and the modules"
                + " that need this one");
    assertThat(failures.ofFindings(web)).isEmpty();
    assertThat(behind(failures, web))
        .isEqualTo(
            "it does not compile yet, for lack of classes of core, which is not made because of"
                + " [HandleNeverReleased] at A.java:1: repair that, or ask with it as a warning,"
                + " behind -- by -Dwatertight.options=-Xep:Watertight:WARN");
    assertThat(behind(failures, shop))
        .contains("of web, which is not made because of [HandleNeverReleased] at A.java:1: ");
  }

  @Test
  void errorOfCodeIsNoFinding() {
    CompilerCall core = call("core", "/lib", NO_SYMBOL);
    CompilerCall web = call("web", "/core", NO_SYMBOL);

    assertThat(behind(failures(core, web), web)).endsWith("of core: ask again when that does");
  }

  private static String behind(FailedCompilations failures, CompilerCall call) {
    return failures.behindAnother(call, call.options().orElseThrow()).orElseThrow();
  }

  private static FailedCompilations failures(CompilerCall... all) {
    return new FailedCompilations(
        ImmutableList.copyOf(all), new ProcessorsLeftOut(Optional.empty()));
  }

  private static boolean isBehindBroken(CompilerCall call, CompilerCall... all) {
    return failures(all).isBehindBroken(call, call.options().orElseThrow());
  }

  private static CompilerCall call(String module, String path, String error) {
    CompilerCall.Builder call = new CompilerCall.Builder(module, false, "default-compile");
    call.setOptions("-d /%s -classpath %s".formatted(module, path));
    call.addEntry("[ERROR] " + error);
    return call.build();
  }
}
