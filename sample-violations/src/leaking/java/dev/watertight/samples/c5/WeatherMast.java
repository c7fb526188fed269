package dev.watertight.samples.c5;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Shows the readings of a thermometer, one of which it could not take. */
public final class WeatherMast {
  private static final Logger LOG = Logger.getLogger(WeatherMast.class.getName());

  private final Queue<String> thermometer = new ArrayDeque<>(List.of("11", "n/a", "12"));
  private final BlockingQueue<Integer> degrees = new LinkedBlockingQueue<>();

  private WeatherMast() {}

  void read(ScheduledExecutorService timer) {
    timer.scheduleAtFixedRate(() -> degrees.add(next()), 0, 20, TimeUnit.MILLISECONDS);
  }

  private int next() {
    String reading = thermometer.poll();
    return reading == null ? 0 : Integer.parseInt(reading);
  }

  private void show() {
    try {
      for (int i = 0; i < 2; i++) {
        System.out.println(degrees.take() + " degrees");
      }
    } catch (InterruptedException e) {
      LOG.log(Level.WARNING, "interrupted", e);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    try {
      WeatherMast mast = new WeatherMast();
      mast.read(timer);
      Thread display = new Thread(mast::show, "display");
      display.start();
      display.join(500);
    } finally {
      timer.shutdown();
    }
  }
}
