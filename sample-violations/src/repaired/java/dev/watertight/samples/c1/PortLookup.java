package dev.watertight.samples.c1;

import java.util.concurrent.CompletableFuture;

/** Looks up the port of a service in a thread of its own. */
public final class PortLookup {
  public static void main(String[] args) throws InterruptedException {
    CompletableFuture<Integer> port = find(args.length > 0 ? args[0] : "http");
    Thread client =
        new Thread(
            () -> System.out.println("port " + port.exceptionally(e -> -1).join()), "client");
    client.start();
    client.join(500);
    System.out.println("good bye");
  }

  private static CompletableFuture<Integer> find(String service) {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            port.complete(Integer.parseInt(service));
          } catch (NumberFormatException e) {
            port.completeExceptionally(e);
            System.out.println("unknown service " + service);
          }
        });
    return port;
  }
}
