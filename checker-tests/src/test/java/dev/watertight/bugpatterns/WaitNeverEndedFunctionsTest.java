package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Signals in functions that somebody else calls. */
final class WaitNeverEndedFunctionsTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(WaitNeverEnded.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void givenToAMethodThatStartsATask() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;

            class A {
              void given() throws InterruptedException {
                CountDownLatch answered = new CountDownLatch(1);
                Runnable tick = answered::countDown;
                send(tick);
                answered.await();
              }

              private static void send(Runnable sent) {
                new Thread(() -> sent.run()).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledByTheFunctionOfATask() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;

            class A {
              void called() throws InterruptedException {
                CountDownLatch answered = new CountDownLatch(1);
                Runnable tick = () -> answered.countDown();
                new Thread(() -> tick.run()).start();
                answered.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledByOneThatIsPassedOn() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.CountDownLatch;
            import java.util.function.Consumer;

            class A {
              void each(List<String> messages) throws InterruptedException {
                CountDownLatch answered = new CountDownLatch(messages.size());
                Runnable tick = answered::countDown;
                for (String message : messages) {
                  send(message, tick, failure -> tick.run());
                }
                answered.await();
              }

              private static void send(String message, Runnable sent, Consumer<Exception> failed) {
                new Thread(
                        () -> {
                          if (message.isEmpty()) {
                            failed.accept(new IllegalArgumentException());
                            return;
                          }
                          sent.run();
                        })
                    .start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptByARecord() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;

            class A {
              record Handler(Runnable done) {
                void handle() {
                  done.run();
                }
              }

              void kept() throws InterruptedException {
                CountDownLatch answered = new CountDownLatch(1);
                Handler handler = new Handler(answered::countDown);
                new Thread(() -> handler.handle()).start();
                answered.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void permit() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Semaphore;

            class A {
              void permit() throws InterruptedException {
                Semaphore permits = new Semaphore(0);
                Runnable release = permits::release;
                new Thread(() -> release.run()).start();
                permits.acquire();
              }
            }
            """)
        .doTest();
  }

  @Test
  void meeting() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.CyclicBarrier;

            class A {
              void meeting() throws Exception {
                CyclicBarrier barrier = new CyclicBarrier(2);
                Callable<Integer> meet = barrier::await;
                new Thread(
                        () -> {
                          try {
                            meet.call();
                          } catch (Exception e) {
                            System.err.println(e);
                          }
                        })
                    .start();
                barrier.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void lookedUpWhereEarlierCallsHaveLeftIt() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.Map;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.function.Function;

            class A {
              private final Map<String, CompletableFuture<Integer>> entries =
                  new ConcurrentHashMap<>();
              private final Function<String, Integer> loader;

              A(Function<String, Integer> loader) {
                this.loader = loader;
              }

              Integer get(String key) {
                CompletableFuture<Integer> mine = new CompletableFuture<>();
                CompletableFuture<Integer> other = entries.putIfAbsent(key, mine);
                if (other != null) {
                  return other.join();
                }
                Integer value = loader.apply(key);
                mine.complete(value);
                return value;
              }

              public static void main(String[] args) {
                A cache = new A(String::length);
                for (String name : args) {
                  new Thread(() -> System.out.println(cache.get(name))).start();
                }
              }
            }
            """)
        .doTest();
  }
}
