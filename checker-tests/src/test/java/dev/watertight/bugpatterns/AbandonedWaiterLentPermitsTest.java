package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Permits of methods that acquire one for who calls them, and fail behind that. */
final class AbandonedWaiterLentPermitsTest {
  private static final String CONNECTION =
      "class Conn { void ping() throws IOException { if (System.in.read() < 0) throw new"
          + " IOException(); } }";

  @Test
  void failingCallBehindAcquire() {
    pool(
        """
        Conn take() throws Exception {
          slots.acquire();
          Conn c = idle.poll();
          if (c == null) c = new Conn();
          c.ping();
          return c;
        }
        // BUG: Diagnostic contains: release() on 'slots' is skipped when line 12 throws IOException
        void give(Conn c) { idle.push(c); slots.release(); }
        """,
        "Conn c = pool.take(); try { return c.hashCode(); } finally { pool.give(c); }");
  }

  @Test
  void failingConstructorOfWhatIsReturned() {
    pool(
        """
        final class Lease implements AutoCloseable {
          final InputStream in;
          Lease(InputStream in) { this.in = in; }
          // BUG: Diagnostic contains: throws FileNotFoundException
          @Override public void close() { slots.release(); }
        }
        Lease open(String file) throws Exception {
          slots.acquire();
          return new Lease(new FileInputStream(file));
        }
        """,
        "try (Pool.Lease lease = pool.open(\"f\")) { return lease.in.read(); }");
  }

  @Test
  void failingHelper() {
    pool(
        """
        void enter(String f) throws IOException { slots.acquireUninterruptibly(); check(f); }
        private void check(String f) throws IOException {
          if (!new File(f).createNewFile()) throw new IOException();
        }
        // BUG: Diagnostic contains: throws IOException
        void leave() { slots.release(); }
        """,
        "pool.enter(\"x\"); try { return 1; } finally { pool.leave(); }");
  }

  @Test
  void uncheckedExceptionThatCallerCatches() {
    compile(
        AbandonedWaiterOnFailure.class,
        """
        private boolean isStale;
        Conn take() throws InterruptedException { slots.acquire(); check(); return new Conn(); }
        private void check() { if (isStale) throw new IllegalStateException("stale"); }
        // BUG: Diagnostic contains: release() on 'slots' is skipped
        void give(Conn c) { isStale = true; slots.release(); }
        """,
        """
        try {
          Conn c = pool.take();
          try { return c.hashCode(); } finally { pool.give(c); }
        } catch (IllegalStateException e) {
          return -1;
        }
        """);
  }

  @Test
  void givenBackWhereItFails() {
    pool(
        """
        Conn take() throws Exception {
          slots.acquire();
          Conn c = new Conn();
          try { c.ping(); } catch (IOException e) { give(c); throw e; }
          return c;
        }
        void give(Conn c) { idle.push(c); slots.release(); }
        """,
        "Conn c = pool.take(); try { return c.hashCode(); } finally { pool.give(c); }");
  }

  @Test
  void nothingToLendThoughPermitSaysSo() {
    pool(
        """
        Conn take() throws Exception {
          slots.acquire();
          Conn c = idle.poll();
          if (c == null) throw new IOException("none");
          return c;
        }
        void give(Conn c) { idle.push(c); slots.release(); }
        """,
        "Conn c = pool.take(); try { return c.hashCode(); } finally { pool.give(c); }");
  }

  @Test
  void givenBackByCaller() {
    pool(
        """
        void enter() throws Exception { slots.acquire(); new Conn().ping(); }
        void leave() { slots.release(); }
        """,
        "try { pool.enter(); return 1; } finally { pool.leave(); }");
  }

  @Test
  void givenBackByCallerThatCatches() {
    pool(
        """
        Conn take() throws Exception {
          slots.acquire();
          Conn c = new Conn();
          c.ping();
          return c;
        }
        void give(Conn c) { slots.release(); }
        """,
        """
        Conn c = null;
        try { c = pool.take(); } catch (IOException e) { System.out.println(e); }
        pool.give(c);
        return 1;
        """);
  }

  @Test
  void givenBackByMiddleMethodInFinally() {
    pool(
        """
        Conn take() throws Exception {
          slots.acquire();
          Conn c = new Conn();
          boolean isReady = false;
          try { c.ping(); isReady = true; return c; } finally { if (!isReady) discard(c); }
        }
        void discard(Conn c) { try { System.out.println(c); } finally { give(c); } }
        private void give(Conn c) { idle.push(c); slots.release(); }
        """,
        "Conn c = pool.take(); try { return c.hashCode(); } finally { pool.discard(c); }");
  }

  @Test
  void givenBackByCallThatFails() {
    pool(
        """
        static final class Lease implements AutoCloseable {
          private final Semaphore slots;
          private Lease(Semaphore slots) { this.slots = slots; }
          static Lease connect(Semaphore slots) throws IOException {
            Lease lease = new Lease(slots);
            try { new Conn().ping(); } catch (IOException e) { lease.close(); throw e; }
            return lease;
          }
          @Override public void close() { slots.release(); }
        }
        Lease open() throws Exception { slots.acquire(); return Lease.connect(slots); }
        """,
        "try (Pool.Lease lease = pool.open()) { return lease.hashCode(); }");
  }

  private void pool(String members, String use) {
    compile(AbandonedWaiter.class, members, use);
  }

  private void compile(
      Class<? extends AbstractAbandonedWaiterCheck> check, String members, String use) {
    CompilationTestHelper.newInstance(check, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Pool.java",
            """
            import java.io.*;
            import java.util.*;
            import java.util.concurrent.*;
            %s
            class Pool {
              private final Semaphore slots = new Semaphore(2);
              private final Deque<Conn> idle = new ConcurrentLinkedDeque<>();
            %s
            }
            class User {
              private final Pool pool = new Pool();
              int use() throws Exception {
                %s
              }
            }
            """
                .formatted(CONNECTION, members, use))
        .doTest();
  }
}
