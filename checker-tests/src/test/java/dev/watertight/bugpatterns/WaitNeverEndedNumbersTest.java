package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** What numbers are in their types, and for which objects, rounds and calls they are the same. */
final class WaitNeverEndedNumbersTest {
  @Test
  void arrayOfNumbersThatIsOneElement() {
    compile(
        """
          void await() throws InterruptedException {
            int[] readings = {3, 5, 8, 13};
            for (int[] batch : List.of(readings)) {
              permits.acquire();
            }
          }

          void give() {
            permits.release();
          }
        """);
  }

  @Test
  void arrayThatIsOneElement() {
    compile(
        """
          void await() throws InterruptedException {
            String[] words = {"a", "b"};
            for (String[] some : List.<String[]>of(words)) {
              permits.acquire();
            }
          }

          void give() {
            permits.release();
          }
        """);
  }

  @Test
  void arrayOfElements() {
    compile(
        """
          void await() throws InterruptedException {
            String[] words = {"a", "b"};
            for (String word : List.of(words)) {
              // BUG: Diagnostic contains: it takes 2 signals on 'permits', and 1 come
              permits.acquire();
            }
          }

          void give() {
            permits.release();
          }
        """);
  }

  @Test
  void quotientThatIsNoWholeNumber() {
    compile(
        """
          void await() throws InterruptedException {
            int width = 3;
            int height = 2;
            permits.acquire(6);
          }

          void give() {
            int width = 3;
            int height = 2;
            permits.release((int) ((double) width / height * 4));
          }
        """);
  }

  @Test
  void quotientOfWholeNumbers() {
    compile(
        """
          void await() throws InterruptedException {
            // BUG: Diagnostic contains: it takes 6 signals on 'permits', and 4 come
            permits.acquire(6);
          }

          void give() {
            int width = 3;
            int height = 2;
            permits.release((int) (width / height * 4L));
          }
        """);
  }

  @Test
  void castThatMakesAnotherNumber() {
    compile(
        """
          void await() throws InterruptedException {
            int all = 258;
            byte low = (byte) all;
            permits.acquire(low);
          }

          void give() {
            permits.release(2);
          }
        """);
  }

  @Test
  void productThatIsTooLarge() {
    compile(
        """
          void await() throws InterruptedException {
            int large = 65536;
            int product = large * large + 2;
            permits.acquire(product);
          }

          void give() {
            permits.release(2);
          }
        """);
  }

  @Test
  void numberRoundedInView() {
    compile(
        """
          void await() throws InterruptedException {
            int rounds = Math.round(0.6f);
            for (int i = 0; i < rounds; i++) {
              permits.acquire();
            }
          }

          void give() {
            permits.release();
          }
        """);
  }

  @Test
  void fieldsOfSeveralObjects() {
    compile(
        """
          static class Party {
            final int size;

            Party(int size) {
              this.size = size;
            }

            void leave() {
              SEATS.release(size);
            }

            void enter() throws InterruptedException {
              SEATS.acquire(size);
            }
          }

          private static final Semaphore SEATS = new Semaphore(0);

          static void run(int family) throws InterruptedException {
            new Party(2 * family).leave();
            Party first = new Party(family);
            Party second = new Party(family);
            first.enter();
            second.enter();
          }
        """);
  }

  @Test
  void gettersOfSeveralObjects() {
    compile(
        """
          static class Party {
            private final int size;

            Party(int size) {
              this.size = size;
            }

            int size() {
              return size;
            }
          }

          private static final Semaphore SEATS = new Semaphore(0);

          static void run(int family) throws InterruptedException {
            Party first = new Party(family);
            Party second = new Party(family + 1);
            Party both = new Party(first.size() + second.size());
            SEATS.release(both.size());
            SEATS.acquire(first.size());
            SEATS.acquire(second.size());
          }
        """);
  }

  @Test
  void fieldOfOneObject() {
    compile(
        """
          private final int size;

          A(int size) {
            this.size = size;
          }

          void await() throws InterruptedException {
            // BUG: Diagnostic contains: it takes 2 size signals on 'permits', and size come
            permits.acquire(2 * size);
          }

          void give() {
            permits.release(size);
          }
        """);
  }

  @Test
  void fieldThatSaysWhatAnotherObjectGets() {
    compile(
        """
          private final int size;

          private A(int size) {
            this.size = size;
          }

          private void serve(A other) {
            other.permits.release(size);
          }

          private void fill() throws InterruptedException {
            permits.acquire(2 * size);
          }

          static void run(int n) throws InterruptedException {
            A small = new A(n);
            new A(2 * n).serve(small);
            small.fill();
          }
        """);
  }

