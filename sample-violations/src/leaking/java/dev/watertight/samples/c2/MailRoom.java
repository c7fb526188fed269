package dev.watertight.samples.c2;

import java.util.ArrayDeque;
import java.util.Queue;

/** Hands letters to a sorter until the mail room closes. */
public final class MailRoom {
  private final Queue<String> letters = new ArrayDeque<>();
  private boolean closed;

  private synchronized void deliver(String letter) {
    letters.add(letter);
    notifyAll();
  }

  private synchronized String next() throws InterruptedException {
    while (letters.isEmpty() && !closed) {
      wait();
    }
    return letters.poll();
  }

  private synchronized void close() {
    closed = true;
  }

  private void sort() {
    try {
      for (String letter = next(); letter != null; letter = next()) {
        System.out.println("sorted " + letter);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public static void main(String[] args) throws InterruptedException {
    MailRoom room = new MailRoom();
    new Thread(room::sort, "sorter").start();
    room.deliver("invoice");
    room.deliver("postcard");
    Thread.sleep(200);
    room.close();
    System.out.println("closed");
  }
}
