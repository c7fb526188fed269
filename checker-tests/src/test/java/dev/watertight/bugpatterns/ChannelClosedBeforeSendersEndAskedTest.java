package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Senders whose end somebody waits for by asking what they change, or by going through it. */
final class ChannelClosedBeforeSendersEndAskedTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(ChannelClosedBeforeSendersEnd.class, getClass());

  @Test
  void waitsForTheElementsOfALoop() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;
            final class Results implements Iterable<Integer> {
              private final int n; private final CountDownLatch[] latches;
              Results(int n) { this.n = n; latches = new CountDownLatch[n]; for (int i = 0; i < n; i++) latches[i] = new CountDownLatch(1); }
              void finish(int i) { latches[i].countDown(); }
              private Integer await(int i) { try { latches[i].await(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } return i; }
              @Override public Iterator<Integer> iterator() { return IntStream.range(0, n).mapToObj(this::await).iterator(); }
            }
            final class A {
              public static void main(String[] args) throws Exception {
                Results results = new Results(3);
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                for (int i = 0; i < 3; i++) {
                  int id = i;
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(id + ":" + k); results.finish(id); });
                }
                Iterable<Integer> all = results;
                for (int r : all) System.out.println(r);
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitsForTheElementsThatForEachTakes() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            final class Results implements Iterable<Integer> {
              private final BlockingQueue<Integer> done = new LinkedBlockingQueue<>();
              private final int n;
              Results(int n) { this.n = n; }
              void finish(int i) { done.add(i); }
              @Override public Iterator<Integer> iterator() {
                return new Iterator<>() {
                  int i;
                  @Override public boolean hasNext() { return i < n; }
                  @Override public Integer next() { i++; try { return done.take(); } catch (InterruptedException e) { throw new IllegalStateException(e); } }
                };
              }
            }
            final class A {
              public static void main(String[] args) throws Exception {
                Results results = new Results(3);
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                for (int i = 0; i < 3; i++) {
                  int id = i;
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(id + ":" + k); results.finish(id); });
                }
                results.forEach(System.out::println);
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitsForTheTextOfAnObject() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            final class Summary {
              private final CountDownLatch done;
              Summary(int n) { done = new CountDownLatch(n); }
              void finish() { done.countDown(); }
              @Override public String toString() { try { done.await(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } return "all"; }
            }
            final class A {
              public static void main(String[] args) throws Exception {
                Summary summary = new Summary(3);
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                for (int i = 0; i < 3; i++) {
                  int id = i;
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(id + ":" + k); summary.finish(); });
                }
                System.out.println("done: " + summary);
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitsForTheComponentOfARecord() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            record Box(String name, CountDownLatch done) {
              @Override public CountDownLatch done() { try { done.await(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } return done; }
            }
            final class A {
              public static void main(String[] args) throws Exception {
                CountDownLatch latch = new CountDownLatch(3);
                Object box = new Box("x", latch);
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                for (int i = 0; i < 3; i++) {
                  int id = i;
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(id + ":" + k); latch.countDown(); });
                }
                if (box instanceof Box(String name, CountDownLatch d)) {
                  System.out.println(name + d.getCount());
                }
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitsForNoElement() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            final class Names implements Iterable<String> {
              private final List<String> names = new ArrayList<>(List.of("a", "b"));
              @Override public Iterator<String> iterator() { return names.iterator(); }
            }
            final class A {
              public static void main(String[] args) throws Exception {
                Names names = new Names();
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                for (int i = 0; i < 3; i++) {
                  int id = i;
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(id + ":" + k); });
                }
                for (String name : names) System.out.println("file " + name);
                // BUG: Diagnostic contains: 'rows' is closed by close()
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitsForNoText() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            final class Names implements Iterable<String> {
              private final String[] names = {"a", "b"};
              @Override public String toString() { return String.join(",", names); }
              @Override public Iterator<String> iterator() {
                return new Iterator<>() {
                  private int i;
                  @Override public boolean hasNext() { return i < names.length; }
                  @Override public String next() { if (!hasNext()) throw new NoSuchElementException(); return names[i++]; }
                };
              }
            }
            final class A {
              public static void main(String[] args) throws Exception {
                Names names = new Names();
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                for (String name : names) {
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(name + ":" + k); });
                }
                System.out.println("started " + names);
                // BUG: Diagnostic contains: 'rows' is closed by close()
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void asksUntilAllHaveEnded() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.*;
            import java.lang.invoke.*;
            final class Progress {
              private int done;
              synchronized void advance() { done++; }
              synchronized int done() { return done; }
            }
            final class A {
              public static void main(String[] args) throws Exception {
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                Progress p = new Progress();
                for (int i = 0; i < 3; i++) {
                  int id = i;
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(id + ":" + k); p.advance(); });
                }
                int seen = -1; while (seen < 3) { int now = p.done(); if (now != seen) { System.out.println(now); seen = now; } }
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void asksInTheCondition() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.*;
            import java.lang.invoke.*;
            final class Progress {
              private int done;
              synchronized void advance() { done++; }
              synchronized int done() { return done; }
            }
            final class A {
              public static void main(String[] args) throws Exception {
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                Progress p = new Progress();
                for (int i = 0; i < 3; i++) {
                  int id = i;
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(id + ":" + k); p.advance(); });
                }
                Runnable end = () -> { }; while (p.done() < 3) { end.run(); }
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void leavesTheLoopWhenAllHaveEnded() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.*;
            import java.lang.invoke.*;
            final class Progress {
              private int done;
              synchronized void advance() { done++; }
              synchronized int done() { return done; }
            }
            final class A {
              public static void main(String[] args) throws Exception {
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                Progress p = new Progress();
                for (int i = 0; i < 3; i++) {
                  int id = i;
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(id + ":" + k); p.advance(); });
                }
                for (;;) { if (p.done() == 3) break; }
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void closesIfAllHaveEnded() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.*;
            import java.lang.invoke.*;
            final class Progress {
              private int done;
              synchronized void advance() { done++; }
              synchronized int done() { return done; }
            }
            final class A {
              private static boolean close(SubmissionPublisher<String> rows) { rows.close(); return true; }
              public static void main(String[] args) throws Exception {
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                Progress p = new Progress();
                for (int i = 0; i < 3; i++) {
                  int id = i;
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(id + ":" + k); p.advance(); });
                }
                boolean closed = p.done() == 3 && close(rows); if (!closed) { Thread.sleep(100); rows.close(); }
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void asksForTheStateOfTheThread() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            final class A {
              public static void main(String[] args) throws Exception {
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                Thread t = Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit("a" + k); });
                while (t.getState() != Thread.State.TERMINATED) ;
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void asksForTheNumberOfCompletedTasks() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            final class A {
              public static void main(String[] args) throws Exception {
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                ThreadPoolExecutor pool = new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                for (int i = 0; i < 3; i++) pool.execute(() -> { for (int k = 0; k < 3; k++) rows.submit("a" + k); });
                while (pool.getCompletedTaskCount() < 3) ;
                rows.close();
                printed.join();
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void countsByItself() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.*;
            import java.lang.invoke.*;
            final class Progress {
              private int done;
              synchronized void advance() { done++; }
              synchronized int done() { return done; }
            }
            final class A {
              public static void main(String[] args) throws Exception {
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                Progress p = new Progress();
                for (int i = 0; i < 3; i++) {
                  int id = i;
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(id + ":" + k); p.advance(); });
                }
                int shown = 0; while (shown < 3) { shown++; System.out.println(shown); }
                // BUG: Diagnostic contains: 'rows' is closed by close()
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void asksForWhatNobodyChanges() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.*;
            import java.lang.invoke.*;
            final class Progress {
              private int done;
              synchronized void advance() { done++; }
              synchronized int done() { return done; }
            }
            final class A {
              public static void main(String[] args) throws Exception {
                SubmissionPublisher<String> rows = new SubmissionPublisher<>();
                var printed = rows.consume(row -> System.out.println("row " + row));
                List<String> names = List.of("a"); Progress p = new Progress();
                for (int i = 0; i < 3; i++) {
                  int id = i;
                  Thread.ofVirtual().start(() -> { for (int k = 0; k < 3; k++) rows.submit(id + ":" + k); p.advance(); System.out.println(names.size()); });
                }
                int at = 0; while (at < names.size()) { System.out.println(names.get(at++)); }
                // BUG: Diagnostic contains: 'rows' is closed by close()
                rows.close();
                printed.join();
              }
            }
            """)
        .doTest();
  }
}
