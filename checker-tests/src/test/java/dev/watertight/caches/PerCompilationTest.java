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
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String STOP = new String("stop");

              void print(List<String> names, int workers) throws InterruptedException {
                BlockingQueue<String> queue = new LinkedBlockingQueue<>();
                ExecutorService executor = Executors.newFixedThreadPool(workers);
                for (int i = 0; i < workers; i++) {
                  executor.execute(
                      () -> {
                        try {
                          String name;
                          while ((name = queue.take()) != STOP) {
                            System.out.println(name);
                          }
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
                }
                for (String name : names) {
                  queue.put(name);
                }
                // BUG: Diagnostic contains: sent to 'queue' once
                queue.put(STOP);
                executor.shutdown();
              }
            }
            """)
        .doTest();
  }
}
