package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Parties that their constructors enrol, and that are kept in a list before they are started. */
final class AbandonedWaiterEnrolledElementsTest {
  private static final String PARTIES =
      """
      import java.util.*;
      import java.util.concurrent.*;

      abstract class Party {
        final Phaser phaser;

        Party(Phaser phaser) {
          this.phaser = phaser;
          ENROL
        }
      }

      class Ant extends Party implements Runnable {
        private final int energy;

        Ant(Phaser phaser, int energy) {
          super(phaser);
          this.energy = energy;
        }

        @Override
        public void run() {
          int left = energy;
          for (int round = 0; round < 3; round++) {
            left -= 2;
            if (left < 0) {
              LEAVE
            }
            REPORT
            phaser.arriveAndAwaitAdvance();
          }
          phaser.arriveAndDeregister();
        }
      }

      class Colony {
        public static void main(String[] args) {
          Phaser phaser = new Phaser(INITIAL);
          List<Ant> ants = new ArrayList<>();
          for (String arg : args) {
            ants.add(new Ant(phaser, arg.length()));
          }
          START
        }
      }
      """;

  private static final String REPORT = "// BUG: Diagnostic contains: is skipped when line";

  private static final String EACH =
      "for (Ant ant : ants) { Thread.startVirtualThread(ant); } ants.forEach(System.out::println);";

  @Test
  void startedInALoop() {
    check(
        "phaser.register();",
        "return;",
        REPORT,
        "",
        "for (Ant ant : ants) { new Thread(ant).start(); }");
  }

  @Test
  void startedByAStream() {
    check(
        "phaser.register();",
        "return;",
        REPORT,
        "",
        """
        for (Thread t : ants.stream().map(Thread::startVirtualThread).toList()) {
              System.out.println(t);
            }
        """);
  }

  @Test
  void signedOff() {
    check("phaser.register();", "phaser.arriveAndDeregister(); return;", "", "", EACH);
  }

  @Test
  void enrolledNowhere() {
    check("", "return;", "", "3", EACH);
  }

  @Test
  void enrolledPerhaps() {
    check("if (phaser.getPhase() == 0) { phaser.register(); }", "return;", "", "", EACH);
  }

  @Test
  void startedOnce() {
    check("phaser.register();", "return;", "", "", "new Thread(ants.get(0)).start();");
  }

  private static void check(
      String enrol, String leave, String report, String initial, String start) {
    CompilationTestHelper.newInstance(
            AbandonedWaiter.class, AbandonedWaiterEnrolledElementsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Party.java",
            PARTIES
                .replace("ENROL", enrol)
                .replace("LEAVE", leave)
                .replace("REPORT", report)
                .replace("INITIAL", initial)
                .replace("START", start))
        .doTest();
  }
}
