package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Channels that are given to the constructor of a thread's subclass: what that does with them
 * counts.
 */
final class ThreadSubclassesTest {
  private static final String SOURCE =
      """
      import java.util.ArrayList;
      import java.util.List;
      import java.util.concurrent.ArrayBlockingQueue;
      import java.util.concurrent.BlockingQueue;
      import java.util.concurrent.LinkedBlockingQueue;
      import java.util.concurrent.SynchronousQueue;
      import java.util.concurrent.TimeUnit;

      class A {
        static final String END = new String("end");

        static class Taker extends Thread {
          final BlockingQueue<String> in;

          Taker(BlockingQueue<String> in) {
            super("taker");
            this.in = in;
          }

          @Override
          public void run() {
            try {
              for (String next = in.take(); next != END; next = in.take()) {
                System.out.println(next);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }

        static class Putter extends Thread {
          final BlockingQueue<String> out;

          Putter(ThreadGroup group, BlockingQueue<String> out) {
            super(group, "putter");
            this.out = out;
          }

          @Override
          public void run() {
            try {
              out.put("a");
            } catch (InterruptedException e) {
              interrupt();
            }
          }
        }
      """;

  @Test
  void correct() {
    for (Class<? extends BugChecker> check :
        List.of(
            SendWithoutReceiver.class,
            ReceiveWithoutSender.class,
            EndMarkerNeverSent.class,
            AbandonedSender.class,
            ReceiveLoopNeverEnds.class,
            ChannelClosedBeforeSendersEnd.class)) {
      compile(
          check,
          """
            void handOver() throws InterruptedException {
              BlockingQueue<String> queue = new SynchronousQueue<>();
              new Taker(queue).start();
              queue.put("b");
              queue.put(END);
            }

            String receive(ThreadGroup group) throws InterruptedException {
              BlockingQueue<String> queue = new SynchronousQueue<>();
              new Putter(group, queue).start();
              return queue.take();
            }

            void bounded(List<String> names) throws InterruptedException {
              BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
              Taker taker = new Taker(queue);
              taker.start();
              for (String name : names) {
                queue.put(name);
              }
              queue.put(END);
              taker.join();
            }

            void markerBehindJoin(ThreadGroup group) throws InterruptedException {
              BlockingQueue<String> queue = new LinkedBlockingQueue<>();
              new Taker(queue).start();
              List<Putter> putters = new ArrayList<>();
              for (int i = 0; i < 3; i++) {
                Putter putter = new Putter(group, queue);
                putters.add(putter);
                putter.start();
              }
              for (Putter putter : putters) {
                putter.join();
              }
              queue.put(END);
            }

            void interrupted() throws InterruptedException {
              BlockingQueue<String> queue = new LinkedBlockingQueue<>();
              Taker taker = new Taker(queue);
              taker.start();
              queue.put("c");
              TimeUnit.SECONDS.sleep(1);
              taker.interrupt();
            }

            Thread givenBack(BlockingQueue<String> queue) {
              return new Taker(queue);
            }
          }
          """);
    }
  }

  @Test
  void markerTooEarly() {
    compile(
        ChannelClosedBeforeSendersEnd.class,
        """
          void markerBehindStart(ThreadGroup group) throws InterruptedException {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>();
            new Taker(queue).start();
            Putter putter = new Putter(group, queue);
            putter.start();
            // BUG: Diagnostic contains: 'queue' ends with END while the sender
            queue.put(END);
          }
        }
        """);
  }

  @Test
  void nobodyReceives() {
    compile(
        ReceiveWithoutSender.class,
        """
          static class Waiter extends Thread {
            private final BlockingQueue<String> in;

            Waiter(BlockingQueue<String> in) {
              this.in = in;
            }

            @Override
            public void run() {
              try {
                // BUG: Diagnostic contains: in
                System.out.println(in.take());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          }

          void waitForNothing() {
            BlockingQueue<String> answers = new LinkedBlockingQueue<>();
            new Waiter(answers).start();
          }
        }
        """);
  }

  @Test
  void nobodySendsTheMarker() {
    compile(
        EndMarkerNeverSent.class,
        """
          private static final String STOP = new String("stop");

          static class Printer extends Thread {
            private final BlockingQueue<String> in;

            Printer(BlockingQueue<String> in) {
              this.in = in;
            }

            @Override
            public void run() {
              try {
                // BUG: Diagnostic contains: STOP
                for (String next = in.take(); next != STOP; next = in.take()) {
                  System.out.println(next);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          }

          void print(List<String> names) throws InterruptedException {
            BlockingQueue<String> lines = new LinkedBlockingQueue<>();
            new Printer(lines).start();
            for (String name : names) {
              lines.put(name);
            }
          }
        }
        """);
  }

  private static void compile(Class<? extends BugChecker> check, String members) {
    CompilationTestHelper.newInstance(check, ThreadSubclassesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", SOURCE + members)
        .doTest();
  }
}
