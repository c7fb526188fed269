package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Signals that are given in some cases only, and what callers say of those. */
final class AbandonedWaiterChoicesTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void completedInSomeCasesOnly() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private CompletableFuture<String> ask(String kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                switch (kind) {
                  case "name":
                    // BUG: Diagnostic contains: skipped when line 18 returns; join() on line 22 then waits for ever
                    answer.complete("A");
                    break;
                  case "size":
                    answer.complete("B");
                    break;
                  default:
                    System.out.println("unknown " + kind);
                }
                return answer;
              }

              void print(Scanner in) {
                System.out.println(ask(in.next()).join());
              }
            }
            """)
        .doTest();
  }

  @Test
  void constantThatNoCaseNames() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private CompletableFuture<String> ask(String kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                switch (kind) {
                  case "name":
                    // BUG: Diagnostic contains: waits for ever
                    answer.complete("A");
                    break;
                  case "size":
                    answer.complete("B");
                    break;
                  default:
                    System.out.println("unknown " + kind);
                }
                return answer;
              }

              public static void main(String[] args) {
                A a = new A();
                System.out.println(a.ask("name").join());
                System.out.println(a.ask("weight").join());
              }
            }
            """)
        .doTest();
  }

  @Test
  void constantsThatCasesName() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private CompletableFuture<String> ask(String kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                switch (kind) {
                  case "name":
                    answer.complete("A");
                    break;
                  case "size":
                    answer.complete("B");
                    break;
                  default:
                    System.out.println("unknown " + kind);
                }
                return answer;
              }

              public static void main(String[] args) {
                A a = new A();
                for (String kind : List.of("name", "size")) {
                  System.out.println(a.ask(kind).join());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void constantThatIsTestedFor() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private CompletableFuture<String> ask(String kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                if (kind.equals("name")) {
                  answer.complete("A");
                }
                return answer;
              }

              public static void main(String[] args) {
                System.out.println(new A().ask("name").join());
              }
            }
            """)
        .doTest();
  }

  @Test
  void constantsOfAnArrayThatAreTestedFor() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private CompletableFuture<String> ask(String kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                if (kind.equals("name")) {
                  answer.complete("A");
                }
                return answer;
              }

              private static final String[] KINDS = {"name"};

              public static void main(String[] args) {
                Arrays.stream(KINDS).forEach(kind -> System.out.println(new A().ask(kind).join()));
              }
            }
            """)
        .doTest();
  }

  @Test
  void casesForAllConstants() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              enum Kind {
                NAME,
                SIZE
              }

              private CompletableFuture<String> ask(Kind kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                switch (kind) {
                  case NAME:
                    answer.complete("A");
                    break;
                  case SIZE:
                    answer.complete("B");
                    break;
                }
                return answer;
              }

              void print(Kind kind) {
                System.out.println(ask(kind).join());
              }
            }
            """)
        .doTest();
  }

  @Test
  void caseThatFallsThrough() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private CompletableFuture<String> ask(String kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                switch (kind) {
                  case "name":
                    System.out.println("name");
                  case "size":
                    answer.complete("B");
                    break;
                  default:
                    break;
                }
                return answer;
              }

              public static void main(String[] args) {
                System.out.println(new A().ask("name").join());
              }
            }
            """)
        .doTest();
  }

  @Test
  void askedForByWhoGetsIt() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private CompletableFuture<String> ask(String kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                if (kind.equals("name")) {
                  answer.complete("A");
                }
                return answer;
              }

              void print(Scanner in) {
                CompletableFuture<String> answer = ask(in.next());
                if (answer.isDone()) {
                  System.out.println(answer.join());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void returnsAnother() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private CompletableFuture<String> ask(String kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                if (kind.isEmpty()) {
                  return CompletableFuture.completedFuture("none");
                }
                answer.complete(kind);
                return answer;
              }

              void print(Scanner in) {
                System.out.println(ask(in.next()).join());
              }
            }
            """)
        .doTest();
  }

  @Test
  void waitedForWhereItIsCompletedOnly() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private CompletableFuture<String> ask(String kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                if (kind.startsWith("a")) {
                  answer.complete(kind);
                  print(answer);
                }
                return answer;
              }

              private void print(CompletableFuture<String> answer) {
                System.out.println(answer.join());
              }

              void print(Scanner in) {
                ask(in.next());
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptForLater() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final List<CompletableFuture<String>> open = new ArrayList<>();

              private CompletableFuture<String> ask(String kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                if (kind.startsWith("a")) {
                  answer.complete(kind);
                } else {
                  open.add(answer);
                }
                return answer;
              }

              void end() {
                open.forEach(answer -> answer.complete("none"));
              }

              void print(Scanner in) {
                System.out.println(ask(in.next()).join());
              }
            }
            """)
        .doTest();
  }

  @Test
  void callerAsksForTheSame() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private CompletableFuture<String> ask(String kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                if (kind.startsWith("a")) {
                  answer.complete(kind);
                }
                return answer;
              }

              void print(Scanner in) {
                String kind = in.next();
                if (kind.startsWith("a")) {
                  System.out.println(ask(kind).join());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void taskThatCompletesInOneCase() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              enum Kind {
                NAME,
                SIZE
              }

              CompletableFuture<String> ask(Kind kind) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                new Thread(
                        () -> {
                          switch (kind) {
                            // BUG: Diagnostic contains: join() on line 26 then waits for ever
                            case NAME -> answer.complete("A");
                            case SIZE -> System.out.println("size");
                          }
                        })
                    .start();
                return answer;
              }

              void print() {
                for (Kind kind : Kind.values()) {
                  System.out.println(ask(kind).join());
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void statusOfWhichNobodyIsTold() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              enum Status {
                OK,
                ERROR,
                MOVED
              }

              record Reply(int id, Status status, String text) {}

              private final Map<Integer, CompletableFuture<String>> open = new ConcurrentHashMap<>();
              private final BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
              private int next;

              private String call() throws Exception {
                CompletableFuture<String> promise = new CompletableFuture<>();
                int id = next++;
                open.put(id, promise);
                requests.add(id);
                return promise.get();
              }

              void start() {
                new Thread(this::run).start();
              }

              private void run() {
                try {
                  while (true) {
                    on(reply(requests.take()));
                  }
                } catch (InterruptedException e) {
                  return;
                }
              }

              private static Reply reply(int id) {
                return new Reply(id, id % 2 == 0 ? Status.OK : Status.MOVED, "text");
              }

              private void on(Reply reply) {
                CompletableFuture<String> promise = open.remove(reply.id());
                if (promise == null) {
                  return;
                }
                switch (reply.status()) {
                  // BUG: Diagnostic contains: get() on line 22 then waits for ever
                  case OK -> promise.complete(reply.text());
                  case ERROR -> promise.completeExceptionally(new IllegalStateException());
                  case MOVED -> System.out.println("moved");
                }
              }

              void print() throws Exception {
                start();
                System.out.println(call());
              }
            }
            """)
        .doTest();
  }

  @Test
  void statusThatComesWithoutRequest() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              enum Status {
                OK,
                ERROR,
                MOVED
              }

              record Reply(int id, Status status, String text) {}

              private final Map<Integer, CompletableFuture<String>> open = new ConcurrentHashMap<>();
              private final BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
              private int next;

              private String call() throws Exception {
                CompletableFuture<String> promise = new CompletableFuture<>();
                int id = next++;
                open.put(id, promise);
                requests.add(id);
                return promise.get();
              }

              void start() {
                new Thread(this::run).start();
              }

              private void run() {
                try {
                  while (true) {
                    on(reply(requests.take()));
                  }
                } catch (InterruptedException e) {
                  return;
                }
              }

              private static Reply reply(int id) {
                return new Reply(id, id % 2 == 0 ? Status.OK : Status.MOVED, "text");
              }

              private void on(Reply reply) {
                CompletableFuture<String> promise = open.remove(reply.id());
                switch (reply.status()) {
                  case OK -> promise.complete(reply.text());
                  case ERROR -> promise.completeExceptionally(new IllegalStateException());
                  case MOVED -> System.out.println("moved");
                }
              }

              void print() throws Exception {
                start();
                System.out.println(call());
              }
            }
            """)
        .doTest();
  }

  @Test
  void statusThatKeepsTheRequest() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              enum Status {
                OK,
                ERROR,
                MOVED
              }

              record Reply(int id, Status status, String text) {}

              private final Map<Integer, CompletableFuture<String>> open = new ConcurrentHashMap<>();
              private final BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
              private int next;

              private String call() throws Exception {
                CompletableFuture<String> promise = new CompletableFuture<>();
                int id = next++;
                open.put(id, promise);
                requests.add(id);
                return promise.get();
              }

              void start() {
                new Thread(this::run).start();
              }

              private void run() {
                try {
                  while (true) {
                    on(reply(requests.take()));
                  }
                } catch (InterruptedException e) {
                  return;
                }
              }

              private static Reply reply(int id) {
                return new Reply(id, id % 2 == 0 ? Status.OK : Status.MOVED, "text");
              }

              private void on(Reply reply) {
                CompletableFuture<String> promise = open.remove(reply.id());
                if (promise == null) {
                  return;
                }
                switch (reply.status()) {
                  case OK -> promise.complete(reply.text());
                  case ERROR -> promise.completeExceptionally(new IllegalStateException());
                  case MOVED -> open.put(reply.id(), promise);
                }
              }

              void print() throws Exception {
                start();
                System.out.println(call());
              }
            }
            """)
        .doTest();
  }

  @Test
  void statusThatNobodySends() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              enum Status {
                OK,
                ERROR,
                MOVED
              }

              record Reply(int id, Status status, String text) {}

              private final Map<Integer, CompletableFuture<String>> open = new ConcurrentHashMap<>();
              private final BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
              private int next;

              private String call() throws Exception {
                CompletableFuture<String> promise = new CompletableFuture<>();
                int id = next++;
                open.put(id, promise);
                requests.add(id);
                return promise.get();
              }

              void start() {
                new Thread(this::run).start();
              }

              private void run() {
                try {
                  while (true) {
                    on(reply(requests.take()));
                  }
                } catch (InterruptedException e) {
                  return;
                }
              }

              private static Reply reply(int id) {
                return new Reply(id, Status.OK, "text");
              }

              private void on(Reply reply) {
                CompletableFuture<String> promise = open.remove(reply.id());
                if (promise == null) {
                  return;
                }
                switch (reply.status()) {
                  case OK -> promise.complete(reply.text());
                  case ERROR -> promise.completeExceptionally(new IllegalStateException());
                  case MOVED -> System.out.println("moved");
                }
              }

              void print() throws Exception {
                start();
                System.out.println(call());
              }
            }
            """)
        .doTest();
  }

  @Test
  void constantThatSkipsTheSignalComesWithoutTheWait() {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.concurrent.CountDownLatch;

            /** Mail that is posted, or delivered by a courier, for whom the sender waits. */
            public class Ok {
              static final class Parcel implements Runnable {
                private final String kind;
                private final String content;
                private final CountDownLatch delivered = new CountDownLatch(1);

                Parcel(String kind, String content) {
                  this.kind = kind;
                  this.content = content;
                }

                @Override
                public void run() {
                  System.out.println("carrying " + content.length());
                  if (kind.equals("courier")) {
                    delivered.countDown();
                  }
                }
              }

              static final class Office {
                private void ship(String kind, String content, boolean receipt) throws InterruptedException {
                  Parcel parcel = new Parcel(kind, content);
                  new Thread(parcel, "carrier").start();
                  if (receipt) {
                    parcel.delivered.await();
                    System.out.println("receipt for " + content);
                  }
                }

                void post(String content) throws InterruptedException {
                  ship("post", content, false);
                }

                void send(String content) throws InterruptedException {
                  ship("courier", content, true);
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Office office = new Office();
                office.post("a letter");
                office.send("a contract");
              }
            }
            """)
        .doTest();
  }

  @Test
  void constantThatSkipsTheSignalComesWithTheWait() {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.concurrent.CountDownLatch;

            /** Mail that is posted, or delivered by a courier, for whom the sender waits. */
            public class Ok {
              static final class Parcel implements Runnable {
                private final String kind;
                private final String content;
                private final CountDownLatch delivered = new CountDownLatch(1);

                Parcel(String kind, String content) {
                  this.kind = kind;
                  this.content = content;
                }

                @Override
                public void run() {
                  System.out.println("carrying " + content.length());
                  if (kind.equals("courier")) {
                    // BUG: Diagnostic contains: waits for ever
                    delivered.countDown();
                  }
                }
              }

              static final class Office {
                private void ship(String kind, String content) throws InterruptedException {
                  Parcel parcel = new Parcel(kind, content);
                  new Thread(parcel, "carrier").start();
                  parcel.delivered.await();
                  System.out.println("receipt for " + content);
                }

                void post(String content) throws InterruptedException {
                  ship("post", content);
                }

                void send(String content) throws InterruptedException {
                  ship("courier", content);
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Office office = new Office();
                office.post("a letter");
                office.send("a contract");
              }
            }
            """)
        .doTest();
  }

  @Test
  void callerHasAskedAMethodForTheSameData() {
    CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.ArrayList;
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.concurrent.CompletableFuture;

            /** A directory that answers what it knows at once; what it does not know it asks nobody. */
            public class Ok {
              static final class Directory {
                private final Map<String, String> known = new HashMap<>();

                void add(String name, String address) {
                  known.put(name, address);
                }

                boolean knows(String name) {
                  return known.containsKey(name);
                }

                CompletableFuture<String> lookup(String name) {
                  CompletableFuture<String> found = new CompletableFuture<>();
                  String address = known.get(name);
                  if (address != null) {
                    found.complete(address);
                  }
                  return found;
                }
              }

              static final class Mailer {
                private final Directory directory;
                private final List<String> bounced = new ArrayList<>();

                Mailer(Directory directory) {
                  this.directory = directory;
                }

                void send(String name) {
                  if (!directory.knows(name)) {
                    bounced.add(name);
                    return;
                  }
                  System.out.println("to " + directory.lookup(name).join());
                }
              }

              public static void main(String[] args) {
                Directory directory = new Directory();
                directory.add("ann", "ann@example.org");
                Mailer mailer = new Mailer(directory);
                mailer.send("ann");
                mailer.send("bob");
                System.out.println("bounced " + mailer.bounced);
              }
            }
            """)
        .doTest();
  }

  @Test
  void noWaitFollowsWhereTheConstantIsSaidThatSkipsTheSignal() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;

            class A {
              static final class Parcel implements Runnable {
                final String kind;
                final CountDownLatch delivered = new CountDownLatch(1);

                Parcel(String kind) {
                  this.kind = kind;
                }

                @Override
                public void run() {
                  if (kind.equals("courier")) {
                    delivered.countDown();
                  }
                }
              }

              void post() {
                new Thread(new Parcel("post")).start();
              }

              void send() throws InterruptedException {
                Parcel parcel = new Parcel("courier");
                new Thread(parcel).start();
                parcel.delivered.await();
              }
            }
            """)
        .doTest();
  }
}
