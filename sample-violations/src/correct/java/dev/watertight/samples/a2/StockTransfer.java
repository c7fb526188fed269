package dev.watertight.samples.a2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Moves goods between depots; a failed move is put back, and what was opened last ends first. */
public final class StockTransfer {
  private final List<String> journal = new ArrayList<>();

  public static void main(String[] args) throws Exception {
    StockTransfer transfer = new StockTransfer();
    transfer.move(List.of("12 chairs", "two tables", "30 lamps"));
    System.out.println(String.join(", ", transfer.journal));
  }

  void move(List<String> goods) throws InterruptedException {
    ExecutorService pickers = Executors.newFixedThreadPool(2);
    try {
      ExecutorService drivers = Executors.newFixedThreadPool(2);
      try {
        for (String item : goods) {
          Future<Integer> picked = pickers.submit(() -> Integer.parseInt(item.split(" ", 2)[0]));
          Future<String> moved = drivers.submit(() -> picked.get() + " moved");
          journal.add(moved.get());
        }
      } catch (ExecutionException e) {
        journal.add("put back");
      } finally {
        drivers.shutdown();
        journal.add("drivers done");
      }
    } finally {
      pickers.shutdown();
      journal.add("pickers done");
    }
  }
}
