package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Processes that objects keep. */
final class ProcessInputNeverClosedOwnersTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ProcessInputNeverClosed.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void destroyedByOwner() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class Helper {
              private final Process process;
              private final BufferedWriter input;
              private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

              Helper(List<String> command) throws IOException {
                process = new ProcessBuilder(command).start();
                input = process.outputWriter();
                new Thread(this::pump).start();
              }

              String ask(String word) throws IOException, InterruptedException {
                input.write(word + "\\n");
                input.flush();
                return answers.take();
              }

              private void pump() {
                try (BufferedReader in = process.inputReader()) {
                  for (String line = in.readLine(); line != null; line = in.readLine()) {
                    answers.add(line);
                  }
                } catch (IOException e) {
                  answers.add("failed");
                }
              }

              void finish() {
                process.destroy();
              }
            }

            class Main {
              public static void main(String[] args) throws Exception {
                Helper helper = new Helper(List.of("cat"));
                helper.ask("ship");
                helper.finish();
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownerTellsEnd() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class Helper {
              private final Process process;
              private final BufferedWriter input;
              private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

              Helper(List<String> command) throws IOException {
                process = new ProcessBuilder(command).start();
                input = process.outputWriter();
                new Thread(this::pump).start();
              }

              String ask(String word) throws IOException, InterruptedException {
                input.write(word + "\\n");
                input.flush();
                return answers.take();
              }

              private void pump() {
                try (BufferedReader in = process.inputReader()) {
                  for (String line = in.readLine(); line != null; line = in.readLine()) {
                    answers.add(line);
                  }
                } catch (IOException e) {
                  answers.add("failed");
                }
              }

              void finish() throws IOException {
                say("quit");
              }

              private void say(String word) throws IOException {
                input.write(word);
                input.flush();
              }
            }

            class Main {
              public static void main(String[] args) throws Exception {
                Helper helper = new Helper(List.of("cat"));
                helper.ask("ship");
                helper.finish();
              }
            }
            """)
        .doTest();
  }

  @Test
  void callersTellEnd() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class Helper {
              private final Process process;
              private final BufferedWriter input;
              private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

              Helper(List<String> command) throws IOException {
                process = new ProcessBuilder(command).start();
                input = process.outputWriter();
                new Thread(this::pump).start();
              }

              String ask(String word) throws IOException, InterruptedException {
                input.write(word + "\\n");
                input.flush();
                return answers.take();
              }

              private void pump() {
                try (BufferedReader in = process.inputReader()) {
                  for (String line = in.readLine(); line != null; line = in.readLine()) {
                    answers.add(line);
                  }
                } catch (IOException e) {
                  answers.add("failed");
                }
              }

              void finish() {}
            }

            class Main {
              public static void main(String[] args) throws Exception {
                Helper helper = new Helper(List.of("cat"));
                helper.ask("ship");
                helper.ask("quit");
                helper.finish();
              }
            }
            """)
        .doTest();
  }

  @Test
  void callersTellEndByConstant() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class Helper {
              private final Process process;
              private final BufferedWriter input;
              private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

              Helper(List<String> command) throws IOException {
                process = new ProcessBuilder(command).start();
                input = process.outputWriter();
                new Thread(this::pump).start();
              }

              String ask(Op op) throws IOException, InterruptedException {
                input.write(op.name() + "\\n");
                input.flush();
                return answers.take();
              }

              private void pump() {
                try (BufferedReader in = process.inputReader()) {
                  for (String line = in.readLine(); line != null; line = in.readLine()) {
                    answers.add(line);
                  }
                } catch (IOException e) {
                  answers.add("failed");
                }
              }

              void finish() {}
            }

            class Main {
              public static void main(String[] args) throws Exception {
                Helper helper = new Helper(List.of("cat"));
                helper.ask(Op.START);
                helper.ask(Op.QUIT);
                helper.finish();
              }
            }

            enum Op {
              START,
              QUIT
            }
            """)
        .doTest();
  }

  @Test
  void readByLoopOfField() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class Helper {
              private final Process process;
              private final BufferedWriter input;
              private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

              Helper(List<String> command) throws IOException {
                process = new ProcessBuilder(command).start();
                input = process.outputWriter();
                new Thread(this::pump).start();
              }

              String ask(String word) throws IOException, InterruptedException {
                // BUG: Diagnostic contains: so does the loop on line 25
                input.write(word + "\\n");
                input.flush();
                return answers.take();
              }

              private void pump() {
                try (BufferedReader in = process.inputReader()) {
                  for (String line = in.readLine(); line != null; line = in.readLine()) {
                    answers.add(line);
                  }
                } catch (IOException e) {
                  answers.add("failed");
                }
              }

              void finish() throws IOException {
                input.flush();
              }
            }

            class Main {
              public static void main(String[] args) throws Exception {
                Helper helper = new Helper(List.of("cat"));
                helper.ask("ship");
                helper.finish();
              }
            }
            """)
        .doTest();
  }
}
