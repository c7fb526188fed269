package dev.watertight.paths;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.bugpatterns.AbandonedWaiter;
import dev.watertight.bugpatterns.CompletionServiceTakeWithoutTask;
import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
import dev.watertight.bugpatterns.WaitNeverEnded;
import org.junit.jupiter.api.Test;

/** Tests whose outcome other code excludes: what a loop or a task would leave out never comes. */
final class CheckedDataTest {
  private static final String REPORT =
      "// BUG: Diagnostic contains: some rounds of the loop start nobody who signals";

  private static final String COUNTED =
      """
      record Order(int pieces) {
        private static final java.util.Map<String, Integer> COUNTS = new java.util.TreeMap<>();

        static void add(String word) {
          COUNTS.merge(word, 1, Integer::sum);
        }

        static void addAll(List<Order> orders) {
          for (java.util.Map.Entry<String, Integer> count : COUNTS.entrySet()) {
            orders.add(new Order(count.getValue()));
          }
        }
      }
      """;

  @Test
  void constructorRefuses() {
    silent(
        """
        record Order(int pieces) {
          Order {
            if (pieces < 1) {
              throw new IllegalArgumentException();
            }
          }
        }
        """,
        "order.pieces() == 0");
  }

  @Test
  void constructorRefusesOtherValues() {
    reported(
        """
        record Order(int pieces) {
          Order {
            if (pieces < 0) {
              throw new IllegalArgumentException();
            }
          }
        }
        """,
        "order.pieces() == 0");
  }

  @Test
  void constructorReplaces() {
    silent(
        """
        record Order(int pieces) {
          Order {
            pieces = Math.max(1, pieces);
          }
        }
        """,
        "order.pieces() == 0");
  }

  @Test
  void constructorAsserts() {
    silent(
        """
        record Order(int pieces) {
          Order {
            assert pieces > 0;
          }
        }
        """,
        "order.pieces() < 1");
  }

  @Test
  void constructorHasAHelperRefuse() {
    silent(
        """
        final class Order {
          private final int pieces;

          Order(int pieces) {
            check(pieces);
            this.pieces = pieces;
          }

          private static void check(int number) {
            if (number <= 0) {
              throw new IllegalArgumentException();
            }
          }

          boolean isEmpty() {
            return pieces == 0;
          }
        }
        """,
        "order.isEmpty()");
  }

  @Test
  void factoryRefuses() {
    silent(
        """
        final class Order {
          final String text;

          private Order(String text) {
            this.text = text;
          }

          static Order of(String text) {
            if (text.isEmpty()) {
              throw new IllegalArgumentException();
            }
            return new Order(text);
          }
        }
        """,
        "order.text.isEmpty()");
  }

  @Test
  void oneOfTwoFactoriesRefuses() {
    reported(
        """
        final class Order {
          final String text;

          private Order(String text) {
            this.text = text;
          }

          static Order of(String text) {
            if (text.isEmpty()) {
              throw new IllegalArgumentException();
            }
            return new Order(text);
          }

          static Order read(java.util.Scanner in) {
            return new Order(in.nextLine());
          }
        }
        """,
        "order.text.isEmpty()");
  }

  @Test
  void switchRefuses() {
    silent(
        """
        enum Kind {
          NONE,
          SOME
        }

        record Order(Kind kind) {
          Order {
            switch (kind) {
              case NONE -> throw new IllegalArgumentException();
              default -> {}
            }
          }
        }
        """,
        "order.kind() == Kind.NONE");
  }

  @Test
  void otherConstantRefused() {
    reported(
        """
        enum Kind {
          NONE,
          SOME,
          ALL
        }

        record Order(Kind kind) {
          Order {
            if (kind == Kind.ALL) {
              throw new IllegalArgumentException();
            }
          }
        }
        """,
        "order.kind() == Kind.NONE");
  }

  @Test
  void nothingButNullRefused() {
    reported(
        """
        record Order(String text) {
          Order {
            java.util.Objects.requireNonNull(text);
          }
        }
        """,
        "order.text().isEmpty()");
  }

  @Test
  void nullRefused() {
    silent(
        """
        record Order(String text) {
          Order {
            java.util.Objects.requireNonNull(text);
          }
        }
        """,
        "order.text() == null");
  }

  @Test
  void otherFieldRefused() {
    reported(
        """
        record Order(String text, int pieces) {
          Order {
            if (pieces < 1) {
              throw new IllegalArgumentException();
            }
          }
        }
        """,
        "order.text().isEmpty()");
  }

