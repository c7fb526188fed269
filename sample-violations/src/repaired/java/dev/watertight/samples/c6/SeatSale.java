package dev.watertight.samples.c6;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Sells the seats of a theatre, each of them once. */
public final class SeatSale {
  private final Lock lock = new ReentrantLock();
  private final Set<String> sold = new HashSet<>();

  boolean buy(String seat) {
    lock.lock();
    try {
      if (sold.add(seat)) {
        return true;
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  public static void main(String[] args) throws InterruptedException {
    SeatSale sale = new SeatSale();
    for (String seat : new String[] {"A1", "A1", "B7"}) {
      Thread customer = new Thread(() -> System.out.println(seat + ": " + sale.buy(seat)));
      customer.start();
      customer.join(500);
    }
  }
}
