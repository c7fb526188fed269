package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Monitors of two objects, one of which gets to know the other by a setter. */
final class LocksTakenInOppositeOrderAttachedTest {
  @Test
  void attachedByCodeThatStartsThreads() {
    compile(
        "// BUG: Diagnostic contains: the other way round",
        """
        Catalog catalog = new Catalog();
        Basket basket = new Basket(catalog);
        catalog.attach(basket);
        new Thread(() -> basket.add("tea")).start();
        new Thread(() -> catalog.reprice("tea", 12)).start();
        """);
  }

  @Test
  void attachedAndOneThreadGoesOnItself() {
    compile(
        "// BUG: Diagnostic contains: the other way round",
        """
        var catalog = new Catalog();
        var basket = new Basket(catalog);
        catalog.attach(basket);
        Thread shopper = new Thread(new Runnable() {
          @Override public void run() { basket.add("tea"); }
        });
        shopper.start();
        catalog.reprice("tea", 12);
        """);
  }

  @Test
  void attachedToAnother() {
    compile(
        "",
        """
        Catalog catalog = new Catalog();
        Basket basket = new Basket(catalog);
        catalog.attach(new Basket(catalog));
        new Thread(() -> basket.add("tea")).start();
        new Thread(() -> catalog.reprice("tea", 12)).start();
        """);
  }

  @Test
  void attachedTwice() {
    compile(
        "",
        """
        Catalog catalog = new Catalog();
        Basket basket = new Basket(catalog);
        catalog.attach(basket);
        catalog.attach(new Basket(new Catalog()));
        new Thread(() -> basket.add("tea")).start();
        new Thread(() -> catalog.reprice("tea", 12)).start();
        """);
  }

  private void compile(String report, String main) {
    CompilationTestHelper.newInstance(LocksTakenInOppositeOrder.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            class Catalog {
              private final Map<String, Integer> prices = new HashMap<>();
              private Basket basket;
              void attach(Basket basket) { this.basket = basket; }
              synchronized void reprice(String item, int price) {
                prices.put(item, price);
                basket.changed(item, price);
              }
              synchronized int price(String item) { return prices.getOrDefault(item, 10); }
            }
            class Basket {
              private final Catalog catalog;
              private final Map<String, Integer> lines = new HashMap<>();
              Basket(Catalog catalog) { this.catalog = catalog; }
              synchronized void add(String item) {
                lines.put(item, catalog.price(item));
              }
              %s
              synchronized void changed(String item, int price) {
                lines.computeIfPresent(item, (k, old) -> price);
              }
            }
            class Main {
              public static void main(String[] a) throws Exception {
            %s
              }
            }
            """
                .formatted(report, main))
        .doTest();
  }
}
