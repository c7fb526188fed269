package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class TimedOutTaskLeftWaitingTest {
  private static final String HEADER =
      """
      import java.util.*;
      import java.util.concurrent.*;
      """;

  @Test
  void ownLimit() {
    compile(
        """
          String own() throws Exception {
            Future<String> reply = pool.submit(() -> replies.poll(2, TimeUnit.SECONDS));
            try {
              return reply.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              return null;
            }
          }
        """);
  }

  @Test
  void askedAgain() {
    compile(
        """
          String again() throws Exception {
            Future<String> reply = pool.submit(replies::take);
            while (true) {
              try {
                return reply.get(1, TimeUnit.SECONDS);
              } catch (TimeoutException e) {
                System.out.println("again");
              }
            }
          }
        """);
  }

  @Test
  void sentByTheSameMethod() {
    compile(
        """
          String late() throws Exception {
            Future<String> reply = pool.submit(replies::take);
            try {
              return reply.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              replies.add("late");
              return null;
            }
          }
        """);
  }

  @Test
  void sentByATask() {
    compile(
        """
          String computed(int n) throws Exception {
            start(n);
            try {
              return pool.submit(replies::take).get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              return null;
            }
          }

          private void start(int n) {
            pool.execute(() -> replies.add("no. " + n));
          }
        """);
  }

  @Test
  void keptForTheNextCall() {
    compile(
        """
          private Future<String> pending;

          String next() throws Exception {
            if (pending == null) {
              pending = pool.submit(replies::take);
            }
            try {
              return pending.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              return null;
            }
          }
        """);
  }

  @Test
  void handedOn() {
    compile(
        """
          Future<String> started() throws Exception {
            Future<String> reply = pool.submit(replies::take);
            try {
              System.out.println(reply.get(1, TimeUnit.SECONDS));
            } catch (TimeoutException e) {
              System.out.println("not yet");
            }
            return reply;
          }
        """);
  }

  @Test
  void allCancelled() {
    compile(
        """
          void all(int n) throws Exception {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < n; i++) {
              all.add(pool.submit(replies::take));
            }
            try {
              for (Future<String> reply : all) {
                System.out.println(reply.get(1, TimeUnit.SECONDS));
              }
            } finally {
              all.forEach(reply -> reply.cancel(true));
            }
          }
        """);
  }

  @Test
  void takesWhatIsForOthers() {
    compile(
        """
          private String answer(String to) throws InterruptedException {
            String answer;
            do {
              answer = replies.take();
            } while (!answer.startsWith(to));
            return answer;
          }

          String ask() throws Exception {
            Future<String> reply = pool.submit(() -> answer("me"));
            try {
              // BUG: Diagnostic contains: which goes on waiting in line 18
              return reply.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
              return null;
            }
          }
        """);
  }

  @Test
  void oneOfAList() {
    compile(
        """
          void all(int n) throws Exception {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < n; i++) {
              all.add(pool.submit(replies::take));
            }
            for (Future<String> reply : all) {
              try {
                // BUG: Diagnostic contains: get() gives up
                System.out.println(reply.get(1, TimeUnit.SECONDS));
              } catch (TimeoutException e) {
                System.out.println("none");
              }
            }
          }
        """);
  }

  @Test
  void exceptionForTheCaller() {
    compile(
        """
          String ask() throws Exception {
            // BUG: Diagnostic contains: get() gives up
            return pool.submit(replies::take).get(1, TimeUnit.SECONDS);
          }
        """);
  }

  @Test
  void stage() {
    compile(
        """
          CompletableFuture<String> next() {
            return CompletableFuture.supplyAsync(this::await, pool)
                // BUG: Diagnostic contains: its thread has to be interrupted then
                .thenApply(String::trim).orTimeout(1, TimeUnit.SECONDS);
          }

          private String await() {
            try {
              return replies.take();
            } catch (InterruptedException e) {
              throw new CompletionException(e);
            }
          }
        """);
  }

  @Test
  void answeredUnlessTheTaskHasGoneOn() {
    compile(
        """
          private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
          private volatile boolean settled;

          private String next() throws InterruptedException {
            String answer = inbox.take();
            settled = true;
            return answer;
          }

          String ask(ScheduledExecutorService reaper) throws Exception {
            reaper.schedule(
                () -> {
                  if (!settled) {
                    inbox.add("none");
                  }
                },
                120,
                TimeUnit.MILLISECONDS);
            Future<String> answer = pool.submit(this::next);
            return answer.get(40, TimeUnit.MILLISECONDS);
          }
        """);
  }

  @Test
  void answeredUnlessOthersSayOtherwise() {
    compile(
        """
          private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
          private volatile boolean settled;

          void settle() {
            settled = true;
          }

          String ask(ScheduledExecutorService reaper) throws Exception {
            reaper.schedule(
                () -> {
                  if (!settled) {
                    inbox.add("none");
                  }
                },
                120,
                TimeUnit.MILLISECONDS);
            Future<String> answer = pool.submit(inbox::take);
            // BUG: Diagnostic contains: nobody interrupts the task
            return answer.get(40, TimeUnit.MILLISECONDS);
          }
        """);
  }

  private static void compile(String members) {
    CompilationTestHelper.newInstance(
            TimedOutTaskLeftWaiting.class, TimedOutTaskLeftWaitingTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            HEADER
                + """
                class A {
                  private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();
                  private final ExecutorService pool;

                  A(ExecutorService pool) {
                    this.pool = pool;
                  }

                  void onReply(String reply) {
                    replies.add(reply);
                  }

                """
                + members
                + "}\n")
        .doTest();
  }
}
