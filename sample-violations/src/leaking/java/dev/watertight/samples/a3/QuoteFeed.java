package dev.watertight.samples.a3;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Fetches share quotes from a host, and from another one after reconnecting. */
public final class QuoteFeed {
  private ExecutorService executor = Executors.newFixedThreadPool(2);
  private String host;

  QuoteFeed(String host) {
    this.host = host;
  }

  public static void main(String[] args) throws Exception {
    QuoteFeed feed = new QuoteFeed("primary");
    System.out.println(feed.quote("acme").join());
    System.out.println(feed.quote("emca").join());
    feed.reconnect("standby");
    System.out.println(feed.quote("acme").join());
    feed.stop();
  }

  CompletableFuture<String> quote(String symbol) {
    String from = host;
    return CompletableFuture.supplyAsync(() -> fetch(from, symbol), executor);
  }

  void reconnect(String newHost) {
    host = newHost;
    executor = Executors.newFixedThreadPool(2);
  }

  void stop() {
    executor.shutdown();
  }

  private static String fetch(String host, String symbol) {
    return symbol.toUpperCase(Locale.ROOT) + " " + symbol.length() * 100 + " from " + host;
  }
}
