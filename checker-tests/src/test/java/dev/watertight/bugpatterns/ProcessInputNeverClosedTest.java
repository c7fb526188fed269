package dev.watertight.bugpatterns;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tests for {@link ProcessInputNeverClosed}. */
final class ProcessInputNeverClosedTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ProcessInputNeverClosed.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void inputClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              static void run(List<String> words) throws Exception {
                Process p = new ProcessBuilder("cat").start();
                Writer w = p.outputWriter();
                try (w) {
                  for (String word : words) {
                    w.write(word + "\\n");
                  }
                }
                p.getInputStream().transferTo(System.out);
              }
            }
            """)
        .doTest();
  }

  @Test
  void singleAnswer() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              static void run(String word) throws Exception {
                Process p = new ProcessBuilder("cat").start();
                Writer w = p.outputWriter();
                w.write(word + "\\n");
                w.flush();
                p.getInputStream().transferTo(System.out);
              }
            }
            """)
        .doTest();
  }

  @Test
  void wordThatEndsIt() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              static void run(List<String> words) throws Exception {
                Process p = new ProcessBuilder("cat").start();
                Writer w = p.outputWriter();
                for (String word : words) {
                  w.write(word + "\\n");
                }
                w.write("exit\\n");
                w.flush();
                p.getInputStream().transferTo(System.out);
              }
            }
            """)
        .doTest();
  }

  @Test
  void readerLeavesAtWord() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              static void run(List<String> words) throws Exception {
                Process p = new ProcessBuilder("cat").start();
                Writer w = p.outputWriter();
                for (String word : words) {
                  w.write(word + "\\n");
                }
                w.flush();
                BufferedReader in = p.inputReader();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  if (line.equals("ready")) {
                    break;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void destroyedByWatchdog() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              static void run(List<String> words, ScheduledExecutorService pool) throws Exception {
                Process p = new ProcessBuilder("cat").start();
                Writer w = p.outputWriter();
                pool.schedule(p::destroyForcibly, 5, TimeUnit.SECONDS);
                for (String word : words) {
                  w.write(word + "\\n");
                }
                w.flush();
                p.getInputStream().transferTo(System.out);
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptByOthers() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              static final List<Process> ALL = new ArrayList<>();

              static void stop() {
                ALL.forEach(Process::destroy);
              }

              static void run(List<String> words) throws Exception {
                Process p = new ProcessBuilder("cat").start();
                Writer w = p.outputWriter();
                ALL.add(p);
                for (String word : words) {
                  w.write(word + "\\n");
                }
                w.flush();
                p.getInputStream().transferTo(System.out);
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByWrapper() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class LineSink extends BufferedWriter {
              LineSink(OutputStream out) {
                super(new OutputStreamWriter(out));
              }

              void line(String text) throws IOException {
                write(text);
                newLine();
              }
            }

            class A {
              static void run(List<String> words) throws Exception {
                Process p = new ProcessBuilder("cat").start();
                LineSink sink = new LineSink(p.getOutputStream());
                for (String word : words) {
                  sink.line(word);
                }
                sink.close();
                p.getInputStream().transferTo(System.out);
              }
            }
            """)
        .doTest();
  }

  @Test
  void readByCaller() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              static void run(List<String> words) throws Exception {
                Process p = new ProcessBuilder("cat").start();
                Writer w = p.outputWriter();
                for (String word : words) {
                  // BUG: Diagnostic contains: so does transferTo() on line 14
                  w.write(word + "\\n");
                }
                w.flush();
                p.getInputStream().transferTo(System.out);
              }
            }
            """)
        .doTest();
  }

  @Test
  void titleBeforeRows() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              static void run(List<String> words) throws Exception {
                Process p = new ProcessBuilder("cat").start();
                Writer w = p.outputWriter();
                w.write("id,name\\n");
                for (String word : words) {
                  // BUG: Diagnostic contains: so does transferTo() on line 15
                  w.write(word + "\\n");
                }
                w.flush();
                p.getInputStream().transferTo(System.out);
              }
            }
            """)
        .doTest();
  }

  @Test
  void replacement() {
    BugCheckerRefactoringTestHelper.newInstance(ProcessInputNeverClosed.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              static void run(List<String> words) throws Exception {
                Process p = new ProcessBuilder("cat").start();
                Writer w = p.outputWriter();
                for (String word : words) {
                  w.write(word + "\\n");
                }
                w.flush();
                p.getInputStream().transferTo(System.out);
              }
            }
            """)
        .addOutputLines(
            "A.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              static void run(List<String> words) throws Exception {
                Process p = new ProcessBuilder("cat").start();
                Writer w = p.outputWriter();
                for (String word : words) {
                  w.write(word + "\\n");
                }
                w.flush();
                w.close();
                p.getInputStream().transferTo(System.out);
              }
            }
            """)
        .doTest();
  }
}
