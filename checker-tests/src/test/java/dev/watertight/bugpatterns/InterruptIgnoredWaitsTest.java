package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Waits that do not notice an interrupt. */
final class InterruptIgnoredWaitsTest {
  private static final String REPORT =
      "// BUG: Diagnostic contains: accept() does not notice the interrupt by which shutdownNow() in"
          + " line ";
  private static final String POOL = "Executors.newFixedThreadPool(2)";
  private static final String ASKED = "!Thread.currentThread().isInterrupted()";

  @Test
  void acceptorInPool() {
    compile(REPORT, POOL, "new ServerSocket(0)", ASKED, "", "");
  }

  @Test
  void endlessAcceptor() {
    compile(REPORT, "Executors.newCachedThreadPool()", "new ServerSocket(0)", "true", "", "");
  }

  @Test
  void factoryOfPlatformThreads() {
    compile(
        REPORT, "Executors.newCachedThreadPool(Thread::new)", "new ServerSocket(0)", ASKED, "", "");
  }

  @Test
  void factoryThatNobodyKnows() {
    compile("", "Executors.newCachedThreadPool(factory)", "new ServerSocket(0)", ASKED, "", "");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtualThreads() {
    compile(
        "", "Executors.newVirtualThreadPerTaskExecutor()", "new ServerSocket(0)", ASKED, "", "");
  }

  @Test
  void socketIsClosedToo() {
    compile("", POOL, "new ServerSocket(0)", ASKED, "", "in.close();");
  }

  @Test
  void programConnectsAfterwards() {
    compile("", POOL, "new ServerSocket(9)", ASKED, "", "new Socket(\"localhost\", 9).close();");
  }

  @Test
  void socketWithTimeLimit() {
    compile("", POOL, "new ServerSocket(0)", ASKED, "in.setSoTimeout(10);", "");
  }

  @Test
  void flagEndsTheLoop() {
    compile("", POOL, "new ServerSocket(0)", "!pool.isShutdown()", "", "");
  }

  @Test
  void anotherWaitSwallowsTheInterrupt() {
    compile(
        "// BUG: Diagnostic contains: Loop around sleep() swallows the interrupt",
        POOL,
        "new ServerSocket(0)",
        ASKED,
        "Thread.sleep(1);",
        "");
  }

  @Test
  void clientEndsTheLoop() {
    compile("", POOL, "new ServerSocket(0)", ASKED, "if (in.accept().getPort() == 7) break;", "");
  }

  @Test
  void socketOfOthers() {
    compile("", POOL, "given", ASKED, "", "");
  }

  @Test
  void subclassThatAnswersItself() {
    compile("", POOL, "new ServerSocket(0) {}", ASKED, "", "");
  }

  private void compile(
      String report, String pool, String maker, String condition, String step, String stop) {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Listener.java",
            """
            import java.io.IOException;
            import java.net.ServerSocket;
            import java.net.Socket;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadFactory;

            public final class Listener {
              private final ExecutorService pool;
              private final ServerSocket in;

              public Listener(ServerSocket given, ThreadFactory factory) throws IOException {
                pool = POOL;
                in = MAKER;
                pool.execute(this::listen);
              }

              private void listen() {
                REPORT
                while (CONDITION) {
                  try (Socket client = in.accept()) {
                    System.out.println(client.getPort());
                    STEP
                  } catch (Exception e) {
                    System.err.println(e);
                  }
                }
              }

              public void stop() throws IOException {
                pool.shutdownNow();
                STOP
              }
            }
            """
                .replace("POOL", pool)
                .replace("MAKER", maker)
                .replace("REPORT", report)
                .replace("CONDITION", condition)
                .replace("STEP", step)
                .replace("STOP", stop))
        .doTest();
  }

  /** The thread has been given its task before somebody starts it. */
  @Test
  void computationInThreadThatIsInterrupted() {
    computation(
        "// BUG: Diagnostic contains: Loop does not notice the interrupt by which interrupt()",
        "true");
    computation("", "!Thread.interrupted()");
  }

  private void computation(String report, String condition) {
    CompilationTestHelper.newInstance(InterruptIgnored.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Computation.java",
            """
            final class Computation {
              private final Thread thread = new Thread(this::compute);
              private long sum;

              void start() {
                thread.start();
              }

              private void compute() {
                %s
                while (%s) {
                  sum++;
                }
              }

              void stop() {
                thread.interrupt();
              }
            }
            """
                .formatted(report, condition))
        .doTest();
  }
}
