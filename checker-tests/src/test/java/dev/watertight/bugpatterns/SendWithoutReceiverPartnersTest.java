package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Exchanges that have fewer partners than numbers say that callers pass. */
final class SendWithoutReceiverPartnersTest {
  @Test
  void oneSideComesMoreOften() {
    compile(
        """
        class A {
          private static void swap(int left, int right) throws InterruptedException {
            Exchanger<Integer> cards = new Exchanger<>();
            Thread other =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < left; i++) {
                          // BUG: Diagnostic contains: finds no partner
                          cards.exchange(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            other.start();
            for (int i = 0; i < right; i++) {
              cards.exchange(-i);
            }
          }

          public static void main(String[] args) throws InterruptedException {
            swap(4, 2);
          }
        }
        """);
  }

  @Test
  void oneOfTwoCallers() {
    compile(
        """
        class A {
          private static void swap(int left, int right) throws InterruptedException {
            Exchanger<Integer> cards = new Exchanger<>();
            Thread other =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < left; i++) {
                          // BUG: Diagnostic contains: finds no partner
                          cards.exchange(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            other.start();
            for (int i = 0; i < right; i++) {
              cards.exchange(-i);
            }
          }

          public static void main(String[] args) throws InterruptedException {
            swap(2, 2);
            swap(5, 3);
          }
        }
        """);
  }

  @Test
  void bothSidesComeAsOften() {
    compile(
        """
        class A {
          private static void swap(int left, int right) throws InterruptedException {
            Exchanger<Integer> cards = new Exchanger<>();
            Thread other =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < left; i++) {
                          cards.exchange(i);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            other.start();
            for (int i = 0; i < right; i++) {
              cards.exchange(-i);
            }
          }

          public static void main(String[] args) throws InterruptedException {
            swap(2, 2);
            swap(5, 5);
          }
        }
        """);
  }

  @Test
  void objectThatProgramMakes() {
    compile(
        """
        class Sampler implements Runnable {
          private final Exchanger<String> swap;
          private final int rounds;

          Sampler(Exchanger<String> swap, int rounds) {
            this.swap = swap;
            this.rounds = rounds;
          }

          @Override
          public void run() {
            try {
              for (int i = 0; i < rounds; i++) {
                // BUG: Diagnostic contains: finds no partner
                swap.exchange("a");
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }

        class Plotter {
          private final Exchanger<String> swap = new Exchanger<>();

          void plot(int rounds, int frames) throws InterruptedException {
            new Thread(new Sampler(swap, rounds)).start();
            for (int i = 0; i < frames; i++) {
              swap.exchange("b");
            }
          }

          public static void main(String[] args) throws InterruptedException {
            new Plotter().plot(4, 3);
          }
        }
        """);
  }

  @Test
  void objectWithPartners() {
    compile(
        """
        class Sampler implements Runnable {
          private final Exchanger<String> swap;
          private final int rounds;

          Sampler(Exchanger<String> swap, int rounds) {
            this.swap = swap;
            this.rounds = rounds;
          }

          @Override
          public void run() {
            try {
              for (int i = 0; i < rounds; i++) {
                swap.exchange("a");
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }

        class Plotter {
          private final Exchanger<String> swap = new Exchanger<>();

          void plot(int rounds, int frames) throws InterruptedException {
            new Thread(new Sampler(swap, rounds)).start();
            for (int i = 0; i < frames; i++) {
              swap.exchange("b");
            }
          }

          public static void main(String[] args) throws InterruptedException {
            new Plotter().plot(4, 4);
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            SendWithoutReceiver.class, SendWithoutReceiverPartnersTest.class)
        .addSourceLines("A.java", "import java.util.*;", "import java.util.concurrent.*;", source)
        .doTest();
  }
}
