package dev.watertight.samples.c3;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sells currency at the rate of the day, or at yesterday's while that has not come. */
public final class RateDesk {
  private final BlockingQueue<Double> rates = new LinkedBlockingQueue<>();
  private final ExecutorService pool;

  private RateDesk(ExecutorService pool) {
    this.pool = pool;
  }

  void publish(double rate) {
    rates.add(rate);
  }

  double rate(double yesterday) throws InterruptedException, ExecutionException {
    Future<Double> today = pool.submit(rates::take);
    try {
      return today.get(100, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return yesterday;
    }
  }

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      RateDesk desk = new RateDesk(pool);
      for (String rate : System.getProperty("rates", "1.08").split(",")) {
        desk.publish(Double.parseDouble(rate));
      }
      for (int customer = 1; customer <= 3; customer++) {
        System.out.println("customer " + customer + " pays " + desk.rate(1.07));
      }
    } finally {
      pool.shutdown();
    }
  }
}
