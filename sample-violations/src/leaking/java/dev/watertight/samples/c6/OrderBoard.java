package dev.watertight.samples.c6;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Hands the orders of a restaurant to its cook. */
public final class OrderBoard {
  private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
  private int taken;

  synchronized void add(String order) {
    orders.add(order);
    taken++;
  }

  synchronized String next() throws InterruptedException {
    return orders.take();
  }

  synchronized int taken() {
    return taken;
  }

  public static void main(String[] args) throws InterruptedException {
    OrderBoard board = new OrderBoard();
    Thread cook =
        new Thread(
            () -> {
              try {
                System.out.println("cooks " + board.next());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    cook.start();
    cook.join(200);
    Thread waiter = new Thread(() -> board.add("soup"));
    waiter.start();
    waiter.join(500);
    cook.join(500);
  }
}
