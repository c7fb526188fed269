package dev.watertight.samples.c6;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Keeps the rates of currencies that somebody has asked for. */
public final class ExchangeRates {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, Double> rates = new HashMap<>();

  double of(String currency) {
    lock.readLock().lock();
    try {
      if (!rates.containsKey(currency)) {
        load(currency);
      }
      return rates.get(currency);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void load(String currency) {
    lock.writeLock().lock();
    try {
      rates.put(currency, 1.0 / currency.length());
    } finally {
      lock.writeLock().unlock();
    }
  }

  public static void main(String[] args) throws InterruptedException {
    ExchangeRates rates = new ExchangeRates();
    Thread traveller = new Thread(() -> System.out.println("CHF " + rates.of("CHF")));
    traveller.start();
    traveller.join(500);
  }
}
