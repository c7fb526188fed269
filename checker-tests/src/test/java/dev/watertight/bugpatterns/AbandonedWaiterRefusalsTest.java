package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Calls before a signal that refuse what they get, and of which callers cannot know that. */
final class AbandonedWaiterRefusalsTest {
  @Test
  void implementationBehindAnInterface() {
    compile(
        "IllegalStateException",
        "Transport",
        "// BUG: Diagnostic contains: countDown() on 'left' is skipped when line 23 throws");
  }

  @Test
  void theClassItself() {
    compile("IllegalStateException", "Local", "");
  }

  @Test
  void exceptionOfItsOwnType() {
    compile(
        "Refused",
        "Local",
        "// BUG: Diagnostic contains: countDown() on 'left' is skipped when line 23 throws");
  }

  private void compile(String exception, String type, String report) {
    CompilationTestHelper.newInstance(AbandonedWaiterOnFailure.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            class Refused extends RuntimeException {
            }
            interface Transport {
              void ping(String node);
            }
            class Local implements Transport {
              private final Set<String> closed = ConcurrentHashMap.newKeySet();
              void close(String node) { closed.add(node); }
              @Override public void ping(String node) {
                if (closed.contains(node)) { throw new %s(); }
              }
            }
            class A {
              private final %s transport;
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              A(%s transport) { this.transport = transport; }
              void all(List<String> nodes) throws InterruptedException {
                CountDownLatch left = new CountDownLatch(nodes.size());
                for (String node : nodes) {
                  pool.execute(() -> {
                    transport.ping(node);
                    %s
                    left.countDown();
                  });
                }
                left.await();
              }
            }
            """
                .formatted(exception, type, type, report))
        .doTest();
  }
}