  @Test
  void madeOnlyForSome() {
    silent(
        """
        record Order(int pieces) {
          static void addTo(java.util.List<Order> orders, int pieces) {
            if (pieces > 0) {
              orders.add(new Order(pieces));
            }
          }
        }
        """,
        "order.pieces() == 0");
  }

  @Test
  void othersAskButTakeAll() {
    reported(
        """
        record Order(boolean cancelled) {
          static void print(java.util.List<Order> orders) {
            for (Order order : orders) {
              if (order.cancelled()) {
                System.out.println("cancelled");
              }
            }
          }
        }
        """,
        "order.cancelled()");
  }

  @Test
  void constructorRefusesWhatIsNotSubmitted() {
    compile(
        CompletionServiceTakeWithoutTask.class,
        """
        record Feed(String address) {
          Feed {
            if (address.isBlank()) {
              throw new IllegalArgumentException();
            }
          }
        }
        """,
        """
        class A {
          int load(List<Feed> feeds, Executor pool) throws Exception {
            CompletionService<Integer> loads = new ExecutorCompletionService<>(pool);
            for (Feed feed : feeds) {
              if (feed.address().isBlank()) {
                continue;
              }
              loads.submit(() -> feed.address().length());
            }
            int total = 0;
            for (int i = 0; i < feeds.size(); i++) {
              total += loads.take().get();
            }
            return total;
          }
        }
        """);
  }

  @Test
  void nobodyRefusesWhatIsNotSubmitted() {
    compile(
        CompletionServiceTakeWithoutTask.class,
        """
        record Feed(String address) {}
        """,
        """
        class A {
          int load(List<Feed> feeds, Executor pool) throws Exception {
            CompletionService<Integer> loads = new ExecutorCompletionService<>(pool);
            for (Feed feed : feeds) {
              if (feed.address().isBlank()) {
                continue;
              }
              loads.submit(() -> feed.address().length());
            }
            int total = 0;
            for (int i = 0; i < feeds.size(); i++) {
              // BUG: Diagnostic contains: does not get a task each time
              total += loads.take().get();
            }
            return total;
          }
        }
        """);
  }

  @Test
  void elementsAreRefused() {
    compile(
        WaitNeverEnded.class,
        """

        """,
        """
        class A {
          private final List<String> names;

          A(List<String> names) {
            for (String name : names) {
              if (name.isBlank()) {
                throw new IllegalArgumentException();
              }
            }
            this.names = List.copyOf(names);
          }

          void print() throws InterruptedException {
            CountDownLatch latch = new CountDownLatch(names.size());
            for (String name : names) {
              if (name.isBlank()) {
                continue;
              }
              Thread.startVirtualThread(
                  () -> {
                    System.out.println(name);
                    latch.countDown();
                  });
            }
            latch.await();
          }
        }
        """);
  }

  @Test
  void elementsAreFiltered() {
    compile(
        WaitNeverEnded.class,
        """
        record Job(boolean cancelled) {}
        """,
        """
        class A {
          void print(List<Job> all) throws InterruptedException {
            List<Job> jobs = all.stream().filter(job -> !job.cancelled()).toList();
            CountDownLatch latch = new CountDownLatch(jobs.size());
            for (Job job : jobs) {
              if (job.cancelled()) {
                continue;
              }
              Thread.startVirtualThread(
                  () -> {
                    System.out.println(job);
                    latch.countDown();
                  });
            }
            latch.await();
          }
        }
        """);
  }

  @Test
  void callerRefusesAny() {
    compile(
        WaitNeverEnded.class,
        """
        record Job(int steps) {}
        """,
        """
        class A {
          void all(List<Job> jobs) throws InterruptedException {
            if (jobs.stream().anyMatch(job -> job.steps() < 1)) {
              throw new IllegalArgumentException();
            }
            print(jobs);
          }

          private void print(List<Job> jobs) throws InterruptedException {
            CountDownLatch latch = new CountDownLatch(jobs.size());
            for (Job job : jobs) {
              if (job.steps() <= 0) {
                continue;
              }
              Thread.startVirtualThread(
                  () -> {
                    System.out.println(job);
                    latch.countDown();
                  });
            }
            latch.await();
          }
        }
        """);
  }

