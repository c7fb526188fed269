package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Senders and receivers that are parts which one class of tasks leaves to its subclasses. */
final class AbandonedSenderPartsTest {
  private static final String REPORTED = "// BUG: Diagnostic contains: can leave early";
  private static final String NUMBER = "Integer.parseInt(line.split(\"=\")[1])";
  private static final String FAILS = "throw new IllegalStateException(item.name());";

  @Test
  void receiverFails() {
    check(REPORTED, "extends Thread", "", NUMBER, FAILS);
  }

  @Test
  void receiverFailsAsRunnable() {
    check(REPORTED, "implements Runnable", "new Thread", NUMBER, FAILS);
  }

  @Test
  void receiverLeaves() {
    check(REPORTED, "extends Thread", "", NUMBER, "return;");
  }

  @Test
  void receiverGoesOn() {
    check("", "extends Thread", "", NUMBER, "continue;");
  }

  private void check(String report, String kind, String thread, String number, String bad) {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Program.java",
            """
            import java.util.List;
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            final class Program {
              record Item(String name, int number) {
                static final Item END = new Item("", -1);
              }

              abstract static class Step %s {
                @Override
                public final void run() {
                  try {
                    work();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                abstract void work() throws InterruptedException;
              }

              static final class Reader extends Step {
                final List<String> lines;
                final BlockingQueue<Item> out;

                Reader(List<String> lines, BlockingQueue<Item> out) {
                  this.lines = lines;
                  this.out = out;
                }

                @Override
                void work() throws InterruptedException {
                  for (String line : lines) {
                    %s
                    out.put(new Item(line, %s));
                  }
                  out.put(Item.END);
                }
              }

              static final class Writer extends Step {
                final BlockingQueue<Item> in;

                Writer(BlockingQueue<Item> in) {
                  this.in = in;
                }

                @Override
                void work() throws InterruptedException {
                  for (Item item = in.take(); item != Item.END; item = in.take()) {
                    if (item.number() < 0) {
                      %s
                    }
                    System.out.println(item);
                  }
                }
              }

              public static void main(String[] args) {
                BlockingQueue<Item> items = new ArrayBlockingQueue<>(4);
                %s(new Reader(List.of(args), items)).start();
                %s(new Writer(items)).start();
              }
            }
            """
                .formatted(kind, report, number, bad, thread, thread))
        .doTest();
  }

  @Test
  void numberOfSender() {
    CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Program.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            final class Program {
              record Item(String name, int number) {
                static final Item END = new Item("", 0);
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<Item> items = new ArrayBlockingQueue<>(2);
                new Thread(
                        () -> {
                          try {
                            Item item;
                            while ((item = items.take()) != Item.END) {
                              if (item.number() <= 0) {
                                throw new IllegalStateException(item.name());
                              }
                            }
                          } catch (InterruptedException e) {
                            return;
                          }
                        })
                    .start();
                for (int i = 1; i <= 9; i++) {
                  items.put(new Item("o" + i, i));
                }
                items.put(Item.END);
              }
            }
            """)
        .doTest();
  }
}
