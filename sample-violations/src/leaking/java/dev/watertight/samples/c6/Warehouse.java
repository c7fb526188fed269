package dev.watertight.samples.c6;

/** Moves goods between the shelves of a warehouse. */
public final class Warehouse {
  private static final class Shelf {
    private int boxes = 10;
  }

  static void move(Shelf from, Shelf to) throws InterruptedException {
    synchronized (from) {
      from.boxes--;
      Thread.sleep(50);
      synchronized (to) {
        to.boxes++;
      }
    }
  }

  private static void work(Shelf from, Shelf to) {
    try {
      move(from, to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Shelf left = new Shelf();
    Shelf right = new Shelf();
    Thread one = new Thread(() -> work(left, right));
    Thread other = new Thread(() -> work(right, left));
    one.start();
    other.start();
    one.join(500);
    other.join(500);
  }
}
