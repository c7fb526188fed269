package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Numbers that callers pass to constructors and methods: one of the callers is enough. */
final class WaitNeverEndedCallersTest {
  @Test
  void oneOfTwoObjectsHasTooFewThreads() {
    compile(
        """
        class Race {
          private final CyclicBarrier gate;
          private final ExecutorService pool;
          private final int parties;

          Race(int parties, int threads) {
            this.parties = parties;
            gate = new CyclicBarrier(parties);
            pool = Executors.newFixedThreadPool(threads);
          }

          void run() {
            for (int i = 0; i < parties; i++) {
              pool.submit(
                  () -> {
                    // BUG: Diagnostic contains: it takes 5 signals on 'gate', and 4 come
                    gate.await();
                    return 1;
                  });
            }
            pool.shutdown();
          }
        }

        class Main {
          public static void main(String[] args) throws Exception {
            new Race(2, 4).run();
            new Race(5, 4).run();
          }
        }
        """);
  }

  @Test
  void eachObjectHasEnoughThreads() {
    compile(
        """
        class Race {
          private final CyclicBarrier gate;
          private final ExecutorService pool;
          private final int parties;

          Race(int parties, int threads) {
            this.parties = parties;
            gate = new CyclicBarrier(parties);
            pool = Executors.newFixedThreadPool(threads);
          }

          void run() {
            for (int i = 0; i < parties; i++) {
              pool.submit(
                  () -> {
                    gate.await();
                    return 1;
                  });
            }
            pool.shutdown();
          }
        }

        class Main {
          public static void main(String[] args) throws Exception {
            new Race(2, 4).run();
            new Race(5, 5).run();
          }
        }
        """);
  }

  @Test
  void objectWithTooFewThreadsIsNotRun() {
    compile(
        """
        class Race {
          private final CyclicBarrier gate;
          private final ExecutorService pool;
          private final int parties;

          Race(int parties, int threads) {
            this.parties = parties;
            gate = new CyclicBarrier(parties);
            pool = Executors.newFixedThreadPool(threads);
          }

          void run() {
            for (int i = 0; i < parties; i++) {
              pool.submit(
                  () -> {
                    gate.await();
                    return 1;
                  });
            }
            pool.shutdown();
          }
        }

        class Main {
          public static void main(String[] args) throws Exception {
            new Race(2, 4).run();
            System.out.println(new Race(5, 4));
          }
        }
        """);
  }

  @Test
  void otherConstructorPassesTooFew() {
    compile(
        """
        class Race {
          private final CyclicBarrier gate;
          private final ExecutorService pool;
          private final int parties;

          Race(int parties, int threads) {
            this.parties = parties;
            gate = new CyclicBarrier(parties);
            pool = Executors.newFixedThreadPool(threads);
          }

          Race(int parties) {
            this(parties, 3);
          }

          void run() {
            for (int i = 0; i < parties; i++) {
              pool.submit(
                  () -> {
                    // BUG: Diagnostic contains: it takes 5 signals on 'gate', and 3 come
                    gate.await();
                    return 1;
                  });
            }
            pool.shutdown();
          }
        }

        class Main {
          public static void main(String[] args) throws Exception {
            new Race(2, 2).run();
            new Race(5).run();
          }
        }
        """);
  }

  @Test
  void factoryPassesTooFew() {
    compile(
        """
        class Race {
          private final CyclicBarrier gate;
          private final ExecutorService pool;
          private final int parties;

          Race(int parties, int threads) {
            this.parties = parties;
            gate = new CyclicBarrier(parties);
            pool = Executors.newFixedThreadPool(threads);
          }

          void run() {
            for (int i = 0; i < parties; i++) {
              pool.submit(
                  () -> {
                    // BUG: Diagnostic contains: it takes 5 signals on 'gate', and 3 come
                    gate.await();
                    return 1;
                  });
            }
            pool.shutdown();
          }
        }

        class Main {
          public static void main(String[] args) throws Exception {
            make(2).run();
            make(5).run();
          }

          private static Race make(int parties) {
            return new Race(parties, 3);
          }
        }
        """);
  }

