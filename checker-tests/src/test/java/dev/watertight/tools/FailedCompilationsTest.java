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

  private static boolean isBehindBroken(CompilerCall call, CompilerCall... all) {
    return new FailedCompilations(
            ImmutableList.copyOf(all), new ProcessorsLeftOut(Optional.empty()))
        .isBehindBroken(call, call.options().orElseThrow());
  }

  private static CompilerCall call(String module, String path, String error) {
    CompilerCall.Builder call = new CompilerCall.Builder(module, false, "default-compile");
    call.setOptions("-d /%s -classpath %s".formatted(module, path));
    call.addEntry("[ERROR] " + error);
    return call.build();
  }
}
