package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Receivers that look for a value, and ends that a test of what is sent tells. */
final class AbandonedSenderSoughtValuesTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void onlyTheMarkerEndsTheLoop() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.SynchronousQueue;

            class A {
              static int count(List<String> book, String word) throws InterruptedException {
                BlockingQueue<String> pages = new SynchronousQueue<>();
                new Thread(
                        () -> {
                          try {
                            for (String page : book) {
                              pages.put(page);
                            }
                            pages.put("");
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                int found = 0;
                for (String page = pages.take(); !page.isEmpty(); page = pages.take()) {
                  if (page.contains(word)) {
                    found++;
                  }
                }
                return found;
              }
            }
            """)
        .doTest();
  }

  @Test
  void lastValueIsLookedFor() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.SynchronousQueue;

            class A {
              static boolean find(List<String> book, String last) throws InterruptedException {
                BlockingQueue<String> pages = new SynchronousQueue<>();
                new Thread(
                        () -> {
                          try {
                            for (String page : book) {
                              pages.put(page);
                            }
                            pages.put(last);
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                while (true) {
                  String page = pages.take();
                  if (page.equals(last)) {
                    return true;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void senderStopsThere() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.SynchronousQueue;

            class A {
              static boolean find(List<String> book, String word) throws InterruptedException {
                BlockingQueue<String> pages = new SynchronousQueue<>();
                new Thread(
                        () -> {
                          try {
                            for (String page : book) {
                              pages.put(page);
                              if (page.contains(word)) {
                                return;
                              }
                            }
                            pages.put("");
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                for (String page = pages.take(); !page.isEmpty(); page = pages.take()) {
                  if (page.contains(word)) {
                    return true;
                  }
                }
                return false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void restIsTaken() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.SynchronousQueue;

            class A {
              static boolean find(List<String> book, String word) throws InterruptedException {
                BlockingQueue<String> pages = new SynchronousQueue<>();
                new Thread(
                        () -> {
                          try {
                            for (String page : book) {
                              pages.put(page);
                            }
                            pages.put("");
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                for (String page = pages.take(); !page.isEmpty(); page = pages.take()) {
                  if (page.contains(word)) {
                    while (!page.isEmpty()) {
                      page = pages.take();
                    }
                    return true;
                  }
                }
                return false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void emptyText() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.SynchronousQueue;

            class A {
              static boolean find(List<String> book, String word) throws InterruptedException {
                BlockingQueue<String> pages = new SynchronousQueue<>();
                new Thread(
                        () -> {
                          try {
                            for (String page : book) {
                              // BUG: Diagnostic contains: can leave early
                              pages.put(page);
                            }
                            pages.put("");
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                for (String page = pages.take(); !page.isEmpty(); page = pages.take()) {
                  if (page.contains(word)) {
                    return true;
                  }
                }
                return false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void numberOfAnObject() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final class Page {
                final int number;
                final String text;

                Page(int number, String text) {
                  this.number = number;
                  this.text = text;
                }

                Page() {
                  this(-1, null);
                }
              }

              static int find(List<String> book, String word) throws InterruptedException {
                BlockingQueue<Page> pages = new ArrayBlockingQueue<>(1);
                new Thread(
                        () -> {
                          try {
                            for (String page : book) {
                              // BUG: Diagnostic contains: can leave early
                              pages.put(new Page(page.length(), page));
                            }
                            pages.put(new Page());
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                while (true) {
                  Page page = pages.take();
                  if (page.number < 0) {
                    return -1;
                  }
                  if (page.text.contains(word)) {
                    return page.number;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void componentOfARecord() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              record Page(String text, boolean last) {
                boolean isEnd() {
                  return last();
                }
              }

              static boolean find(List<String> book, String word) throws InterruptedException {
                BlockingQueue<Page> pages = new ArrayBlockingQueue<>(1);
                new Thread(
                        () -> {
                          try {
                            for (String page : book) {
                              // BUG: Diagnostic contains: can leave early
                              pages.put(new Page(page, false));
                            }
                            pages.put(new Page("", true));
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                Page page = pages.take();
                while (!page.isEnd()) {
                  if (page.text().contains(word)) {
                    return true;
                  }
                  page = pages.take();
                }
                return false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void constantOfAnEnumeration() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              enum Kind {
                PAGE(false),
                END(true);

                final boolean isLast;

                Kind(boolean isLast) {
                  this.isLast = isLast;
                }
              }

              record Page(Kind kind, String text) {}

              static boolean find(List<String> book, String word) throws InterruptedException {
                BlockingQueue<Page> pages = new ArrayBlockingQueue<>(1);
                new Thread(
                        () -> {
                          try {
                            for (String page : book) {
                              // BUG: Diagnostic contains: can leave early
                              pages.put(new Page(Kind.PAGE, page));
                            }
                            pages.put(new Page(Kind.END, null));
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                for (Page page; !(page = pages.take()).kind().isLast; ) {
                  if (page.text().equals(word)) {
                    return true;
                  }
                }
                return false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void nullInAnObject() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              record Page(String text) {
                static final Page NONE = new Page(null);
              }

              static boolean find(List<String> book, String word) throws InterruptedException {
                BlockingQueue<Page> pages = new ArrayBlockingQueue<>(1);
                new Thread(
                        () -> {
                          try {
                            for (String page : book) {
                              // BUG: Diagnostic contains: can leave early
                              pages.put(new Page(page));
                            }
                            pages.put(Page.NONE);
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                for (Page page = pages.take(); page.text() != null; page = pages.take()) {
                  if (page.text().equals(word)) {
                    return true;
                  }
                }
                return false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void asManyReceives() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.SynchronousQueue;

            class A {
              static boolean find(List<String> book, String word) throws InterruptedException {
                BlockingQueue<String> pages = new SynchronousQueue<>();
                new Thread(
                        () -> {
                          try {
                            for (String page : book) {
                              // BUG: Diagnostic contains: can leave early
                              pages.put(page);
                            }
                            System.out.println("sent");
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                for (String unused : book) {
                  if (pages.take().contains(word)) {
                    return true;
                  }
                }
                return false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void numbersThatAreAlmostEqual() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              static void run() throws InterruptedException {
                BlockingQueue<Long> dates = new ArrayBlockingQueue<>(1);
                new Thread(
                        () -> {
                          try {
                            for (int i = 0; i < 3; i++) {
                              dates.put(Long.MAX_VALUE - 1);
                            }
                            dates.put(Long.MAX_VALUE);
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                while (true) {
                  long date = dates.take();
                  if (date == Long.MAX_VALUE) {
                    return;
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructorGivesAnotherValue() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              private static final class Job {
                final int size;

                Job(String name, int size) {
                  if (size == -1 && !name.isEmpty()) {
                    size = 0;
                  }
                  this.size = size;
                }
              }

              static void run() throws InterruptedException {
                BlockingQueue<Job> jobs = new ArrayBlockingQueue<>(1);
                new Thread(
                        () -> {
                          try {
                            for (int i = 0; i < 3; i++) {
                              jobs.put(new Job("stream", -1));
                            }
                            jobs.put(new Job("", -1));
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                while (true) {
                  Job job = jobs.take();
                  if (job.size == -1) {
                    return;
                  }
                }
              }
            }
            """)
        .doTest();
  }
}
