package dev.watertight.samples.a4;

import java.time.Duration;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;

/** Puts a product page together from two services that are asked at the same time. */
public final class ProductPage {
  private ProductPage() {}

  public static void main(String[] args) throws Exception {
    try {
      System.out.println(render("A-17"));
    } catch (IllegalStateException e) {
      System.out.println("page is not available: " + e.getMessage());
    }
  }

  private static String render(String article) throws Exception {
    try (StructuredTaskScope<Object, Void> scope = StructuredTaskScope.open()) {
      Subtask<Integer> price = scope.fork(() -> price(article));
      Subtask<String> stock = scope.fork(() -> stock(article));
      scope.join();
      return article + ": " + price.get() + " EUR, " + stock.get();
    }
  }

  private static int price(String article) throws InterruptedException {
    Thread.sleep(Duration.ofSeconds(3));
    return article.length() * 5;
  }

  private static String stock(String article) throws InterruptedException {
    Thread.sleep(Duration.ofSeconds(3));
    return article.startsWith("A") ? "in stock" : "sold out";
  }
}
