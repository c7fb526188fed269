package dev.watertight.samples.b1;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Computes the hashes of many files with several workers. */
public final class FileHasher {
  private static final int WORKERS = 3;
  private static final String NO_MORE = new String("no more files");

  private final BlockingQueue<String> files = new LinkedBlockingQueue<>();
  private final Map<String, Integer> hashes = new ConcurrentHashMap<>();

  public static void main(String[] args) throws Exception {
    FileHasher hasher = new FileHasher();
    hasher.hash(List.of("a.jpg", "b.jpg", "c.jpg", "d.jpg"));
    Thread.sleep(200);
    System.out.println(hasher.hashes.size() + " files hashed");
  }

  private void hash(List<String> names) {
    for (int i = 0; i < WORKERS; i++) {
      new Thread(this::work, "hasher-" + i).start();
    }
    files.addAll(names);
    for (int i = 0; i < WORKERS; i++) {
      files.add(NO_MORE);
    }
  }

  private void work() {
    try {
      while (true) {
        String file = files.take();
        if (file == NO_MORE) {
          break;
        }
        hashes.put(file, file.hashCode());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
