package dev.watertight.caches;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.TooFewEndMarkers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class PerCompilationTest {
  @Test
  void twoCompilationsAtATime() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> compilations = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        compilations.add(pool.submit(this::compile));
      }
      for (Future<?> compilation : compilations) {
        compilation.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  private void compile() {
    CompilationTestHelper.newInstance(TooFewEndMarkers.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = new String("end");
              private final BlockingQueue<String> names = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws InterruptedException {
                A a = new A();
                for (int i = 0; i < 3; i++) {
                  new Thread(a::print).start();
                }
                a.names.put("one");
                // BUG: Diagnostic contains: sent to 'names' once
                a.names.put(END);
              }

              private void print() {
                try {
                  for (String name = names.take(); name != END; name = names.take()) {
                    System.out.println(name);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }
}
