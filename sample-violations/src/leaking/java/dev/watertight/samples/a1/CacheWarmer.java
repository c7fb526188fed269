package dev.watertight.samples.a1;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Loads the catalogues of all regions into a cache before a shop opens. */
public final class CacheWarmer {
  private static final Duration LOADING_TIME = Duration.ofSeconds(4);

  private final Map<String, String> catalogues = new ConcurrentHashMap<>();

  public static void main(String[] args) throws Exception {
    CacheWarmer warmer = new CacheWarmer();
    warmer.warmUp(List.of("emea", "apac", "amer"));
    System.out.println("shop opens with " + warmer.catalogues.size() + " catalogues");
  }

  void warmUp(List<String> regions) {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    for (String region : regions) {
      executor.execute(() -> load(region));
    }
  }

  private void load(String region) {
    try {
      Thread.sleep(LOADING_TIME);
      catalogues.put(region, "catalogue of " + region);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
