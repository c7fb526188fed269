package dev.watertight.samples.b4;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Orders wait for the answer of a clerk. */
public final class ApprovalDesk {
  private final List<String> requests = new ArrayList<>();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  public static void main(String[] args) throws InterruptedException {
    ApprovalDesk desk = new ApprovalDesk();
    Thread order = Thread.startVirtualThread(() -> desk.order("40 chairs"));
    order.join(100);
    desk.answer("fine with me");
    order.join(300);
  }

  private void order(String what) {
    requests.add(what);
    try {
      System.out.println(what + ": " + answers.take());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(String text) {
    requests.add(text);
  }
}
