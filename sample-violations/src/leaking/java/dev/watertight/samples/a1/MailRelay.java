package dev.watertight.samples.a1;

import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Parses messages in one pool and sends them in another. */
public final class MailRelay implements AutoCloseable {
  private final ExecutorService parsers = Executors.newFixedThreadPool(2);
  private final ExecutorService senders = Executors.newFixedThreadPool(2);
  private final Queue<String> outbox = new ConcurrentLinkedQueue<>();

  public static void main(String[] args) throws Exception {
    try (MailRelay relay = new MailRelay()) {
      for (String message : List.of("To: Ada@example.org", "To: bob@example.org", "Subject: hi")) {
        relay.accept(message).join();
      }
      System.out.println("sent to: " + relay.outbox);
    }
  }

  CompletableFuture<Void> accept(String message) {
    return CompletableFuture.supplyAsync(() -> recipient(message), parsers)
        .thenAcceptAsync(outbox::add, senders);
  }

  private static String recipient(String message) {
    return message.startsWith("To: ")
        ? message.substring("To: ".length()).toLowerCase(Locale.ROOT)
        : "postmaster@example.org";
  }

  @Override
  public void close() {
    parsers.shutdown();
  }
}
