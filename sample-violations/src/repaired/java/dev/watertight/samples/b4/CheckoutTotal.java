package dev.watertight.samples.b4;

import com.softwaremill.jox.Channel;
import java.util.List;

/** Hands the total of a basket from one step of a checkout to the next. */
public final class CheckoutTotal {
  private CheckoutTotal() {}

  public static void main(String[] args) throws InterruptedException {
    Thread checkout =
        Thread.ofPlatform()
            .daemon()
            .name("checkout")
            .start(() -> checkOut(List.of(995, 1450, 310)));
    checkout.join(300);
    System.out.println("next customer");
  }

  private static void checkOut(List<Integer> prices) {
    Channel<Integer> totals = Channel.newBufferedChannel(1);
    try {
      totals.send(prices.stream().mapToInt(Integer::intValue).sum());
      System.out.println("to pay: " + totals.receive());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
