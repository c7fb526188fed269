package dev.watertight.model;

import com.google.errorprone.CompilationTestHelper;
import dev.watertight.bugpatterns.EndMarkerNeverSent;
import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.bugpatterns.SendWithoutReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What rows say of a kind of channel, or of who is given a handle, decides which checks it gets.
 */
final class TraitsTest {
  private static final String BELT =
      """
      package shop;

      public class Belt {
        public native void load(String parcel) throws InterruptedException;

        public native String unload() throws InterruptedException;
      }
      """;
  private static final String ROWS =
      """
      channel shop.Belt belt
      make shop.Belt#<init> 0
      send shop.Belt#load always
      receive shop.Belt#unload always
      """;

  @TempDir private Path directory;

  private String option(String rows) throws IOException {
    return "-XepOpt:Watertight:Model=" + Files.writeString(directory.resolve("belts.txt"), rows);
  }

  @Test
  void sendWaitsWhateverTheNounIs() throws IOException {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .setArgs(option(ROWS))
        .addSourceLines("shop/Belt.java", BELT)
        .addSourceLines(
            "A.java",
            """
            class A {
              void fills() throws InterruptedException {
                shop.Belt belt = new shop.Belt();
                // BUG: Diagnostic contains: Nobody receives
                belt.load("a");
              }
            }
            """)
        .doTest();
  }

  @Test
  void droppingChannelNeverKeepsItsSenderWaiting() throws IOException {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .setArgs(option(ROWS + "trait shop.Belt dropping\n"))
        .addSourceLines("shop/Belt.java", BELT)
        .addSourceLines(
            "A.java",
            """
            class A {
              void fills() throws InterruptedException {
                shop.Belt belt = new shop.Belt();
                belt.load("b");
              }
            }
            """)
        .doTest();
  }

  @Test
  void channelWithoutAnEndOfItsOwnIsEndedByAMarker() throws IOException {
    CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
        .setArgs(option(ROWS))
        .addSourceLines("shop/Belt.java", BELT)
        .addSourceLines(
            "A.java",
            """
            class A {
              private static final String END = new String("end");

              void runs() throws InterruptedException {
                shop.Belt belt = new shop.Belt();
                new Thread(
                        () -> {
                          try {
                            // BUG: Diagnostic contains: END
                            while (belt.unload() != END) {}
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                belt.load("c");
              }
            }
            """)
        .doTest();
  }

  @Test
  void whoeverTakesAnExecutorOutOfViewOnlyBorrowsIt() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import javax.management.NotificationBroadcasterSupport;

            class A {
              NotificationBroadcasterSupport lends() {
                // BUG: Diagnostic contains: is never shut down
                ExecutorService pool = Executors.newFixedThreadPool(4);
                pool.execute(() -> {});
                return new NotificationBroadcasterSupport(pool);
              }
            }
            """)
        .doTest();
  }

  @Test
  void methodInViewMayShutDownWhatItTakesForAnExecutor() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void hands() {
                ExecutorService pool = Executors.newFixedThreadPool(5);
                pool.execute(() -> {});
                end(pool);
              }

              private static void end(Executor executor) {
                if (executor instanceof ExecutorService service) {
                  service.shutdown();
                }
              }
            }
            """)
        .doTest();
  }
}
