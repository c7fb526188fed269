package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tasks that read when others give up on them. */
final class TimedOutTaskLeftWaitingStreamsTest {
  @Test
  void outputOfAProcess() {
    compile(
        """
        import java.io.*;
        import java.util.concurrent.*;
        class A {
          private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
          void add(String line) {
            lines.add(line);
          }
          boolean run(int n) throws InterruptedException {
            Thread thread = new Thread(() -> {
              try {
                System.out.println(new BufferedReader(new InputStreamReader(new ProcessBuilder("df").start().getInputStream())).readLine() + lines.poll(1, TimeUnit.SECONDS));
              } catch (IOException | InterruptedException e) {
                System.out.println(e);
              }
            });
            thread.start();
            // BUG: Diagnostic contains: an interrupt does not end that: close what it reads from, or destroy the process
            thread.join(1000);
            return thread.isAlive();
          }
        }
        """);
  }

  @Test
  void queue() {
    compile(
        """
        import java.io.*;
        import java.util.concurrent.*;
        class A {
          private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
          void add(String line) {
            lines.add(line);
          }
          boolean run(int n) throws InterruptedException {
            Thread thread = new Thread(() -> {
              try {
                System.out.println(lines.take() + System.in.available());
              } catch (IOException | InterruptedException e) {
                System.out.println(e);
              }
            });
            thread.start();
            // BUG: Diagnostic contains: fix: call thread.interrupt() when the time is up
            thread.join(1000);
            return thread.isAlive();
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            TimedOutTaskLeftWaiting.class, TimedOutTaskLeftWaitingStreamsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
