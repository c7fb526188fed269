package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Who waits for the end of a channel that nobody closes. */
final class ChannelNeverClosedWaitersTest {
  private static CompilationTestHelper helper(String members) {
    return CompilationTestHelper.newInstance(
            ChannelNeverClosed.class, ChannelNeverClosedWaitersTest.class)
        .addSourceLines(
            "A.java",
            """
            import java.io.*;
            import java.util.concurrent.*;

            class A {
              %s
            }
            """
                .formatted(members));
  }

  private static String pipe(String report, String end) {
    return """
    private final PipedWriter out = new PipedWriter();
    private final PipedReader in;

    A() throws IOException {
      in = new PipedReader(out);
    }

    private void read() {
      try {
        while (in.read() != -1) {}
      } catch (IOException e) {
        return;
      }
    }

    void run() throws IOException, InterruptedException {
      Thread reader = new Thread(this::read);
      reader.start();
      %s
      out.write("a");
      %s
    }
    """
        .formatted(report, end);
  }

  @Test
  void readerThatIsJoined() {
    helper(
            pipe(
                "// BUG: Diagnostic contains: 'out' is written to and never closed",
                "reader.join();"))
        .doTest();
  }

  @Test
  void readerThatIsJoinedForAWhile() {
    helper(pipe("", "reader.join(100);")).doTest();
  }

  @Test
  void readerThatNobodyWaitsFor() {
    helper(pipe("", "")).doTest();
  }

  private static String publisher(String report, String subscriptions) {
    return """
    static final class Last implements Flow.Subscriber<String> {
      private final CountDownLatch done = new CountDownLatch(1);

      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(String value) {}

      @Override
      public void onError(Throwable failure) {
        done.countDown();
      }

      @Override
      public void onComplete() {
        done.countDown();
      }

      void await() throws InterruptedException {
        done.await();
      }
    }

    private final SubmissionPublisher<String> publisher = new SubmissionPublisher<>();

    private void attach(Flow.Subscriber<String> subscriber) {
      publisher.subscribe(subscriber);
    }

    private void replay() {
      %s
      publisher.submit("b");
    }

    static void run() throws InterruptedException {
      A a = new A();
      %s
    }
    """
        .formatted(report, subscriptions);
  }

  @Test
  void subscriberThatAParameterHoldsIsAwaited() {
    helper(
            publisher(
                "// BUG: Diagnostic contains: 'publisher'",
                "Last last = new Last();\n    a.attach(last);\n    a.replay();\n    last.await();"))
        .doTest();
  }

  @Test
  void oneOfSeveralSubscribersIsAwaited() {
    helper(
            publisher(
                "",
                "Last last = new Last();\n"
                    + "    a.attach(new Last());\n"
                    + "    a.replay();\n"
                    + "    last.await();"))
        .doTest();
  }
}
