package dev.watertight.samples.a6;

import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;

/** Shows what a power meter says, for a while. */
public final class MeterDisplay {
  private MeterDisplay() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println("shown " + show(3));
  }

  private static int show(int times) throws InterruptedException {
    CountDownLatch left = new CountDownLatch(times);
    Timer timer = new Timer("meter-display");
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            left.countDown();
          }
        },
        0,
        20);
    left.await();
    return times;
  }
}
