package dev.watertight.fixes.endsignals;

import dev.watertight.bugpatterns.ProcessInputNeverClosed;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

/** Input of processes that others read. */
final class InputFixesTest {
  private static final String PROGRAM =
      """
      import java.io.*;
      import java.util.*;

      class A {
        static final class Pump extends Thread {
          private final BufferedReader in;

          Pump(Process p) {
            in = new BufferedReader(new InputStreamReader(p.getInputStream()));
          }

          @Override
          public void run() {
            try {
              for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(line);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        }

        static void run(List<String> words) throws IOException, InterruptedException {
          Process p = new ProcessBuilder("cat").start();
          Pump pump = new Pump(p);
          pump.start();
          Writer w = new OutputStreamWriter(p.getOutputStream());
      CODE
          pump.join();
        }

        public static void main(String[] args) throws Exception {
          run(Arrays.asList("a", "b"));
        }
      }
      """;

  @Test
  void flushIsTheLast() {
    turns(
        """
            for (String word : words) {
              w.write(word);
            }
            w.flush();
        """,
        """
            for (String word : words) {
              w.write(word);
            }
            w.close();
        """);
  }

  @Test
  void loopIsTheLast() {
    turns(
        """
            for (String word : words) {
              w.write(word);
              w.flush();
            }
        """,
        """
            for (String word : words) {
              w.write(word);
              w.flush();
            }
            w.close();
        """);
  }

  @Test
  void failureIsCaughtInTheLoop() {
    Repair.by(ProcessInputNeverClosed.class)
        .keeps(
            source(
                """
                    for (String word : words) {
                      try {
                        // BUG: Diagnostic contains: never closed
                        w.write(word);
                        w.flush();
                      } catch (IOException e) {
                        System.err.println(e);
                      }
                    }
                """));
  }

  private static void turns(String code, String fixed) {
    Repair.by(ProcessInputNeverClosed.class).turns(source(code), source(fixed));
  }

  private static String source(String code) {
    return PROGRAM.replace("CODE\n", code);
  }
}
