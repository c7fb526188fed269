package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** End markers that are told by what they are: arrays, and the other type of a sealed one. */
final class EndMarkerNeverSentTypesTest {
  @Test
  void arrayThatIsNoneOfThoseThatLibrariesMake() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          private static final String[] END = {};
          private final BlockingQueue<String[]> rows = new LinkedBlockingQueue<>();

          void open() {
            new Thread(this::read).start();
          }

          void add(String row) {
            rows.add(row.split(" "));
          }

          private void read() {
            try {
              String[] row;
              // BUG: Diagnostic contains: 'END'
              while ((row = rows.take()) != END) {
                System.out.println(row[0]);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """);
  }

  @Test
  void otherTypeOfSealedOne() {
    compileSealed("// BUG: Diagnostic contains: 'Last'", "event instanceof Event.Line", "");
  }

  @Test
  void otherTypeOfSealedOneIsSent() {
    compileSealed("", "event instanceof Event.Line", "events.add(new Event.Last());");
  }

  @Test
  void recordWhoseComponentDecides() {
    compileSealed("", "event instanceof Event.Line(int size) && size > 0", "");
  }

  @Test
  void recordOfNumbers() {
    compileSealed(
        "// BUG: Diagnostic contains: 'Last'", "event instanceof Event.Line(int size)", "");
  }

  @Test
  void objectOfASubclassIsSent() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          private static class End {
            private static final End LAST = new End();
          }

          private static final class Failed extends End {}

          private final BlockingQueue<Object> lines = new LinkedBlockingQueue<>();

          void open() {
            new Thread(this::print).start();
          }

          void close() {
            lines.add(new Failed());
          }

          private void print() {
            try {
              Object line = lines.take();
              while (!(line instanceof End)) {
                line = lines.take();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """);
  }

  @Test
  void objectOfAConstructorReferenceIsSent() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.function.Supplier;

        class A {
          private static final class End {
            private static final End LAST = new End();
          }

          private final BlockingQueue<Object> lines = new LinkedBlockingQueue<>();
          private final Supplier<Object> ends = End::new;

          void open() {
            new Thread(this::print).start();
          }

          void close() {
            lines.add(ends.get());
          }

          private void print() {
            try {
              Object line = lines.take();
              while (!(line instanceof End)) {
                line = lines.take();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """);
  }

  private void compileSealed(String report, String goesOn, String end) {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          private sealed interface Event {
            record Line(int size) implements Event {}

            record Last() implements Event {}
          }

          private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

          void open() {
            new Thread(this::read).start();
          }

          void add(String text) {
            events.add(new Event.Line(text.length()));
            %s
          }

          private void read() {
            try {
              Event event = events.take();
              %s
              while (%s) {
                event = events.take();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """
            .formatted(end, report, goesOn));
  }

  private void compile(String source) {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }

  @Test
  void markerEqualToWhatALibraryMakes() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Eq1.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            class Eq1 {
              private static final Optional<String> END = Optional.empty();
              private static final Map<String, String> NAMES = Map.of("a", "A", "b", "B");
              private final BlockingQueue<Optional<String>> queue = new LinkedBlockingQueue<>();
              private void read() {
                try {
                  while (true) {
                    Optional<String> next = queue.take();
                    if (next.equals(END)) {
                      break;
                    }
                    System.out.println(next.get());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
              void run() throws InterruptedException {
                Thread reader = new Thread(this::read);
                reader.start();
                for (String key : List.of("a", "b", "c")) {
                  queue.put(Optional.ofNullable(NAMES.get(key)));
                }
                reader.join();
              }
              public static void main(String[] args) throws Exception {
                new Eq1().run();
              }
            }
            """)
        .doTest();
  }
}
