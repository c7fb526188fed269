package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Channels in fields that a method fills before it empties them itself. */
final class SendWithoutReceiverFieldsTest {
  private static CompilationTestHelper helper(String report, String more) {
    return CompilationTestHelper.newInstance(
            SendWithoutReceiver.class, SendWithoutReceiverFieldsTest.class)
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.*;

            class A {
              private final BlockingQueue<String> buffer = new ArrayBlockingQueue<>(3);

              void write(List<String> rows) throws InterruptedException {
                for (String row : rows) {
                  %s
                  buffer.put(row);
                }
                %s
            }
            """
                .formatted(report, more));
  }

  @Test
  void sameMethodEmptiesItLater() {
    helper(
            "// BUG: Diagnostic contains: Only this thread itself receives from 'buffer'",
            "buffer.drainTo(new ArrayList<>());\n  }")
        .doTest();
  }

  @Test
  void helperOfTheMethodEmptiesItLater() {
    helper(
            "// BUG: Diagnostic contains: Only this thread itself receives from 'buffer'",
            "empty();\n"
                + "  }\n\n"
                + "  private void empty() {\n"
                + "    buffer.drainTo(new ArrayList<>());\n"
                + "  }")
        .doTest();
  }

  @Test
  void anotherMethodMayEmptyIt() {
    helper(
            "",
            """
            buffer.drainTo(new ArrayList<>());
              }

              void empty() {
                buffer.clear();
              }
            """)
        .doTest();
  }

  @Test
  void threadEmptiesItToo() {
    helper(
            "",
            """
            buffer.drainTo(new ArrayList<>());
              }

