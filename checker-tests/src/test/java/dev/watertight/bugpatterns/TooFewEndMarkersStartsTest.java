package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class TooFewEndMarkersStartsTest {
  private void compile(String code) {
    CompilationTestHelper.newInstance(TooFewEndMarkers.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            """
                + code)
        .doTest();
  }

  @Test
  void threadsStartedByReference() {
    compile(
        """
        class Fetcher extends Thread {
          static final String END = new String("end");
          private final BlockingQueue<String> pages;

          Fetcher(BlockingQueue<String> pages) {
            this.pages = pages;
          }

          @Override
          public void run() {
            try {
              while (pages.take() != END) {
                System.out.println("next");
              }
            } catch (InterruptedException e) {
              interrupt();
            }
          }
        }

        class A {
          private final BlockingQueue<String> pages = new LinkedBlockingQueue<>();
          private final List<Fetcher> all = new ArrayList<>();

          A(int n) {
            for (int i = 0; i < n; i++) {
              all.add(new Fetcher(pages));
            }
            all.forEach(Thread::start);
          }

          void finish() throws InterruptedException {
            // BUG: Diagnostic contains: several consumers
            pages.add(Fetcher.END);
            for (Fetcher each : all) {
              each.join();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A(3);
            a.pages.add("x");
            a.finish();
          }
        }
        """);
  }

  @Test
  void threadsStartedByReferenceToTheirClass() {
    compile(
        """
        class Fetcher extends Thread {
          static final String END = new String("end");
          private final BlockingQueue<String> pages;

          Fetcher(BlockingQueue<String> pages) {
            this.pages = pages;
          }

          @Override
          public void run() {
            try {
              while (pages.take() != END) {
                System.out.println("next");
              }
            } catch (InterruptedException e) {
              interrupt();
            }
          }
        }

        class A {
          private final BlockingQueue<String> pages = new LinkedBlockingQueue<>();
          private final List<Fetcher> all = new ArrayList<>();

          A(int n) {
            for (int i = 0; i < n; i++) {
              all.add(new Fetcher(pages));
            }
            all.forEach(Fetcher::start);
          }

          void finish() throws InterruptedException {
            // BUG: Diagnostic contains: several consumers
            pages.add(Fetcher.END);
            for (Fetcher each : all) {
              each.join();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A(3);
            a.pages.add("x");
            a.finish();
          }
        }
        """);
  }

  @Test
  void tasksGivenByReference() {
    compile(
        """
        class Fetcher extends Thread {
          static final String END = new String("end");
          private final BlockingQueue<String> pages;

          Fetcher(BlockingQueue<String> pages) {
            this.pages = pages;
          }

          @Override
          public void run() {
            try {
              while (pages.take() != END) {
                System.out.println("next");
              }
            } catch (InterruptedException e) {
              interrupt();
            }
          }
        }

        class A {
          private final BlockingQueue<String> pages = new LinkedBlockingQueue<>();
          private final List<Fetcher> all = new ArrayList<>();

          A(int n) {
            for (int i = 0; i < n; i++) {
              all.add(new Fetcher(pages));
            }
            ExecutorService pool = Executors.newCachedThreadPool();
            all.forEach(pool::execute);
            pool.shutdown();
          }

          void finish() throws InterruptedException {
            // BUG: Diagnostic contains: several consumers
            pages.add(Fetcher.END);
            for (Fetcher each : all) {
              each.join();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A(3);
            a.pages.add("x");
            a.finish();
          }
        }
        """);
  }

  @Test
  void oneMarkerForEach() {
    compile(
        """
        class Fetcher extends Thread {
          static final String END = new String("end");
          private final BlockingQueue<String> pages;

          Fetcher(BlockingQueue<String> pages) {
            this.pages = pages;
          }

          @Override
          public void run() {
            try {
              while (pages.take() != END) {
                System.out.println("next");
              }
            } catch (InterruptedException e) {
              interrupt();
            }
          }
        }

        class A {
          private final BlockingQueue<String> pages = new LinkedBlockingQueue<>();
          private final List<Fetcher> all = new ArrayList<>();

          A(int n) {
            for (int i = 0; i < n; i++) {
              all.add(new Fetcher(pages));
            }
            all.forEach(Thread::start);
          }

          void finish() throws InterruptedException {
            all.forEach(each -> pages.add(Fetcher.END));
            for (Fetcher each : all) {
              each.join();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A(3);
            a.pages.add("x");
            a.finish();
          }
        }
        """);
  }

  @Test
  void othersInterruptedByReference() {
    compile(
        """
        class Fetcher extends Thread {
          static final String END = new String("end");
          private final BlockingQueue<String> pages;

          Fetcher(BlockingQueue<String> pages) {
            this.pages = pages;
          }

          @Override
          public void run() {
            try {
              while (pages.take() != END) {
                System.out.println("next");
              }
            } catch (InterruptedException e) {
              interrupt();
            }
          }
        }

        class A {
          private final BlockingQueue<String> pages = new LinkedBlockingQueue<>();
          private final List<Fetcher> all = new ArrayList<>();

          A(int n) {
            for (int i = 0; i < n; i++) {
              all.add(new Fetcher(pages));
            }
            all.forEach(Thread::start);
          }

          void finish() throws InterruptedException {
            pages.add(Fetcher.END);
            all.forEach(Thread::interrupt);
            for (Fetcher each : all) {
              each.join();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            A a = new A(3);
            a.pages.add("x");
            a.finish();
          }
        }
        """);
  }
}
