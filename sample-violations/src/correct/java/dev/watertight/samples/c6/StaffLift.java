package dev.watertight.samples.c6;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A lift for one at a time: who gets in and who gets out are different methods. */
public final class StaffLift {
  private final ReentrantLock cabin = new ReentrantLock();

  void enter() {
    cabin.lock();
  }

  boolean enterSoon() throws InterruptedException {
    boolean isIn = cabin.tryLock(100, TimeUnit.MILLISECONDS);
    System.out.println(isIn ? "goes up" : "takes the stairs");
    return isIn;
  }

  void leave() {
    if (cabin.isHeldByCurrentThread()) {
      cabin.unlock();
    }
  }

  public static void main(String[] args) throws InterruptedException {
    StaffLift lift = new StaffLift();
    Runnable ride =
        () -> {
          lift.enter();
          try {
            System.out.println("goes down");
          } finally {
            lift.leave();
          }
        };
    Thread cook = new Thread(ride);
    Thread waiter = new Thread(ride);
    cook.start();
    waiter.start();
    try {
      if (!lift.enterSoon()) {
        return;
      }
    } finally {
      lift.leave();
    }
    cook.join();
    waiter.join();
  }
}
