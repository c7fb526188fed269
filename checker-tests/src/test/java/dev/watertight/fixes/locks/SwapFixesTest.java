package dev.watertight.fixes.locks;

import dev.watertight.bugpatterns.LocksTakenInOppositeOrder;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class SwapFixesTest {
  private static final String PROGRAM =
      """
      class A {
        private final Object a = new Object();
        private final Object b = new Object();
        private int n;

        void run() {
          new Thread(this::ab).start();
          new Thread(this::ba).start();
        }

        private void ab() {
          synchronized (a) {
            synchronized (b) {
              n++;
            }
          }
        }

        private void ba() {
      CODE
        }
      }
      """;

  @Test
  void nothingBetween() {
    Repair.by(LocksTakenInOppositeOrder.class)
        .turns(
            source(
                """
                    synchronized (b) {
                      synchronized (a) {
                        n--;
                      }
                    }
                """),
            source(
                """
                    synchronized (a) {
                      synchronized (b) {
                        n--;
                      }
                    }
                """));
  }

  @Test
  void somethingBetween() {
    Repair.by(LocksTakenInOppositeOrder.class)
        .keeps(
            source(
                """
                    synchronized (b) {
                      n = 0;
                      // BUG: Diagnostic contains: the other way round
                      synchronized (a) {
                        n--;
                      }
                    }
                """));
  }

  private static String source(String code) {
    return PROGRAM.replace("CODE\n", code);
  }
}