              void start() {
                new Thread(buffer::clear).start();
              }
            """)
        .doTest();
  }

  @Test
  void sameMethodEmptiesItInPiecesLater() {
    helper(
            "// BUG: Diagnostic contains: Only this thread itself receives from 'buffer'",
            "List<String> some = new ArrayList<>();\n"
                + "    while (buffer.drainTo(some, 3) > 0) {\n"
                + "      some.clear();\n"
                + "    }\n  }")
        .doTest();
  }

  @Test
  void othersRelyOnTheStart() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;

            class A {
              private final BlockingQueue<String> jobs = new ArrayBlockingQueue<>(4);
              private Thread worker;

              void start() throws InterruptedException {
                jobs.put("all");
                worker = new Thread(this::work);
                worker.start();
              }

              private void work() {
                try {
                  while (true) {
                    System.out.println(jobs.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void add(String job) throws InterruptedException {
                if (worker == null) {
                  throw new IllegalStateException("not started");
                }
                jobs.put(job);
              }
            }
            """)
        .doTest();
  }

  @Test
  void receivedByFunctionOfEachValueOfMap() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              private final Map<String, BlockingQueue<String>> lanes = new TreeMap<>();

              A(List<String> names) {
                for (String name : names) {
                  lanes.put(name, new SynchronousQueue<>());
                }
                new Thread(() -> lanes.values().stream().map(lane -> next(lane)).forEach(System.out::println)).start();
              }

              private static String next(BlockingQueue<String> lane) {
                try {
                  return lane.take();
                } catch (InterruptedException e) {
                  return "";
                }
              }

              void send(String name, String letter) throws InterruptedException {
                lanes.get(name).put(letter);
              }
            }
            """)
        .doTest();
  }

  /** A constructor that fills a queue, perhaps after something else. */
  private static void constructor(String before, String report, int room) {
    constructor("", before, "new Thread(this::play)", report, room);
  }

  private static void constructor(
      String field, String before, String thread, String report, int room) {
    CompilationTestHelper.newInstance(
            SendWithoutReceiver.class, SendWithoutReceiverFieldsTest.class)
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.*;

            class A {
              private final BlockingQueue<String> songs = new ArrayBlockingQueue<>(%d);
              %s

              A() throws InterruptedException {
                %s
                for (String song : List.of("intro", "theme", "jingle")) {
                  // %s
                  songs.put(song);
                }
              }

              void start() {
                %s.start();
              }

              private void play() {
                try {
                  for (int i = 0; i < 3; i++) {
                    System.out.println(songs.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                new A().start();
              }
            }
            """
                .formatted(room, field, before, report, thread))
        .doTest();
  }

  @Test
  void constructorFillsItBeforeAnybodyIsStarted() {
    constructor("", "BUG: Diagnostic contains: receives from 'songs' is started later", 2);
  }

  @Test
  void threadMadeBeforeAndStartedLater() {
    constructor(
        "private final Thread player = new Thread(this::play);",
        "",
        "player",
        "BUG: Diagnostic contains: receives from 'songs' is started later",
        2);
  }

  @Test
  void threadMadeBeforeAndStartedFirst() {
    constructor(
        "private final Thread player = new Thread(this::play);", "start();", "player", "", 2);
  }

  @Test
  void constructorPutsNoMoreThanItHolds() {
    constructor("", "", 3);
  }

  @Test
  void constructorStartsTheReceiverFirst() {
    constructor("start();", "", 2);
  }

  private static void startedBy(String modifier, String report, String members) {
    CompilationTestHelper.newInstance(
            SendWithoutReceiver.class, SendWithoutReceiverFieldsTest.class)
        .addSourceLines(
            "Mail.java",
            """
            import java.util.concurrent.*;

            final class Mail {
              private final BlockingQueue<String> outbox = new ArrayBlockingQueue<>(3);

              %s void start() throws InterruptedException {
                %s
                outbox.put("hello");
                new Thread(this::send).start();
              }

              void add(String mail) throws InterruptedException {
                outbox.put(mail);
              }

              private void send() {
                try {
                  while (true) {
                    System.out.println(outbox.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            %s}
            """
                .formatted(modifier, report, members))
        .doTest();
  }

  @Test
  void startedByCallersThatMayHaveFilledIt() {
    startedBy("", "// BUG: Diagnostic contains: 'outbox'", "");
  }

  @Test
  void startedOnlyWhereTheObjectIsMade() {
    startedBy(
        "private",
        "",
        """

          static Mail open() throws InterruptedException {
            Mail mail = new Mail();
            mail.start();
            return mail;
          }
        """);
  }

  @Test
  void asLargeAsTheSourceOfTheValuesSays() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Shelf.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            final class Shelf {
              interface Source {
                int count();

                List<String> items();
              }

              private final BlockingQueue<String> items;

              private Shelf(int count, List<String> given) throws InterruptedException {
                items = new ArrayBlockingQueue<>(count);
                for (String item : given) {
                  items.put(item);
                }
              }

              static Shelf of(Source source) throws InterruptedException {
                return new Shelf(source.count(), source.items());
              }

              void print() {
                items.forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void helperFillsItBeforeTheStart() {
    helperFillsIt("FIRST", "// BUG: Diagnostic contains: is started later");
    helperFillsIt("SECOND", "");
  }

  private void helperFillsIt(String lot, String report) {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .addSourceLines(
            "A.java",
            """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          private static final String[] FIRST = {"a", "b", "c"};
          private static final String[] SECOND = {"d", "e"};

          private final BlockingQueue<String> parcels = new ArrayBlockingQueue<>(2);
          private final Thread van = new Thread(this::drive);

          private void drive() {
            try {
              while (!parcels.take().isEmpty()) {
                System.out.println("delivered");
              }
            } catch (InterruptedException e) {
              System.out.println("stopped");
            }
          }

          private void load(String... lot) throws InterruptedException {
            for (String parcel : lot) {
              %s
              parcels.put(parcel);
            }
          }

          void start() throws InterruptedException {
            load(%s);
            van.start();
          }

          void stop() throws InterruptedException {
            parcels.put("");
            van.join();
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A();
            a.start();
            a.stop();
          }
        }
        """
                .formatted(report, lot))
        .doTest();
  }

  @Test
  void nobodyElseCallsTheHelperThatFillsIt() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private final BlockingQueue<String> parcels = new ArrayBlockingQueue<>(2);
              private final Thread van = new Thread(this::drive);

              private void drive() {
                try {
                  System.out.println(parcels.take());
                } catch (InterruptedException e) {
                  System.out.println("stopped");
                }
              }

              private void load() throws InterruptedException {
                parcels.put("first");
              }

              void start() throws InterruptedException {
                load();
                van.start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructorLimitsTheirNumber() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.*;

            class A {
              private final BlockingQueue<String> seats = new ArrayBlockingQueue<>(4);

              void sit(Group group) throws InterruptedException {
                for (String member : group.members()) {
                  seats.put(member);
                }
              }

              String plates() {
                return String.join(",", seats.toArray(new String[0]));
              }
            }

            record Group(List<String> members) {
              Group {
                if (members.size() > 4) {
                  throw new IllegalArgumentException();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void getterOfALimitedNumber() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.*;

            class A {
              private final BlockingQueue<String> seats = new ArrayBlockingQueue<>(4);

              void sit(Group group) throws InterruptedException {
                for (String member : group.members()) {
                  seats.put(member);
                }
              }

              String plates() {
                return String.join(",", seats.toArray(new String[0]));
              }
            }

            final class Group {
              private final List<String> all;

              Group(List<String> given) {
                if (given.size() > 4) {
                  throw new IllegalArgumentException();
                }
                all = new ArrayList<>(given);
              }

              List<String> members() {
                return all;
              }
            }
            """)
        .doTest();
  }

  @Test
  void helperLimitsTheirNumber() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.*;

            class A {
              private final BlockingQueue<String> seats = new ArrayBlockingQueue<>(4);

              void sit(Group group) throws InterruptedException {
                for (String member : group.members()) {
                  seats.put(member);
                }
              }

              String plates() {
                return String.join(",", seats.toArray(new String[0]));
              }
            }

            record Group(List<String> members) {
              Group {
                atMost(members, 4);
              }

              static void atMost(List<?> list, int most) {
                if (list.size() > most) {
                  throw new IllegalArgumentException();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructorRefusesNone() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.*;

            class A {
              private final BlockingQueue<String> seats = new ArrayBlockingQueue<>(4);

              void sit(Group group) throws InterruptedException {
                for (String member : group.members()) {
                  // BUG: Diagnostic contains: Nobody receives from 'seats'
                  seats.put(member);
                }
              }

              String plates() {
                return String.join(",", seats.toArray(new String[0]));
              }
            }

            record Group(List<String> members) {
              Group {
                if (members.isEmpty()) {
                  throw new IllegalArgumentException();
                }
              }
            }
            """)
        .doTest();
  }

  private static final String THIS_THREAD =
      "// BUG: Diagnostic contains: Only this thread itself receives from 'steps'";

  @Test
  void callerPlansMoreThanThereIsRoomForAndThenHasItDone() {
    checkPlan("new ArrayBlockingQueue<>(2)", THIS_THREAD, "job.plan(names); job.execute();");
  }

  @Test
  void receiverIsStartedBehindThePlan() {
    checkPlan(
        "new ArrayBlockingQueue<>(2)",
        "// BUG: Diagnostic contains: is started later",
        "job.plan(names); new Thread(job::execute).start();");
  }

  @Test
  void receiverIsStartedBeforeThePlan() {
    checkPlan(
        "new ArrayBlockingQueue<>(2)", "", "new Thread(job::execute).start(); job.plan(names);");
  }

  @Test
  void planFits() {
    checkPlan("new ArrayBlockingQueue<>(3)", "", "job.plan(names); job.execute();");
  }

  @Test
  void twoObjectsHaveRoomForTheirParts() {
    checkPlan(
        "new ArrayBlockingQueue<>(2)",
        "",
        "A other = new A(); job.plan(List.of(\"a\", \"b\")); other.plan(List.of(\"c\", \"d\"));"
            + " job.execute(); other.execute();");
  }

  @Test
  void planIsDoneInParts() {
    checkPlan(
        "new ArrayBlockingQueue<>(2)",
        "",
        "for (String name : names) { job.plan(List.of(name)); job.execute(); }");
  }

  private static void checkPlan(String queue, String report, String use) {
    CompilationTestHelper.newInstance(
            SendWithoutReceiver.class, SendWithoutReceiverFieldsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.*;

            class A {
              private final BlockingQueue<String> steps = %s;

              void plan(List<String> names) throws InterruptedException {
                for (String name : names) {
                  %s
                  steps.put(name);
                }
              }

              void execute() {
                for (String step = steps.poll(); step != null; step = steps.poll()) {
                  System.out.println(step);
                }
              }

              public static void main(String[] args) throws InterruptedException {
                A job = new A();
                List<String> names = List.of("a", "b", "c");
                %s
              }
            }
            """
                .formatted(queue, report, use))
        .doTest();
  }
}
