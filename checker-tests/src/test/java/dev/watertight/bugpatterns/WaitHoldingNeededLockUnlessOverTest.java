package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitHoldingNeededLockUnlessOverTest {
  @Test
  void futureCompletedUnderLock() {
    compile(
        "H1.java",
        """
        import java.util.*;
        import java.util.concurrent.*;
        import java.util.concurrent.locks.*;
        class Poll {
          private final ReentrantLock lock = new ReentrantLock();
          private final CompletableFuture<Map<String, Integer>> result = new CompletableFuture<>();
          private final Map<String, Integer> votes = new HashMap<>();
          void vote(String name) {
            lock.lock();
            try {
              votes.merge(name, 1, Integer::sum);
              if (votes.size() == 3) {
                result.complete(Map.copyOf(votes));
              }
            } finally {
              lock.unlock();
            }
          }
          Map<String, Integer> await() {
            lock.lock();
            try {
              // BUG: Diagnostic contains: unless it is over already, it never ends
              return result.join();
            } finally {
              lock.unlock();
            }
          }
        }
        class H1 {
          public static void main(String[] a) {
            Poll poll = new Poll();
            for (String n : List.of("a", "b", "c")) {
              new Thread(() -> poll.vote(n)).start();
            }
            System.out.println(poll.await());
          }
        }
        """);
  }

  @Test
  void takenForWhatTheTaskIsGiven() {
    compileLedger("// BUG: Diagnostic contains: unless it is over already", "n.isEmpty()");
  }

  @Test
  void takenForWhatOthersChange() {
    compileLedger("", "closed");
  }

  private void compileLedger(String report, String test) {
    compile(
        "Ledger.java",
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Ledger {
          private final Map<String, Integer> balances = new TreeMap<>();
          private final ExecutorService executor;
          private volatile boolean closed;
          Ledger(ExecutorService executor) {
            this.executor = executor;
          }
          synchronized int balance(String name) {
            return balances.getOrDefault(name, 0);
          }
          synchronized void put(String name) throws Exception {
            closed = true;
            Future<Integer> found = executor.submit(() -> part(name));
            REPORT
            balances.put(name, found.get());
          }
          private int part(String n) {
            return TEST ? 0 : balance(n) * 2;
          }
          public static void main(String[] args) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            new Ledger(pool).put(args[0]);
            pool.shutdown();
          }
        }
        """
            .replace("REPORT", report)
            .replace("TEST", test));
  }

  @Test
  void queueFilledUnderMonitor() {
    compile(
        "H2.java",
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Inbox {
          private final BlockingQueue<String> mails = new LinkedBlockingQueue<>();
          private int received;
          void deliver(String mail) {
            synchronized (this) {
              received++;
              mails.add(mail);
            }
          }
          String next() throws InterruptedException {
            synchronized (this) {
              // BUG: Diagnostic contains: unless it is over already, it never ends
              return mails.take();
            }
          }
        }
        class H2 {
          public static void main(String[] a) throws Exception {
            Inbox in = new Inbox();
            new Thread(() -> { in.deliver("one"); in.deliver("two"); }).start();
            System.out.println(in.next());
            System.out.println(in.next());
          }
        }
        """);
  }

  @Test
  void permitBehindLoopUnderMonitor() {
    compile(
        "H3.java",
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Cache {
          private final Map<String, String> map = new HashMap<>();
          private final ExecutorService pool = Executors.newCachedThreadPool();
          private synchronized void store(String k, String v) { map.put(k, v); }
          synchronized void reload(List<String> keys) throws InterruptedException {
            Semaphore done = new Semaphore(0);
            pool.execute(() -> {
              try {
                for (String k : keys) {
                  store(k, k.toUpperCase());
                }
              } finally {
                done.release();
              }
            });
            // BUG: Diagnostic contains: unless it is over already, it never ends
            done.acquire();
          }
          void close() { pool.shutdown(); }
        }
        class H3 {
          public static void main(String[] a) throws Exception {
            Cache c = new Cache();
            c.reload(List.of("x"));
            c.close();
          }
        }
        """);
  }

  @Test
  void threadThatTakesMonitorForEachElement() {
    compile(
        "H4.java",
        """
        import java.util.*;
        class Table {
          private final List<Integer> rows = new ArrayList<>();
          synchronized void add(int row) { rows.add(row); }
          synchronized int load(List<Integer> input) throws InterruptedException {
            Thread loader = new Thread(() -> input.stream().filter(x -> x > 0).forEach(this::add));
            loader.start();
            // BUG: Diagnostic contains: unless it is over already, it never ends
            loader.join();
            return rows.size();
          }
        }
        class H4 {
          public static void main(String[] a) throws Exception {
            System.out.println(new Table().load(List.of(1, 2)));
          }
        }
        """);
  }

  @Test
  void latchCountedBehindMonitor() {
    compile(
        "H5.java",
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Report {
          private final Object guard = new Object();
          private final StringBuilder text = new StringBuilder();
          private final CountDownLatch parts;
          Report(int n) { parts = new CountDownLatch(n); }
          void part(String s) {
            synchronized (guard) { text.append(s); }
            parts.countDown();
          }
          String text() throws InterruptedException {
            // BUG: Diagnostic contains: unless it is over already, it never ends
            synchronized (guard) { parts.await(); return text.toString(); }
          }
        }
        class Author implements Runnable {
          private final Report report; private final String s;
          Author(Report report, String s) { this.report = report; this.s = s; }
          public void run() { report.part(s); }
        }
        class H5 {
          public static void main(String[] a) throws Exception {
            Report r = new Report(2);
            ExecutorService pool = Executors.newFixedThreadPool(2);
            pool.execute(new Author(r, "a"));
            pool.execute(new Author(r, "b"));
            System.out.println(r.text());
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void certainlyNeverEnds() {
    compile(
        "H6.java",
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Rooms {
          private final Deque<Integer> free = new ArrayDeque<>(List.of(1));
          private final Semaphore permits = new Semaphore(1);
          synchronized int enter() throws InterruptedException { permits.acquire(); return free.pop(); }
          synchronized void leave(int room) { free.push(room); permits.release(); }
        }
        class H6 {
          public static void main(String[] a) throws Exception {
            Rooms rooms = new Rooms();
            for (int i = 0; i < 3; i++) {
              new Thread(() -> { try { int r = rooms.enter(); Thread.sleep(10); rooms.leave(r); } catch (InterruptedException e) { Thread.currentThread().interrupt(); } }).start();
            }
          }
        }
        """);
  }

  @Test
  void waitsBeforeMonitor() {
    compile(
        "OkH1.java",
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Report {
          private final Object guard = new Object();
          private final StringBuilder text = new StringBuilder();
          private final CountDownLatch parts;
          Report(int n) { parts = new CountDownLatch(n); }
          void part(String s) {
            synchronized (guard) { text.append(s); }
            parts.countDown();
          }
          String text() throws InterruptedException {
            parts.await();
            synchronized (guard) { return text.toString(); }
          }
        }
        class OkH1 {
          public static void main(String[] a) throws Exception {
            Report r = new Report(2);
            new Thread(() -> r.part("a")).start();
            new Thread(() -> r.part("b")).start();
            System.out.println(r.text());
          }
        }
        """);
  }

  @Test
  void monitorOfAnotherObject() {
    compile(
        "OkH2.java",
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Table {
          private final List<Integer> rows = new ArrayList<>();
          synchronized void add(int row) { rows.add(row); }
          synchronized int size() { return rows.size(); }
          int load(List<Integer> input) throws InterruptedException {
            CountDownLatch done = new CountDownLatch(1);
            Table fresh = new Table();
            synchronized (this) {
              new Thread(() -> { try { input.forEach(fresh::add); } finally { done.countDown(); } }).start();
              done.await();
            }
            return fresh.size();
          }
        }
        class OkH2 {
          public static void main(String[] a) throws Exception {
            System.out.println(new Table().load(List.of(1, 2)));
          }
        }
        """);
  }

  @Test
  void signalledWithoutMonitorOrAskedBefore() {
    compile(
        "OkH3.java",
        """
        import java.util.*;
        import java.util.concurrent.*;
        class Inbox {
          private final BlockingQueue<String> mails = new LinkedBlockingQueue<>();
          private int taken;
          void deliver(String mail) { mails.add(mail); }
          synchronized String next() throws InterruptedException { taken++; return mails.take(); }
          synchronized String poll() throws InterruptedException { return mails.isEmpty() ? null : mails.take(); }
        }
        class Ticket {
          private final BlockingQueue<String> mails = new LinkedBlockingQueue<>();
          synchronized void deliver(String mail) { mails.add(mail); }
          synchronized String poll() throws InterruptedException { return mails.isEmpty() ? null : mails.take(); }
        }
        class OkH3 {
          public static void main(String[] a) throws Exception {
            Inbox in = new Inbox();
            new Thread(() -> { in.deliver("one"); in.deliver("two"); }).start();
            System.out.println(in.next());
            System.out.println(in.poll());
            Ticket t = new Ticket();
            new Thread(() -> t.deliver("one")).start();
            System.out.println(t.poll());
          }
        }
        """);
  }

  @Test
  void threadThatTakesMonitorAtItsBeginning() {
    compile(
        "OkH4.java",
        """
        class OkH4 {
          private volatile boolean open = true;
          private int starts;
          private final Thread thread = new Thread(this::run);
          void start() { thread.start(); }
          private void run() {
            synchronized (this) { starts++; }
            while (open) { Thread.onSpinWait(); }
          }
          synchronized void close() throws InterruptedException {
            open = false;
            thread.join();
          }
          public static void main(String[] a) throws Exception {
            OkH4 h = new OkH4();
            h.start();
            Thread.sleep(1000);
            h.close();
          }
        }
        """);
  }

  @Test
  void oneThreadFillsAndEmpties() {
    compile(
        "OkH6.java",
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        class OkH6 {
          private final BlockingQueue<String> rows = new ArrayBlockingQueue<>(3);
          synchronized void add(String row) throws InterruptedException { rows.put(row); }
          synchronized String next() throws InterruptedException { return rows.take(); }
          public static void main(String[] a) throws Exception {
            OkH6 h = new OkH6();
            h.add("one");
            h.add("two");
            System.out.println(h.next() + h.next());
          }
        }
        """);
  }

  @Test
  void monitorTakenOnTest() {
    compile(
        "OkH5.java",
        """
        import java.util.concurrent.CountDownLatch;
        class OkH5 {
          private int errors;
          private synchronized void fail() { errors++; }
          synchronized int run(Runnable work) throws InterruptedException {
            CountDownLatch done = new CountDownLatch(1);
            new Thread(() -> {
              if (work == null) {
                fail();
              }
              done.countDown();
            }).start();
            done.await();
            return errors;
          }
          public static void main(String[] a) throws Exception {
            System.out.println(new OkH5().run(() -> { }));
          }
        }
        """);
  }

  private void compile(String file, String source) {
    CompilationTestHelper.newInstance(WaitHoldingNeededLockUnlessOver.class, getClass())
        .addSourceLines(file, source)
        .setArgs("-XDcompilePolicy=simple")
        .doTest();
  }
}
