package dev.watertight.counts;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.ReceiveWithoutSender;
import dev.watertight.bugpatterns.WaitNeverEnded;
import org.junit.jupiter.api.Test;

/** How often a method runs that is called by a type which it implements. */
final class SuperCallsTest {
  @Test
  void calledByAnInterfaceForEach() {
    check(
        """
        interface Gate {
          void shut();
        }

        static final class Door implements Gate {
          private final CountDownLatch latch;

          Door(CountDownLatch latch) {
            this.latch = latch;
          }

          @Override
          public void shut() {
            latch.countDown();
          }
        }

        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(3);
          List<Gate> gates = List.of(new Door(latch), new Door(latch), new Door(latch));
          new Thread(() -> gates.forEach(Gate::shut)).start();
          latch.await();
        }
        """);
  }

  @Test
  void calledByAnInterfaceInALoop() {
    check(
        """
        static final class Door implements AutoCloseable {
          private final CountDownLatch latch;

          Door(CountDownLatch latch) {
            this.latch = latch;
          }

          @Override
          public void close() {
            latch.countDown();
          }
        }

        private final CountDownLatch shut = new CountDownLatch(2);
        private final List<AutoCloseable> doors = List.of(new Door(shut), new Door(shut));

        void shutAll() {
          for (AutoCloseable door : doors) {
            try {
              door.close();
            } catch (Exception e) {
              System.out.println(e);
            }
          }
        }

        void run() throws InterruptedException {
          new Thread(this::shutAll).start();
          shut.await();
        }
        """);
  }

  @Test
  void calledDirectlyAndByAnInterface() {
    check(
        """
        static final class Door implements AutoCloseable {
          private final CountDownLatch latch;

          Door(CountDownLatch latch) {
            this.latch = latch;
          }

          @Override
          public void close() {
            latch.countDown();
          }
        }

        static void end(AutoCloseable resource) throws Exception {
          resource.close();
        }

        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(2);
          Door one = new Door(latch);
          Door two = new Door(latch);
          new Thread(
                  () -> {
                    try {
                      one.close();
                      end(two);
                    } catch (Exception e) {
                      System.out.println(e);
                    }
                  })
              .start();
          latch.await();
        }
        """);
  }

  @Test
  void calledByTheSuperclass() {
    check(
        """
        abstract static class Worker {
          final void perform() {
            step();
            step();
            step();
          }

          protected abstract void step();
        }

        static final class Counting extends Worker {
          final CountDownLatch latch = new CountDownLatch(3);

          @Override
          protected void step() {
            latch.countDown();
          }
        }

        void run() throws InterruptedException {
          Counting counting = new Counting();
          new Thread(counting::perform).start();
          counting.latch.await();
        }
        """);
  }

  @Test
  void calledDirectlyOnly() {
    check(
        """
        static final class Door implements AutoCloseable {
          private final CountDownLatch latch;

          Door(CountDownLatch latch) {
            this.latch = latch;
          }

          @Override
          public void close() {
            latch.countDown();
          }
        }

        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(3);
          Door one = new Door(latch);
          Door two = new Door(latch);
          new Thread(
                  () -> {
                    one.close();
                    two.close();
                  })
              .start();
          // BUG: Diagnostic contains: it takes 3 signals on 'latch', and 2 come
          latch.await();
        }
        """);
  }

  @Test
  void interfaceIsCalledForOthers() {
    check(
        """
        static final class Door implements AutoCloseable {
          private final CountDownLatch latch;

          Door(CountDownLatch latch) {
            this.latch = latch;
          }

          @Override
          public void close() {
            latch.countDown();
          }
        }

        static final class Other implements AutoCloseable {
          @Override
          public void close() {
            System.out.println("closed");
          }
        }

        void run() throws Exception {
          CountDownLatch latch = new CountDownLatch(2);
          Door door = new Door(latch);
          new Thread(door::close).start();
          AutoCloseable other = new Other();
          other.close();
          // BUG: Diagnostic contains: it takes 2 signals on 'latch', and 1 come
          latch.await();
        }
        """);
  }

  @Test
  void sentByAnInterface() {
    checkReceive(
        """
        static void closeAll(List<? extends AutoCloseable> resources) {
          for (AutoCloseable resource : resources) {
            try {
              resource.close();
            } catch (Exception e) {
              System.out.println(e);
            }
          }
        }

        void run() throws InterruptedException {
          BlockingQueue<String> reports = new LinkedBlockingQueue<>();

          final class Pool implements AutoCloseable {
            @Override
            public void close() {
              reports.add("closed");
            }
          }

          List<AutoCloseable> pools = List.of(new Pool(), new Pool(), new Pool());
          new Thread(() -> closeAll(pools)).start();
          for (int i = 0; i < 3; i++) {
            System.out.println(reports.take());
          }
        }
        """);
  }

  @Test
  void calledByTheSuperclassFromAnAnonymousClass() {
    check(
        """
        abstract static class Base {
          final void go() {
            new Thread(
                    new Runnable() {
                      @Override
                      public void run() {
                        done();
                      }
                    })
                .start();
          }

          protected abstract void done();
        }

        static final class Counting extends Base {
          private final CountDownLatch latch;

          Counting(CountDownLatch latch) {
            this.latch = latch;
          }

          @Override
          protected void done() {
            latch.countDown();
          }
        }

        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(2);
          Counting counting = new Counting(latch);
          counting.go();
          new Thread(counting::done).start();
          latch.await();
        }
        """);
  }

  @Test
  void calledByAnotherInterfaceOfTheSubclass() {
    check(
        """
        interface Gate {
          void shut();
        }

        interface Doubled extends Gate {
          default void shutTwice() {
            shut();
            shut();
          }
        }

        private static class Door implements Gate {
          private final CountDownLatch latch;

          Door(CountDownLatch latch) {
            this.latch = latch;
          }

          @Override
          public void shut() {
            latch.countDown();
          }
        }

        private static final class DoubleDoor extends Door implements Doubled {
          DoubleDoor(CountDownLatch latch) {
            super(latch);
          }
        }

        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(3);
          DoubleDoor door = new DoubleDoor(latch);
          new Thread(
                  () -> {
                    door.shutTwice();
                    door.shut();
                  })
              .start();
          latch.await();
        }
        """);
  }

  @Test
  void interfaceIsCalledForASubclassThatOverridesAgain() {
    check(
        """
        interface Gate {
          void shut();
        }

        private static class Door implements Gate {
          private final CountDownLatch latch;

          Door(CountDownLatch latch) {
            this.latch = latch;
          }

          @Override
          public void shut() {
            latch.countDown();
          }
        }

        private static final class Locked extends Door {
          Locked(CountDownLatch latch) {
            super(latch);
          }

          @Override
          public void shut() {
            System.out.println("locked");
          }
        }

        void run() throws InterruptedException {
          CountDownLatch latch = new CountDownLatch(2);
          Door door = new Door(latch);
          new Thread(() -> door.shut()).start();
          Gate gate = new Locked(latch);
          gate.shut();
          // BUG: Diagnostic contains: it takes 2 signals on 'latch', and 1 come
          latch.await();
        }
        """);
  }

  private static void check(String members) {
    compile(CompilationTestHelper.newInstance(WaitNeverEnded.class, SuperCallsTest.class), members);
  }

  private static void checkReceive(String members) {
    compile(
        CompilationTestHelper.newInstance(ReceiveWithoutSender.class, SuperCallsTest.class),
        members);
  }

  private static void compile(CompilationTestHelper helper, String members) {
    helper
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.*;

            class A {
            """
                + members
                + "}\n")
        .doTest();
  }
}
