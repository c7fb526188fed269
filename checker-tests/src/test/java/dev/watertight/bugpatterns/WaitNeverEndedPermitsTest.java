package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitNeverEndedPermitsTest {
  @Test
  void moreThanThereAre() {
    compile(
        """
          void print() {
            // BUG: Diagnostic contains: it takes 4 signals on 'places', and 3 come
            places.acquireUninterruptibly(4);
            try {
              System.out.println();
            } finally {
              places.release(4);
            }
          }
        """);
  }

  @Test
  void moreThanAConstant() {
    compile(
        """
          private static final int ALL = 5;
          private static final int WIDTH = 2;
          private final Semaphore few = new Semaphore(WIDTH);

          private int weight() {
            return ALL;
          }

          void print() {
            // BUG: Diagnostic contains: it takes 5 signals on 'few', and 2 come
            few.acquireUninterruptibly(weight());
            try {
              System.out.println();
            } finally {
              few.release(weight());
            }
          }
        """);
  }

  @Test
  void asManyAsThereAre() {
    compile(
        """
          void print() {
            places.acquireUninterruptibly(3);
            try {
              System.out.println();
            } finally {
              places.release(3);
            }
          }
        """);
  }

  @Test
  void moreWhenOthersAddSome() {
    compile(
        """
          void add() {
            places.release();
          }

          void print() {
            places.acquireUninterruptibly(4);
            try {
              System.out.println();
            } finally {
              places.release(4);
            }
          }
        """);
  }

  @Test
  void moreWhenOneIsAdded() {
    compile(
        """
          void print(int count) {
            Semaphore few = new Semaphore(1);
            few.release();
            few.acquireUninterruptibly(2);
            few.release(2);
          }
        """);
  }

  @Test
  void moreThanWithOneThatIsAdded() {
    compile(
        """
          private final Semaphore few = new Semaphore(1);

          {
            few.release();
          }

          void print() {
            // BUG: Diagnostic contains: it takes 3 signals on 'few', and 2 come
            few.acquireUninterruptibly(3);
            few.release(3);
          }
        """);
  }

  @Test
  void asManyAsDataSay() {
    compile(
        """
          void print(int count) {
            int few = Math.min(count, 3);
            places.acquireUninterruptibly(few);
            try {
              System.out.println();
            } finally {
              places.release(few);
            }
          }
        """);
  }

  @Test
  void heldOneByOne() {
    compile(
        """
          void print() {
            for (int i = 0; i < 9; i++) {
              places.acquireUninterruptibly();
              System.out.println(i);
              places.release();
            }
          }
        """);
  }

  @Test
  void moreWhenOneIsTriedInVain() {
    compile(
        """
          void use() {
            places.acquireUninterruptibly();
            places.release();
            places.tryAcquire();
            places.release();
          }

          void print() {
            places.acquireUninterruptibly(4);
            places.release(4);
          }
        """);
  }

  @Test
  void moreThanTheOneTakenInTime() {
    compile(
        """
          void use() throws InterruptedException {
            if (places.tryAcquire(5, java.util.concurrent.TimeUnit.SECONDS)) {
              places.release(3);
            }
          }

          void print() {
            places.acquireUninterruptibly(4);
            places.release(4);
          }
        """);
  }

  @Test
  void moreThanThereAreWhereOthersTakeTwoInTime() {
    compile(
        """
          void use() throws InterruptedException {
            if (places.tryAcquire(2, 5, java.util.concurrent.TimeUnit.SECONDS)) {
              places.release(2);
            }
          }

          void print() {
            // BUG: Diagnostic contains: it takes 4 signals on 'places', and 3 come
            places.acquireUninterruptibly(4);
            places.release(4);
          }
        """);
  }

  private static void compile(String members) {
    CompilationTestHelper.newInstance(WaitNeverEnded.class, WaitNeverEndedPermitsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            package shop;

            import java.util.concurrent.Semaphore;

            public class A {
              private final Semaphore places = new Semaphore(3);

            """
                + members
                + "}\n")
        .doTest();
  }
}
