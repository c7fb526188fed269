package dev.watertight.fixes.endsignals;

import dev.watertight.bugpatterns.AbandonedWaiterOnFailure;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

/** Elements of a queue that serves as a pool, put back only where nothing fails. */
final class LostElementsFixTest {
  private static final String BEFORE =
      """
      import java.io.IOException;
      import java.util.List;
      import java.util.concurrent.ArrayBlockingQueue;
      import java.util.concurrent.BlockingQueue;

      class A {
        static class Lines {
          private final BlockingQueue<StringBuilder> free = new ArrayBlockingQueue<>(1);

          Lines() {
            free.add(new StringBuilder());
          }

          int send(String text) throws IOException, InterruptedException {
      """;
  private static final String AFTER =
      """
          }
        }

        private static int write(StringBuilder line, String text) throws IOException {
          if (text.isEmpty()) {
            throw new IOException("empty");
          }
          return line.append(text).length();
        }

        public static void main(String[] args) throws InterruptedException {
          Lines lines = new Lines();
          for (String text : List.of("one", "", "two")) {
            try {
              System.out.println(lines.send(text));
            } catch (IOException e) {
              System.out.println(e.getMessage());
            }
          }
        }
      }
      """;

  @Test
  void putBackInFinally() {
    Repair.by(AbandonedWaiterOnFailure.class)
        .turns(
            BEFORE
                + """
                StringBuilder line = free.take();
                int length = write(line, text);
                free.put(line);
                return length;
          """
                + AFTER,
            BEFORE
                + """
                StringBuilder line = free.take();
                try {
                  int length = write(line, text);
                  return length;
                } finally {
                  free.put(line);
                }
          """
                + AFTER);
  }
}
