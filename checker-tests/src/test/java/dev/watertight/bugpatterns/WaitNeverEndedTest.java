package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitNeverEndedTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void countedByAll() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void print(List<String> names) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(names.size());
                for (String name : names) {
                  Thread.startVirtualThread(
                      () -> {
                        System.out.println(name);
                        latch.countDown();
                      });
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void countTooLarge() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void print() throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(3);
                for (int i = 0; i < 2; i++) {
                  new Thread(latch::countDown).start();
                }
                // BUG: Diagnostic contains: await() waits for ever: it takes 3 signals on 'latch', and 2 come
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void countTooLargeByOne() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void print(List<String> names) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(names.size() + 1);
                names.forEach(name -> new Thread(latch::countDown).start());
                // BUG: Diagnostic contains: and names come
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void countUnknown() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void print(int count) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(count);
                for (int i = 0; i < 2; i++) {
                  new Thread(latch::countDown).start();
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void roundsLeftOut() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void print(List<String> names) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(names.size());
                for (String name : names) {
                  if (name.isEmpty()) {
                    continue;
                  }
                  Thread.startVirtualThread(latch::countDown);
                }
                // BUG: Diagnostic contains: but some rounds of the loop start nobody who signals
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void roundsLeftOutAreCounted() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void print(List<String> names) throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(names.size());
                for (String name : names) {
                  if (name.isEmpty()) {
                    latch.countDown();
                    continue;
                  }
                  Thread.startVirtualThread(latch::countDown);
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedByACallThatMayNotCome() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              private final List<String> names = List.of("a", "b");
              private final CountDownLatch latch = new CountDownLatch(names.size());

              void print(boolean now) {
                if (now) {
                  names.forEach(name -> new Thread(latch::countDown).start());
                }
              }

              void join() throws InterruptedException {
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void awaitedInTheLoop() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void print() throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(3);
                for (int i = 0; i < 3; i++) {
                  new Thread(latch::countDown).start();
                  // BUG: Diagnostic contains: it comes before those are started who signal on 'latch'
                  latch.await();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void awaitedInTheLastRound() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;

            class A {
              void print() throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(3);
                for (int i = 0; i < 3; i++) {
                  new Thread(latch::countDown).start();
                  if (i == 2) {
                    latch.await();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void awaitedInTheLoopThatMakesIt() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void print() throws InterruptedException {
                for (int i = 0; i < 3; i++) {
                  CountDownLatch latch = new CountDownLatch(1);
                  new Thread(latch::countDown).start();
                  latch.await();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void awaitedBeforeTheStart() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void print() throws InterruptedException {
                CountDownLatch latch = new CountDownLatch(1);
                // BUG: Diagnostic contains: it comes before
                latch.await();
                new Thread(latch::countDown).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureOfNobody() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              String text() {
                CompletableFuture<String> one = new CompletableFuture<>();
                CompletableFuture<String> other = new CompletableFuture<>();
                new Thread(() -> one.complete("x")).start();
                // BUG: Diagnostic contains: join() waits for ever: nobody signals on 'other'
                return one.thenCombine(other, String::concat).join() + other.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void futureOfOthers() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              interface Service {
                void ask(CompletableFuture<String> answer);
              }

              String text(Service service) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                service.ask(answer);
                return answer.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void mainKeepsTheProcessAlive() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              public static void main(String[] args) throws InterruptedException {
                CountDownLatch never = new CountDownLatch(1);
                System.out.println("up");
                never.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void interrupted() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void run() throws InterruptedException {
                CountDownLatch never = new CountDownLatch(1);
                Thread thread =
                    new Thread(
                        () -> {
                          try {
                            never.await();
                          } catch (InterruptedException e) {
                            System.out.println("stopped");
                          }
                        });
                thread.start();
                Thread.sleep(100);
                thread.interrupt();
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledThroughAnInterface() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Future;

            class A {
              interface Mirror {
                String fetch() throws InterruptedException;
              }

              static final class Dead implements Mirror {
                private final CountDownLatch never = new CountDownLatch(1);

                @Override
                public String fetch() throws InterruptedException {
                  never.await();
                  return "";
                }
              }

              static void tryOne(ExecutorService pool, Mirror mirror) {
                Future<String> answer = pool.submit(mirror::fetch);
                answer.cancel(true);
              }

              static void tryDead(ExecutorService pool) {
                tryOne(pool, new Dead());
              }
            }
            """)
        .doTest();
  }

  @Test
  void inDaemonsOfMain() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              public static void main(String[] args) {
                CountDownLatch never = new CountDownLatch(1);
                ExecutorService pool =
                    Executors.newFixedThreadPool(
                        2,
                        task -> {
                          Thread thread = new Thread(task);
                          thread.setDaemon(true);
                          return thread;
                        });
                pool.submit(
                    () -> {
                      never.await();
                      return 1;
                    });
                System.out.println("done");
              }
            }
            """)
        .doTest();
  }

  @Test
  void permitsThatNobodyGives() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void run() {
                Semaphore semaphore = new Semaphore(0);
                for (int i = 0; i < 2; i++) {
                  new Thread(() -> semaphore.release(2)).start();
                }
                // BUG: Diagnostic contains: acquireUninterruptibly() waits for ever: it takes 5 signals on 'semaphore', and 4 come
                semaphore.acquireUninterruptibly(5);
              }
            }
            """)
        .doTest();
  }

  @Test
  void permitsForAll() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void run() {
                Semaphore semaphore = new Semaphore(1);
                for (int i = 0; i < 2; i++) {
                  new Thread(() -> semaphore.release(2)).start();
                }
                semaphore.acquireUninterruptibly(5);
              }
            }
            """)
        .doTest();
  }

  @Test
  void tooManyParties() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void run(int count) {
                CyclicBarrier barrier = new CyclicBarrier(count + 1);
                for (int i = 0; i < count; i++) {
                  new Thread(
                          () -> {
                            try {
                              // BUG: Diagnostic contains: it takes count + 1 signals on 'barrier', and count come
                              barrier.await();
                            } catch (InterruptedException | BrokenBarrierException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void partiesInRounds() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void run() {
                CyclicBarrier barrier = new CyclicBarrier(4);
                for (int i = 0; i < 4; i++) {
                  new Thread(
                          () -> {
                            try {
                              for (int round = 0; round < 2; round++) {
                                barrier.await();
                              }
                            } catch (InterruptedException | BrokenBarrierException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void partyThatIsMissing() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void run() {
                Phaser phaser = new Phaser(3);
                new Thread(phaser::arrive).start();
                // BUG: Diagnostic contains: it takes 3 signals on 'phaser', and 2 come
                phaser.arriveAndAwaitAdvance();
              }
            }
            """)
        .doTest();
  }

  @Test
  void partiesThatRegister() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BrokenBarrierException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.CyclicBarrier;
            import java.util.concurrent.Phaser;
            import java.util.concurrent.Semaphore;

            class A {
              void run(List<String> names) {
                Phaser phaser = new Phaser(1);
                for (String name : names) {
                  phaser.register();
                  new Thread(phaser::arriveAndDeregister).start();
                }
                phaser.arriveAndAwaitAdvance();
              }
            }
            """)
        .doTest();
  }

  @Test
  void partyThatRegistersAndNeverArrives() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final Phaser lap = new Phaser(1);

              private void ride() {
                for (int i = 0; i < 5; i++) {
                  // BUG: Diagnostic contains: waits for ever: it takes
                  lap.arriveAndAwaitAdvance();
                }
                lap.arriveAndDeregister();
              }

              void race(List<String> names) {
                for (String name : names) {
                  lap.register();
                  new Thread(this::ride, name).start();
                }
                System.out.println("started");
              }
            }
            """)
        .doTest();
  }

  @Test
  void partyThatLeavesBeforeTheRounds() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final Phaser lap = new Phaser(1);

              private void ride() {
                for (int i = 0; i < 5; i++) {
                  lap.arriveAndAwaitAdvance();
                }
                lap.arriveAndDeregister();
              }

              void race(List<String> names) {
                for (String name : names) {
                  lap.register();
                  new Thread(this::ride, name).start();
                }
                lap.arriveAndDeregister();
              }
            }
            """)
        .doTest();
  }

  @Test
  void promiseTakenOutOfARegistryOnly() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final Map<Integer, CompletableFuture<String>> open = new ConcurrentHashMap<>();

              private CompletableFuture<String> ask(int id) {
                CompletableFuture<String> reply = new CompletableFuture<>();
                open.put(id, reply);
                new Thread(() -> System.out.println(open.remove(id) == null)).start();
                return reply;
              }

              public static void main(String[] args) {
                // BUG: Diagnostic contains: join() waits for ever: nobody signals on 'reply'
                System.out.println(new A().ask(6).join());
              }
            }
            """)
        .doTest();
  }

  @Test
  void roundsOverACollectionThatIsFilledBefore() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              void print(Path folder, ExecutorService executor) throws Exception {
                List<Path> entries = new ArrayList<>();
                try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                  stream.forEach(entries::add);
                }
                CountDownLatch latch = new CountDownLatch(entries.size());
                for (Path entry : entries) {
                  if (Files.isDirectory(entry)) {
                    continue;
                  }
                  executor.execute(
                      () -> {
                        try {
                          System.out.println(entry);
                        } finally {
                          latch.countDown();
                        }
                      });
                }
                // BUG: Diagnostic contains: some rounds of the loop start nobody who signals
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void collectionOfWhichSomeAreTakenOut() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              void print(Path folder, ExecutorService executor) throws Exception {
                List<Path> entries = new ArrayList<>();
                try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                  stream.forEach(entries::add);
                  entries.removeIf(Files::isDirectory);
                }
                CountDownLatch latch = new CountDownLatch(entries.size());
                for (Path entry : entries) {
                  if (Files.isDirectory(entry)) {
                    continue;
                  }
                  executor.execute(
                      () -> {
                        try {
                          System.out.println(entry);
                        } finally {
                          latch.countDown();
                        }
                      });
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void collectionThatIsFilledFromSomeOnly() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              void print(Path folder, ExecutorService executor) throws Exception {
                List<Path> entries = new ArrayList<>();
                try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                  stream.forEach(
                      entry -> {
                        if (!Files.isDirectory(entry)) {
                          entries.add(entry);
                        }
                      });
                }
                CountDownLatch latch = new CountDownLatch(entries.size());
                for (Path entry : entries) {
                  if (Files.isDirectory(entry)) {
                    continue;
                  }
                  executor.execute(
                      () -> {
                        try {
                          System.out.println(entry);
                        } finally {
                          latch.countDown();
                        }
                      });
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void collectionThatChangesBehindTheCount() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.file.*;
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              void print(Path folder, ExecutorService executor) throws Exception {
                List<Path> entries = new ArrayList<>();
                try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                  stream.forEach(entries::add);
                }
                CountDownLatch latch = new CountDownLatch(entries.size());
                entries.removeIf(Files::isDirectory);
                for (Path entry : entries) {
                  if (Files.isDirectory(entry)) {
                    continue;
                  }
                  executor.execute(
                      () -> {
                        try {
                          System.out.println(entry);
                        } finally {
                          latch.countDown();
                        }
                      });
                }
                latch.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void functionOfAStreamAddsAfterTheSizeIsAsked() {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.stream.Stream;

            /** Orders are booked in batches of three, and with them what the last batch has left over. */
            public class Ok {
              static final class Booking implements AutoCloseable {
                private static final int BATCH = 3;

                private final ExecutorService pool = Executors.newFixedThreadPool(2);

                int book(List<String> left, String incoming) throws InterruptedException {
                  List<String> orders = new ArrayList<>();
                  orders.addAll(left);
                  Stream<String> next = incoming.lines().limit(BATCH).peek(orders::add);
                  CountDownLatch booked = new CountDownLatch(orders.size() + BATCH);
                  long read = next.filter(order -> !order.isBlank()).count();
                  for (String order : orders) {
                    pool.execute(
                        () -> {
                          System.out.println("booked " + order);
                          booked.countDown();
                        });
                  }
                  booked.await();
                  return (int) read + left.size();
                }

                @Override
                public void close() {
                  pool.shutdown();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                try (Booking booking = new Booking()) {
                  System.out.println(booking.book(List.of("ink"), "paper\\npens\\nglue\\nclips"));
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void functionOfAStreamThatHasRunAddsBefore() {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            /** Orders are booked in batches of three, and with them what the last batch has left over. */
            public class Ok {
              static final class Booking implements AutoCloseable {
                private static final int BATCH = 3;

                private final ExecutorService pool = Executors.newFixedThreadPool(2);

                int book(List<String> left, String incoming) throws InterruptedException {
                  List<String> orders = new ArrayList<>();
                  orders.addAll(left);
                  incoming.lines().limit(BATCH).forEach(orders::add);
                  CountDownLatch booked = new CountDownLatch(orders.size() + BATCH);
                  for (String order : orders) {
                    pool.execute(
                        () -> {
                          System.out.println("booked " + order);
                          booked.countDown();
                        });
                  }
                  // BUG: Diagnostic contains: waits for ever
                  booked.await();
                  return left.size();
                }

                @Override
                public void close() {
                  pool.shutdown();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                try (Booking booking = new Booking()) {
                  System.out.println(booking.book(List.of("ink"), "paper\\npens\\nglue\\nclips"));
                }
              }
            }
            """)
        .doTest();
  }
}
