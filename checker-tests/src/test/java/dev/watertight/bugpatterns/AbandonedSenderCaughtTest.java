package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedSenderCaughtTest {
  private void compile(String code) {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            """
                + code)
        .doTest();
  }

  @Test
  void returnInCatchClause() {
    compile(
        """
        class A {
          private long sum;

          boolean load(List<String> lines) throws InterruptedException {
            BlockingQueue<String> rows = new ArrayBlockingQueue<>(4);
            Thread reader =
                new Thread(
                    () -> {
                      try {
                        for (String line : lines) {
                          // BUG: Diagnostic contains: can leave early
                          rows.put(line);
                        }
                        rows.put("");
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            reader.start();
            String row;
            while (!(row = rows.take()).isEmpty()) {
              try {
                sum += Long.parseLong(row);
              } catch (NumberFormatException e) {
                System.out.println("stopped");
                return false;
              }
            }
            reader.join();
            return true;
          }

          public static void main(String[] args) throws InterruptedException {
            new A().load(List.of(args));
          }
        }
        """);
  }

  @Test
  void breakInCatchClause() {
    compile(
        """
        class A {
          private long sum;

          boolean load(List<String> lines) throws InterruptedException {
            BlockingQueue<String> rows = new ArrayBlockingQueue<>(4);
            Thread reader =
                new Thread(
                    () -> {
                      try {
                        for (String line : lines) {
                          // BUG: Diagnostic contains: can leave early
                          rows.put(line);
                        }
                        rows.put("");
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            reader.start();
            String row;
            while (!(row = rows.take()).isEmpty()) {
              try {
                sum += Long.parseLong(row);
              } catch (NumberFormatException e) {
                break;
              }
            }
            reader.join();
            return true;
          }

          public static void main(String[] args) throws InterruptedException {
            new A().load(List.of(args));
          }
        }
        """);
  }

  @Test
  void goesOn() {
    compile(
        """
        class A {
          private long sum;

          boolean load(List<String> lines) throws InterruptedException {
            BlockingQueue<String> rows = new ArrayBlockingQueue<>(4);
            Thread reader =
                new Thread(
                    () -> {
                      try {
                        for (String line : lines) {
                          rows.put(line);
                        }
                        rows.put("");
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            reader.start();
            String row;
            while (!(row = rows.take()).isEmpty()) {
              try {
                sum += Long.parseLong(row);
              } catch (NumberFormatException e) {
                System.out.println("left out");
              }
            }
            reader.join();
            return true;
          }

          public static void main(String[] args) throws InterruptedException {
            new A().load(List.of(args));
          }
        }
        """);
  }

  @Test
  void senderInterrupted() {
    compile(
        """
        class A {
          private long sum;

          boolean load(List<String> lines) throws InterruptedException {
            BlockingQueue<String> rows = new ArrayBlockingQueue<>(4);
            Thread reader =
                new Thread(
                    () -> {
                      try {
                        for (String line : lines) {
                          rows.put(line);
                        }
                        rows.put("");
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            reader.start();
            String row;
            while (!(row = rows.take()).isEmpty()) {
              try {
                sum += Long.parseLong(row);
              } catch (NumberFormatException e) {
                reader.interrupt();
                return false;
              }
            }
            reader.join();
            return true;
          }

          public static void main(String[] args) throws InterruptedException {
            new A().load(List.of(args));
          }
        }
        """);
  }

  @Test
  void numbersThatTheSenderMakes() {
    compile(
        """
        class A {
          private long sum;

          boolean load(List<String> lines) throws InterruptedException {
            BlockingQueue<String> rows = new ArrayBlockingQueue<>(4);
            Thread reader =
                new Thread(
                    () -> {
                      try {
                        for (int line = 0; line < lines.size(); line++) {
                          rows.put("" + line);
                        }
                        rows.put("");
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            reader.start();
            String row;
            while (!(row = rows.take()).isEmpty()) {
              try {
                sum += Long.parseLong(row);
              } catch (NumberFormatException e) {
                return false;
              }
            }
            reader.join();
            return true;
          }

          public static void main(String[] args) throws InterruptedException {
            new A().load(List.of(args));
          }
        }
        """);
  }

  @Test
  void textUnlikeTheNumbers() {
    compile(
        """
        class A {
          private long sum;

          boolean load(List<String> lines) throws InterruptedException {
            BlockingQueue<String> rows = new ArrayBlockingQueue<>(4);
            Thread reader =
                new Thread(
                    () -> {
                      try {
                        for (int line = 0; line < lines.size(); line++) {
                          // BUG: Diagnostic contains: can leave early
                          rows.put(line == 3 ? "3?" : "" + line);
                        }
                        rows.put("");
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            reader.start();
            String row;
            while (!(row = rows.take()).isEmpty()) {
              try {
                sum += Long.parseLong(row);
              } catch (NumberFormatException e) {
                return false;
              }
            }
            reader.join();
            return true;
          }

          public static void main(String[] args) throws InterruptedException {
            new A().load(List.of(args));
          }
        }
        """);
  }
}
