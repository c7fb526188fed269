package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Senders of which not all are received, and requests that carry the queue of their answer. */
final class AbandonedSenderRequestsTest {
  @Test
  void bothReceived() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        abstract class A {
          abstract void check(String text) throws IOException;

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String bothReceived() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            for (String half : List.of("1", "2")) {
              Thread.startVirtualThread(() -> put(halves, half));
            }
            String first = halves.take();
            String second = halves.take();
            check(first);
            return first + second;
          }

          String startedOneByOne() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            Thread.startVirtualThread(() -> put(halves, "7"));
            check(halves.take());
            Thread.startVirtualThread(() -> put(halves, "8"));
            return halves.take();
          }
        }
        """);
  }

  @Test
  void roomForTheOther() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          abstract void check(String text) throws IOException;

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String roomForTheOther() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new ArrayBlockingQueue<>(1);
            for (String half : List.of("3", "4")) {
              Thread.startVirtualThread(() -> put(halves, half));
            }
            String first = halves.take();
            check(first);
            return first + halves.take();
          }
        }
        """);
  }

  @Test
  void receivedInFinally() {
    compile(
        """
        import java.io.IOException;
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        abstract class A {
          abstract void check(String text) throws IOException;

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String receivedFinally() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            for (String half : List.of("5", "6")) {
              Thread.startVirtualThread(() -> put(halves, half));
            }
            String first = halves.take();
            try {
              check(first);
            } finally {
              halves.take();
            }
            return first;
          }
        }
        """);
  }

  @Test
  void othersInterrupted() {
    compile(
        """
        import java.io.IOException;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        abstract class A {
          abstract void check(String text) throws IOException;

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String interrupted() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            Thread left = Thread.startVirtualThread(() -> put(halves, "9"));
            Thread right = Thread.startVirtualThread(() -> put(halves, "10"));
            try {
              check(halves.take());
              return halves.take();
            } finally {
              left.interrupt();
              right.interrupt();
            }
          }
        }
        """);
  }

  @Test
  void uncheckedExceptionOnly() {
    compile(
        """
        import java.util.List;
        import java.util.Optional;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        abstract class A {
          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          Optional<String> uncheckedOnly() throws InterruptedException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            for (String half : List.of("11", "12")) {
              Thread.startVirtualThread(() -> put(halves, half));
            }
            int length = halves.take().length();
            return Optional.of(halves.take().substring(length));
          }
        }
        """);
  }

  @Test
  void failsFast() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.List;
        import java.util.concurrent.Callable;

        abstract class A {
          void failsFast() throws Exception {
            Channel<Object> results = Channel.newRendezvousChannel();
            for (Callable<?> part : List.<Callable<?>>of(() -> 13, () -> 14)) {
              Thread.startVirtualThread(
                  () -> {
                    Object result;
                    try {
                      result = part.call();
                    } catch (Exception e) {
                      result = e;
                    }
                    try {
                      // BUG: Diagnostic contains: leaves without receiving from 'results'
                      results.send(result);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
            }
            Object first = results.receive();
            if (first instanceof Exception e) {
              throw e;
            }
            System.out.println(first + " " + results.receive());
          }
        }
        """);
  }

  @Test
  void checkThrows() {
    compile(
        """
        import java.io.IOException;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        abstract class A {
          abstract void check(String text) throws IOException;

          String checkThrows() throws InterruptedException, IOException {
            BlockingQueue<String> halves = new SynchronousQueue<>();
            Thread.startVirtualThread(
                () -> {
                  try {
                    // BUG: Diagnostic contains: leaves without receiving from 'halves'
                    halves.put("15");
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            Thread.startVirtualThread(
                () -> {
                  try {
                    halves.put("16");
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            check(halves.take());
            return halves.take();
          }
        }
        """);
  }

  @Test
  void enoughReceived() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        abstract class A {
          String enough(boolean quick) throws InterruptedException {
            BlockingQueue<String> parts = new ArrayBlockingQueue<>(1);
            for (int i = 0; i < 4; i++) {
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try {
                          // BUG: Diagnostic contains: leaves without receiving from 'parts'
                          parts.put("17");
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
            }
            String first = parts.take() + parts.take();
            if (quick) {
              return first;
            }
            return first + parts.take() + parts.take();
          }
        }
        """);
  }

  @Test
  void requestWithRoom() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Roomy {
            private final BlockingQueue<String> reply = new ArrayBlockingQueue<>(1);
          }

          record Lookup(String key, SynchronousQueue<String> value) {}

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String roomy() throws InterruptedException {
            Roomy request = new Roomy();
            Thread.startVirtualThread(() -> put(request.reply, "1"));
            return request.reply.poll(1, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void patientRequest() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        class A {
          static final class Patient {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String patient() throws InterruptedException {
            Patient request = new Patient();
            Thread.startVirtualThread(() -> put(request.reply, "2"));
            return request.reply.take();
          }
        }
        """);
  }

  @Test
  void requestOffered() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Offered {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          String offered() throws InterruptedException {
            Offered request = new Offered();
            Thread.startVirtualThread(() -> request.reply.offer("3"));
            return request.reply.poll(3, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void requestRetried() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Patient {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          static final class Retried {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String patient() throws InterruptedException {
            Patient request = new Patient();
            Thread.startVirtualThread(() -> put(request.reply, "2"));
            return request.reply.take();
          }

          String retried() throws InterruptedException {
            Retried request = new Retried();
            Thread.startVirtualThread(() -> put(request.reply, "4"));
            String answer = null;
            while (answer == null) {
              answer = request.reply.poll(4, TimeUnit.SECONDS);
            }
            return answer;
          }
        }
        """);
  }

  @Test
  void answerTakenByOther() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Shared {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          private final Shared shared = new Shared();

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String askedAgain() throws InterruptedException {
            return shared.reply.poll(5, TimeUnit.SECONDS);
          }

          void answered() {
            Thread.startVirtualThread(() -> put(shared.reply, "5"));
          }
        }
        """);
  }

  @Test
  void requestStopped() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Stopped {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          static void put(BlockingQueue<String> queue, String text) {
            try {
              queue.put(text);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          String stopped() throws InterruptedException {
            Stopped request = new Stopped();
            Thread asking = Thread.startVirtualThread(() -> put(request.reply, "6"));
            try {
              return request.reply.poll(6, TimeUnit.SECONDS);
            } finally {
              asking.interrupt();
            }
          }
        }
        """);
  }

  @Test
  void requestGivenUp() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;
        import java.util.function.Function;

        class A {
          static final class Request {
            private final BlockingQueue<String> reply = new SynchronousQueue<>();
          }

          String ask(Function<String, String> service) throws InterruptedException {
            Request request = new Request();
            Thread.startVirtualThread(
                () -> {
                  try {
                    // BUG: Diagnostic contains: Nobody receives from 'reply' once the time limit
                    request.reply.put(service.apply("7"));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            return request.reply.poll(7, TimeUnit.SECONDS);
          }
        }
        """);
  }

  @Test
  void jobGivenUp() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.concurrent.SynchronousQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          static final class Job {
            private final SynchronousQueue<String> done = new SynchronousQueue<>();
            private final String name;

            Job(String name) {
              this.name = name;
            }
          }

          private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();

          void work() {
            Thread.ofPlatform()
                .daemon()
                .start(
                    () -> {
                      try {
                        while (true) {
                          Job job = jobs.take();
                          // BUG: Diagnostic contains: Nobody receives from 'done' once the time
                          job.done.put(job.name);
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
          }

          String run(String name) throws InterruptedException {
            Job job = new Job(name);
            jobs.put(job);
            return job.done.poll(8, TimeUnit.SECONDS);
          }
        }
        """);
  }

  private void compile(String source) {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
