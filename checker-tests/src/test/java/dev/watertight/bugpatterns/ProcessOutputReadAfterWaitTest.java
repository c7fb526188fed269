package dev.watertight.bugpatterns;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tests for {@link ProcessOutputReadAfterWait}. */
final class ProcessOutputReadAfterWaitTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ProcessOutputReadAfterWait.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void outputReadFirst() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;

            class A {
              static String run(String... command) throws IOException, InterruptedException {
                Process p = Runtime.getRuntime().exec(command);
                String out = new String(p.getInputStream().readAllBytes());
                if (p.waitFor() != 0) {
                  throw new IOException(new String(p.getErrorStream().readAllBytes()));
                }
                return out;
              }
            }
            """)
        .doTest();
  }

  @Test
  void outputReadByTask() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;

            class A {
              static String run(List<String> command, ExecutorService pool) throws Exception {
                Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
                Future<String> out = pool.submit(() -> new String(p.getInputStream().readAllBytes()));
                p.waitFor();
                return out.get();
              }
            }
            """)
        .doTest();
  }

  @Test
  void destroyedBeforeWait() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;

            class A {
              static String run(List<String> command) throws Exception {
                Process p = new ProcessBuilder(command).start();
                if (!p.waitFor(5, TimeUnit.SECONDS)) {
                  p.destroyForcibly();
                  p.waitFor();
                }
                return new String(p.getInputStream().readAllBytes());
              }
            }
            """)
        .doTest();
  }

  @Test
  void outputReadByThreads() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;

            class A {
              static class Gobbler extends Thread {
                private final InputStream in;
                private final StringBuilder text = new StringBuilder();

                Gobbler(InputStream in) {
                  this.in = in;
                }

                @Override
                public void run() {
                  try (BufferedReader r = new BufferedReader(new InputStreamReader(in))) {
                    for (String line; (line = r.readLine()) != null; ) {
                      text.append(line);
                    }
                  } catch (IOException e) {
                    text.append(e);
                  }
                }
              }

              static String run(List<String> command) throws Exception {
                Process p = new ProcessBuilder(command).start();
                Gobbler out = new Gobbler(p.getInputStream());
                Gobbler err = new Gobbler(p.getErrorStream());
                out.start();
                err.start();
                p.waitFor();
                out.join();
                err.join();
                p.getInputStream().close();
                return out.text.toString();
              }
            }
            """)
        .doTest();
  }

  @Test
  void outputRedirected() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;

            class A {
              static void run(File log) throws Exception {
                ProcessBuilder b = new ProcessBuilder("make").redirectErrorStream(true);
                b.redirectOutput(log);
                Process p = b.start();
                p.waitFor();
                p.getInputStream().transferTo(System.out);
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitInOtherBranch() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;

            class A {
              static void run(boolean later) throws Exception {
                Process p = new ProcessBuilder("make").redirectErrorStream(true).start();
                if (later) {
                  p.waitFor();
                } else {
                  p.getInputStream().transferTo(System.out);
                }
                p.getInputStream().close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void outputReadByOwnThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;

            class A {
              private final Process process;

              A() throws IOException {
                process = new ProcessBuilder("make").start();
                Thread t = new Thread(this::pump);
                t.start();
              }

              void pump() {
                try {
                  process.getInputStream().transferTo(System.out);
                } catch (IOException e) {
                  System.out.println(e);
                }
              }

              String end() throws Exception {
                process.waitFor();
                return new String(process.getErrorStream().readAllBytes());
              }
            }
            """)
        .doTest();
  }

  @Test
  void inherited() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;

            class A {
              static int run() throws Exception {
                Process p = new ProcessBuilder("make").inheritIO().start();
                int code = p.waitFor();
                p.getInputStream().close();
                return code;
              }
            }
            """)
        .doTest();
  }

  @Test
  void readInLoopBehindTest() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.stream.*;

            class A {
              static String run(String... command) throws IOException, InterruptedException {
                Process p = Runtime.getRuntime().exec(command);
                // BUG: Diagnostic contains: output of
                if (p.waitFor() != 0) {
                  throw new IOException("failed");
                }
                BufferedReader r = new BufferedReader(new InputStreamReader(p.getInputStream()));
                StringBuilder all = new StringBuilder();
                String line;
                while ((line = r.readLine()) != null) {
                  all.append(line);
                }
                return all.toString();
              }
            }
            """)
        .doTest();
  }

  @Test
  void methodsOfOwner() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.stream.*;

            class A {
              private final ProcessBuilder builder;
              private Process process;

              A(String... command) {
                builder = new ProcessBuilder(command).redirectErrorStream(true);
              }

              void begin() throws IOException {
                process = builder.start();
              }

              int end() throws InterruptedException {
                // BUG: Diagnostic contains: output of
                return process.waitFor();
              }

              List<String> lines() {
                return process.inputReader().lines().collect(Collectors.toList());
              }

              List<String> all() throws IOException, InterruptedException {
                begin();
                int code = end();
                return code == 0 ? lines() : List.of();
              }
            }
            """)
        .doTest();
  }

  @Test
  void readerMadeBefore() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.stream.*;

            class A {
              static String run(List<String> command) throws IOException, InterruptedException {
                Process p = new ProcessBuilder(command).start();
                try (BufferedReader r = new BufferedReader(new InputStreamReader(p.getInputStream()))) {
                  // BUG: Diagnostic contains: output of
                  int code = p.waitFor();
                  String out = r.lines().collect(Collectors.joining());
                  System.out.println(code);
                  return out;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void outputsGivenToHelper() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.stream.*;

            class A {
              record Result(int code, String out, String err) {}

              Result run(File dir, String... command) throws IOException, InterruptedException {
                Process p = new ProcessBuilder(command).directory(dir).start();
                // BUG: Diagnostic contains: output of
                int code = p.waitFor();
                return new Result(code, text(p.getInputStream()), text(p.getErrorStream()));
              }

              String text(InputStream in) throws IOException {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                in.transferTo(out);
                return out.toString();
              }
            }
            """)
        .doTest();
  }

  @Test
  void processOfEachRound() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.stream.*;

            class A {
              static void run(String command) {
                for (int i = 0; i < 3; i++) {
                  Process p = null;
                  try {
                    p = Runtime.getRuntime().exec(command);
                    // BUG: Diagnostic contains: output of
                    p.waitFor();
                    Scanner s = new Scanner(p.getInputStream());
                    while (s.hasNextLine()) {
                      System.out.println(s.nextLine());
                    }
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  } finally {
                    if (p != null) {
                      p.destroy();
                    }
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void errorsReadByHelper() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.stream.*;

            class A {
              static void check(Process p) throws IOException, InterruptedException {
                // BUG: Diagnostic contains: output of
                int code = p.waitFor();
                if (code != 0) {
                  throw new IOException(new String(p.getErrorStream().readAllBytes()));
                }
              }

              static void build(File out) throws Exception {
                ProcessBuilder b = new ProcessBuilder("make");
                b.redirectOutput(out);
                check(b.start());
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitInTry() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.stream.*;

            class A {
              static String version() throws Exception {
                var p = new ProcessBuilder("ls", "-R", "/").start();
                try {
                  // BUG: Diagnostic contains: output of
                  p.waitFor();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  return "";
                }
                String out = new String(p.getInputStream().readAllBytes());
                return out;
              }
            }
            """)
        .doTest();
  }

  @Test
  void helperReadsAndThenWaits() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;

            class A {
              static Thread consume(InputStream in) {
                Thread thread =
                    new Thread(
                        () -> {
                          try {
                            in.transferTo(System.out);
                          } catch (IOException e) {
                            System.out.println(e);
                          }
                        });
                thread.start();
                return thread;
              }

              static void await(Process self) throws InterruptedException {
                Thread out = consume(self.getInputStream());
                out.join();
                self.waitFor();
              }

              int execute(String command) throws IOException, InterruptedException {
                Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
                await(p);
                return p.exitValue();
              }

              public static void main(String[] args) throws Exception {
                for (String command : args) {
                  System.out.println(new A().execute(command));
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitMovedBehindRead() {
    BugCheckerRefactoringTestHelper.newInstance(ProcessOutputReadAfterWait.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;

            class A {
              static int run(List<String> command) throws Exception {
                Process p = new ProcessBuilder(command).start();
                int code = p.waitFor();
                Scanner s = new Scanner(p.getInputStream());
                while (s.hasNextLine()) {
                  System.out.println(s.nextLine());
                }
                return code;
              }
            }
            """)
        .addOutputLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;

            class A {
              static int run(List<String> command) throws Exception {
                Process p = new ProcessBuilder(command).start();
                Scanner s = new Scanner(p.getInputStream());
                while (s.hasNextLine()) {
                  System.out.println(s.nextLine());
                }
                int code = p.waitFor();
                return code;
              }
            }
            """)
        .doTest();
  }
}
