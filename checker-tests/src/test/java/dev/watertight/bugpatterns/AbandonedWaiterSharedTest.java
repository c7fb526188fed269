package dev.watertight.bugpatterns;

import com.google.errorprone.BugCheckerRefactoringTestHelper;
import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Promises in a map, for which whoever comes for the same key waits. */
final class AbandonedWaiterSharedTest {
  private static final String CACHE =
      """
      import java.io.IOException;
      import java.util.List;
      import java.util.Map;
      import java.util.Set;
      import java.util.concurrent.CompletableFuture;
      import java.util.concurrent.ConcurrentHashMap;
      import java.util.concurrent.TimeUnit;

      class Cache {
        private final Map<KEY, CompletableFuture<String>> pages = new ConcurrentHashMap<>();

        private MODIFIER String get(KEY key) throws Exception {
          CompletableFuture<String> mine = new CompletableFuture<>();
          CompletableFuture<String> other = pages.putIfAbsent(key, mine);
          if (other != null) {
            return other.WAIT;
          }
          BODY
        }

        private static String load(Object key) throws IOException {
          if (key.toString().isEmpty()) {
            throw new IOException("no name");
          }
          return "page " + key;
        }

        private void show(KEY key) {
          try {
            System.out.println(get(key));
          } catch (Exception e) {
            System.err.println(e);
          }
        }

        public static void main(String[] args) {
          Cache cache = new Cache();
          START
        }
      }
      """;

  private static final String LOAD =
      """
      String page = load(key);
          // BUG: Diagnostic contains: complete() on 'mine' is skipped when line 18 throws IOException
          mine.complete(page);
          return page;
      """;

  private static final String SILENT_LOAD =
      """
      String page = load(key);
          mine.complete(page);
          return page;
      """;

  private static final String THREADS =
      "for (String name : args) { new Thread(() -> cache.show(name)).start(); }";

  @Test
  void loadMayFail() {
    check(LOAD);
  }

  @Test
  void failureOnlyRemovesIt() {
    check(
        """
        try {
              String page = load(key);
              // BUG: Diagnostic contains: complete() on 'mine' is skipped when line
              mine.complete(page);
              return page;
            } finally {
              pages.remove(key, mine);
            }
        """);
  }

  @Test
  void nothingFound() {
    check(
        """
        String page = key.toString().isEmpty() ? null : "page " + key;
            if (page == null) {
              pages.remove(key);
              return "not found";
            }
            // BUG: Diagnostic contains: complete() on 'mine' is skipped when line 21 returns
            mine.complete(page);
            return page;
        """);
  }

  @Test
  void failureIsTold() {
    check(
        """
        try {
              String page = load(key);
              mine.complete(page);
              return page;
            } catch (IOException e) {
              pages.remove(key, mine);
              mine.completeExceptionally(e);
              throw e;
            }
        """);
  }

