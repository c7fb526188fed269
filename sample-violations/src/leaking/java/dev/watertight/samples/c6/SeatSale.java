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
    if (sold.add(seat)) {
      lock.unlock();
      return true;
    }
    return false;
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
