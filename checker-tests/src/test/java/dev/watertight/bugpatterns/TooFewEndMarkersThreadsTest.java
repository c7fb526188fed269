package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Consumers that a list of threads runs: how many of them are started, and who ends the others. */
final class TooFewEndMarkersThreadsTest {
  @Test
  void startedByAMethodReference() {
    reported("", "threads.forEach(Thread::start);", "");
  }

  @Test
  void startedByALambda() {
    reported("", "threads.forEach(t -> t.start());", "");
  }

  @Test
  void startedByAStream() {
    reported("", "threads.stream().forEach(t -> { t.setName(\"t\"); t.start(); });", "");
  }

  @Test
  void lookedAtMeanwhile() {
    reported(
        "",
        "for (Thread t : threads) t.start();",
        "for (Thread t : threads) t.join(9);\nSystem.out.println(threads.size() + threads.get(0).getName());");
  }

  @Test
  void onlyTheFirstStarted() {
    silent("", "threads.stream().limit(1).forEach(Thread::start);", "");
  }

  @Test
  void onlySomeStarted() {
    silent(
        "",
        "threads.stream().filter(t -> t.getName().endsWith(\"0\")).forEach(Thread::start);",
        "");
  }

  @Test
  void startedUnderACondition() {
    silent("", "threads.forEach(t -> { if (t.getName().endsWith(\"0\")) t.start(); });", "");
  }

  @Test
  void someTakenOutBefore() {
    silent("threads.remove(2);\nthreads.remove(1);", "threads.forEach(Thread::start);", "");
  }

  @Test
  void someTakenOutOfWhatALoopStarts() {
    silent(
        "threads.removeIf(t -> t.getName().endsWith(\"0\"));",
        "for (Thread t : threads) t.start();",
        "");
  }

  @Test
  void takenOutByAMethod() {
    silent("trim(threads);", "threads.forEach(Thread::start);", "");
  }

  @Test
  void othersInterruptedWhenTheFirstHasEnded() {
    silent(
        "",
        "threads.forEach(Thread::start);",
        "threads.get(0).join();\nthreads.forEach(Thread::interrupt);");
  }

  @Test
  void othersInterruptedWhenOneInAVariableHasEnded() {
    silent(
        "",
        "threads.forEach(Thread::start);",
        "Thread first = threads.get(0);\nfirst.join();\nfor (Thread t : threads) t.interrupt();");
  }

  private void reported(String made, String starts, String ends) {
    threads(made, starts, "// BUG: Diagnostic contains: starts several consumers", ends);
  }

  private void silent(String made, String starts, String ends) {
    threads(made, starts, "", ends);
  }

  private void threads(String made, String starts, String report, String ends) {
    CompilationTestHelper.newInstance(TooFewEndMarkers.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Crawl.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.*;

            class Crawl {
              private static final String END = new String("end");
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
              private final List<Thread> threads = new ArrayList<>();

              Crawl() {
                for (int i = 0; i < 3; i++) {
                  threads.add(new Thread(this::fetch));
                }
                %s
              }

              void start() {
                %s
              }

              void add(String page) {
                queue.add(page);
              }

              void stop() throws InterruptedException {
                %s
                queue.add(END);
                %s
              }

              private void fetch() {
                try {
                  for (String text = queue.take(); text != END; text = queue.take()) {
                    System.out.println(text);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private static void trim(List<Thread> threads) {
                threads.clear();
              }
            }
            """
                .formatted(made, starts, report, ends))
        .doTest();
  }
}
