package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Caches that leave a promise in a map, whose loader and keys come from elsewhere. */
final class AbandonedWaiterSharedKeysTest {
  private static final String CACHE =
      """
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.function.*;

      MODIFIER class Cache<K, V> {
        private final MAP<K, CompletableFuture<V>> map = new MAKER<>();
        private final Function<K, V> loader;

        MODIFIER Cache(Function<K, V> loader) {
          this.loader = loader;
        }

        MODIFIER V get(K key) throws Exception {
          CompletableFuture<V> mine = new CompletableFuture<>();
          CompletableFuture<V> other = map.putIfAbsent(key, mine);
          if (other == null) {
            BODY
            other = mine;
          }
          return other.get();
        }
      }
      """;

  private static final String PROGRAM =
      """
      class Program {
        record Request(int user, String path) {}

        static String load(Object key) {
          if (key.hashCode() == 0) {
            throw new IllegalArgumentException("no " + key);
          }
          return "page " + key;
        }

        static void show(Cache<KEY, String> cache, KEY key) {
          try {
            System.out.println(cache.get(key));
          } catch (Exception e) {
            System.err.println(e);
          }
        }

        public static void main(String[] args) {
          Cache<KEY, String> cache = new Cache<>(Program::load);
          START
        }
      }
      """;

  private static final String LOAD =
      """
      // BUG: Diagnostic contains: complete() on 'mine' is skipped when line
            mine.complete(loader.apply(key));
      """;

  private static final String SILENT = LOAD.substring(LOAD.indexOf('\n') + 1);

  @Test
  void numbersOutOfAnArray() {
    check(
        "Integer",
        LOAD,
        "for (int id : new int[] {1, 0, 1}) { new Thread(() -> show(cache, id)).start(); }");
  }

  @Test
  void partsOfRequests() {
    check(
        "String",
        LOAD,
        """
        for (Request r : List.of(new Request(1, "a"), new Request(2, "a"))) {
              new Thread(() -> show(cache, r.path() + "?")).start();
            }
        """);
  }

  @Test
  void countedNumbers() {
    check(
        "Integer",
        SILENT,
        "for (int i = 0; i < 9; i++) { int id = i; new Thread(() -> show(cache, id)).start(); }");
  }

  @Test
  void failureIsTold() {
    check(
        "Integer",
        """
        try {
              mine.complete(loader.apply(key));
            } catch (Throwable e) {
              mine.completeExceptionally(e);
            }
        """,
        "for (int id : new int[] {1, 0, 1}) { new Thread(() -> show(cache, id)).start(); }");
  }

  @Test
  void loaderThatNeverFails() {
    check(
        source("ConcurrentMap", "ConcurrentHashMap", "", SILENT),
        PROGRAM
            .replace("throw new IllegalArgumentException(\"no \" + key);", "return \"\";")
            .replace("KEY", "Integer")
            .replace(
                "START",
                "for (int id : new int[] {1, 0}) { new Thread(() -> show(cache, id)).start(); }"));
  }

  @Test
  void threadsOfOthers() {
    check(source("Map", "ConcurrentHashMap", "public", LOAD), "");
  }

  @Test
  void mapForOneThread() {
    check(source("Map", "HashMap", "public", SILENT), "");
  }

  @Test
  void othersAreTold() {
    check(
        source(
            "ConcurrentMap",
            "ConcurrentHashMap",
            "public",
            "try { mine.complete(loader.apply(key)); } finally { mine.cancel(false); }"),
        "");
  }

  private static void check(String key, String body, String start) {
    check(
        source("ConcurrentMap", "ConcurrentHashMap", "", body),
        PROGRAM.replace("KEY", key).replace("START", start));
  }

  private static void check(String cache, String program) {
    CompilationTestHelper.newInstance(
            AbandonedWaiterOnFailure.class, AbandonedWaiterSharedKeysTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("Cache.java", cache + program)
        .doTest();
  }

  private static String source(String map, String maker, String modifier, String body) {
    return CACHE
        .replace("MAP", map)
        .replace("MAKER", maker)
        .replace("MODIFIER", modifier)
        .replace("BODY", body.strip());
  }
}
