package dev.watertight.samples.a3;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Rebuilds a search index, one shard after the other, with fresh threads for each. */
public final class ShardReindexer {
  private ShardReindexer() {}

  public static void main(String[] args) throws Exception {
    List<List<String>> shards =
        List.of(
            List.of("red shoes", "blue hat"),
            List.of("green scarf", "old grey coat"),
            List.of("belt", "white socks"));
    System.out.println("terms: " + reindex(shards));
  }

  private static int reindex(List<List<String>> shards) {
    int terms = 0;
    for (List<String> shard : shards) {
      try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
        List<CompletableFuture<Integer>> indexed = new ArrayList<>();
        for (String document : shard) {
          indexed.add(CompletableFuture.supplyAsync(() -> countTerms(document), pool));
        }
        for (CompletableFuture<Integer> count : indexed) {
          terms += count.join();
        }
      }
    }
    return terms;
  }

  private static int countTerms(String document) {
    return document.split(" ", -1).length;
  }
}
