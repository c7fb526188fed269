package dev.watertight.samples.a1;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Asks an exchange for the price of one share, again and again, until it is stopped. */
public final class PricePoller {
  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
  private final AtomicLong cents = new AtomicLong();
  private final LongSupplier exchange;
  private ScheduledFuture<?> polling;

  PricePoller(LongSupplier exchange) {
    this.exchange = exchange;
  }

  public static void main(String[] args) throws Exception {
    AtomicLong price = new AtomicLong(10_000);
    PricePoller poller = new PricePoller(() -> price.addAndGet(25));
    poller.start(Duration.ofMillis(10));
    Thread.sleep(60);
    poller.stop();
    System.out.println("price has moved: " + (poller.cents() > 10_000));
  }

  void start(Duration interval) {
    polling =
        executor.scheduleAtFixedRate(
            () -> cents.set(exchange.getAsLong()), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  long cents() {
    return cents.get();
  }

  void stop() {
    if (polling != null) {
      polling.cancel(false);
    }
  }
}
