package dev.watertight.samples.b6;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Sink;
import com.softwaremill.jox.Source;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Scales pictures in two stages; the first only writes to the channel between them. */
public final class Thumbnails {
  private Thumbnails() {}

  /** The names of the thumbnails of all pictures, in the order in which they are ready. */
  public static List<String> of(List<String> pictures) throws InterruptedException {
    Channel<String> scaled = Channel.newBufferedChannel(4);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      executor.submit(() -> scale(pictures, scaled));
      return collect(scaled);
    }
  }

  private static Void scale(List<String> pictures, Sink<String> target)
      throws InterruptedException {
    try {
      for (String picture : pictures) {
        target.send(picture + "-160x120");
      }
    } finally {
      target.done();
    }
    return null;
  }

  private static List<String> collect(Source<String> thumbnails) throws InterruptedException {
    return thumbnails.toList();
  }
}
