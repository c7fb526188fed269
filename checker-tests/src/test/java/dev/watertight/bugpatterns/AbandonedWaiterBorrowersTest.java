package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Permits that a pool acquires for those who call it, and gives back when they call it again. */
final class AbandonedWaiterBorrowersTest {
  @Test
  void keptOnReturn() {
    pool(
        """
        slots.acquire();
        return "c";
        """,
            "",
        """
        String c = pool.borrow();
        if (id.isEmpty()) {
          return -1;
        }
        try {
          return id.length();
        } finally {
          // BUG: Diagnostic contains: release() on 'slots' is skipped when
          pool.giveBack(c);
        }
        """,
            "");
  }

  @Test
  void keptWhereACheckedExceptionIsThrown() {
    pool(
        """
        slots.acquire();
        return "c";
        """,
            "",
        """
        String c = pool.borrow();
        int first = Files.readAllBytes(Path.of(id))[0];
        // BUG: Diagnostic contains: throws IOException
        pool.giveBack(c);
        return first;
        """,
            "");
  }

  @Test
  void interruptsWrapped() {
    pool(
        """
        try {
          slots.acquire();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return "c";
        """,
            "",
        """
        String c = pool.borrow();
        if (id.isEmpty()) {
          return -1;
        }
        // BUG: Diagnostic contains: returns
        pool.giveBack(c);
        return 1;
        """,
            "");
  }

  @Test
  void handedOnToTheCaller() {
    pool(
        """
        slots.acquire();
        return "c";
        """,
        "",
        """
        String c = open(id);
        String other = pool.borrow();
        try {
          return c.length();
        } finally {
          pool.giveBack(c);
          pool.giveBack(other);
        }
        """,
        """
        String open(String id) throws Exception {
          String c = pool.borrow();
          if (id.isEmpty()) {
            pool.giveBack(c);
            return null;
          }
          return c;
        }
        """);
  }

  @Test
  void keptForLater() {
    pool(
        """
        slots.acquire();
        return "c";
        """,
        "",
        """
        String c = pool.borrow();
        if (id.isEmpty()) {
          held.add(c);
          return -1;
        }
        pool.giveBack(c);
        return 1;
        """,
        """
        private final List<String> held = new ArrayList<>();
        void close() {
          held.forEach(pool::giveBack);
        }
        """);
  }

  @Test
  void givenBackByAnotherMethod() {
    pool(
        """
        slots.acquire();
        return "c";
        """,
        "",
        """
        String c = pool.borrow();
        if (id.isEmpty()) {
          skip(c);
          return -1;
        }
        pool.giveBack(c);
        return 1;
        """,
        """
        private void skip(String c) {
          pool.giveBack(c);
        }
        """);
  }

  @Test
  void givenBackByAnotherThread() {
    pool(
        """
        slots.acquire();
        return "c";
        """,
            "",
        """
        String c = pool.borrow();
        if (id.isEmpty()) {
          new Thread(() -> pool.giveBack(c)).start();
          return -1;
        }
        pool.giveBack(c);
        return 1;
        """,
            "");
  }

  @Test
  void notAlwaysAcquired() {
    pool(
        """
        if (free != null) {
          return free;
        }
        slots.acquire();
        return "c";
        """,
        """
        private String free;
        """,
        """
        String c = pool.borrow();
        if (id.isEmpty()) {
          return -1;
        }
        pool.giveBack(c);
        return 1;
        """,
        "");
  }

  @Test
  void acquiredForATimeOnly() {
    pool(
        """
        if (!slots.tryAcquire(1, TimeUnit.SECONDS)) {
          throw new TimeoutException();
        }
        return "c";
        """,
            "",
        """
        String c = pool.borrow();
        if (id.isEmpty()) {
          return -1;
        }
        pool.giveBack(c);
        return 1;
        """,
            "");
  }

  @Test
  void filledUpAgain() {
    pool(
        """
        slots.acquire();
        return "c";
        """,
        """
        void reset() {
          slots.release(2 - slots.availablePermits());
        }
        """,
        """
        String c = pool.borrow();
        if (id.isEmpty()) {
          return -1;
        }
        pool.giveBack(c);
        return 1;
        """,
        "");
  }

  @Test
  void interruptsToldByNull() {
    pool(
        """
        try {
          slots.acquire();
        } catch (InterruptedException e) {
          return null;
        }
        return "c";
        """,
            "",
        """
        String c = pool.borrow();
        if (c == null) {
          return -1;
        }
        pool.giveBack(c);
        return 1;
        """,
            "");
  }

  @Test
  void endOfTheProcess() {
    pool(
        """
        slots.acquire();
        return "c";
        """,
            "",
        """
        String c = pool.borrow();
        if (id.isEmpty()) {
          System.exit(1);
        }
        pool.giveBack(c);
        return 1;
        """,
            "");
  }

  private void pool(String borrow, String members, String use, String others) {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Shop.java",
            """
            import java.nio.file.*;
            import java.util.*;
            import java.util.concurrent.*;

            class Shop {
              static class Pool {
                private final Semaphore slots = new Semaphore(2);
                %s

                String borrow() throws Exception { %s }

                void giveBack(String c) {
                  slots.release();
                }
              }

              private final Pool pool = new Pool();

              int use(String id) throws Exception {
                %s
              }

              void all(List<String> ids) throws Exception {
                for (String id : ids) {
                  use(id);
                }
              }

              %s
            }
            """
                .formatted(members, borrow.replace('\n', ' '), use, others))
        .doTest();
  }
}
