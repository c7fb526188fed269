package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** As many values are sent, and taken, as numbers say that are passed on. */
final class AbandonedSenderSurplusTest {
  @Test
  void takerLeavesAtItsLimit() {
    compile(
        """
        class Clerk extends Thread {
          private final SynchronousQueue<String> desk;
          private final int limit;

          Clerk(SynchronousQueue<String> desk, int limit) {
            this.desk = desk;
            this.limit = limit;
          }

          @Override
          public void run() {
            try {
              for (int served = 0; served < limit; served++) {
                System.out.println(desk.take());
              }
            } catch (InterruptedException e) {
              interrupt();
            }
          }
        }

        class Office {
          private final SynchronousQueue<String> desk = new SynchronousQueue<>();

          void day(List<String> tickets, int limit) throws InterruptedException {
            Clerk clerk = new Clerk(desk, limit);
            clerk.start();
            for (String ticket : tickets) {
              // BUG: Diagnostic contains: More values are sent to 'desk'
              desk.put(ticket);
            }
          }

          public static void main(String[] args) throws InterruptedException {
            new Office().day(List.of("a", "b", "c", "d"), 3);
          }
        }
        """);
  }

  @Test
  void limitIsHighEnough() {
    compile(
        """
        class Clerk extends Thread {
          private final SynchronousQueue<String> desk;
          private final int limit;

          Clerk(SynchronousQueue<String> desk, int limit) {
            this.desk = desk;
            this.limit = limit;
          }

          @Override
          public void run() {
            try {
              for (int served = 0; served < limit; served++) {
                System.out.println(desk.take());
              }
            } catch (InterruptedException e) {
              interrupt();
            }
          }
        }

        class Office {
          private final SynchronousQueue<String> desk = new SynchronousQueue<>();

          void day(List<String> tickets, int limit) throws InterruptedException {
            Clerk clerk = new Clerk(desk, limit);
            clerk.start();
            for (String ticket : tickets) {
              desk.put(ticket);
            }
          }

          public static void main(String[] args) throws InterruptedException {
            new Office().day(List.of("a", "b", "c", "d"), 4);
          }
        }
        """);
  }

  @Test
  void oneOfTwoCallersTakesTooFew() {
    compile(
        """
        class A {
          private static void go(int taken, int given) throws InterruptedException {
            BlockingQueue<Integer> queue = new SynchronousQueue<>();
            Thread producer =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < given; i++) {
                          // BUG: Diagnostic contains: More values are sent to 'queue'
                          queue.put(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            producer.start();
            for (int i = 0; i < taken; i++) {
              queue.take();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            go(3, 3);
            go(2, 5);
          }
        }
        """);
  }

  @Test
  void eachCallerTakesEnough() {
    compile(
        """
        class A {
          private static void go(int taken, int given) throws InterruptedException {
            BlockingQueue<Integer> queue = new SynchronousQueue<>();
            Thread producer =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < given; i++) {
                          queue.put(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            producer.start();
            for (int i = 0; i < taken; i++) {
              queue.take();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            go(3, 3);
            go(5, 5);
          }
        }
        """);
  }

  @Test
  void restHasRoom() {
    compile(
        """
        class A {
          private static void go(int taken, int given) throws InterruptedException {
            BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(2);
            Thread producer =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < given; i++) {
                          queue.put(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            producer.start();
            for (int i = 0; i < taken; i++) {
              queue.take();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            go(3, 5);
          }
        }
        """);
  }

  @Test
  void restHasNoRoom() {
    compile(
        """
        class A {
          private static void go(int taken, int given) throws InterruptedException {
            BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(2);
            Thread producer =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < given; i++) {
                          // BUG: Diagnostic contains: More values are sent to 'queue'
                          queue.put(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            producer.start();
            for (int i = 0; i < taken; i++) {
              queue.take();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            go(3, 6);
          }
        }
        """);
  }

  @Test
  void producerIsInterrupted() {
    compile(
        """
        class A {
          private static void go(int taken, int given) throws InterruptedException {
            BlockingQueue<Integer> queue = new SynchronousQueue<>();
            Thread producer =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < given; i++) {
                          queue.put(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            producer.start();
            for (int i = 0; i < taken; i++) {
              queue.take();
            }
            producer.interrupt();
          }

          public static void main(String[] args) throws InterruptedException {
            go(2, 5);
          }
        }
        """);
  }

  @Test
  void numbersAreCompared() {
    compile(
        """
        class A {
          private static void go(int taken, int given) throws InterruptedException {
            if (taken < given) {
              throw new IllegalArgumentException();
            }
            BlockingQueue<Integer> queue = new SynchronousQueue<>();
            Thread producer =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < given; i++) {
                          queue.put(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            producer.start();
            for (int i = 0; i < taken; i++) {
              queue.take();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            go(3, 3);
            go(2, 5);
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(AbandonedSender.class, AbandonedSenderSurplusTest.class)
        .addSourceLines("A.java", "import java.util.*;", "import java.util.concurrent.*;", source)
        .doTest();
  }
}
