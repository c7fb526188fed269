package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class CompletionServiceTakeWithoutTaskTest {
  private static final String HEADER =
      """
      import java.util.ArrayList;
      import java.util.HashSet;
      import java.util.List;
      import java.util.Map;
      import java.util.Set;
      import java.util.concurrent.BlockingQueue;
      import java.util.concurrent.Callable;
      import java.util.concurrent.CompletionService;
      import java.util.concurrent.ExecutionException;
      import java.util.concurrent.Executor;
      import java.util.concurrent.ExecutorCompletionService;
      import java.util.concurrent.Future;
      import java.util.concurrent.TimeUnit;
      """;

  @Test
  void sameCollection() {
    compile(
        """
        class A {
          void sameCollection(Executor pool, List<Callable<String>> jobs) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (Callable<String> job : jobs) {
              done.submit(job);
            }
            int n = jobs.size();
            for (int i = 0; i < n; i++) {
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void submissionsCounted() {
    compile(
        """
        class A {
          void counted(Executor pool, Set<String> names, Set<String> known) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            int pending = 0;
            for (String name : names) {
              if (!known.contains(name)) {
                done.submit(() -> name);
                pending++;
              }
            }
            while (pending > 0) {
              System.out.println(done.take().get());
              pending--;
            }
          }
        }
        """);
  }

  @Test
  void futuresCounted() {
    compile(
        """
        class A {
          void futures(Executor pool, List<String> names) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            List<Future<String>> futures = new ArrayList<>();
            for (String name : names) {
              if (!name.isEmpty()) {
                futures.add(done.submit(() -> name));
              }
            }
            for (Future<String> future : futures) {
              System.out.println(done.take().get() + future);
            }
          }
        }
        """);
  }

  @Test
  void submittedEitherWay() {
    compile(
        """
        class A {
          void eitherWay(Executor pool, List<String> names) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              if (name.isEmpty()) {
                done.submit(() -> "nobody");
              } else {
                done.submit(() -> name);
              }
            }
            for (String name : names) {
              System.out.println(name + done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void refusedSubmissions() {
    compile(
        """
        class A {
          void refused(Executor pool, List<String> names) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              if (name.isEmpty()) {
                throw new IllegalArgumentException();
              }
              done.submit(() -> name);
            }
            for (String name : names) {
              System.out.println(name + done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void sameCondition() {
    compile(
        """
        class A {
          void sameCondition(Executor pool, List<String> names, Set<String> known)
              throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              if (known.contains(name)) {
                continue;
              }
              done.submit(() -> name);
            }
            for (String name : names) {
              if (!known.contains(name)) {
                System.out.println(done.take().get());
              }
            }
          }
        }
        """);
  }

  @Test
  void constantNumber() {
    compile(
        """
        class A {
          void constant(Executor pool) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            done.submit(() -> "left");
            done.submit(() -> "right");
            for (int i = 0; i < 2; i++) {
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void entriesOfMap() {
    compile(
        """
        class A {
          void entries(Executor pool, Map<String, Callable<String>> jobs) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (Map.Entry<String, Callable<String>> job : jobs.entrySet()) {
              done.submit(job.getValue());
            }
            for (int i = 1; i <= jobs.size(); i++) {
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void waitsNoLonger() {
    compile(
        """
        class A {
          void timed(Executor pool, List<String> names) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              if (!name.isEmpty()) {
                done.submit(() -> name);
              }
            }
            for (String name : names) {
              Future<String> next = done.poll(5, TimeUnit.SECONDS);
              if (next == null) {
                throw new IllegalStateException(name);
              }
              System.out.println(next.get());
            }
          }

          String first(Executor pool, List<String> names) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              if (!name.isEmpty()) {
                done.submit(() -> name);
              }
            }
            for (int i = 0; i < names.size(); i++) {
              String result = done.take().get();
              if (result != null) {
                return result;
              }
            }
            return null;
          }

          void resubmits(Executor pool, List<String> urls) throws Exception {
            CompletionService<List<String>> done = new ExecutorCompletionService<>(pool);
            for (String url : urls) {
              done.submit(() -> List.of(url));
            }
            while (true) {
              for (String next : done.take().get()) {
                done.submit(() -> List.of(next));
              }
            }
          }

          void untilEmpty(Executor pool, Set<Future<String>> open) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            open.add(done.submit(() -> "a"));
            while (true) {
              open.remove(done.take());
              if (open.isEmpty()) {
                break;
              }
            }
          }
        }
        """);
  }

  @Test
  void serviceGiven() {
    compile(
        """
        class A {
          private final CompletionService<String> shared;

          A(CompletionService<String> shared) {
            this.shared = shared;
          }

          void field() throws Exception {
            shared.submit(() -> "a");
            while (true) {
              System.out.println(shared.take().get());
            }
          }

          void given(CompletionService<String> done) throws Exception {
            System.out.println(done.take().get());
          }
        }
        """);
  }

  @Test
  void handedOver() {
    compile(
        """
        class A {
          void handedOver(Executor pool, List<String> names) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            submitAll(done, names);
            for (String name : names) {
              System.out.println(name + done.take().get());
            }
          }

          private static void submitAll(CompletionService<String> done, List<String> names) {
            names.forEach(name -> done.submit(() -> name));
          }
        }
        """);
  }

  @Test
  void otherCollection() {
    compile(
        """
        class A {
          void otherCollection(Executor pool, List<String> names, List<String> others)
              throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              done.submit(() -> name);
            }
            for (String other : others) {
              System.out.println(other + done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void changedCollection() {
    compile(
        """
        class A {
          void changedCollection(Executor pool, List<String> names) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              if (!name.isEmpty()) {
                done.submit(() -> name);
              }
            }
            names.removeIf(String::isEmpty);
            for (String name : names) {
              System.out.println(name + done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void queueShared() {
    compile(
        """
        class A {
          void sharedQueue(Executor pool, BlockingQueue<Future<String>> queue) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool, queue);
            System.out.println(done.take().get());
          }
        }
        """);
  }

  @Test
  void nestedLoops() {
    compile(
        """
        class A {
          void nested(Executor pool, List<List<String>> groups) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (List<String> group : groups) {
              for (String name : group) {
                done.submit(() -> name);
              }
            }
            for (int i = 0; i < groups.size(); i++) {
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void submittedInBranches() {
    compile(
        """
        class A {
          void branches(Executor pool, int kind) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            switch (kind) {
              case 1:
                done.submit(() -> "a");
                break;
              default:
                done.submit(() -> "b");
                done.submit(() -> "c");
            }
            System.out.println(done.take().get());
            System.out.println(done.take().get());
          }
        }
        """);
  }

  @Test
  void onlySomeSubmitted() {
    compile(
        """
        class A {
          void some(Executor pool, List<String> names, Set<String> known) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              if (!known.contains(name)) {
                done.submit(() -> name);
              }
            }
            Set<String> found = new HashSet<>();
            for (String name : names) {
              // BUG: Diagnostic contains: 'done' does not get a task each time
              found.add(name + done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void oneOfSeveralTestsHolds() {
    for (String test :
        new String[] {
          "if (open.test(name)) { done.submit(() -> 1); } else if (shut.test(name)) { SUBMIT }",
          "if (open.test(name)) { done.submit(() -> 1); continue; } if (shut.test(name)) { SUBMIT }",
          "switch (name) { case \"a\": done.submit(() -> 1); break; case \"b\": SUBMIT }",
          "if (name == null) { continue; } SUBMIT",
        }) {
      compile(
          """
          class A {
            void all(Executor pool, List<String> names, Predicate<String> open, Predicate<String> shut)
                throws Exception {
              CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
              for (String name : names) {
                TEST
              }
              for (int i = 0; i < names.size(); i++) {
                System.out.println(done.take().get());
              }
            }
          }
          """
              .replace("TEST", test.replace("SUBMIT", "done.submit(() -> 2);"))
              .replace("Predicate", "java.util.function.Predicate"));
    }
  }

  @Test
  void noneOfSeveralTestsHolds() {
    compile(
        """
        class A {
          void some(Executor pool, List<String> names, Set<String> open, Set<String> shut)
              throws Exception {
            CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              if (open.contains(name)) {
                done.submit(() -> 1);
              } else if (shut.contains(name)) {
                done.submit(() -> 2);
              } else {
                System.out.println("neither " + name);
              }
            }
            for (int i = 0; i < names.size(); i++) {
              // BUG: Diagnostic contains: 'done' does not get a task each time
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void submittedByStream() {
    compile(
        """
        class A {
          void all(Executor pool, List<String> names) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            System.out.println(names.stream().map(name -> done.submit(() -> name)).toList());
            for (int i = 0; i < names.size(); i++) {
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void skippedByContinue() {
    compile(
        """
        class A {
          void skipped(Executor pool, String[] names) throws InterruptedException {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (int i = 0; i < names.length; i++) {
              String name = names[i];
              if (name.isEmpty()) {
                continue;
              }
              done.submit(() -> name);
            }
            for (int i = 0; i < names.length; i++) {
              try {
                // BUG: Diagnostic contains: 'done' does not get a task each time
                System.out.println(done.take().get());
              } catch (ExecutionException e) {
                System.out.println(e.getCause());
              }
            }
          }
        }
        """);
  }

  @Test
  void filteredByStream() {
    compile(
        """
        class A {
          void filtered(Executor pool, List<String> names) throws Exception {
            CompletionService<String> results = new ExecutorCompletionService<>(pool);
            List<String> wanted = names.stream().filter(n -> n.length() > 1).toList();
            for (String name : wanted) {
              results.submit(() -> name);
            }
            for (int i = 0; i < names.size(); i++) {
              // BUG: Diagnostic contains: 'results' does not get a task each time
              System.out.println(results.take().get());
            }
          }
        }
        """);
  }

  @Test
  void submittedByForEach() {
    compile(
        """
        class A {
          void some(Executor pool, List<String> names) throws Exception {
            CompletionService<String> results = new ExecutorCompletionService<>(pool);
            names.stream().filter(n -> n.length() > 1).forEach(n -> results.submit(() -> n));
            for (int i = 0; i < names.size(); i++) {
              // BUG: Diagnostic contains: 'results' does not get a task each time
              System.out.println(results.take().get());
            }
          }

          void all(Executor pool, List<String> names) throws Exception {
            CompletionService<String> results = new ExecutorCompletionService<>(pool);
            names.forEach(n -> results.submit(() -> n));
            for (int i = 0; i < names.size(); i++) {
              System.out.println(results.take().get());
            }
          }
        }
        """);
  }

  @Test
  void takesForEver() {
    compile(
        """
        class A {
          void endless(Executor pool, List<String> names) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              done.submit(() -> name);
            }
            while (true) {
              // BUG: Diagnostic contains: 'done' does not get a task each time
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void oneBatchTooMany() {
    compile(
        """
        class A {
          void batches(Executor pool, List<List<String>> batches) throws Exception {
            for (List<String> batch : batches) {
              CompletionService<String> done = new ExecutorCompletionService<>(pool);
              for (String name : batch) {
                if (!name.isEmpty()) {
                  done.submit(() -> name);
                }
              }
              for (int i = 0; i < batch.size(); i++) {
                // BUG: Diagnostic contains: 'done' does not get a task each time
                System.out.println(done.take().get());
              }
            }
          }
        }
        """);
  }

  @Test
  void moreThanSubmitted() {
    compile(
        """
        class A {
          void three(Executor pool) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            done.submit(() -> "left");
            done.submit(() -> "right");
            for (int i = 0; i < 3; i++) {
              // BUG: Diagnostic contains: 'done' gets 2 tasks, and more results are taken
              System.out.println(done.take().get());
            }
          }

          String pair(Executor pool, boolean both) throws Exception {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            if (both) {
              done.submit(() -> "left");
            }
            String first = done.take().get();
            // BUG: Diagnostic contains: 'done' gets 1 task, and more results are taken
            return first + done.take().get();
          }
        }
        """);
  }

  @Test
  void throwsIfAllFailed() {
    compile(
        """
        class A {
          native String load(String url) throws java.io.IOException;

          String allFailedThrows(Executor pool, List<String> urls) throws Exception {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            for (String url : urls) {
              race.submit(() -> load(url));
            }
            int failed = 0;
            while (true) {
              try {
                return race.take().get();
              } catch (java.util.concurrent.ExecutionException e) {
                if (++failed == urls.size()) {
                  throw e;
                }
              }
            }
          }
        }
        """);
  }

  @Test
  void helperThrowsIfAllFailed() {
    compile(
        """
        class A {
          private int left;

          String helperThrows(Executor pool, List<String> urls) throws Exception {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            for (String url : urls) {
              race.submit(() -> load(url));
            }
            left = urls.size();
            while (true) {
              try {
                return race.take().get();
              } catch (java.util.concurrent.ExecutionException e) {
                failed(e);
              }
            }
          }

          private void failed(Exception cause) {
            if (--left == 0) {
              throw new IllegalStateException(cause);
            }
          }

          private String load(String url) throws java.io.IOException {
            throw new java.io.IOException(url);
          }
        }
        """);
  }

  @Test
  void callsThatNeverFail() {
    compile(
        """
        class A {
          native String guess(String url);

          String neverFails(Executor pool, List<String> urls) throws Exception {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            for (String url : urls) {
              race.submit(() -> guess(url));
            }
            while (true) {
              try {
                return race.take().get();
              } catch (java.util.concurrent.ExecutionException e) {
                System.out.println("broken " + e);
              }
            }
          }
        }
        """);
  }

  @Test
  void countsPending() {
    compile(
        """
        class A {
          native String load(String url) throws java.io.IOException;

          String pending(Executor pool, List<String> urls) throws Exception {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            int pending = 0;
            for (String url : urls) {
              race.submit(() -> load(url));
              pending++;
            }
            while (pending > 0) {
              try {
                return race.take().get();
              } catch (java.util.concurrent.ExecutionException e) {
                pending--;
              }
            }
            return "none";
          }
        }
        """);
  }

  @Test
  void retriesFailures() {
    compile(
        """
        class A {
          native String load(String url) throws java.io.IOException;

          String retried(Executor pool, List<String> urls) throws Exception {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            for (String url : urls) {
              race.submit(() -> load(url));
            }
            while (true) {
              try {
                return race.take().get();
              } catch (java.util.concurrent.ExecutionException e) {
                race.submit(() -> load("again"));
              }
            }
          }
        }
        """);
  }

  @Test
  void fallsBack() {
    compile(
        """
        class A {
          native String load(String url) throws java.io.IOException;

          native String guess(String url);

          String fallback(Executor pool, List<String> urls) throws Exception {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            for (String url : urls) {
              race.submit(() -> load(url));
            }
            race.submit(() -> guess("cached"));
            while (true) {
              try {
                return race.take().get();
              } catch (java.util.concurrent.ExecutionException e) {
                System.out.println("failed " + e);
              }
            }
          }
        }
        """);
  }

  @Test
  void leavesAtFirstFailure() {
    compile(
        """
        class A {
          native String load(String url) throws java.io.IOException;

          String firstFailure(Executor pool, List<String> urls) throws InterruptedException {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            for (String url : urls) {
              race.submit(() -> load(url));
            }
            while (true) {
              try {
                return race.take().get();
              } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException(e);
              }
            }
          }
        }
        """);
  }

  @Test
  void limitedTakes() {
    compile(
        """
        class A {
          native String load(String url) throws java.io.IOException;

          String limited(Executor pool, List<String> urls) throws InterruptedException {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            for (String url : urls) {
              race.submit(() -> load(url));
            }
            for (int i = 0; i < urls.size(); i++) {
              try {
                return race.take().get();
              } catch (java.util.concurrent.ExecutionException e) {
                System.out.println("slow " + e);
              }
            }
            return "timeout";
          }
        }
        """);
  }

  @Test
  void returnsAtFirstSuccess() {
    compile(
        """
        class A {
          native String load(String url) throws java.io.IOException;

          String returned(Executor pool, List<String> urls) throws InterruptedException {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            for (String url : urls) {
              race.submit(() -> load(url));
            }
            while (true) {
              try {
                // BUG: Diagnostic contains: until a task of 'race' succeeds; when all of them have failed
                return race.take().get();
              } catch (java.util.concurrent.ExecutionException e) {
                System.out.println("refused " + e);
              }
            }
          }
        }
        """);
  }

  @Test
  void assignsFirstSuccess() {
    compile(
        """
        class A {
          native String load(String url) throws java.io.IOException;

          String assigned(Executor pool, List<String> urls) throws InterruptedException {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            urls.size();
            for (String url : urls) {
              race.submit(() -> load(url));
            }
            String first = null;
            while (first == null) {
              try {
                // BUG: Diagnostic contains: until a task of 'race' succeeds
                java.util.concurrent.Future<String> done = race.take();
                first = done.get();
              } catch (java.util.concurrent.ExecutionException e) {
                System.out.println("lost " + e);
              }
            }
            return first;
          }
        }
        """);
  }

  @Test
  void breaksAtFirstSuccess() {
    compile(
        """
        class A {
          native String load(String url) throws java.io.IOException;

          String left(Executor pool) throws InterruptedException {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            race.submit(() -> load("east"));
            race.submit(() -> load("west"));
            String answer;
            for (; ; ) {
              try {
                // BUG: Diagnostic contains: until a task of 'race' succeeds
                answer = race.take().get();
                break;
              } catch (java.util.concurrent.ExecutionException e) {
                continue;
              }
            }
            return answer;
          }
        }
        """);
  }

  @Test
  void flagsFirstSuccess() {
    compile(
        """
        class A {
          native String load(String url) throws java.io.IOException;

          String flagged(Executor pool, List<String> urls) throws InterruptedException {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            for (String url : urls) {
              race.submit(() -> load(url));
            }
            boolean found = false;
            String page = "";
            while (!found) {
              try {
                // BUG: Diagnostic contains: until a task of 'race' succeeds
                page = race.take().get();
                found = true;
              } catch (java.util.concurrent.ExecutionException e) {
                System.out.println("down " + e);
              }
            }
            return page;
          }
        }
        """);
  }

  @Test
  void interruptedWhenAllIsShown() {
    compile(
        """
        class A implements AutoCloseable {
          private final Executor pool;
          private final Thread display = new Thread(this::show);

          A(Executor pool) {
            this.pool = pool;
            display.start();
          }

          private void show() {
            CompletionService<String> done = new ExecutorCompletionService<>(pool);
            done.submit(() -> "north");
            try {
              while (true) {
                System.out.println(done.take().get());
              }
            } catch (InterruptedException | ExecutionException e) {
              System.out.println(e);
            }
          }

          @Override
          public void close() {
            display.interrupt();
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            CompletionServiceTakeWithoutTask.class, CompletionServiceTakeWithoutTaskTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", HEADER + source)
        .doTest();
  }

  @Test
  void taskThatFailsForSomeArgumentsOnly() {
    CompilationTestHelper.newInstance(CompletionServiceTakeWithoutTask.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.List;
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.ExecutorCompletionService;
            import java.util.concurrent.ExecutorService;

            class A {
              String get(ExecutorService pool) throws InterruptedException {
                CompletionService<String> copies = new ExecutorCompletionService<>(pool);
                for (String mirror : List.of("eu", "local")) {
                  copies.submit(() -> fetch(mirror));
                }
                String copy = null;
                while (copy == null) {
                  try {
                    copy = copies.take().get();
                  } catch (ExecutionException e) {
                    System.out.println(e);
                  }
                }
                return copy;
              }

              private static String fetch(String mirror) throws IOException {
                if (!mirror.equals("local")) {
                  throw new IOException("no network");
                }
                return mirror;
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskThatOftenCannotFail() {
    compile(
        """
        class A {
          String neverAll(Executor pool, List<String> names) throws InterruptedException {
            CompletionService<String> race = new ExecutorCompletionService<>(pool);
            for (String name : names) {
              race.submit(() -> read(name));
            }
            while (true) {
              try {
                return race.take().get();
              } catch (ExecutionException e) {
                System.out.println(e.getCause());
              }
            }
          }

          private static String read(String name) throws java.io.IOException {
            return name.isEmpty() ? "none" : new java.io.FileReader(name).read() + "";
          }
        }
        """);
  }

  @Test
  void callChangesWhatWasTested() {
    CompilationTestHelper.newInstance(CompletionServiceTakeWithoutTask.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.List;
            import java.util.concurrent.CompletionService;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.ExecutorCompletionService;
            import java.util.concurrent.ExecutorService;

            class A {
              private boolean failed;

              String get(ExecutorService pool, List<java.util.concurrent.Callable<String>> tasks)
                  throws InterruptedException {
                if (failed) {
                  return "offline";
                }
                CompletionService<String> copies = new ExecutorCompletionService<>(pool);
                copies.submit(() -> fetch(List.of("eu")));
                String copy = null;
                while (copy == null) {
                  try {
                    copy = copies.take().get();
                  } catch (ExecutionException e) {
                    onFailure();
                    if (failed) {
                      copy = "none";
                    }
                  }
                }
                return copy;
              }

              private void onFailure() {
                failed = true;
              }

              private static String fetch(List<String> mirrors) throws IOException {
                return new java.io.FileReader(mirrors.get(0)).read() + "";
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneOfTheTasksNeverFails() {
    for (String fallback :
        new String[] {"return \"none\";", "return new java.io.FileReader(\"a\").read() + \"\";"}) {
      boolean reads = fallback.contains("FileReader");
      CompilationTestHelper helper =
          CompilationTestHelper.newInstance(CompletionServiceTakeWithoutTask.class, getClass())
              .setArgs("-XDcompilePolicy=simple")
              .addSourceLines(
                  "A.java",
                  """
                  import java.io.IOException;
                  import java.util.List;
                  import java.util.concurrent.CompletionService;
                  import java.util.concurrent.ExecutionException;
                  import java.util.concurrent.ExecutorCompletionService;
                  import java.util.concurrent.ExecutorService;

                  class A {
                    private interface Source {
                      String read() throws IOException;
                    }

                    private record Disk(String name) implements Source {
                      @Override
                      public String read() throws IOException {
                        return new java.io.FileReader(name).read() + "";
                      }
                    }

                    private record Fallback() implements Source {
                      @Override
                      public String read() throws IOException {
                        FALLBACK
                      }
                    }

                    String get(ExecutorService pool) throws InterruptedException {
                      CompletionService<String> race = new ExecutorCompletionService<>(pool);
                      for (Source source : List.of(new Disk("a"), new Fallback())) {
                        race.submit(() -> source.read());
                      }
                      while (true) {
                        try {
                          MARK return race.take().get();
                        } catch (ExecutionException e) {
                          System.out.println(e);
                        }
                      }
                    }
                  }
                  """
                      .replace("FALLBACK", fallback)
                      .replace("MARK", reads ? "// BUG: Diagnostic contains: race\n" : ""));
      helper.doTest();
    }
  }

  @Test
  void endlessUntilATaskFails() {
    for (boolean fails : new boolean[] {true, false}) {
      compile(
          """
          class A {
            private static int read(int number) throws Exception {
              FAIL
              return number;
            }

            void all(Executor pool) throws Exception {
              CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
              for (int i = 0; i < 3; i++) {
                int number = i;
                done.submit(() -> read(number));
              }
              while (true) {
                MARK
                System.out.println(done.take().get());
              }
            }
          }
          """
              .replace("FAIL", fails ? "if (number > 1) { throw new Exception(); }" : "")
              .replace("MARK", fails ? "" : "// BUG: Diagnostic contains: done"));
    }
  }

  @Test
  void serviceOfTheCaller() {
    for (boolean isMore : new boolean[] {true, false}) {
      compile(
          """
          class A {
            private static void copy(CompletionService<String> copies, String... files)
                throws Exception {
              for (String file : files) {
                copies.submit(() -> file);
              }
              for (int i = 0; i LESS files.length; i++) {
                MARK
                System.out.println(copies.take().get());
              }
            }

            void run(Executor pool, String... files) throws Exception {
              copy(new ExecutorCompletionService<>(pool), files);
            }
          }
          """
              .replace("LESS", isMore ? "<=" : "<")
              .replace("MARK", isMore ? "// BUG: Diagnostic contains: copies" : ""));
    }
  }

  @Test
  void asManyAsCallsSay() {
    compile(
        """
        class A {
          private static void copy(CompletionService<String> copies, String... files)
              throws Exception {
            for (String file : files) {
              copies.submit(() -> file);
            }
            for (int i = 0; i <= files.length; i++) {
              // BUG: Diagnostic contains: copies
              System.out.println(copies.take().get());
            }
          }

          void run(Executor pool, boolean all, String[] some) throws Exception {
            copy(new ExecutorCompletionService<>(pool), all ? new String[] {"a", "b"} : some);
          }
        }
        """);
  }

  @Test
  void wordsNoneOfWhichIsLeftOut() {
    compile(
        """
        class A {
          private static final List<String> WORDS = List.of("alpha", "beta");

          void lengths(Executor pool) throws Exception {
            CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
            for (String word : WORDS) {
              if (!word.isBlank()) {
                done.submit(word::length);
              }
            }
            for (int i = 0; i < WORDS.size(); i++) {
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void wordsOneOfWhichIsLeftOut() {
    compile(
        """
        class A {
          private static final List<String> WORDS = List.of("alpha", " ");

          void lengths(Executor pool) throws Exception {
            CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
            for (String word : WORDS) {
              if (!word.isBlank()) {
                done.submit(word::length);
              }
            }
            for (int i = 0; i < WORDS.size(); i++) {
              // BUG: Diagnostic contains: done
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void numbersNoneOfWhichIsLeftOut() {
    compile(
        """
        class A {
          private final int[] sizes = {3, 5};

          void squares(Executor pool) throws Exception {
            CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
            for (int size : sizes) {
              if (size > 0) {
                done.submit(() -> size * size);
              }
            }
            for (int size : sizes) {
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }

  @Test
  void numbersOneOfWhichIsLeftOut() {
    compile(
        """
        class A {
          private final int[] sizes = {3, 0};

          void squares(Executor pool) throws Exception {
            CompletionService<Integer> done = new ExecutorCompletionService<>(pool);
            for (int size : sizes) {
              if (size > 0) {
                done.submit(() -> size * size);
              }
            }
            for (int size : sizes) {
              // BUG: Diagnostic contains: done
              System.out.println(done.take().get());
            }
          }
        }
        """);
  }
}
