package dev.watertight.samples.b4;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Asks carriers for the day of delivery and does without an answer that takes too long. */
public final class DeliveryEstimate {
  private static final int PATIENCE_MILLIS = 100;

  private DeliveryEstimate() {}

  public static void main(String[] args) throws InterruptedException {
    for (String carrier : new String[] {"pigeon", "snail", "tortoise"}) {
      System.out.println(carrier + ": " + estimate(carrier).orElse("some day"));
    }
  }

  private static Optional<String> estimate(String carrier) throws InterruptedException {
    BlockingQueue<String> answer = new ArrayBlockingQueue<>(1);
    Thread.startVirtualThread(
        () -> {
          try {
            answer.put(ask(carrier));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return Optional.ofNullable(answer.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
  }

  private static String ask(String carrier) throws InterruptedException {
    Thread.sleep(carrier.equals("pigeon") ? 5 : 250);
    return "Tuesday";
  }
}