  @Test
  void leftWhereOneIsFound() {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Cache.java",
            source(
                    "String",
                    "",
                    "get()",
                    "String page = \"page\" + key; mine.complete(page); return page;",
                    THREADS)
                .replace(
                    "return other.get();",
                    "if (key.isEmpty()) { return null; } load(key); return other.get();"))
        .doTest();
  }

  @Test
  void cancelledInAnyCase() {
    check(
        """
        try {
              String page = load(key);
              mine.complete(page);
              return page;
            } finally {
              mine.cancel(false);
            }
        """);
  }

  @Test
  void toldByAMethod() {
    check(
        """
        try {
              String page = load(key);
              mine.complete(page);
              return page;
            } catch (IOException e) {
              fail(mine, e);
              throw e;
            }
          }

          private static void fail(CompletableFuture<String> promise, Exception reason) {
            promise.completeExceptionally(reason);
        """);
  }

  @Test
  void loadNeverFails() {
    check(
        """
        String page = "page " + key;
            mine.complete(page);
            return page;
        """);
  }

  @Test
  void waitWithTimeLimit() {
    check("String", "", "get(1, TimeUnit.SECONDS)", SILENT_LOAD, THREADS);
  }

  @Test
  void oneThread() {
    check("String", "", "get()", SILENT_LOAD, "for (String name : args) { cache.show(name); }");
  }

  @Test
  void oneAfterTheOther() {
    check("String", "synchronized", "get()", SILENT_LOAD, THREADS);
  }

  @Test
  void numbersAsKeys() {
    check(
        "Integer",
        "",
        "get()",
        SILENT_LOAD,
        "for (int i = 0; i < 3; i++) { Integer id = i; new Thread(() -> cache.show(id)).start(); }");
  }

  @Test
  void differentKeys() {
    check(
        "String",
        "",
        "get()",
        SILENT_LOAD,
        "for (String n : Set.of(\"a\", \"b\")) { new Thread(() -> cache.show(n)).start(); }");
  }

  @Test
  void madeKeys() {
    check(
        "String",
        "",
        "get()",
        SILENT_LOAD,
        """
        for (int i = 0; i < 3; i++) {
              String name = "page" + i;
              new Thread(() -> cache.show(name)).start();
            }
        """);
  }

  @Test
  void threadsWithDifferentConstants() {
    check(
        "String",
        "",
        "get()",
        SILENT_LOAD,
        """
        new Thread(() -> cache.show("a")).start();
            new Thread(() -> cache.show("b")).start();
        """);
  }

  private void check(String body) {
    check("String", "", "get()", body, THREADS);
  }

  private void check(String key, String modifier, String wait, String body, String start) {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("Cache.java", source(key, modifier, wait, body, start))
        .doTest();
  }

  private static String source(
      String key, String modifier, String wait, String body, String start) {
    return CACHE
        .replace("KEY", key)
        .replace("MODIFIER", modifier)
        .replace("WAIT", wait)
        .replace("BODY", body.strip())
        .replace("START", start);
  }

  @Test
  void failureOfAFunction() {
    CompilationTestHelper.newInstance(AbandonedWaiterOnFailure.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Cache.java",
            """
            import java.util.Map;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ConcurrentHashMap;
            import java.util.function.Function;

            class Cache {
              private final Map<String, CompletableFuture<String>> pages = new ConcurrentHashMap<>();
              private final Function<String, String> loader;

              private Cache(Function<String, String> loader) {
                this.loader = loader;
              }

              private String get(String key) {
                CompletableFuture<String> mine = new CompletableFuture<>();
                CompletableFuture<String> other = pages.putIfAbsent(key, mine);
                if (other != null) {
                  return other.join();
                }
                try {
                  String page = loader.apply(key);
                  // BUG: Diagnostic contains: join() on line 18 then waits for ever
                  mine.complete(page);
                  return page;
                } catch (RuntimeException e) {
                  pages.remove(key, mine);
                  throw e;
                }
              }

              public static void main(String[] args) {
                Cache cache = new Cache(Cache::load);
                for (String name : args) {
                  new Thread(() -> System.out.println(cache.get(name))).start();
                }
              }

              private static String load(String name) {
                if (name.isEmpty()) {
                  throw new IllegalArgumentException("no name");
                }
                return name;
              }
            }
            """)
        .doTest();
  }

  private static final String REPAIRED =
      source("String", "", "get()", "} catch", THREADS)
          .replace("    CompletableFuture<String> other", "try { CompletableFuture<String> other")
          .replace(
              "} catch\n",
              "LOAD } catch (Throwable e) { mine.completeExceptionally(e); throw e; }\n");

  @Test
  void replacement() {
    BugCheckerRefactoringTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("Cache.java", source("String", "", "get()", SILENT_LOAD, THREADS))
        .addOutputLines(
            "Cache.java",
            REPAIRED.replace(
                "LOAD",
                """
                String page = load(key);
                      mine.complete(page);
                      return page;
                """))
        .doTest();
  }

  @Test
  void replacementCaught() {
    String caught =
        """
        try {
              String page = load(key);
              mine.complete(page);
              return page;
            } catch (IOException e) {
              pages.remove(key, mine);
              throw e;
            }
        """;
    BugCheckerRefactoringTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addInputLines("Cache.java", source("String", "", "get()", caught, THREADS))
        .addOutputLines(
            "Cache.java",
            REPAIRED
                .replace(
                    "LOAD",
                    """
                    try {
                            String page = load(key);
                            mine.complete(page);
                            return page;
                          } catch (IOException e) {
                            pages.remove(key, mine);
                            throw e;
                          }
                    """)
                .replace("Throwable e)", "Throwable e2)")
                .replace("Exceptionally(e); throw e;", "Exceptionally(e2); throw e2;"))
        .doTest();
  }
}
