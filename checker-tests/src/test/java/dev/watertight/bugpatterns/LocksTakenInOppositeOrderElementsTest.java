package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class LocksTakenInOppositeOrderElementsTest {
  @Test
  void keysPassedToTasks() {
    compile(
        "V5.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** Keys passed as numbers and texts, in tasks apart. */
        class V5 {
          static class Account { private long cents; synchronized void add(long c) { cents += c; } }
          static class Bank {
            private final Map<String, Account> accounts;
            Bank(Map<String, Account> accounts) { this.accounts = accounts; }
            void move(String from, String to, long cents) {
              Account source = accounts.get(from);
              Account target = accounts.get(to);
              synchronized (source) {
                // BUG: Diagnostic contains: takes them the other way round
                synchronized (target) { source.add(-cents); target.add(cents); }
              }
            }
          }
          public static void main(String[] a) throws Exception {
            Account x = new Account(), y = new Account();
            Bank bank = new Bank(Map.of("x", x, "y", y));
            Thread one = new Thread(() -> bank.move("x", "y", 5));
            Thread two = new Thread(() -> bank.move("y", "x", 7));
            one.start(); two.start();
            one.join(); two.join();
          }
        }
        """);
  }

  @Test
  void elementsWithAccessors() {
    compile(
        "V6.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** forEach, accessors of a class, elements of an array list. */
        class V6 {
          static class Shelf { private int n; synchronized void put(int k) { n += k; } }
          static class Move {
            private final Shelf from; private final Shelf to;
            Move(Shelf from, Shelf to) { this.from = from; this.to = to; }
            Shelf getFrom() { return from; }
            Shelf getTo() { return to; }
          }
          static void carry(Move m) {
            synchronized (m.getFrom()) {
              m.getFrom().put(-1);
              // BUG: Diagnostic contains: takes them the other way round
              synchronized (m.getTo()) { m.getTo().put(1); }
            }
          }
          public static void main(String[] a) {
            Shelf north = new Shelf(), south = new Shelf();
            ExecutorService pool = Executors.newFixedThreadPool(4);
            Arrays.asList(new Move(north, south), new Move(south, north)).forEach(m -> pool.submit(() -> carry(m)));
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void placesInAList() {
    compile(
        "V7.java",
        """
        import java.util.*; import java.util.concurrent.*; import java.util.concurrent.locks.*;
        /** Indices into a list, records of numbers, a thread each. */
        class V7 {
          record Pair(int a, int b) {}
          static class Cell { final Lock lock = new ReentrantLock(); int v; }
          static class Grid {
            private final List<Cell> cells;
            Grid(List<Cell> cells) { this.cells = cells; }
            void swap(Pair p) {
              Cell one = cells.get(p.a()), other = cells.get(p.b());
              one.lock.lock();
              try {
                // BUG: Diagnostic contains: takes them the other way round
                other.lock.lock();
                try { int t = one.v; one.v = other.v; other.v = t; } finally { other.lock.unlock(); }
              } finally { one.lock.unlock(); }
            }
          }
          public static void main(String[] a) {
            Grid grid = new Grid(List.of(new Cell(), new Cell(), new Cell()));
            for (Pair p : List.of(new Pair(0, 1), new Pair(1, 2), new Pair(1, 0))) {
              Thread.startVirtualThread(() -> grid.swap(p));
            }
          }
        }
        """);
  }

  @Test
  void oneOrderOrNotAtOnce() {
    compile(
        "O5.java",
        """
        import java.util.*; import java.util.concurrent.*;
        /** one order; sorted; one worker; waits for each; a lock around; the same direction. */
        class O5 {
          record Move(int from, int to) {}
          static class Account { private long cents; synchronized void add(long c) { cents += c; } }
          static class Bank {
            private final Map<Integer, Account> accounts;
            private final Object all = new Object();
            Bank(Map<Integer, Account> accounts) { this.accounts = accounts; }
            void move(Move m) {
              Account source = accounts.get(m.from()), target = accounts.get(m.to());
              synchronized (source) { synchronized (target) { source.add(-1); target.add(1); } }
            }
            void sorted(Move m) {
              Account source = accounts.get(Math.min(m.from(), m.to())), target = accounts.get(Math.max(m.from(), m.to()));
              synchronized (source) { synchronized (target) { source.add(-1); target.add(1); } }
            }
            void chosen(Move m) {
              Account first = m.from() < m.to() ? accounts.get(m.from()) : accounts.get(m.to());
              Account second = m.from() < m.to() ? accounts.get(m.to()) : accounts.get(m.from());
              synchronized (first) { synchronized (second) { first.add(-1); second.add(1); } }
            }
            void guarded(Move m) { synchronized (all) { move(m); } }
          }
          static void oneWay(Bank bank, ExecutorService pool) {
            for (Move m : List.of(new Move(1, 2), new Move(1, 2), new Move(2, 2))) pool.submit(() -> bank.move(m));
          }
          public static void main(String[] a) throws Exception {
            Bank bank = new Bank(Map.of(1, new Account(), 2, new Account(), 3, new Account()));
            ExecutorService pool = Executors.newCachedThreadPool(), single = Executors.newSingleThreadExecutor();
            List<Move> moves = List.of(new Move(1, 2), new Move(2, 1));
            for (Move m : moves) pool.submit(() -> bank.sorted(m));
            for (Move m : moves) pool.submit(() -> bank.chosen(m));
            for (Move m : moves) pool.submit(() -> bank.guarded(m));
            for (Move m : moves) single.submit(() -> bank.move(m));
            for (Move m : moves) pool.submit(() -> bank.move(m)).get();
            for (Move m : moves) { Thread t = new Thread(() -> bank.move(m)); t.start(); t.join(); }
            for (Move m : List.of(new Move(1, 2), new Move(2, 3), new Move(1, 3))) pool.submit(() -> bank.move(m));
            moves.forEach(bank::move);
            pool.shutdown(); single.shutdown();
          }
        }
        """);
  }

  private static void compile(String name, String source) {
    CompilationTestHelper.newInstance(
            LocksTakenInOppositeOrder.class, LocksTakenInOppositeOrderElementsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(name, source)
        .doTest();
  }
}
