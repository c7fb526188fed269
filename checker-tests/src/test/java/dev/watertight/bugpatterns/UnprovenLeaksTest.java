package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import org.junit.jupiter.api.Test;

/** Programs that would leak only if something were so that nothing in view says. */
final class UnprovenLeaksTest {
  private static final String IMPORTS =
      """
      import java.time.LocalDate;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.concurrent.atomic.*;
      import com.softwaremill.jox.Channel;

      """;

  private static void check(Class<? extends BugChecker> check, String code) {
    CompilationTestHelper.newInstance(check, UnprovenLeaksTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", IMPORTS + code)
        .doTest();
  }

  @Test
  void oneOfTheTasksIsToldToSend() {
    check(
        AbandonedSender.class,
        """
        class A {
          int first() throws InterruptedException {
            SynchronousQueue<Integer> result = new SynchronousQueue<>();
            AtomicInteger turn = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
              int number = i;
              new Thread(() -> sendIfFirst(number, result)).start();
              new Thread(() -> sendInTurn(turn, result)).start();
            }
            return result.take();
          }

          private static void sendIfFirst(int number, SynchronousQueue<Integer> result) {
            int half = number / 2;
            if (half != 0) {
              return;
            }
            result.offer(number);
          }

          private static void sendInTurn(AtomicInteger turn, SynchronousQueue<Integer> result) {
            try {
              switch (turn.getAndIncrement()) {
                case 0 -> result.put(0);
                default -> System.out.println("late");
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """);
  }

  @Test
  void receiverStopsAtTheLastValue() {
    check(
        AbandonedSender.class,
        """
        class A {
          void untilTheLast(List<String> names) throws InterruptedException {
            SynchronousQueue<String> queue = new SynchronousQueue<>();
            new Thread(() -> send(queue, names)).start();
            String last = names.get(names.size() - 1);
            for (int i = 0; i < names.size(); i++) {
              if (queue.take().equals(last)) {
                break;
              }
            }
          }

          private static void send(SynchronousQueue<String> queue, List<String> names) {
            try {
              for (String name : names) {
                queue.put(name);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void untilAllIsDone(int steps) throws InterruptedException {
            SynchronousQueue<Integer> percent = new SynchronousQueue<>();
            new Thread(
                    () -> {
                      try {
                        for (int step = 1; step <= steps; step++) {
                          percent.put(step * 100 / steps);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    })
                .start();
            for (int i = 0; i < steps; i++) {
              int done = percent.take();
              if (done >= 100) {
                break;
              }
            }
          }
        }
        """);
  }

  @Test
  void receiverStopsSomewhere() {
    check(
        AbandonedSender.class,
        """
        class A {
          void tooMany(int steps) throws InterruptedException {
            SynchronousQueue<Integer> values = new SynchronousQueue<>();
            new Thread(
                    () -> {
                      try {
                        for (int step = 0; step < 1000; step++) {
                          // BUG: Diagnostic contains: 'values'
                          values.put(step);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    })
                .start();
            for (int i = 0; i < 1000; i++) {
              int value = values.take();
              if (value > 10) {
                break;
              }
            }
          }
        }
        """);
  }

  @Test
  void threadIsNotStartedYet() {
    check(
        AbandonedSender.class,
        """
        class A {
          String ask(String word) throws InterruptedException {
            SynchronousQueue<String> answer = new SynchronousQueue<>();
            Thread thread =
                new Thread(
                    () -> {
                      try {
                        answer.put(word.trim());
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            if (word.isEmpty()) {
              return word;
            }
            thread.start();
            return answer.take();
          }
        }
        """);
  }

  @Test
  void partnerIsToldByAField() {
    check(
        AbandonedSender.class,
        """
        class A {
          static final class Page {
            private boolean last;

            void fill(boolean isLast) {
              last = isLast;
            }

            boolean isLast() {
              return last;
            }
          }

          void copy(int pages) throws InterruptedException {
            Exchanger<Page> exchanger = new Exchanger<>();
            new Thread(
                    () -> {
                      try {
                        Page page = new Page();
                        do {
                          page = exchanger.exchange(page);
                        } while (!page.isLast());
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    })
                .start();
            Page page = new Page();
            for (int i = 0; i < pages; i++) {
              page.fill(i == pages - 1);
              page = exchanger.exchange(page);
            }
          }
        }
        """);
  }

  @Test
  void executorsOfTheirOwn() {
    check(
        SendWithoutReceiver.class,
        """
        class A {
          void meet() {
            SynchronousQueue<String> queue = new SynchronousQueue<>();
            for (int i = 0; i < 2; i++) {
              ExecutorService lane = Executors.newSingleThreadExecutor();
              if (i == 0) {
                lane.execute(() -> put(queue));
              } else {
                lane.execute(() -> take(queue));
              }
              lane.shutdown();
            }
          }

          private static void put(SynchronousQueue<String> queue) {
            try {
              queue.put("a");
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          private static void take(SynchronousQueue<String> queue) {
            try {
              queue.take();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """);
  }

  @Test
  void consumersLeaveANote() {
    check(
        TooFewEndMarkers.class,
        """
        class A {
          private static final String END = new String("end");

          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
          private boolean isOver;

          void run() {
            for (int i = 0; i < 3; i++) {
              new Thread(this::consume).start();
            }
            queue.add(END);
          }

          private void consume() {
            try {
              while (true) {
                synchronized (this) {
                  if (isOver) {
                    return;
                  }
                  if (queue.take() == END) {
                    isOver = true;
                    return;
                  }
                }
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """);
  }

  @Test
  void markerComesOutOfAField() {
    check(
        EndMarkerNeverSent.class,
        """
        class A {
          enum Step { WORK, END }

          private static final LocalDate LAST = LocalDate.of(2024, 1, 3);

          private final Set<Step> rest = EnumSet.complementOf(EnumSet.of(Step.WORK));
          private final List<LocalDate> days = new ArrayList<>();
          private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
          private final BlockingQueue<LocalDate> dates = new LinkedBlockingQueue<>();

          void run(LocalDate today) {
            new Thread(this::consumeSteps).start();
            new Thread(this::consumeDates).start();
            for (Step step : rest) {
              steps.add(step);
            }
            days.add(today.plusDays(1));
            for (LocalDate day : days) {
              dates.add(day);
            }
          }

          private void consumeSteps() {
            try {
              while (steps.take() != Step.END) {}
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          private void consumeDates() {
            try {
              while (!dates.take().equals(LAST)) {}
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """);
  }

  @Test
  void starterAsksBefore() {
    check(
        EndSignalSkipped.class,
        """
        class A {
          private static final String END = new String("end");

          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

          void copy(List<String> rows) throws InterruptedException {
            if (rows.size() == 0) {
              return;
            }
            new Thread(() -> send(rows)).start();
            while (queue.take() != END) {}
          }

          private void send(List<String> lines) {
            if (lines.isEmpty()) {
              return;
            }
            queue.addAll(lines);
            queue.add(END);
          }
        }
        """);
  }

  @Test
  void executorWaitsForItsTasks() {
    check(
        ChannelClosedBeforeSendersEnd.class,
        """
        class Lockstep extends ThreadPoolExecutor {
          Lockstep() {
            super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
          }

          @Override
          public void execute(Runnable command) {
            FutureTask<Void> step = new FutureTask<>(command, null);
            super.execute(step);
            try {
              step.get();
            } catch (InterruptedException | ExecutionException e) {
              throw new IllegalStateException(e);
            }
          }
        }

        class A {
          List<String> run() throws InterruptedException {
            Channel<String> events = Channel.newUnlimitedChannel();
            try (ExecutorService pool = new Lockstep()) {
              pool.execute(
                  () -> {
                    try {
                      events.send("a");
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
              events.done();
              return events.toList();
            }
          }
        }
        """);
  }

  @Test
  void threadKnowsWhichItIs() {
    check(
        AbandonedSender.class,
        """
        class A {
          private final AtomicInteger turn = new AtomicInteger();

          String first() throws InterruptedException {
            SynchronousQueue<String> result = new SynchronousQueue<>();
            for (int i = 0; i < 3; i++) {
              new Thread(() -> send(result), "sender-" + i).start();
            }
            return result.take();
          }

          private void send(SynchronousQueue<String> result) {
            try {
              int mine = turn.getAndIncrement();
              if (mine == 0 && Thread.currentThread().getName().startsWith("sender")) {
                result.put("first");
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """);
  }

  @Test
  void partnerIsToldByTheContent() {
    check(
        AbandonedSender.class,
        """
        class A {
          void copy(List<String> lines) throws InterruptedException {
            Exchanger<List<String>> exchanger = new Exchanger<>();
            new Thread(() -> drain(exchanger)).start();
            List<String> page = new ArrayList<>();
            for (int i = 0; i <= lines.size(); i++) {
              page.clear();
              if (i < lines.size()) {
                page.add(lines.get(i));
              }
              page = exchanger.exchange(page);
            }
          }

          private static void drain(Exchanger<List<String>> exchanger) {
            try {
              List<String> page = List.of("");
              while (!page.isEmpty()) {
                page = exchanger.exchange(page);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """);
  }

  @Test
  void asksBeforeWhetherThereIsRoom() {
    check(
        SendWithoutReceiver.class,
        """
        class A {
          private final BlockingQueue<String> first = new ArrayBlockingQueue<>(4);
          private final BlockingQueue<String> second = new ArrayBlockingQueue<>(4);
          private int kept;

          void count(String value) throws InterruptedException {
            if (kept < 4) {
              kept++;
              first.put(value);
            }
          }

          void ask(String value) throws InterruptedException {
            if (hasRoom()) {
              keep(value);
            }
          }

          private boolean hasRoom() {
            return second.remainingCapacity() > 0;
          }

          private void keep(String value) throws InterruptedException {
            second.put(value);
          }

          @Override
          public String toString() {
            return first + ", " + second;
          }

          public static void main(String[] args) throws InterruptedException {
            A values = new A();
            for (String arg : args) {
              values.count(arg);
              values.ask(arg);
            }
            System.out.println(values);
          }
        }
        """);
  }

  @Test
  void othersAreRefusedBeforeTheStart() {
    check(
        SendWithoutReceiver.class,
        """
        class A {
          private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(1);
          private final Thread thread = new Thread(this::print);
          private volatile boolean isStarted;

          void start() throws InterruptedException {
            lines.put("hello");
            thread.start();
            isStarted = true;
          }

          void send(String line) throws InterruptedException {
            requireStarted();
            lines.put(line);
          }

          private void requireStarted() {
            if (!isStarted) {
              throw new IllegalStateException("not started");
            }
          }

          private void print() {
            try {
              while (!lines.take().equals("bye")) {}
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            A session = new A();
            session.start();
            session.send("bye");
          }
        }
        """);
  }

  @Test
  void constructorRefuses() {
    check(
        EndSignalSkipped.class,
        """
        class A {
          private static final String END = new String("end");

          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
          private final List<String> rows;

          A(List<String> rows) {
            if (rows.isEmpty()) {
              throw new IllegalArgumentException();
            }
            this.rows = List.copyOf(rows);
          }

          void copy() throws InterruptedException {
            new Thread(this::send).start();
            while (queue.take() != END) {}
          }

          private void send() {
            if (rows.isEmpty()) {
              return;
            }
            queue.addAll(rows);
            queue.add(END);
          }
        }
        """);
  }

  @Test
  void receiverHasLeft() {
    check(
        EndSignalSkipped.class,
        """
        class A {
          private static final String END = new String("end");

          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
          private volatile boolean hasLeft;

          void copy(List<String> rows) throws InterruptedException {
            new Thread(() -> send(rows)).start();
            try {
              while (queue.take() != END) {}
            } finally {
              hasLeft = true;
            }
          }

          private void send(List<String> rows) {
            for (String row : rows) {
              if (hasLeft) {
                return;
              }
              queue.add(row);
            }
            queue.add(END);
          }
        }
        """);
  }

  @Test
  void resourceInViewWaits() {
    check(
        ChannelClosedBeforeSendersEnd.class,
        """
        class Crew extends java.io.FilterOutputStream {
          private Thread thread;

          Crew() {
            super(java.io.OutputStream.nullOutputStream());
          }

          void start(Runnable task) {
            thread = new Thread(task);
            thread.start();
          }

          @Override
          public void close() throws java.io.IOException {
            try {
              thread.join();
            } catch (InterruptedException e) {
              throw new java.io.IOException(e);
            }
          }
        }

        class A {
          List<String> run() throws Exception {
            Channel<String> values = Channel.newUnlimitedChannel();
            try (Crew crew = new Crew()) {
              crew.start(
                  () -> {
                    try {
                      values.send("a");
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            values.done();
            return values.toList();
          }
        }
        """);
  }

  @Test
  void markIsOneToGoOnWith() {
    check(
        ChannelClosedBeforeSendersEnd.class,
        """
        class A {
          private static final String FLUSH = new String("flush");
          private static final String END = new String("end");

          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

          void run() throws InterruptedException {
            Thread sender = new Thread(() -> queue.add("a"));
            new Thread(this::receive).start();
            sender.start();
            queue.add(FLUSH);
            sender.join();
            queue.add(END);
          }

          private void receive() {
            try {
              while (goesOnWith(queue.take())) {}
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          private boolean goesOnWith(String value) {
            if (value == FLUSH) {
              System.out.flush();
              return true;
            }
            return value != END;
          }
        }
        """);
  }

  @Test
  void roomIsSaidByAVariable() {
    check(
        SendWithoutReceiver.class,
        """
        class A {
          List<String> render(List<String> pages) throws InterruptedException {
            int room = Math.max(1, pages.size());
            BlockingQueue<String> rendered = new ArrayBlockingQueue<>(room);
            for (String page : pages) {
              rendered.put(page);
            }
            return rendered.stream().toList();
          }
        }
        """);
  }
}
