package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class TooFewEndMarkersResourcesTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(TooFewEndMarkers.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void closedByTry() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private static final String END = "";
              private final BlockingQueue<String> documents = new LinkedBlockingQueue<>();
              private final ExecutorService workers;

              A(int count) {
                workers = Executors.newFixedThreadPool(count);
                for (int i = 0; i < count; i++) {
                  workers.execute(this::work);
                }
              }

              private void work() {
                try {
                  while (!documents.take().equals(END)) {
                    System.out.println("indexed");
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                // BUG: Diagnostic contains: is sent to 'documents' once
                documents.add(END);
                workers.shutdown();
              }

              public static void main(String[] args) {
                try (A index = new A(2)) {
                  index.documents.add("readme");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByTryForOneConsumer() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private static final String END = "";
              private final BlockingQueue<String> documents = new LinkedBlockingQueue<>();
              private final ExecutorService workers;

              A(int count) {
                workers = Executors.newFixedThreadPool(count);
                for (int i = 0; i < count; i++) {
                  workers.execute(this::work);
                }
              }

              private void work() {
                try {
                  while (!documents.take().equals(END)) {
                    System.out.println("indexed");
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                documents.add(END);
                workers.shutdown();
              }

              public static void main(String[] args) {
                try (A index = new A(1)) {
                  index.documents.add("readme");
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByTryAndBefore() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private static final String END = "";
              private final BlockingQueue<String> documents = new LinkedBlockingQueue<>();
              private final ExecutorService workers;

              A(int count) {
                workers = Executors.newFixedThreadPool(count);
                for (int i = 0; i < count; i++) {
                  workers.execute(this::work);
                }
              }

              private void work() {
                try {
                  while (!documents.take().equals(END)) {
                    System.out.println("indexed");
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                documents.add(END);
                workers.shutdown();
              }

              public static void main(String[] args) {
                try (A index = new A(2)) {
                  index.documents.add("readme");
                  index.close();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void givenToTry() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.LinkedBlockingQueue;

            class A implements AutoCloseable {
              private static final String END = "";
              private final BlockingQueue<String> documents = new LinkedBlockingQueue<>();
              private final ExecutorService workers;

              A(int count) {
                workers = Executors.newFixedThreadPool(count);
                for (int i = 0; i < count; i++) {
                  workers.execute(this::work);
                }
              }

              private void work() {
                try {
                  while (!documents.take().equals(END)) {
                    System.out.println("indexed");
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {
                documents.add(END);
                workers.shutdown();
              }

              public static void main(String[] args) {
                A index = new A(2);
                for (int i = 0; i < 2; i++) {
                  try (index) {
                    index.documents.add("readme");
                  }
                }
              }
            }
            """)
        .doTest();
  }
}
