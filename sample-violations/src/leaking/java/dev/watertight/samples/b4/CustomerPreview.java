package dev.watertight.samples.b4;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Shows the first rows of a table that a background task reads. */
public final class CustomerPreview {
  /** The rows of a table, read ahead. */
  static final class Rows implements AutoCloseable {
    private static final String END = "";

    private final BlockingQueue<String> ahead = new ArrayBlockingQueue<>(4);
    private volatile boolean closed;

    Rows(int count) {
      Thread.ofVirtual().name("read-ahead").start(() -> read(count));
    }

    private void read(int count) {
      try {
        for (int row = 1; row <= count && !closed; row++) {
          ahead.put("customer " + row);
        }
        ahead.put(END);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    List<String> next(int limit) throws InterruptedException {
      List<String> page = new ArrayList<>();
      while (page.size() < limit) {
        String row = ahead.take();
        if (row == END) {
          break;
        }
        page.add(row);
      }
      return page;
    }

    @Override
    public void close() {
      closed = true;
      ahead.clear();
    }
  }

  private CustomerPreview() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println(preview());
  }

  private static List<String> preview() throws InterruptedException {
    Rows rows = new Rows(1_000);
    return rows.next(3);
  }
}
