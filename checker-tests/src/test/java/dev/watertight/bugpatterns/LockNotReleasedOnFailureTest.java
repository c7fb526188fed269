package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class LockNotReleasedOnFailureTest {
  private static final String BEFORE =
      """
      import java.util.*;
      import java.util.concurrent.locks.*;
      import java.util.function.*;

      class A {
        private static final Lock lock = new ReentrantLock();
        private static final Map<String, Integer> limits = new HashMap<>();

      """;

  @Test
  void textThatIsNoNumber() {
    compile(
        """
          static void set(String name, String text) {
            // BUG: Diagnostic contains: is kept when line 12 throws
            lock.lock();
            limits.put(name, Integer.parseInt(text));
            lock.unlock();
          }
        """);
  }

  @Test
  void helperThatParses() {
    compile(
        """
          static void set(String all) {
            // BUG: Diagnostic contains: is kept when line 13 throws
            lock.lock();
            for (String line : all.split(";")) {
              limits.put(line, parse(line));
            }
            lock.unlock();
          }

          private static int parse(String line) {
            return Integer.parseInt(line.split("=")[1].trim());
          }
        """);
  }

  @Test
  void functionOfOthers() {
    compile(
        """
          static void set(String name, Supplier<Integer> limit) {
            // BUG: Diagnostic contains: is kept when line 12 throws
            lock.lock();
            limits.put(name, limit.get());
            lock.unlock();
          }
        """);
  }

  @Test
  void caughtInside() {
    compile(
        """
          static void set(String name, String text) {
            lock.lock();
            int limit;
            try {
              limit = Integer.parseInt(text);
            } catch (NumberFormatException e) {
              limit = 0;
            }
            limits.put(name, limit);
            lock.unlock();
          }
        """);
  }

  @Test
  void givenBackInFinally() {
    compile(
        """
          static void set(String name, String text) {
            lock.lock();
            try {
              limits.put(name, Integer.parseInt(text));
            } finally {
              lock.unlock();
            }
          }
        """);
  }

  @Test
  void nothingThatFails() {
    compile(
        """
          static void set(String name, int limit) {
            lock.lock();
            limits.put(name.trim(), Math.max(limit, 0));
            lock.unlock();
          }
        """);
  }

  @Test
  void fix() {
    Repair.by(LockNotReleasedOnFailure.class)
        .turns(
            program(
                """
                    lock.lock();
                    limits.put(name, Integer.parseInt(text));
                    lock.unlock();
                """),
            program(
                """
                    lock.lock();
                    try {
                      limits.put(name, Integer.parseInt(text));
                    } finally {
                      lock.unlock();
                    }
                """));
  }

  private static String program(String body) {
    return BEFORE
        + """
          static void set(String name, String text) {
        """
        + body
        + """
          }

          public static void main(String[] args) throws InterruptedException {
            for (String text : List.of("1", "two", "3")) {
              Thread thread =
                  new Thread(
                      () -> {
                        try {
                          set("x", text);
                          System.out.println(text);
                        } catch (NumberFormatException e) {
                          System.out.println("no number");
                        }
                      });
              thread.start();
              thread.join();
            }
          }
        }
        """;
  }

  private void compile(String code) {
    CompilationTestHelper.newInstance(LockNotReleasedOnFailure.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", BEFORE + code + "}")
        .doTest();
  }
}
