package dev.watertight.fixes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.bugpatterns.ExecutorNeverShutDown;
import dev.watertight.bugpatterns.ExecutorNotShutDownOnAllPaths;
import dev.watertight.bugpatterns.ExecutorOverwrittenWhileOpen;
import dev.watertight.bugpatterns.ExpiringExecutorNotShutDown;
import dev.watertight.bugpatterns.ReceiveLoopNeverEnds;
import dev.watertight.bugpatterns.ReceiveLoopNotInterrupted;
import dev.watertight.bugpatterns.StopFlagWithoutWakeup;
import dev.watertight.bugpatterns.TaskScopeNotClosed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The first fix turns each leaking sample program into its repaired twin. */
final class SampleViolationsTest {
  private static final Path SAMPLES = Path.of("../sample-violations/src");

  @Test
  void neverShutDown() throws IOException {
    repairs(ExecutorNeverShutDown.class, "a1/InvoiceArchiver");
    repairs(ExecutorNeverShutDown.class, "a1/MailRelay");
    repairs(ExecutorNeverShutDown.class, "a1/OrderImporter");
    repairs(ExecutorNeverShutDown.class, "a1/PricePoller");
    repairs(ExecutorNeverShutDown.class, "a1/StatementRenderer");
  }

  @Test
  void expiring() throws IOException {
    repairs(ExpiringExecutorNotShutDown.class, "a1/CacheWarmer");
  }

  @Test
  void notOnAllPaths() throws IOException {
    repairs(ExecutorNotShutDownOnAllPaths.class, "a2/BalanceReport");
    repairs(ExecutorNotShutDownOnAllPaths.class, "a2/Thumbnailer");
  }

  @Test
  void overwritten() throws IOException {
    repairs(ExecutorOverwrittenWhileOpen.class, "a3/QuoteFeed");
    repairs(ExecutorOverwrittenWhileOpen.class, "a3/ShardReindexer");
  }

  @Test
  void scopes() throws IOException {
    repairs(TaskScopeNotClosed.class, "a4/FareSearch");
  }

  @Test
  void loops() throws IOException {
    repairs(ReceiveLoopNeverEnds.class, "b2/MeterReader");
    repairs(StopFlagWithoutWakeup.class, "b2/ParcelTracker");
    repairs(ReceiveLoopNotInterrupted.class, "b2/RouteExport");
    repairs(ReceiveLoopNeverEnds.class, "b2/TicketPrinter");
  }

  private static void repairs(Class<? extends BugChecker> check, String program)
      throws IOException {
    String path = "java/dev/watertight/samples/" + program + ".java";
    Repair.by(check)
        .preview()
        .turns(
            "dev/watertight/samples/" + program + ".java",
            Files.readString(SAMPLES.resolve("leaking").resolve(path), UTF_8),
            Files.readString(SAMPLES.resolve("repaired").resolve(path), UTF_8));
  }
}
