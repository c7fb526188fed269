package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedSenderFailuresTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void expectedByCaller() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static void add(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(3);
                Thread sender =
                    new Thread(
                        () -> {
                          try {
                            for (String line : lines) {
                              // BUG: Diagnostic contains: leave early
                              queue.put(line);
                            }
                            queue.put("end");
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                sender.start();
                try {
                  sum(queue);
                } catch (NumberFormatException e) {
                  System.out.println(e);
                }
              }

              static void sum(BlockingQueue<String> queue) throws InterruptedException {
                for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                  System.out.println(Integer.parseInt(text));
                }
              }

              public static void main(String[] args) throws InterruptedException {
                add(List.of(args));
              }
            }
            """)
        .doTest();
  }

  @Test
  void expectedByCallerWhoEndsProcess() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static void add(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(3);
                Thread sender =
                    new Thread(
                        () -> {
                          try {
                            for (String line : lines) {
                              queue.put(line);
                            }
                            queue.put("end");
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                sender.start();
                try {
                  sum(queue);
                } catch (NumberFormatException e) {
                  System.exit(1);
                }
              }

              static void sum(BlockingQueue<String> queue) throws InterruptedException {
                for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                  System.out.println(Integer.parseInt(text));
                }
              }

              public static void main(String[] args) throws InterruptedException {
                add(List.of(args));
              }
            }
            """)
        .doTest();
  }

  @Test
  void unexpected() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static void add(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(3);
                Thread sender =
                    new Thread(
                        () -> {
                          try {
                            for (String line : lines) {
                              queue.put(line);
                            }
                            queue.put("end");
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                sender.start();
                for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                  System.out.println(Integer.parseInt(text));
                }
              }

              public static void main(String[] args) throws InterruptedException {
                add(List.of(args));
              }
            }
            """)
        .doTest();
  }

  @Test
  void keepsItsThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static void add(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(3);
                Thread self = Thread.currentThread();
                new Thread(
                        () -> {
                          try {
                            for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                              System.out.println(Integer.parseInt(text));
                            }
                          } catch (InterruptedException | NumberFormatException e) {
                            self.interrupt();
                          }
                        })
                    .start();
                for (String line : lines) {
                  queue.put(line);
                }
                queue.put("end");
              }

              public static void main(String[] args) throws InterruptedException {
                add(List.of(args));
              }
            }
            """)
        .doTest();
  }
}
