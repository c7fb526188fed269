package dev.watertight.samples.a2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Adds up the balances of accounts, one of which has a booking that is no number. */
public final class BalanceReport {
  private BalanceReport() {}

  public static void main(String[] args) throws Exception {
    try {
      System.out.println("total: " + total(List.of("100 -20 5", "7 n/a", "30 12")));
    } catch (ExecutionException e) {
      System.out.println("no total: " + e.getCause().getMessage());
    }
  }

  private static long total(List<String> accounts) throws ExecutionException, InterruptedException {
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      List<Future<Long>> balances = new ArrayList<>();
      for (String account : accounts) {
        balances.add(pool.submit(() -> balance(account)));
      }
      long total = 0;
      for (Future<Long> balance : balances) {
        total += balance.get();
      }
      return total;
    }
  }

  private static long balance(String account) {
    long balance = 0;
    for (String booking : account.split(" ", -1)) {
      balance += Long.parseLong(booking);
    }
    return balance;
  }
}
