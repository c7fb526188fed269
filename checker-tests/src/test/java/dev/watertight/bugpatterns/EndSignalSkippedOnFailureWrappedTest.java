package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Channels behind methods of their own, and markers that do not wait for room. */
final class EndSignalSkippedOnFailureWrappedTest {
  private static final String SKIPPED = "// BUG: Diagnostic contains: is skipped when line";
  private static final String LOST = "// BUG: Diagnostic contains: does not wait for room";

  @Test
  void nullStandsForMarker() {
    wrapped(SKIPPED, "return next == END ? null : next;", "j = jobs.next()) != null");
  }

  @Test
  void nullIsReturnedBefore() {
    wrapped(
        SKIPPED, "if (next.equals(END)) { return null; } return next;", "j = jobs.next()) != null");
  }

  @Test
  void nullStandsForSomethingElse() {
    wrapped("", "return next.isEmpty() ? null : next;", "j = jobs.next()) != null");
  }

  @Test
  void nullStandsForInterrupt() {
    wrapped(
        "",
        "if (Thread.currentThread().isInterrupted()) { return null; } return next == END ? null : next;",
        "j = jobs.next()) != null");
  }

  @Test
  void loopIsLeftForWhatStays() {
    wrapped("", "return next == END ? null : next;", "j = jobs.next()) == null");
  }

  @Test
  void emptyOptionalStandsForMarker() {
    optional(SKIPPED, "next == END ? Optional.empty() : Optional.of(next)");
  }

  @Test
  void emptyOptionalStandsForOtherValues() {
    optional("", "Optional.of(next).filter(n -> n.length() > 3)");
  }

  @Test
  void markerIsLost() {
    offered(LOST, "jobs.offer(END);", "");
  }

  @Test
  void markerWaitsForSomeTime() {
    offered("", "jobs.offer(END, 1, TimeUnit.SECONDS);", "");
  }

  @Test
  void markerWaits() {
    offered("", "jobs.put(END);", "");
  }

  @Test
  void roomIsMade() {
    offered("", "jobs.clear(); jobs.offer(END);", "");
  }

  @Test
  void senderLooksWhetherThereIsRoom() {
    offered("", "if (!jobs.offer(END)) { throw new IllegalStateException(); }", "");
  }

  @Test
  void otherCodeMakesRoom() {
    offered("", "jobs.offer(END);", "String drop() { return jobs.poll(); }");
  }

  @Test
  void readerInViewLooksAtItsNumbers() {
    compile(
        """
        private static final String END = new String("end");

        static final class Numbers {
          private final Scanner in = new Scanner(System.in);
          String next;

          boolean hasNext() {
            next = in.nextLine();
            return next.matches("[0-9]{1,5}");
          }
        }

        public static void main(String[] args) throws InterruptedException {
          BlockingQueue<String> queue = new LinkedBlockingQueue<>();
          Numbers numbers = new Numbers();
          new Thread(
                  () -> {
                    while (numbers.hasNext()) {
                      queue.add("job " + Integer.parseInt(numbers.next));
                    }
                    queue.add(END);
                  })
              .start();
          String job;
          while ((job = queue.take()) != END) {
            System.out.println(job);
          }
        }
        """);
  }

  private void wrapped(String report, String returned, String asked) {
    compile(
        """
        private static final String END = "end";

        static final class Jobs {
          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

          void add(String job) {
            queue.add(job);
          }

          void end() {
            queue.add(END);
          }

          String next() throws InterruptedException {
            String next = queue.take();
            %s
          }
        }

        static void read(Scanner in, Jobs jobs) {
          while (in.hasNextLine()) {
            jobs.add("job " + Integer.parseInt(in.nextLine()));
          }
          %s
          jobs.end();
        }

        public static void main(String[] args) throws InterruptedException {
          Jobs jobs = new Jobs();
          new Thread(() -> read(new Scanner(System.in), jobs)).start();
          String j;
          while ((%s) {
            System.out.println(j);
          }
        }
        """
            .formatted(returned, report, asked));
  }

  private void optional(String report, String returned) {
    compile(
        """
        private static final String END = "end";

        interface Jobs {
          void end();

          Optional<String> next() throws InterruptedException;
        }

        static final class QueuedJobs implements Jobs {
          private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

          @Override
          public void end() {
            queue.add(END);
          }

          @Override
          public Optional<String> next() throws InterruptedException {
            String next = queue.take();
            return %s;
          }
        }

        public static void main(String[] args) throws InterruptedException {
          QueuedJobs jobs = new QueuedJobs();
          new Thread(
                  () -> {
                    for (String arg : args) {
                      jobs.queue.add("job " + Integer.parseInt(arg));
                    }
                    %s
                    jobs.end();
                  })
              .start();
          Optional<String> job;
          while ((job = jobs.next()).isPresent()) {
            System.out.println(job.get());
          }
        }
        """
            .formatted(returned, report));
  }

  private void offered(String report, String end, String more) {
    compile(
        """
        private static final String END = new String("end");
        private final BlockingQueue<String> jobs = new ArrayBlockingQueue<>(3);

        void run() throws InterruptedException {
          String job;
          while ((job = jobs.take()) != END) {
            System.out.println(job);
          }
        }

        void stop() throws InterruptedException {
          %s
          %s
        }

        %s

        public static void main(String[] args) throws InterruptedException {
          Program program = new Program();
          new Thread(
                  () -> {
                    try {
                      program.run();
                    } catch (InterruptedException e) {
                      return;
                    }
                  })
              .start();
          for (String arg : args) {
            program.jobs.put(arg);
          }
          program.stop();
        }
        """
            .formatted(report, end, more));
  }

  private void compile(String members) {
    CompilationTestHelper.newInstance(EndSignalSkippedOnFailure.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Program.java",
            """
            import java.util.Optional;
            import java.util.Scanner;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.TimeUnit;

            final class Program {
            %s
            }
            """
                .formatted(members.indent(2)))
        .doTest();
  }
}
