package dev.watertight.samples.a2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Shrinks the images of an album and gives up as soon as they are over a budget of pixels. */
public final class Thumbnailer {
  private Thumbnailer() {}

  public static void main(String[] args) throws Exception {
    List<int[]> album = List.of(new int[6400], new int[12800], new int[3200]);
    System.out.println(shrinkAll(album, 200));
  }

  private static String shrinkAll(List<int[]> album, int budget) {
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      List<CompletableFuture<int[]>> thumbnails = new ArrayList<>();
      for (int[] image : album) {
        thumbnails.add(CompletableFuture.supplyAsync(() -> shrink(image), pool));
      }
      int pixels = 0;
      for (CompletableFuture<int[]> thumbnail : thumbnails) {
        pixels += thumbnail.join().length;
        if (pixels > budget) {
          return "over budget";
        }
      }
      return pixels + " pixels";
    }
  }

  private static int[] shrink(int[] image) {
    int[] thumbnail = new int[image.length / 64];
    for (int i = 0; i < thumbnail.length; i++) {
      thumbnail[i] = image[i * 64];
    }
    return thumbnail;
  }
}