  @Test
  void helperOfConstructorRefuses() {
    compile(
        AbandonedWaiter.class,
        """
        record Book(List<String> pages) {
          Book {
            pages = notEmpty(pages);
          }

          static <T> List<T> notEmpty(List<T> list) {
            if (list.size() < 1) {
              throw new IllegalArgumentException();
            }
            return List.copyOf(list);
          }
        }
        """,
        """
        class A {
          private final CountDownLatch ready = new CountDownLatch(1);

          private void index(Book book) {
            if (book.pages().isEmpty()) {
              return;
            }
            System.out.println(book);
            ready.countDown();
          }

          void read(Book book) throws InterruptedException {
            new Thread(() -> index(book)).start();
            ready.await();
          }
        }
        """);
  }

  @Test
  void constructorRefusesTooMany() {
    compile(
        AbandonedWaiter.class,
        """
        record Book(List<String> pages) {
          Book {
            if (pages.size() > 1000) {
              throw new IllegalArgumentException();
            }
            pages = List.copyOf(pages);
          }
        }
        """,
        """
        class A {
          private final CountDownLatch ready = new CountDownLatch(1);

          private void index(Book book) {
            if (book.pages().isEmpty()) {
              return;
            }
            System.out.println(book);
            // BUG: Diagnostic contains: countDown() on 'ready' is skipped
            ready.countDown();
          }

          void read(Book book) throws InterruptedException {
            new Thread(() -> index(book)).start();
            ready.await();
          }
        }
        """);
  }

  @Test
  void signalUnderTheConditionThatHolds() {
    compile(
        AbandonedWaiter.class,
        """
        record Book(List<String> pages) {
          Book {
            if (pages.isEmpty()) {
              throw new IllegalArgumentException();
            }
          }
        }
        """,
        """
        class A {
          private final CountDownLatch ready = new CountDownLatch(1);

          private void index(Book book) {
            if (!book.pages().isEmpty()) {
              System.out.println(book);
              ready.countDown();
            }
          }

          void read(Book book) throws InterruptedException {
            new Thread(() -> index(book)).start();
            ready.await();
          }
        }
        """);
  }

  @Test
  void exitThatTheConstructorExcludes() {
    compile(
        HandleNotReleasedOnAllPaths.class,
        """
        record Team(List<String> players) {
          Team {
            if (players.isEmpty()) {
              throw new IllegalArgumentException();
            }
          }
        }
        """,
        """
        class A {
          int count(Team team) {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            pool.execute(() -> System.out.println(team));
            if (team.players().isEmpty()) {
              return 0;
            }
            pool.shutdown();
            return 1;
          }
        }
        """);
  }

  @Test
  void exitThatOtherMethodsHave() {
    compile(
        HandleNotReleasedOnAllPaths.class,
        """
        record Team(List<String> players) {}

        class B {
          void print(Team team) {
            if (team.players().isEmpty()) {
              return;
            }
            System.out.println(team);
          }
        }
        """,
        """
        class A {
          int count(Team team) {
            // BUG: Diagnostic contains: is not shut down when count() returns
            ExecutorService pool = Executors.newFixedThreadPool(2);
            pool.execute(() -> System.out.println(team));
            if (team.players().isEmpty()) {
              return 0;
            }
            pool.shutdown();
            return 1;
          }
        }
        """);
  }

  private static void silent(String order, String skip) {
    loop(order, skip, "");
  }

  @Test
  void factoryComputes() {
    silent(
        """
        record Order(int pieces) {
          static Order of(String text) {
            String[] parts = text.split("=", 2);
            return new Order(parts.length < 2 ? 1 : Math.abs(Integer.parseInt(parts[1])) + 1);
          }
        }
        """,
        "order.pieces() == 0");
  }

  @Test
  void factoryChoosesTheValueItself() {
    reported(
        """
        record Order(int pieces) {
          static Order of(String text) {
            String[] parts = text.split("=", 2);
            return new Order(parts.length < 2 ? 0 : Math.abs(Integer.parseInt(parts[1])) + 1);
          }
        }
        """,
        "order.pieces() == 0");
  }

  @Test
  void factoryParses() {
    reported(
        """
        record Order(int pieces) {
          static Order of(String text) {
            String[] parts = text.strip().split("=", 2);
            return new Order(Integer.parseInt(parts[1]));
          }
        }
        """,
        "order.pieces() == 0");
  }

