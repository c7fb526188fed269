package dev.watertight.fixes.locks;

import dev.watertight.bugpatterns.LockTakenTwice;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class UpgradeFixesTest {
  private static final String PROGRAM =
      """
      import java.util.*;
      import java.util.concurrent.locks.*;

      class A {
        private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        private final Map<String, Integer> sizes = new HashMap<>();
        private final List<String> names = new ArrayList<>();
        private int misses;

      %s
        public static void main(String[] args) {
          System.out.println(new A().size("abc"));
        }
      }
      """;

  private static final String PUT =
      """
        private int load(String name) {
          lock.writeLock().lock();
          try {
            misses++;
            sizes.put(name, name.length());
          } finally {
            lock.writeLock().unlock();
          }
          return name.length();
        }
      """;

  @Test
  void releaseBeforeTheRest() {
    turns(
        """
          int size(String name) {
            lock.readLock().lock();
            Integer size = sizes.get(name);
            if (size == null) {
              size = load(name);
            }
            lock.readLock().unlock();
            return size;
          }

        """
            + PUT,
        """
          int size(String name) {
            lock.readLock().lock();
            Integer size = sizes.get(name);
            lock.readLock().unlock();
            if (size == null) {
              size = load(name);
            }
            return size;
          }

        """
            + PUT);
  }

  @Test
  void restBehindTry() {
    turns(
        """
          int size(String name) {
            lock.readLock().lock();
            try {
              // Mostly there.
              var size = sizes.get(name);
              // Not yet.
              return size != null ? size : load(name);
            } finally {
              lock.readLock().unlock();
            }
          }

        """
            + PUT,
        """
          int size(String name) {
            Integer size;
            lock.readLock().lock();
            try {
              // Mostly there.
              size = sizes.get(name);
            } finally {
              lock.readLock().unlock();
            }
            // Not yet.
            return size != null ? size : load(name);
          }

        """
            + PUT);
  }

  @Test
  void asksAgain() {
    turns(
        """
          int size(String name) {
            lock.readLock().lock();
            try {
              Integer size = sizes.get(name);
              if (size == null) {
                lock.writeLock().lock();
                try {
                  size = sizes.get(name);
                  if (size == null) {
                    names.add(name);
                    size = names.size();
                    sizes.put(name, size);
                  }
                } finally {
                  lock.writeLock().unlock();
                }
              }
              return size;
            } finally {
              lock.readLock().unlock();
            }
          }
        """,
        """
          int size(String name) {
            Integer size;
            lock.readLock().lock();
            try {
              size = sizes.get(name);
            } finally {
              lock.readLock().unlock();
            }
            if (size == null) {
              lock.writeLock().lock();
              try {
                size = sizes.get(name);
                if (size == null) {
                  names.add(name);
                  size = names.size();
                  sizes.put(name, size);
                }
              } finally {
                lock.writeLock().unlock();
              }
            }
            return size;
          }
        """);
  }

  /** Two threads may both have found that the name is not there. */
  @Test
  void wayOutBetween() {
    turns(
        """
          int size(String name) {
            lock.readLock().lock();
            try {
              Integer known = sizes.get(name);
              if (known != null) {
                return known;
              }
              lock.writeLock().lock();
              try {
                return sizes.computeIfAbsent(name, String::length);
              } finally {
                lock.writeLock().unlock();
              }
            } finally {
              lock.readLock().unlock();
            }
          }

        """,
        """
          int size(String name) {
            lock.readLock().lock();
            try {
              Integer known = sizes.get(name);
              if (known != null) {
                return known;
              }
            } finally {
              lock.readLock().unlock();
            }
            lock.writeLock().lock();
            try {
              return sizes.computeIfAbsent(name, String::length);
            } finally {
              lock.writeLock().unlock();
            }
          }

        """);
  }

  @Test
  void wayOutThatDoesMoreThanToLeaveNone() {
    keeps(
        "Integer size = sizes.get(name); if (size != null) { misses++; }",
        "add(name);",
        "sizes.put(name, 4);");
  }

  @Test
  void addsTwiceNone() {
    keeps("boolean known = names.contains(name);", "if (!known) add(name);", "names.add(name);");
  }

  @Test
  void usesWhatWasReadNone() {
    keeps("Integer size = sizes.get(name);", "put(name, size);", "sizes.put(name, 1);");
    keeps("int n = misses;", "if (n == 0) add(name);", "misses = 1;");
  }

  @Test
  void restNeedsTheLockNone() {
    keeps("Integer size = sizes.get(name);", "if (misses == 0) add(name);", "sizes.put(name, 2);");
    keeps(
        "Integer size = sizes.get(name);",
        "if (names.isEmpty() && size == null) { add(name); size(); }",
        "sizes.put(name, 3);");
  }

  private static void turns(String before, String after) {
    Repair.by(LockTakenTwice.class).turns(PROGRAM.formatted(before), PROGRAM.formatted(after));
  }

  private static void keeps(String read, String rest, String write) {
    Repair.by(LockTakenTwice.class)
        .keeps(
            PROGRAM.formatted(
                """
                  int size(String name) {
                    lock.readLock().lock();
                    try {
                      %s
                      // BUG: Diagnostic contains: look again at what was read
                      %s
                    } finally {
                      lock.readLock().unlock();
                    }
                    return 1;
                  }

                  private void put(String name, int size) {
                    add(name);
                  }

                  private void add(String name) {
                    lock.writeLock().lock();
                    try {
                      %s
                    } finally {
                      lock.writeLock().unlock();
                    }
                  }

                  private int size() {
                    return misses;
                  }
                """
                    .formatted(read, rest, write)));
  }
}