  @Test
  void objectIsPassedOn() {
    compile(
        """
        class Race {
          private final CyclicBarrier gate;
          private final ExecutorService pool;
          private final int parties;

          Race(int parties, int threads) {
            this.parties = parties;
            gate = new CyclicBarrier(parties);
            pool = Executors.newFixedThreadPool(threads);
          }

          void run() {
            for (int i = 0; i < parties; i++) {
              pool.submit(
                  () -> {
                    // BUG: Diagnostic contains: it takes 5 signals on 'gate', and 4 come
                    gate.await();
                    return 1;
                  });
            }
            pool.shutdown();
          }
        }

        class Main {
          public static void main(String[] args) throws Exception {
            start(new Race(2, 2));
            start(new Race(5, 4));
          }

          private static void start(Race race) {
            race.run();
          }
        }
        """);
  }

  @Test
  void numbersAreCompared() {
    compile(
        """
        class Race {
          private final CyclicBarrier gate;
          private final ExecutorService pool;
          private final int parties;

          Race(int parties, int threads) {
            this.parties = parties;
            gate = new CyclicBarrier(parties);
            pool = Executors.newFixedThreadPool(threads);
          }

          static Race of(int parties, int threads) {
            if (threads < parties) {
              return new Race(parties, parties);
            }
            return new Race(parties, threads);
          }

          void run() {
            for (int i = 0; i < parties; i++) {
              pool.submit(
                  () -> {
                    gate.await();
                    return 1;
                  });
            }
            pool.shutdown();
          }
        }

        class Main {
          public static void main(String[] args) throws Exception {
            Race.of(2, 4).run();
            Race.of(5, 4).run();
          }
        }
        """);
  }

  @Test
  void latchOfOneOfTwoVariables() {
    compile(
        """
        class Main {
          private final CountDownLatch done;
          private final int workers;

          Main(int parties, int workers) {
            done = new CountDownLatch(parties);
            this.workers = workers;
          }

          void run() throws InterruptedException {
            for (int i = 0; i < workers; i++) {
              new Thread(done::countDown).start();
            }
            // BUG: Diagnostic contains: it takes 5 signals on 'done', and 4 come
            done.await();
          }

          public static void main(String[] args) throws Exception {
            Main one = new Main(3, 3);
            one.run();
            Main two = new Main(5, 4);
            two.run();
          }
        }
        """);
  }

  @Test
  void latchesOfTwoVariables() {
    compile(
        """
        class Main {
          private final CountDownLatch done;
          private final int workers;

          Main(int parties, int workers) {
            done = new CountDownLatch(parties);
            this.workers = workers;
          }

          void run() throws InterruptedException {
            for (int i = 0; i < workers; i++) {
              new Thread(done::countDown).start();
            }
            done.await();
          }

          public static void main(String[] args) throws Exception {
            Main one = new Main(3, 3);
            one.run();
            Main two = new Main(2, 5);
            two.run();
          }
        }
        """);
  }

  @Test
  void tooFewPermitsOfOneObject() {
    compile(
        """
        class Gate {
          private final Semaphore permits;
          private final int many;

          Gate(int permits, int many) {
            this.permits = new Semaphore(permits);
            this.many = many;
          }

          void open() throws InterruptedException {
            // BUG: Diagnostic contains: it takes 3 signals on 'permits', and 2 come
            permits.acquire(many);
            permits.release(many);
          }

          public static void main(String[] args) throws Exception {
            new Gate(3, 2).open();
            new Gate(2, 3).open();
          }
        }
        """);
  }

  @Test
  void permitsOfEachObject() {
    compile(
        """
        class Gate {
          private final Semaphore permits;
          private final int many;

          Gate(int permits, int many) {
            this.permits = new Semaphore(permits);
            this.many = many;
          }

          void open() throws InterruptedException {
            permits.acquire(many);
            permits.release(many);
          }

          public static void main(String[] args) throws Exception {
            new Gate(3, 2).open();
            new Gate(3, 3).open();
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, WaitNeverEndedCallersTest.class)
        .addSourceLines("A.java", "import java.util.*;", "import java.util.concurrent.*;", source)
        .doTest();
  }
}
