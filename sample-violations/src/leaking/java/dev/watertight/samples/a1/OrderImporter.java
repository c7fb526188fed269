package dev.watertight.samples.a1;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Imports the order files of a day, each in a task of its own. */
public final class OrderImporter {
  private record Order(String customer, int quantity) {}

  private OrderImporter() {}

  public static void main(String[] args) throws Exception {
    List<String> files = List.of("ada;3\nbob;1", "cyn;12", "dan;4\neve;2\nfay;7");
    System.out.println("items ordered: " + importAll(files));
  }

  private static int importAll(List<String> files) throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Future<List<Order>>> imports = new ArrayList<>();
    for (String file : files) {
      imports.add(pool.submit(() -> parse(file)));
    }
    int items = 0;
    for (Future<List<Order>> orders : imports) {
      for (Order order : orders.get()) {
        items += order.quantity();
      }
    }
    return items;
  }

  private static List<Order> parse(String file) {
    return file.lines()
        .map(line -> line.split(";", 2))
        .map(cells -> new Order(cells[0], Integer.parseInt(cells[1])))
        .toList();
  }
}
