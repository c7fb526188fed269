package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Periodic tasks that look up what a map does not hold. */
final class PeriodicSenderEndedByExceptionMissingTest {
  private static final String TICKS =
      """
      import java.util.*;
      import java.util.concurrent.*;

      class Table {
        private final Map<String, Long> times = Map.of("a", 1L, "b", 2L);

        long time(String host) {
          LOOKUP
        }
      }

      class Ticks implements Runnable {
        private final Iterator<String> hosts;
        private final Table table = new Table();
        private long sum;

        Ticks(List<String> hosts) {
          this.hosts = hosts.iterator();
        }

        @Override
        public void run() {
          if (!hosts.hasNext()) {
            return;
          }
          long time = table.time(hosts.next());
          synchronized (this) {
            sum += time;
            notifyAll();
          }
        }

        synchronized long await(long enough) throws InterruptedException {
          while (sum < enough) {
            WAIT
          }
          return sum;
        }

        public static void main(String[] args) throws InterruptedException {
          Ticks ticks = new Ticks(HOSTS);
          ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
          REPORT
          timer.scheduleAtFixedRate(ticks, 0, 1, TimeUnit.SECONDS);
          System.out.println(ticks.await(9));
          timer.shutdown();
        }
      }
      """;

  private static final String REPORT =
      "// BUG: Diagnostic contains: such as the NullPointerException of line 8;";

  private static final String GET = "return times.get(host);";

  @Test
  void missingElement() {
    check(GET, "wait();", "List.of(\"a\", \"c\")", REPORT);
  }

  @Test
  void unknownElements() {
    check(GET, "wait();", "List.of(args)", REPORT);
  }

  @Test
  void resultIsAsked() {
    check("return times.get(host).intValue();", "wait();", "List.of(args)", REPORT);
  }

  @Test
  void allAreThere() {
    check(GET, "wait();", "List.of(\"a\", \"b\")", "");
  }

  @Test
  void keyIsAskedFor() {
    check("return times.containsKey(host) ? times.get(host) : 0;", "wait();", "List.of(args)", "");
  }

  @Test
  void valueInItsPlace() {
    check("return times.getOrDefault(host, 0L);", "wait();", "List.of(args)", "");
  }

  @Test
  void waitWithTimeLimit() {
    check(GET, "wait(1000);", "List.of(args)", "");
  }

  private static void check(String lookup, String wait, String hosts, String report) {
    CompilationTestHelper.newInstance(
            PeriodicSenderEndedByException.class, PeriodicSenderEndedByExceptionMissingTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ticks.java",
            TICKS
                .replace("LOOKUP", lookup)
                .replace("WAIT", wait)
                .replace("HOSTS", hosts)
                .replace("REPORT", report))
        .doTest();
  }
}