  @Test
  void factoryComputesBoth() {
    silent(
        """
        record Order(int first, int last) {
          static Order at(int number) {
            return new Order(number * 100, number * 100 + 99);
          }
        }
        """,
        "order.first() > order.last()");
  }

  @Test
  void matchesOfAPattern() {
    silent(
        """
        record Order(String name) {
          static List<Order> of(String text) {
            return java.util.regex.Pattern.compile("\\\\w+").matcher(text).results()
                .map(java.util.regex.MatchResult::group)
                .map(match -> new Order(match))
                .toList();
          }
        }
        """,
        "order.name().isEmpty()");
  }

  @Test
  void partsOfText() {
    reported(
        """
        record Order(String name) {
          static List<Order> of(String text) {
            return java.util.stream.Stream.of(text.split(" ")).map(part -> new Order(part)).toList();
          }
        }
        """,
        "order.name().isEmpty()");
  }

  @Test
  void arithmeticOfData() {
    silent(
        """
        record Order(int pieces) {
          static Order of(int boxes) {
            return new Order(boxes * boxes);
          }
        }
        """,
        "order.pieces() < 0");
  }

  @Test
  void numbersThatAreCountedUp() {
    silent(COUNTED, "order.pieces() < 1");
  }

  @Test
  void numbersThatAreCountedFarEnough() {
    reported(COUNTED, "order.pieces() > 3");
  }

  @Test
  void factoryIsTooDeep() {
    silent(
        """
        record Order(String name) {
          static Order of(String text) {
            return new Order(m1(text));
          }

          static String m1(String text) {
            return m2(text);
          }

          static String m2(String text) {
            return m3(text);
          }

          static String m3(String text) {
            return m4(text);
          }

          static String m4(String text) {
            return m5(text);
          }

          static String m5(String text) {
            return m6(text);
          }

          static String m6(String text) {
            return m7(text);
          }

          static String m7(String text) {
            return m8(text);
          }

          static String m8(String text) {
            return m9(text);
          }

          static String m9(String text) {
            return text + "a";
          }
        }
        """,
        "order.name().isEmpty()");
  }

  @Test
  void subclassesMakeTheData() {
    silent(
        """
        abstract class Namer {
          String name(String text) {
            return text.strip();
          }
        }

        class Prefix extends Namer {
          @Override
          String name(String text) {
            return "order " + text;
          }
        }

        record Order(String name) {
          static Order of(Namer namer, String text) {
            return new Order(namer.name(text));
          }
        }
        """,
        "order.name().isEmpty()");
  }

  @Test
  void countsThatAreObjects() {
    silent(COUNTED.replace("record Order(int", "record Order(Integer"), "order.pieces() < 1");
  }

  @Test
  void countsThatAreObjectsFarEnough() {
    reported(COUNTED.replace("record Order(int", "record Order(Integer"), "order.pieces() > 3");
  }

  @Test
  void numbersCountedByAnObject() {
    silent(
        """
        record Order(int pieces) {
          private static final java.util.concurrent.atomic.AtomicInteger LAST =
              new java.util.concurrent.atomic.AtomicInteger();

          static Order next() {
            return new Order(LAST.getAndIncrement());
          }
        }
        """,
        "order.pieces() < 0");
  }

  @Test
  void constantsOnly() {
    silent(
        """
        record Order(int pieces) {
          static List<Order> all() {
            return List.of(new Order(3), new Order(5));
          }
        }
        """,
        "order.pieces() < 0");
  }

  @Test
  void oneOfTheConstants() {
    reported(
        """
        record Order(int pieces) {
          static List<Order> all() {
            return List.of(new Order(3), new Order(-5));
          }
        }
        """,
        "order.pieces() < 0");
  }

  private static void reported(String order, String skip) {
    loop(order, skip, REPORT);
  }

  private static void loop(String order, String skip, String report) {
    compile(
        WaitNeverEnded.class,
        order,
        """
        class A {
          void print(List<Order> orders) throws InterruptedException {
            CountDownLatch latch = new CountDownLatch(orders.size());
            for (Order order : orders) {
              if (%s) {
                continue;
              }
              Thread.startVirtualThread(
                  () -> {
                    System.out.println(order);
                    latch.countDown();
                  });
            }
            %s
            latch.await();
          }
        }
        """
            .formatted(skip, report));
  }

  private static void compile(Class<? extends BugChecker> check, String types, String code) {
    CompilationTestHelper.newInstance(check, CheckedDataTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.*;

            """
                + code
                + types)
        .doTest();
  }
}