  @Test
  void anotherNumberInEachRound() {
    compile(
        """
          void await() throws InterruptedException {
            for (int n : List.of(1, 2, 1)) {
              permits.acquire(n);
            }
          }

          void give() {
            permits.release(4);
          }
        """);
  }

  @Test
  void anotherNumberInEachCall() {
    compile(
        """
          private void await(int n) throws InterruptedException {
            permits.acquire(n);
          }

          void run(int n) throws InterruptedException {
            permits.release(3 * n);
            await(n);
            await(2 * n);
          }
        """);
  }

  @Test
  void numbersThatCallsPass() {
    compile(
        """
          private void await(int n) throws InterruptedException {
            // BUG: Diagnostic contains: it takes 7 signals on 'permits', and 6 come
            permits.acquire(n);
          }

          void awaitAll() throws InterruptedException {
            await(3);
            await(4);
          }

          void give() {
            permits.release(6);
          }
        """);
  }

  private static void compile(String members) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, WaitNeverEndedNumbersTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.Semaphore;

            class A {
              private final Semaphore permits = new Semaphore(0);

            %s
            }
            """
                .formatted(members))
        .doTest();
  }

  @Test
  void objectsMadeByFieldsOfTwo() {
    AllChecks.in(getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Cnt2.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            class Cnt2 {
              static final class Worker {
                private final List<String> jobs;
                Worker(List<String> jobs) { this.jobs = jobs; }
                int size() { return jobs.size(); }
                void run(CountDownLatch l) { for (String job : jobs) { l.countDown(); } }
              }
              static final class Holder {
                final Worker w = new Worker(read());
                static List<String> read() { return new Scanner(System.in).nextLine().lines().toList(); }
              }
              public static void main(String[] args) throws Exception {
                Holder a = new Holder();
                Holder b = new Holder();
                if (b.w.size() == 2 * a.w.size()) {
                  CountDownLatch latch = new CountDownLatch(3 * a.w.size());
                  a.w.run(latch);
                  b.w.run(latch);
                  latch.await();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void queueThatRefusesWhatIsTooMuch() {
    filled(
        false,
        """
        Queue<String> seats = new ArrayBlockingQueue<>(3);
        for (String name : List.of("ann", "bob", "cid", "dan", "eve")) {
          try {
            seats.add(name);
          } catch (IllegalStateException e) {
            System.out.println(name);
          }
        }
        int all = seats.size();
        for (int i = 0; i < 3; i++) {
          gate.release();
        }
        """);
  }

  @Test
  void queueWithoutALimit() {
    filled(
        true,
        """
        Queue<String> seats = new LinkedBlockingQueue<>();
        for (String name : List.of("ann", "bob", "cid", "dan", "eve")) {
          seats.add(name);
        }
        int all = seats.size();
        for (int i = 0; i < 3; i++) {
          gate.release();
        }
        """);
  }

  @Test
  void listOnlyAddedTo() {
    filled(
        true,
        """
        int all = 5;
        List<Integer> window = new ArrayList<>();
        while (window.size() < 3) {
          int value = next();
          window.add(value);
          gate.release();
        }
        """);
  }

  @Test
  void listThatLosesElementsAgain() {
    filled(
        false,
        """
        int all = 5;
        List<Integer> window = new ArrayList<>();
        while (window.size() < 3) {
          int value = next();
          window.add(value);
          if (value < 0) {
            window.removeLast();
          }
          gate.release();
        }
        """);
  }

  @Test
  void listThatIsClearedByAnother() {
    filled(
        false,
        """
        int all = 5;
        List<Integer> window = new ArrayList<>();
        while (window.size() < 3) {
          int value = next();
          window.add(value);
          trim(window);
          gate.release();
        }
        """);
  }

  @Test
  void listUsedBehindTheLoop() {
    filled(
        true,
        """
        int all = 5;
        List<Integer> window = new ArrayList<>();
        while (window.size() < 3) {
          window.add(next());
          gate.release();
        }
        trim(window);
        """);
  }

  @Test
  void listOfAFormerRound() {
    filled(
        false,
        """
        int all = 2;
        List<Integer> window = new ArrayList<>();
        for (int day = 0; day < 2; day++) {
          while (window.size() < 1) {
            window.add(next());
            gate.release();
          }
          trim(window);
        }
        """);
  }

  private static void filled(boolean isReported, String body) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, WaitNeverEndedNumbersTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private static final int[] READINGS = {4, -1, 7, -3, 9};
              private int next;

              private int next() {
                return READINGS[next++];
              }

              private static void trim(List<Integer> window) {
                window.removeIf(value -> value < 0);
              }

              void run() throws InterruptedException {
                Semaphore gate = new Semaphore(0);
                %s
                %s
                gate.acquire(all);
              }
            }
            """
                .formatted(body, isReported ? "// BUG: Diagnostic contains: waits for ever" : ""))
        .doTest();
  }
}
