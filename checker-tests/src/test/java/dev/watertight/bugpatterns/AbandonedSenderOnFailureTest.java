package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedSenderOnFailureTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(AbandonedSenderOnFailure.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void caughtInLoop() {
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
                  try {
                    System.out.println(Integer.parseInt(text));
                  } catch (NumberFormatException e) {
                    System.out.println(text);
                  }
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
  void looksBefore() {
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
                  if (text.matches("[0-9]+")) {
                    System.out.println(Integer.parseInt(text));
                  }
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
  void unboundedQueue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static void add(List<String> lines) throws InterruptedException {
                BlockingQueue<String> queue = new java.util.concurrent.LinkedBlockingQueue<>();
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
  void interruptsSender() {
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
                  for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                    System.out.println(Integer.parseInt(text));
                  }
                } finally {
                  sender.interrupt();
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
  void receivesRest() {
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
                  for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                    System.out.println(Integer.parseInt(text));
                  }
                } finally {
                  queue.clear();
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
  void beginsAnew() {
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
                boolean more = true;
                while (more) {
                  try {
                    sum(queue);
                    more = false;
                  } catch (RuntimeException e) {
                    System.out.println(e);
                  }
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
  void endsProcess() {
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
                  for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                    System.out.println(Integer.parseInt(text));
                  }
                } catch (RuntimeException e) {
                  System.exit(1);
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
  void handlerOfThreads() {
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
                Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> System.exit(1));
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
  void textsOfNumbers() {
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
                              queue.put(String.valueOf(line.length()));
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
  void expected() {
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
                  for (String text = queue.take(); !text.equals("end"); text = queue.take()) {
                    System.out.println(Integer.parseInt(text));
                  }
                } catch (NumberFormatException e) {
                  System.out.println(e);
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
                              // BUG: Diagnostic contains: fails if line
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
  void threadOfField() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A implements Runnable {
              private final BlockingQueue<String> readings = new ArrayBlockingQueue<>(2);
              private final Thread adder = new Thread(this);
              private long total;

              void start() {
                adder.start();
              }

              void reading(String text) throws InterruptedException {
                // BUG: Diagnostic contains: fails if line
                readings.put(text);
              }

              @Override
              public void run() {
                try {
                  for (String text = readings.take(); !text.equals("end"); text = readings.take()) {
                    add(text);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void add(String text) {
                String[] parts = text.split(":");
                total += Long.parseLong(parts[1]);
              }

              public static void main(String[] args) throws InterruptedException {
                A totals = new A();
                totals.start();
                for (String line : args) {
                  totals.reading(line);
                }
                totals.reading("end");
                totals.adder.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedByEachSender() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A implements Runnable {
              private final BlockingQueue<String> readings = new ArrayBlockingQueue<>(2);

              void reading(String text) throws InterruptedException {
                new Thread(this).start();
                readings.put(text);
              }

              @Override
              public void run() {
                try {
                  for (String text = readings.take(); !text.isEmpty(); text = readings.take()) {
                    System.out.println(Long.parseLong(text));
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A totals = new A();
                for (String line : args) {
                  totals.reading(line);
                }
              }
            }
            """)
        .doTest();
  }
}
