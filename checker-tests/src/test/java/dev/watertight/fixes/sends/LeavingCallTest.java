package dev.watertight.fixes.sends;

import dev.watertight.bugpatterns.AbandonedSender;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

/** A receiver that is a method, called where the sender has been started. */
final class LeavingCallTest {
  private static final String PROGRAM =
      """
      import java.util.*;
      import java.util.concurrent.*;

      class A {
        private static void scan(List<String> all, BlockingQueue<Optional<String>> found) {
          try {
            for (String one : all) {
              // BUG: Diagnostic contains: can leave early
              found.put(Optional.of(one));
            }
            found.put(Optional.empty());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }

        private static String first(BlockingQueue<Optional<String>> found)
            throws InterruptedException {
          Map<Integer, String> known = new HashMap<>();
          while (true) {
            Optional<String> next = found.take();
            if (!next.isPresent()) {
              return "none";
            }
            String earlier = known.putIfAbsent(next.get().length(), next.get());
            if (earlier != null) {
              return earlier;
            }
          }
        }

        public static void main(String[] args) throws InterruptedException {
          List<String> all = Arrays.asList("a", "bc", "d", "e", "f", "g", "h", "i");
          BlockingQueue<Optional<String>> queue = new ArrayBlockingQueue<>(2);
          Thread scanner = new Thread(() -> scan(all, queue));
          scanner.start();
      CODE
          scanner.join();
        }
      }
      """;

  @Test
  void calledOnce() {
    Repair.by(AbandonedSender.class)
        .turns(
            source(
                    """
                        String hit = first(queue);
                        System.out.println(hit);
                    """)
                .replaceAll("(?m)^ *// BUG.*\\R", ""),
            source(
                    """
                        String hit = first(queue);
                        scanner.interrupt();
                        System.out.println(hit);
                    """)
                .replaceAll("(?m)^ *// BUG.*\\R", ""));
  }

  @Test
  void calledInsideOfAnotherStatement() {
    Repair.by(AbandonedSender.class)
        .keeps(
            source(
                """
                    if (args.length == 0) {
                      System.out.println(first(queue));
                    }
                """));
  }

  private static String source(String code) {
    return PROGRAM.replace("CODE\n", code);
  }
}
