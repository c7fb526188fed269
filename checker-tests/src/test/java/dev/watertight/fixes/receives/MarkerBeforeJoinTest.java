package dev.watertight.fixes.receives;

import dev.watertight.bugpatterns.EndMarkerNeverSent;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class MarkerBeforeJoinTest {
  private static final String PROGRAM =
      """
      import java.util.concurrent.*;

      public class A implements AutoCloseable {
        private static final String END = new String("end");
        private final BlockingQueue<String> names = new LinkedBlockingQueue<>(%s);
        private final Thread printer = new Thread(this::print);

        private A() {
          printer.start();
        }

        public void add(String name) {
          names.add(name);
        }

        private void print() {
          try {
            %sfor (String name = names.take(); name != END; name = names.take()) {
              System.out.println(name);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }

        @Override
        public void close() throws InterruptedException {
      %s  }

        public static void main(String[] args) throws InterruptedException {
          try (A a = new A()) {
            a.add("b");
          }
        }
      }
      """;

  private static final String REPORTED =
      "// BUG: Diagnostic contains: where to send it is yours to choose\n      ";

  @Test
  void closingMethodWaits() {
    Repair.by(EndMarkerNeverSent.class)
        .turns(
            PROGRAM.formatted("", "", "    printer.join(); // All of them.\n"),
            PROGRAM.formatted(
                "", "", "    names.add(END);\n    printer.join(); // All of them.\n"));
  }

  @Test
  void twoPlacesNone() {
    Repair.by(EndMarkerNeverSent.class)
        .keeps(
            PROGRAM.formatted(
                "",
                REPORTED,
                """
                    if (names.isEmpty()) {
                      printer.join();
                    } else {
                      printer.join();
                    }
                """));
  }

  @Test
  void queueThatMayBeFullNone() {
    Repair.by(EndMarkerNeverSent.class)
        .keeps(PROGRAM.formatted("8", REPORTED, "    printer.join();\n"));
  }

  @Test
  void nobodyWaitsNone() {
    Repair.by(EndMarkerNeverSent.class)
        .keeps(PROGRAM.formatted("", REPORTED, "    System.out.println(names);\n"));
  }
}
