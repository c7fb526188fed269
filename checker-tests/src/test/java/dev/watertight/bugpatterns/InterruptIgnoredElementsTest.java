package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Loops that are left by what is asked for the elements of an inner loop. */
final class InterruptIgnoredElementsTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(InterruptIgnored.class, getClass());

  @Test
  void stepRefuses() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            record Move(double step) {}
            final class Cursor implements Iterator<Move> {
              private int i;
              @Override public boolean hasNext() {
                if (Thread.interrupted()) throw new CancellationException("interrupted");
                return i < 3;
              }
              @Override public Move next() { if (i >= 3) throw new NoSuchElementException(); return new Move(i++); }
            }
            final class Moves implements Iterable<Move> {
              @Override public Iterator<Move> iterator() { return new Cursor(); }
            }
            final class Optimizer {
              private final Iterable<Move> moves = new Moves();
              private volatile double best = 100;
              void improve() {
                while (true) {
                  for (Move move : moves) { if (move.step() < best) best = move.step(); }
                }
              }
              double best() { return best; }
            }
            final class A {
              public static void main(String[] args) throws InterruptedException {
                Optimizer optimizer = new Optimizer();
                ExecutorService pool = Executors.newSingleThreadExecutor();
                pool.submit(optimizer::improve);
                Thread.sleep(100);
                pool.shutdownNow();
                pool.awaitTermination(1, TimeUnit.SECONDS);
                System.out.println(optimizer.best());
              }
            }
            """)
        .doTest();
  }

  @Test
  void iteratorRefusesOnceClosed() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;
            import java.util.*;

            final class Ticks implements Iterable<Integer> {
              private volatile boolean open = true;
              void close() { open = false; }
              public Iterator<Integer> iterator() {
                if (!open) { throw new CancellationException(); }
                return List.of(1, 2).iterator();
              }
            }

            final class A {
              private static final Ticks TICKS = new Ticks();
              private static void work() {
                while (true) {
                  for (int tick : TICKS) {
                    try {
                      Thread.sleep(tick);
                    } catch (InterruptedException e) {
                      TICKS.close();
                    }
                  }
                }
              }
              public static void main(String[] args) throws InterruptedException {
                ExecutorService pool = Executors.newSingleThreadExecutor();
                pool.submit(A::work);
                Thread.sleep(50);
                pool.shutdownNow();
                System.out.println(pool.awaitTermination(1, TimeUnit.SECONDS));
              }
            }
            """)
        .doTest();
  }

  @Test
  void stepsGoThroughArray() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            record Move(double step) {}
            final class Moves implements Iterable<Move> {
              private final Move[] all = {new Move(1), new Move(2)};
              @Override public Iterator<Move> iterator() {
                return new Iterator<>() {
                  private int i;
                  @Override public boolean hasNext() { return i < all.length; }
                  @Override public Move next() { if (!hasNext()) throw new NoSuchElementException(); return all[i++]; }
                };
              }
            }
            final class Optimizer {
              private final Moves moves = new Moves();
              private volatile double best = 100;
              void improve() {
                // BUG: Diagnostic contains: does not notice the interrupt
                while (true) {
                  for (Move move : moves) { best = best > move.step() ? move.step() : best; }
                }
              }
              double best() { return best; }
            }
            final class A {
              public static void main(String[] args) throws InterruptedException {
                Optimizer optimizer = new Optimizer();
                ExecutorService pool = Executors.newSingleThreadExecutor();
                pool.submit(optimizer::improve);
                Thread.sleep(100);
                pool.shutdownNow();
                pool.awaitTermination(1, TimeUnit.SECONDS);
                System.out.println(optimizer.best());
              }
            }
            """)
        .doTest();
  }

  @Test
  void iteratorOfLibrary() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            record Move(double step) {}
            final class Moves implements Iterable<Move> {
              private final List<Move> all = new ArrayList<>(List.of(new Move(1)));
              @Override public Iterator<Move> iterator() {
                return all.iterator();
              }
            }
            final class Optimizer {
              private final Moves moves = new Moves();
              private volatile double best = 100;
              void improve() {
                // BUG: Diagnostic contains: does not notice the interrupt
                while (true) {
                  for (Move move : moves) { best = best > move.step() ? move.step() : best; }
                }
              }
              double best() { return best; }
            }
            final class A {
              public static void main(String[] args) throws InterruptedException {
                Optimizer optimizer = new Optimizer();
                ExecutorService pool = Executors.newSingleThreadExecutor();
                pool.submit(optimizer::improve);
                Thread.sleep(100);
                pool.shutdownNow();
                pool.awaitTermination(1, TimeUnit.SECONDS);
                System.out.println(optimizer.best());
              }
            }
            """)
        .doTest();
  }
}
