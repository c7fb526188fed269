package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Receivers that receive until a time. */
final class AbandonedSenderDeadlinesTest {
  @Test
  void deadlineWithRoomForAll() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.TimeUnit;

        class A {
          static void put(BlockingQueue<String> queue, Callable<String> source) {
            try {
              queue.put(source.call());
            } catch (Exception e) {
              Thread.currentThread().interrupt();
            }
          }

          List<String> roomForAll(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new ArrayBlockingQueue<>(sources.size());
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(() -> put(answers, source));
            }
            List<String> all = new ArrayList<>();
            long end = System.nanoTime() + 1;
            while (System.nanoTime() < end) {
              String answer = answers.poll(1, TimeUnit.MILLISECONDS);
              if (answer != null) {
                all.add(answer);
              }
            }
            return all;
          }
        }
        """);
  }

  @Test
  void interruptsAtDeadline() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static void put(BlockingQueue<String> queue, Callable<String> source) {
            try {
              queue.put(source.call());
            } catch (Exception e) {
              Thread.currentThread().interrupt();
            }
          }

          List<String> interrupts(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new SynchronousQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (Callable<String> source : sources) {
              threads.add(Thread.startVirtualThread(() -> put(answers, source)));
            }
            List<String> all = new ArrayList<>();
            long end = System.nanoTime() + 2;
            while (System.nanoTime() < end) {
              String answer = answers.poll(2, TimeUnit.MILLISECONDS);
              if (answer != null) {
                all.add(answer);
              }
            }
            for (Thread thread : threads) {
              thread.interrupt();
            }
            return all;
          }
        }
        """);
  }

  @Test
  void untilAllHaveCome() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static void put(BlockingQueue<String> queue, Callable<String> source) {
            try {
              queue.put(source.call());
            } catch (Exception e) {
              Thread.currentThread().interrupt();
            }
          }

          void untilAllHaveCome(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new SynchronousQueue<>();
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(() -> put(answers, source));
            }
            int left = sources.size();
            while (left > 0) {
              if (answers.poll(3, TimeUnit.MILLISECONDS) != null) {
                left--;
              }
            }
          }
        }
        """);
  }

  @Test
  void offersUntilDeadline() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          void offers(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new SynchronousQueue<>();
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      answers.offer(source.call(), 1, TimeUnit.SECONDS);
                    } catch (Exception e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            long end = System.currentTimeMillis() + 3;
            while (System.currentTimeMillis() < end) {
              System.out.println(answers.poll(4, TimeUnit.MILLISECONDS));
            }
          }
        }
        """);
  }

  @Test
  void servesAsLongAsItRuns() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          void servesAsLongAsItRuns(BlockingQueue<String> answers) throws InterruptedException {
            long end = System.currentTimeMillis() + 4;
            while (System.currentTimeMillis() < end) {
              System.out.println(answers.poll(5, TimeUnit.MILLISECONDS));
            }
          }
        }
        """);
  }

  @Test
  void drainedAfterDeadline() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static void put(BlockingQueue<String> queue, Callable<String> source) {
            try {
              queue.put(source.call());
            } catch (Exception e) {
              Thread.currentThread().interrupt();
            }
          }

          void drainedAfterwards(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new SynchronousQueue<>();
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(() -> put(answers, source));
            }
            int left = sources.size();
            long end = System.currentTimeMillis() + 5;
            while (System.currentTimeMillis() < end) {
              left -= answers.poll(6, TimeUnit.MILLISECONDS) == null ? 0 : 1;
            }
            while (left-- > 0) {
              answers.take();
            }
          }
        }
        """);
  }

  @Test
  void receivesUntilDeadline() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          List<String> deadline(List<Callable<String>> sources) throws InterruptedException {
            BlockingQueue<String> answers = new SynchronousQueue<>();
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      // BUG: Diagnostic contains: The receiver of 'answers' can leave early
                      answers.put(source.call());
                    } catch (Exception e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            List<String> all = new ArrayList<>();
            long end = System.nanoTime() + 6;
            while (System.nanoTime() < end) {
              String answer = answers.poll(7, TimeUnit.MILLISECONDS);
              if (answer != null) {
                all.add(answer);
              }
            }
            return all;
          }
        }
        """);
  }

  @Test
  void receivesWhileTimeIsLeft() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          void timeLeft(List<Callable<String>> sources) throws InterruptedException {
            SynchronousQueue<String> answers = new SynchronousQueue<>();
            sources.forEach(
                source ->
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            // BUG: Diagnostic contains: The receiver of 'answers' can leave early
                            answers.put(source.call());
                          } catch (Exception e) {
                            Thread.currentThread().interrupt();
                          }
                        }));
            long end = System.nanoTime() + 7;
            long left;
            while ((left = end - System.nanoTime()) > 0) {
              System.out.println(answers.poll(left, TimeUnit.NANOSECONDS));
            }
          }
        }
        """);
  }

  @Test
  void receivesUntilInstant() {
    compile(
        """
        import java.time.Duration;
        import java.time.Instant;
        import java.util.List;
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          void instant(List<Callable<String>> sources) throws InterruptedException {
            SynchronousQueue<String> answers = new SynchronousQueue<>();
            for (Callable<String> source : sources) {
              Thread.startVirtualThread(
                  () -> {
                    try {
                      // BUG: Diagnostic contains: The receiver of 'answers' can leave early
                      answers.put(source.call());
                    } catch (Exception e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            Instant end = Instant.now().plus(Duration.ofSeconds(8));
            while (Instant.now().isBefore(end)) {
              System.out.println(answers.poll(8, TimeUnit.MILLISECONDS));
            }
          }
        }
        """);
  }

  @Test
  void polledUntilValueHasCome() {
    compile(
        """
        import java.util.concurrent.Callable;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          String untilThere(Callable<String> source) throws InterruptedException {
            SynchronousQueue<String> answers = new SynchronousQueue<>();
            Thread.startVirtualThread(
                () -> {
                  try {
                    answers.put(source.call());
                  } catch (Exception e) {
                    Thread.currentThread().interrupt();
                  }
                });
            String answer = null;
            while (answer == null) {
              answer = answers.poll(10, TimeUnit.MILLISECONDS);
              System.out.print('.');
            }
            return answer;
          }

          void whileThere(Callable<String> source) throws InterruptedException {
            SynchronousQueue<String> answers = new SynchronousQueue<>();
            Thread.startVirtualThread(
                () -> {
                  try {
                    // BUG: Diagnostic contains: The receiver of 'answers' can leave early
                    answers.put(source.call());
                  } catch (Exception e) {
                    Thread.currentThread().interrupt();
                  }
                });
            String answer = "";
            while (answer != null) {
              answer = answers.poll(10, TimeUnit.MILLISECONDS);
              System.out.println(answer);
            }
          }
        }
        """);
  }

  @Test
  void loopOfAMethodCalledOnce() {
    compile(
        """
        import java.util.*; import java.util.concurrent.*;
        /** other loops: while with a deadline; the receiver in the constructor's object, called through another method. */
        class V1 {
          static class Worker extends Thread {
            final SynchronousQueue<Integer> out; final int n;
            Worker(SynchronousQueue<Integer> out, int n) { this.out = out; this.n = n; }
            // BUG: Diagnostic contains: can leave early
            @Override public void run() { try { Thread.sleep(n * 100L); out.put(n * n); } catch (InterruptedException e) { return; } }
          }
          private final SynchronousQueue<Integer> results = new SynchronousQueue<>();
          void launch(int n) { new Worker(results, n).start(); }
          private int sum(int count) throws InterruptedException {
            int sum = 0, got = 0;
            while (got < count) {
              Integer r = results.poll(200, TimeUnit.MILLISECONDS);
              if (r == null) { System.out.println("too slow"); break; }
              sum += r; got++;
            }
            return sum;
          }
          public static void main(String[] a) throws Exception {
            V1 v = new V1();
            for (int i = 0; i < 5; i++) v.launch(i);
            System.out.println(v.sum(5));
          }
        }
        """);
  }

  @Test
  void loopCalledAgainOrRoomForAll() {
    compile(
        """
        import java.util.*; import java.util.concurrent.*;
        /** the same with room for all; or the receiver comes again; or it is timed on both sides. */
        class O1 {
          static class Worker extends Thread {
            final BlockingQueue<Integer> out; final int n;
            Worker(BlockingQueue<Integer> out, int n) { this.out = out; this.n = n; }
            @Override public void run() { try { Thread.sleep(n * 100L); out.put(n * n); } catch (InterruptedException e) { return; } }
          }
          private final BlockingQueue<Integer> results = new LinkedBlockingQueue<>();
          private final SynchronousQueue<Integer> again = new SynchronousQueue<>();
          private final SynchronousQueue<Integer> limited = new SynchronousQueue<>();
          void launch(int n) { new Worker(results, n).start(); new Worker(again, n).start();
            new Thread(() -> { try { limited.offer(n, 300, TimeUnit.MILLISECONDS); } catch (InterruptedException e) { return; } }).start(); }
          private int sum(BlockingQueue<Integer> from, int count) throws InterruptedException {
            int sum = 0, got = 0;
            while (got < count) {
              Integer r = from.poll(200, TimeUnit.MILLISECONDS);
              if (r == null) { System.out.println("too slow"); break; }
              sum += r; got++;
            }
            return sum;
          }
          private int drain(int count) throws InterruptedException {
            int sum = 0;
            for (int i = 0; i < count; i++) {
              Integer r = again.poll(200, TimeUnit.MILLISECONDS);
              if (r == null) return i;
              sum += r;
            }
            return count;
          }
          private int once(int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
              Integer r = limited.poll(200, TimeUnit.MILLISECONDS);
              if (r == null) return i;
            }
            return count;
          }
          public static void main(String[] a) throws Exception {
            O1 v = new O1();
            for (int i = 0; i < 5; i++) v.launch(i);
            System.out.println(v.sum(v.results, 5) + v.once(5));
            int left = 5;
            while (left > 0) left -= v.drain(left);
          }
        }
        """);
  }

  private void compile(String source) {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
