package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class LockTakenTwicePermitsTest {
  @Test
  void acquiredByTheMethodThatItCalls() {
    compile(
        """
          int get(String name) throws InterruptedException {
            mutex.acquire();
            try {
              // BUG: Diagnostic contains: acquireUninterruptibly() on line 27 waits for ever: its thread has taken the permit on line 17
              return size(name);
            } finally {
              mutex.release();
            }
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void acquiredTwice() {
    compile(
        """
          int get(String name) {
            mutex.acquireUninterruptibly();
            try {
              if (name.isEmpty()) {
                // BUG: Diagnostic contains: its thread has taken the permit on line 17
                mutex.acquireUninterruptibly();
                names.clear();
                mutex.release();
              }
              return names.size();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void acquiredTwoCallsDown() {
    compile(
        """
          int get() {
            mutex.acquireUninterruptibly();
            try {
              // BUG: Diagnostic contains: permit
              return first();
            } finally {
              mutex.release();
            }
          }

          private int first() {
            return size("a");
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void tooFewLeft() {
    compile(
        """
          void all() {
            places.acquireUninterruptibly(4);
            // BUG: Diagnostic contains: permit
            one();
            places.release(4);
          }

          private void one() {
            places.acquireUninterruptibly();
            names.clear();
            places.release();
          }
        """);
  }

  @Test
  void enoughLeft() {
    compile(
        """
          void three() {
            places.acquireUninterruptibly(3);
            one();
            places.release(3);
          }

          private void one() {
            places.acquireUninterruptibly();
            names.clear();
            places.release();
          }
        """);
  }

  @Test
  void givenBackBefore() {
    compile(
        """
          int get(String name) {
            mutex.acquireUninterruptibly();
            try {
              names.clear();
            } finally {
              mutex.release();
            }
            return size(name);
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void morePermitsByOthers() {
    compile(
        """
          void more() {
            mutex.release();
          }

          int get(String name) {
            mutex.acquireUninterruptibly();
            try {
              return size(name);
            } finally {
              mutex.release();
            }
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void givenBackByAnotherTask() {
    compile(
        """
          void get(ExecutorService pool) {
            mutex.acquireUninterruptibly();
            pool.execute(() -> mutex.release());
            mutex.acquireUninterruptibly();
            mutex.release();
          }
        """);
  }

  @Test
  void givenBackUnacquiredWhenInterrupted() {
    compile(
        """
          int get(String name) throws InterruptedException {
            try {
              mutex.acquire();
              return size(name);
            } finally {
              mutex.release();
            }
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void givenBackTwice() {
    compile(
        """
          void open() {
            mutex.acquireUninterruptibly();
            try {
              names.clear();
              mutex.release();
              names.get(0);
            } finally {
              mutex.release();
            }
          }

          int get(String name) {
            mutex.acquireUninterruptibly();
            try {
              return size(name);
            } finally {
              mutex.release();
            }
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void givenBackInALoop() {
    compile(
        """
          void open(int n) {
            mutex.acquireUninterruptibly();
            for (int i = 0; i < n; i++) {
              mutex.release();
            }
          }

          int get(String name) {
            mutex.acquireUninterruptibly();
            try {
              return size(name);
            } finally {
              mutex.release();
            }
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void givenBackOnEachWayOut() {
    compile(
        """
          int get(String name) {
            mutex.acquireUninterruptibly();
            if (name.isEmpty()) {
              mutex.release();
              return 0;
            }
            // BUG: Diagnostic contains: permit
            int size = size(name);
            mutex.release();
            return size;
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void tried() {
    compile(
        """
          int get() {
            mutex.acquireUninterruptibly();
            try {
              return trySize();
            } finally {
              mutex.release();
            }
          }

          private int trySize() {
            if (!mutex.tryAcquire()) {
              return 0;
            }
            try {
              return names.size();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void triedInVain() {
    compile(
        """
          void tryOpen() {
            boolean isOpen = mutex.tryAcquire();
            try {
              names.add("" + isOpen);
            } finally {
              mutex.release();
            }
          }

          int get(String name) {
            mutex.acquireUninterruptibly();
            try {
              return size(name);
            } finally {
              mutex.release();
            }
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void toldWhatIsTaken() {
    compile(
        """
          int get() {
            mutex.acquireUninterruptibly();
            try {
              return size(true);
            } finally {
              mutex.release();
            }
          }

          private int size(boolean isTaken) {
            if (!isTaken) {
              mutex.acquireUninterruptibly();
            }
            int size = names.size();
            if (!isTaken) {
              mutex.release();
            }
            return size;
          }
        """);
  }

  @Test
  void interrupted() {
    compile(
        """
          void start() throws InterruptedException {
            Thread thread =
                new Thread(
                    () -> {
                      try {
                        mutex.acquire();
                        mutex.acquire();
                      } catch (InterruptedException e) {
                        names.clear();
                      }
                    });
            thread.start();
            thread.interrupt();
            thread.join();
          }
        """);
  }

  @Test
  void inAFunctionThatAMapCalls() {
    compile(
        """
          int get(Map<String, Integer> sizes, String name) {
            mutex.acquireUninterruptibly();
            try {
              // BUG: Diagnostic contains: permit
              return sizes.computeIfAbsent(name, this::size);
            } finally {
              mutex.release();
            }
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void inAFunctionThatAStreamCalls() {
    compile(
        """
          List<Integer> get() {
            mutex.acquireUninterruptibly();
            try {
              // BUG: Diagnostic contains: permit
              return names.stream().map(name -> size(name)).toList();
            } finally {
              mutex.release();
            }
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void inAFunctionThatAStreamCallsLater() {
    compile(
        """
          List<Integer> get() {
            Stream<Integer> sizes;
            mutex.acquireUninterruptibly();
            try {
              sizes = names.stream().map(name -> size(name));
            } finally {
              mutex.release();
            }
            return sizes.toList();
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void inAFunctionThatAMapInViewKeeps() {
    compile(
        """
          static class Later extends HashMap<String, Integer> {
            final List<Runnable> calls = new ArrayList<>();

            @Override
            public Integer computeIfAbsent(
                String key, Function<? super String, ? extends Integer> function) {
              calls.add(() -> function.apply(key));
              return 0;
            }
          }

          int get(Later sizes, String name) {
            mutex.acquireUninterruptibly();
            try {
              return sizes.computeIfAbsent(name, this::size);
            } finally {
              mutex.release();
            }
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void inAFunctionOfAnotherThread() {
    compile(
        """
          void get(Executor pool, String name) {
            mutex.acquireUninterruptibly();
            try {
              pool.execute(() -> size(name));
            } finally {
              mutex.release();
            }
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void inAFunctionThatItIsGiven() {
    compile(
        """
          private <T> T locked(Supplier<T> action) {
            mutex.acquireUninterruptibly();
            try {
              return action.get();
            } finally {
              mutex.release();
            }
          }


          int size() {
            return locked(() -> names.size());
          }

          int next() {
            // BUG: Diagnostic contains: acquireUninterruptibly() on line 17 waits for ever: its thread has taken the permit on line 17
            return locked(() -> size() + 1);
          }
        """);
  }

  @Test
  void inAFunctionThatItIsGivenIfDataSaySo() {
    compile(
        """
          private <T> T locked(Supplier<T> action) {
            mutex.acquireUninterruptibly();
            try {
              return action.get();
            } finally {
              mutex.release();
            }
          }


          int size() {
            return locked(() -> names.size());
          }

          int next(String name) {
            return locked(
                () -> {
                  if (names.contains(name)) {
                    return 0;
                  }
                  // BUG: Diagnostic contains: permit
                  return size();
                });
          }
        """);
  }

  @Test
  void inAFunctionThatItIsGivenIfASwitchSaysSo() {
    compile(
        """
          private <T> T locked(Supplier<T> action) {
            mutex.acquireUninterruptibly();
            try {
              return action.get();
            } finally {
              mutex.release();
            }
          }


          private boolean isNested;

          int size() {
            return locked(() -> names.size());
          }

          int next() {
            return locked(
                () -> {
                  if (isNested) {
                    return 0;
                  }
                  return size();
                });
          }
        """);
  }

  @Test
  void inAFunctionThatItIsGivenAndCallsBehind() {
    compile(
        """
          private <T> T locked(Supplier<T> action) {
            mutex.acquireUninterruptibly();
            names.clear();
            mutex.release();
            return action.get();
          }

          int next() {
            return locked(() -> size("a"));
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void inAFunctionThatItIsGivenAndReplaces() {
    compile(
        """
          private <T> T locked(Supplier<T> action) {
            mutex.acquireUninterruptibly();
            action = () -> null;
            try {
              return action.get();
            } finally {
              mutex.release();
            }
          }

          int next() {
            return locked(() -> size("a"));
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void inAFunctionThatItIsGivenWithOrWithoutThePermit() {
    compile(
        """
          private <T> T perhapsLocked(boolean isLocked, Supplier<T> action) {
            if (isLocked) {
              mutex.acquireUninterruptibly();
            }
            try {
              return action.get();
            } finally {
              if (isLocked) {
                mutex.release();
              }
            }
          }

          int next() {
            return perhapsLocked(false, () -> size("a"));
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void inAFunctionThatAnotherObjectIsGiven() {
    compile(
        """
          private <T> T locked(Supplier<T> action) {
            mutex.acquireUninterruptibly();
            try {
              return action.get();
            } finally {
              mutex.release();
            }
          }


          int next(A other) {
            return other.locked(() -> size("a"));
          }

          private int size(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void inAFunctionThatTheSameObjectIsGiven() {
    compile(
        """
          static class Guard {
            private final Semaphore permit = new Semaphore(1);

            void locked(Runnable action) {
              permit.acquireUninterruptibly();
              try {
                action.run();
              } finally {
                permit.release();
              }
            }
          }

          private final Guard guard = new Guard();
          private final Guard other = new Guard();

          void clear() {
            guard.locked(() -> names.clear());
          }

          void clearAll() {
            other.locked(() -> clear());
            // BUG: Diagnostic contains: permit
            guard.locked(() -> clear());
          }
        """);
  }

  @Test
  void inAFunctionThatItIsGivenAndCombines() {
    compile(
        """
          private Predicate<String> locked(Predicate<String> condition) {
            mutex.acquireUninterruptibly();
            try {
              return condition.negate();
            } finally {
              mutex.release();
            }
          }


          Predicate<String> isUnknown() {
            return locked(name -> size() > 0);
          }

          private int size() {
            mutex.acquireUninterruptibly();
            try {
              return names.size();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void inAFunctionOfAnotherFile() {
    CompilationTestHelper.newInstance(LockTakenTwice.class, LockTakenTwicePermitsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Guard.java",
            """
            package shop;

            import java.util.concurrent.Semaphore;

            class Guard {
              private static final Semaphore PERMIT = new Semaphore(1);

              static void locked(Runnable action) {
                PERMIT.acquireUninterruptibly();
                try {
                  action.run();
                } finally {
                  PERMIT.release();
                }
              }
            }
            """)
        .addSourceLines(
            "Shop.java",
            """
            package shop;

            class Shop {
              private int n;

              void clear() {
                Guard.locked(() -> n = 0);
              }

              void clearAll() {
                // BUG: Diagnostic contains: acquireUninterruptibly() at Guard.java:9 waits for ever: its thread has taken the permit at Guard.java:9 (give it back before)
                Guard.locked(() -> clear());
              }
            }
            """)
        .doTest();
  }

  @Test
  void ofAnotherObject() {
    compile(
        """
          private A next;

          void both() {
            mutex.acquireUninterruptibly();
            try {
              if (next != null) {
                next.both();
              }
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void overridden() {
    compile(
        """
          static class Quiet extends A {
            @Override
            int length(String name) {
              return 0;
            }
          }

          int get(String name) {
            mutex.acquireUninterruptibly();
            try {
              return length(name);
            } finally {
              mutex.release();
            }
          }

          int length(String name) {
            mutex.acquireUninterruptibly();
            try {
              return name.length();
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void callsItself() {
    compile(
        """
          void retry(int n) {
            mutex.acquireUninterruptibly();
            try {
              if (n > 0) {
                // BUG: Diagnostic contains: permit
                retry(n - 1);
              }
            } finally {
              mutex.release();
            }
          }
        """);
  }

  @Test
  void callsItselfWithAnother() {
    compile(
        """
          void all(Semaphore permit, List<Semaphore> others) {
            permit.acquireUninterruptibly();
            try {
              if (!others.isEmpty()) {
                all(others.get(0), List.of());
              }
            } finally {
              permit.release();
            }
          }

          void all() {
            all(new Semaphore(1), List.of());
          }
        """);
  }

  @Test
  void seenByOthers() {
    compile(
        """
          public Semaphore permit() {
            return shared;
          }

          private final Semaphore shared = new Semaphore(1);

          void both() {
            shared.acquireUninterruptibly();
            shared.acquireUninterruptibly();
            shared.release();
            shared.release();
          }
        """);
  }

  @Test
  void acquiredInALoopOfOneRound() {
    compile(
        """
          private void check(List<int[]> batches) throws InterruptedException {
            for (int[] batch : batches) {
              mutex.acquire();
              names.clear();
            }
          }

          void check() throws InterruptedException {
            check(List.of(new int[] {3, 5}));
          }
        """);
  }

  @Test
  void acquiredAgainForWhatTheCallerRefuses() {
    compile(
        """
          void buy(int count) {
            if (count < 0) {
              throw new IllegalArgumentException();
            }
            take(count);
          }

          private void take(int count) {
            mutex.acquireUninterruptibly();
            try {
              if (count < 0) {
                add();
              }
            } finally {
              mutex.release();
            }
          }

          private void add() {
            mutex.acquireUninterruptibly();
            names.add("a");
            mutex.release();
          }
        """);
  }

  @Test
  void acquiredAgainForElementsThatAreFilteredOut() {
    compile(
        """
          void addAll(List<String> lines) {
            store(lines.stream().filter(line -> line.length() <= 8).toList());
          }

          private void store(List<String> lines) {
            mutex.acquireUninterruptibly();
            try {
              lines.forEach(
                  line -> {
                    if (line.length() > 8) {
                      reject();
                    }
                  });
            } finally {
              mutex.release();
            }
          }

          private void reject() {
            mutex.acquireUninterruptibly();
            names.add("a");
            mutex.release();
          }
        """);
  }

  private static void compile(String members) {
    CompilationTestHelper.newInstance(LockTakenTwice.class, LockTakenTwicePermitsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            package shop;

            import java.util.ArrayList;
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.concurrent.*;
            import java.util.function.*;
            import java.util.stream.Stream;

            public class A {
              private final Semaphore mutex = new Semaphore(1);
              private final Semaphore places = new Semaphore(4);
              final List<String> names = new ArrayList<>();

            """
                + members
                + "}\n")
        .doTest();
  }
}
