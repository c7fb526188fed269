package dev.watertight.samples.c6;

/** Moves goods between the shelves of a warehouse. */
public final class Warehouse {
  private static final class Shelf {
    private final int number;
    private int boxes = 10;

    Shelf(int number) {
      this.number = number;
    }
  }

  static void move(Shelf from, Shelf to) throws InterruptedException {
    boolean isFirst = from.number < to.number;
    synchronized (isFirst ? from : to) {
      Thread.sleep(50);
      synchronized (isFirst ? to : from) {
        from.boxes--;
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
    Shelf left = new Shelf(1);
    Shelf right = new Shelf(2);
    Thread one = new Thread(() -> work(left, right));
    Thread other = new Thread(() -> work(right, left));
    one.start();
    other.start();
    one.join(500);
    other.join(500);
  }
}
