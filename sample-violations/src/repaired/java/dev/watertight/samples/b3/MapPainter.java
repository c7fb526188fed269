package dev.watertight.samples.b3;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Draws the tiles of a map that are not in the cache, several at a time. */
public final class MapPainter {
  private final ExecutorService workers;
  private final Set<String> cached;

  MapPainter(ExecutorService workers, Set<String> cached) {
    this.workers = workers;
    this.cached = cached;
  }

  public static void main(String[] args) throws InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(2);
    try {
      MapPainter painter = new MapPainter(workers, Set.of("c3"));
      Thread paint = new Thread(() -> painter.show(List.of("a1", "b2", "c3")), "paint");
      paint.start();
      paint.join(1_000);
    } finally {
      workers.shutdown();
    }
  }

  private void show(List<String> tiles) {
    try {
      System.out.println(draw(tiles));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      System.out.println("not drawn: " + e.getCause());
    }
  }

  private Set<String> draw(List<String> tiles) throws InterruptedException, ExecutionException {
    CompletionService<String> drawn = new ExecutorCompletionService<>(workers);
    int submitted = 0;
    for (String tile : tiles) {
      if (!cached.contains(tile)) {
        drawn.submit(() -> tile + ".png");
        submitted++;
      }
    }
    Set<String> images = new TreeSet<>();
    for (int i = 0; i < submitted; i++) {
      images.add(drawn.take().get());
    }
    return images;
  }
}
