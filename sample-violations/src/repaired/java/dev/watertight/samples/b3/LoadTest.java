package dev.watertight.samples.b3;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Sends requests to a shop from several clients, which are to start at the same moment. */
public final class LoadTest {
  private LoadTest() {}

  public static void main(String[] args) throws InterruptedException {
    Thread test = new Thread(() -> run(List.of("alice", "bob")), "load-test");
    test.start();
    test.join(33_000);
  }

  private static void run(List<String> clients) {
    ExecutorService pool = Executors.newFixedThreadPool(clients.size());
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Callable<String>> orders = new ArrayList<>();
      for (String client : clients) {
        orders.add(
            () -> {
              start.await();
              return client + " has ordered";
            });
      }
      long placed =
          pool.invokeAll(orders, 30, TimeUnit.SECONDS).stream().filter(LoadTest::isPlaced).count();
      System.out.println(placed + " orders placed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pool.shutdownNow();
    }
  }

  private static boolean isPlaced(Future<String> order) {
    return order.state() == Future.State.SUCCESS;
  }
}
