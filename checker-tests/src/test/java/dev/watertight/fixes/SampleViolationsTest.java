package dev.watertight.fixes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.bugpatterns.AbandonedSender;
import dev.watertight.bugpatterns.AbandonedWaiter;
import dev.watertight.bugpatterns.AbandonedWaiterOnFailure;
import dev.watertight.bugpatterns.BackgroundLoopNeverEnds;
import dev.watertight.bugpatterns.BusyPolling;
import dev.watertight.bugpatterns.ChannelClosedBeforeSendersEnd;
import dev.watertight.bugpatterns.ChannelNeverClosed;
import dev.watertight.bugpatterns.CompletionServiceTakeWithoutTask;
import dev.watertight.bugpatterns.EndMarkerNeverSent;
import dev.watertight.bugpatterns.EndSignalSkipped;
import dev.watertight.bugpatterns.EndSignalSkippedOnFailure;
import dev.watertight.bugpatterns.ExpiringHandleNotReleased;
import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.bugpatterns.HandleNotReleasedOnAllPaths;
import dev.watertight.bugpatterns.HandleOverwrittenWhileOpen;
import dev.watertight.bugpatterns.InterruptIgnored;
import dev.watertight.bugpatterns.LockNotReleased;
import dev.watertight.bugpatterns.ReceiveLoopNeverEnds;
import dev.watertight.bugpatterns.ReceiveLoopNotInterrupted;
import dev.watertight.bugpatterns.SelectWithoutExit;
import dev.watertight.bugpatterns.SelectorNeverWokenUp;
import dev.watertight.bugpatterns.SendWithoutReceiver;
import dev.watertight.bugpatterns.StateChangeWithoutSignal;
import dev.watertight.bugpatterns.StopFlagWithoutWakeup;
import dev.watertight.bugpatterns.TooFewEndMarkers;
import dev.watertight.bugpatterns.TwoWayChannelUsedOneWay;
import dev.watertight.bugpatterns.UnclosedProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The first fix turns each leaking sample program into its repaired twin. */
final class SampleViolationsTest {
  private static final Path SAMPLES = Path.of("../sample-violations/src");

  @Test
  void neverShutDown() throws IOException {
    repairs(HandleNeverReleased.class, "a1/InvoiceArchiver");
    repairs(HandleNeverReleased.class, "a1/MailRelay");
    repairs(HandleNeverReleased.class, "a1/OrderImporter");
    repairs(HandleNeverReleased.class, "a1/PricePoller");
    repairs(HandleNeverReleased.class, "a1/StatementRenderer");
    repairs(HandleNeverReleased.class, "a6/MeterDisplay");
    repairs(HandleNeverReleased.class, "a7/PortFinder");
  }

  @Test
  void expiring() throws IOException {
    repairs(ExpiringHandleNotReleased.class, "a1/CacheWarmer");
  }

  @Test
  void notOnAllPaths() throws IOException {
    repairs(HandleNotReleasedOnAllPaths.class, "a2/BalanceReport");
    repairs(HandleNotReleasedOnAllPaths.class, "a2/Thumbnailer");
  }

  @Test
  void overwritten() throws IOException {
    repairs(HandleOverwrittenWhileOpen.class, "a3/QuoteFeed");
    repairs(HandleOverwrittenWhileOpen.class, "a3/ShardReindexer");
  }

  @Test
  void scopes() throws IOException {
    repairs(HandleNeverReleased.class, "a4/FareSearch");
  }

  @Test
  void uncancelled() throws IOException {
    repairs(BackgroundLoopNeverEnds.class, "a5/BoilerRoom");
  }

  @Test
  void oneWay() throws IOException {
    repairs(TwoWayChannelUsedOneWay.class, "b6/Thumbnails");
  }

  @Test
  void busyPolling() throws IOException {
    repairs(BusyPolling.class, "b7/LabelPrinter");
  }

  @Test
  void selects() throws IOException {
    repairs(SelectWithoutExit.class, "b3/SupportDesk");
    repairs(SelectorNeverWokenUp.class, "b3/GreetingServer");
    repairs(CompletionServiceTakeWithoutTask.class, "b3/MapPainter");
  }

  @Test
  void closedEarly() throws IOException {
    repairs(ChannelClosedBeforeSendersEnd.class, "b5/LabelPrinter");
  }

  @Test
  void sends() throws IOException {
    repairs(SendWithoutReceiver.class, "b4/CheckoutTotal");
    repairs(SendWithoutReceiver.class, "b4/LogShipper");
    repairs(AbandonedSender.class, "b4/DeliveryEstimate");
    repairs(AbandonedSender.class, "b4/FirstMatches");
    repairs(UnclosedProducer.class, "b4/CustomerPreview");
  }

  @Test
  void senders() throws IOException {
    repairs(ChannelNeverClosed.class, "b1/StationDisplay");
    repairs(EndMarkerNeverSent.class, "b1/ReceiptPrinter");
    repairs(EndSignalSkipped.class, "b1/LogSearch");
    repairs(EndSignalSkippedOnFailure.class, "b1/MeterReading");
    repairs(TooFewEndMarkers.class, "b1/FileHasher");
  }

  @Test
  void loops() throws IOException {
    repairs(ReceiveLoopNeverEnds.class, "b2/MeterReader");
    repairs(StopFlagWithoutWakeup.class, "b2/ParcelTracker");
    repairs(ReceiveLoopNotInterrupted.class, "b2/RouteExport");
    repairs(ReceiveLoopNeverEnds.class, "b2/TicketPrinter");
  }

  @Test
  void waits() throws IOException {
    repairs(AbandonedWaiter.class, "c1/StockCount");
    repairs(AbandonedWaiterOnFailure.class, "c1/PortLookup");
    repairs(InterruptIgnored.class, "c4/FrostWarning");
    repairs(StateChangeWithoutSignal.class, "c2/MailRoom");
    repairs(LockNotReleased.class, "c6/SeatSale");
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
