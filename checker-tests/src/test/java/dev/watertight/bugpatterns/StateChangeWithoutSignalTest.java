package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class StateChangeWithoutSignalTest {
  @Test
  void permitOfAlikeThreads() {
    compile(
        """
        class Slots {
          private int free = 2;

          synchronized void enter() throws InterruptedException {
            // BUG: Diagnostic contains: it waits for: nobody signals after that
            while (free == 0) wait();
            free--;
          }

          synchronized void leave() {
            free++;
            notify();
          }

          synchronized void drop() {
            free++;
          }

          public static void main(String[] a) throws InterruptedException {
            Slots s = new Slots();
            for (int i = 0; i < 5; i++) {
              int n = i;
              Thread t =
                  new Thread(
                      () -> {
                        try {
                          s.enter();
                          try {
                            Integer.parseInt("x" + n);
                            s.leave();
                          } catch (NumberFormatException e) {
                            s.drop();
                          }
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
              t.start();
            }
          }
        }
        """);
  }

  @Test
  void otherConditionIsSignalled() {
    compile(
        """
        import java.util.ArrayDeque;
        import java.util.Deque;
        import java.util.concurrent.locks.Condition;
        import java.util.concurrent.locks.Lock;
        import java.util.concurrent.locks.ReentrantLock;

        class Q {
          private final Lock lock = new ReentrantLock();
          private final Condition full = lock.newCondition(), empty = lock.newCondition();
          private final Deque<Integer> items = new ArrayDeque<>();
          private boolean open = true;

          void put(int i) throws InterruptedException {
            lock.lock();
            try {
              while (items.size() == 4 && open) full.await();
              items.addLast(i);
              empty.signal();
            } finally {
              lock.unlock();
            }
          }

          Integer take() throws InterruptedException {
            lock.lock();
            try {
              // BUG: Diagnostic contains: it waits for: nobody signals after that
              while (items.isEmpty() && open) empty.await();
              full.signal();
              return items.pollFirst();
            } finally {
              lock.unlock();
            }
          }

          void close() {
            lock.lock();
            try {
              open = false;
              full.signalAll();
            } finally {
              lock.unlock();
            }
          }

          public static void main(String[] a) throws Exception {
            Q q = new Q();
            Thread c =
                new Thread(
                    () -> {
                      try {
                        for (Integer i = q.take(); i != null; i = q.take()) System.out.println(i);
                      } catch (InterruptedException e) {
                      }
                    });
            c.start();
            for (int i = 0; i < 9; i++) q.put(i);
            q.close();
          }
        }
        """);
  }

  @Test
  void failureOfAnObjectPerRound() {
    compile(
        """
        class Reply {
          private String text;
          private Exception error;

          synchronized String await() throws Exception {
            // BUG: Diagnostic contains: it waits for: nobody signals after that
            while (text == null && error == null) wait();
            if (error != null) throw error;
            return text;
          }

          synchronized void done(String t) {
            text = t;
            notifyAll();
          }

          synchronized void failed(Exception e) {
            error = e;
          }

          static void ask(String s) {
            Reply r = new Reply();
            Thread t =
                new Thread(
                    () -> {
                      try {
                        System.out.println(r.await());
                      } catch (Exception e) {
                      }
                    });
            t.start();
            try {
              if (s.isEmpty()) throw new IllegalArgumentException(s);
              r.done(s);
            } catch (IllegalArgumentException e) {
              r.failed(e);
            }
          }

          public static void main(String[] a) {
            for (String s : a) ask(s);
          }
        }
        """);
  }

  @Test
  void drainWithoutSignal() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;

        class Buffer {
          private final List<String> lines = new ArrayList<>();

          synchronized void add(String s) throws InterruptedException {
            // BUG: Diagnostic contains: it waits for: nobody signals after that
            while (lines.size() >= 10) wait();
            lines.add(s);
          }

          synchronized String first() {
            String s = lines.isEmpty() ? null : lines.remove(0);
            notifyAll();
            return s;
          }

          synchronized int flush() {
            int n = lines.size();
            lines.clear();
            return n;
          }

          public static void main(String[] a) throws Exception {
            Buffer b = new Buffer();
            Thread t =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < 100; i++) b.add("l" + i);
                      } catch (InterruptedException e) {
                      }
                    });
            t.start();
            System.out.println(b.first());
            Thread.sleep(100);
            System.out.println(b.flush());
          }
        }
        """);
  }

  @Test
  void senderHasEnded() {
    compile(
        """
        import java.util.LinkedList;
        import java.util.Queue;

        class Mail {
          private final Queue<String> q = new LinkedList<>();
          private boolean end;

          synchronized void send(String s) {
            q.add(s);
            notifyAll();
          }

          synchronized String next() throws InterruptedException {
            while (q.isEmpty()) {
              if (end) return null;
              // BUG: Diagnostic contains: it waits for: nobody signals after that
              wait();
            }
            return q.remove();
          }

          void end() {
            synchronized (this) {
              end = true;
            }
          }

          public static void main(String[] a) throws Exception {
            Mail m = new Mail();
            Thread reader =
                new Thread(
                    () -> {
                      try {
                        String s;
                        while ((s = m.next()) != null) System.out.println(s);
                      } catch (InterruptedException e) {
                      }
                    });
            reader.start();
            Thread sender =
                new Thread(
                    () -> {
                      for (String s : a) m.send(s);
                    });
            sender.start();
            sender.join();
            m.end();
          }
        }
        """);
  }

  @Test
  void otherThreadSignals() {
    compile(
        """
        class Gate {
          private boolean open, broken;

          synchronized void pass() throws InterruptedException {
            while (!open && !broken) wait();
          }

          synchronized void fix() {
            open = true;
            notifyAll();
          }

          synchronized void breakIt() {
            broken = true;
          }

          synchronized void nudge() {
            notifyAll();
          }

          public static void main(String[] a) {
            Gate g = new Gate();
            Thread n =
                new Thread(
                    () -> {
                      try {
                        while (true) {
                          Thread.sleep(50);
                          g.nudge();
                        }
                      } catch (InterruptedException e) {
                      }
                    });
            n.setDaemon(true);
            n.start();
            new Thread(
                    () -> {
                      try {
                        g.pass();
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            if (a.length == 0) {
              g.breakIt();
            } else {
              g.fix();
            }
          }
        }
        """);
  }

  @Test
  void consumerEndsByMarker() {
    compile(
        """
        import java.util.LinkedList;
        import java.util.Queue;

        class Mail {
          private final Queue<String> q = new LinkedList<>();
          private boolean end;

          synchronized void send(String s) {
            q.add(s);
            notifyAll();
          }

          synchronized String next() throws InterruptedException {
            while (q.isEmpty() && !end) wait();
            return q.remove();
          }

          synchronized void end() {
            end = true;
          }

          public static void main(String[] a) throws Exception {
            Mail m = new Mail();
            new Thread(
                    () -> {
                      try {
                        String s;
                        while (!(s = m.next()).equals("END")) System.out.println(s);
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            for (String s : a) m.send(s);
            m.send("END");
            m.end();
          }
        }
        """);
  }

  @Test
  void consumerTakesOne() {
    compile(
        """
        import java.util.LinkedList;
        import java.util.Queue;

        class Mail {
          private final Queue<String> q = new LinkedList<>();
          private boolean end;

          synchronized void send(String s) {
            q.add(s);
            notifyAll();
          }

          synchronized String next() throws InterruptedException {
            while (q.isEmpty() && !end) wait();
            return q.poll();
          }

          synchronized void end() {
            end = true;
          }

          public static void main(String[] a) throws Exception {
            Mail m = new Mail();
            new Thread(
                    () -> {
                      try {
                        System.out.println(m.next());
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            m.send("x");
            m.end();
          }
        }
        """);
  }

  @Test
  void consumerHasEnded() {
    compile(
        """
        import java.util.LinkedList;
        import java.util.Queue;

        class Mail {
          private final Queue<String> q = new LinkedList<>();
          private boolean end;

          synchronized void send(String s) {
            q.add(s);
            notifyAll();
          }

          synchronized String next() throws InterruptedException {
            while (q.isEmpty() && !end) wait();
            return q.poll();
          }

          synchronized void end() {
            end = true;
          }

          public static void main(String[] a) throws Exception {
            Mail m = new Mail();
            Thread t =
                new Thread(
                    () -> {
                      try {
                        for (int i = 0; i < 3; i++) System.out.println(m.next());
                      } catch (InterruptedException e) {
                      }
                    });
            t.start();
            for (int i = 0; i < 3; i++) m.send("x");
            t.join();
            m.end();
          }
        }
        """);
  }

  @Test
  void interruptedAfterwards() {
    compile(
        """
        import java.util.LinkedList;
        import java.util.Queue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class Mail {
          private final Queue<String> q = new LinkedList<>();
          private boolean end;

          synchronized void send(String s) {
            q.add(s);
            notifyAll();
          }

          synchronized String next() throws InterruptedException {
            while (q.isEmpty() && !end) wait();
            return q.poll();
          }

          synchronized void end() {
            end = true;
          }

          public static void main(String[] a) throws Exception {
            Mail m = new Mail();
            ExecutorService e = Executors.newSingleThreadExecutor();
            e.submit(
                () -> {
                  String s;
                  while ((s = m.next()) != null) System.out.println(s);
                  return null;
                });
            for (String s : a) m.send(s);
            m.end();
            e.shutdownNow();
          }
        }
        """);
  }

  @Test
  void sameThreadSignalsLater() {
    compile(
        """
        class Slots {
          private int free = 2;

          synchronized void enter() throws InterruptedException {
            while (free <= 0) wait();
            free--;
          }

          synchronized void bonus() {
            free++;
          }

          synchronized void leave() {
            free++;
            notifyAll();
          }

          public static void main(String[] a) throws InterruptedException {
            Slots s = new Slots();
            for (int i = 0; i < 5; i++) {
              new Thread(
                      () -> {
                        try {
                          s.enter();
                          try {
                            if (a.length > 0) s.bonus();
                          } finally {
                            s.leave();
                          }
                        } catch (InterruptedException e) {
                        }
                      })
                  .start();
            }
          }
        }
        """);
  }

  @Test
  void emptiedUnboundedQueue() {
    compile(
        """
        import java.util.LinkedList;
        import java.util.Queue;

        class Mail {
          private final Queue<String> q = new LinkedList<>();

          synchronized void send(String s) {
            q.add(s);
            notifyAll();
          }

          synchronized String next() throws InterruptedException {
            while (q.isEmpty()) wait();
            return q.poll();
          }

          synchronized void clear() {
            q.clear();
          }

          public static void main(String[] a) throws Exception {
            Mail m = new Mail();
            Thread t =
                new Thread(
                    () -> {
                      try {
                        while (true) System.out.println(m.next());
                      } catch (InterruptedException e) {
                      }
                    });
            t.start();
            m.send("x");
            m.clear();
            Thread.sleep(100);
            t.interrupt();
          }
        }
        """);
  }

  @Test
  void superclassSignals() {
    compile(
        """
        import java.util.LinkedList;
        import java.util.Queue;

        class Base {
          protected boolean end;
          protected final Queue<String> q = new LinkedList<>();

          synchronized void end() {
            notifyAll();
          }

          synchronized void send(String s) {
            q.add(s);
            notifyAll();
          }

          synchronized String next() throws InterruptedException {
            while (q.isEmpty() && !end) wait();
            return q.poll();
          }
        }

        class Mail extends Base {
          @Override
          void end() {
            synchronized (this) {
              end = true;
            }
            super.end();
          }

          public static void main(String[] a) throws Exception {
            Mail m = new Mail();
            new Thread(
                    () -> {
                      try {
                        String s;
                        while ((s = m.next()) != null) System.out.println(s);
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            for (String s : a) m.send(s);
            m.end();
          }
        }
        """);
  }

  @Test
  void signalInFunction() {
    compile(
        """
        import java.util.LinkedList;
        import java.util.Queue;

        class Mail {
          private final Queue<String> q = new LinkedList<>();
          private boolean end;
          private final Runnable waker = this::wake;

          private synchronized void wake() {
            notifyAll();
          }

          synchronized void send(String s) {
            q.add(s);
            waker.run();
          }

          synchronized String next() throws InterruptedException {
            while (q.isEmpty() && !end) wait();
            return q.poll();
          }

          synchronized void end() {
            end = true;
            waker.run();
          }

          public static void main(String[] a) throws Exception {
            Mail m = new Mail();
            new Thread(
                    () -> {
                      try {
                        String s;
                        while ((s = m.next()) != null) System.out.println(s);
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            for (String s : a) m.send(s);
            m.end();
          }
        }
        """);
  }

  @Test
  void signalOfOtherClass() {
    compile(
        """
        import java.util.ArrayDeque;
        import java.util.Deque;

        class Box {
          boolean end;
          final Deque<String> q = new ArrayDeque<>();
        }

        class Mail {
          static String next(Box b) throws InterruptedException {
            synchronized (b) {
              while (b.q.isEmpty() && !b.end) b.wait();
              return b.q.poll();
            }
          }

          static void send(Box b, String s) {
            synchronized (b) {
              b.q.add(s);
              b.notifyAll();
            }
          }

          static void end(Box b) {
            synchronized (b) {
              b.end = true;
            }
            Waker.wake(b);
          }

          public static void main(String[] a) throws Exception {
            Box m = new Box();
            new Thread(
                    () -> {
                      try {
                        String s;
                        while ((s = next(m)) != null) System.out.println(s);
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            for (String s : a) send(m, s);
            end(m);
          }
        }

        class Waker {
          static void wake(Object o) {
            synchronized (o) {
              o.notifyAll();
            }
          }
        }
        """);
  }

  @Test
  void othersGoOnSignalling() {
    compile(
        """
        class Slots {
          private int free = 1;
          private boolean closed;

          synchronized boolean enter() throws InterruptedException {
            while (free == 0 && !closed) wait();
            if (closed) {
              notifyAll();
              return false;
            }
            free--;
            return true;
          }

          synchronized void leave() {
            free++;
            notifyAll();
          }

          synchronized void close() {
            closed = true;
          }

          public static void main(String[] a) throws Exception {
            Slots s = new Slots();
            Thread t =
                new Thread(
                    () -> {
                      try {
                        while (s.enter()) {
                          Thread.sleep(10);
                          s.leave();
                        }
                      } catch (InterruptedException e) {
                      }
                    });
            t.start();
            Thread u =
                new Thread(
                    () -> {
                      for (int i = 0; i < 1000; i++) {
                        s.leave();
                        try {
                          Thread.sleep(100);
                        } catch (InterruptedException e) {
                          return;
                        }
                      }
                    });
            u.start();
            s.close();
          }
        }
        """);
  }

  @Test
  void timeLimit() {
    compile(
        """
        import java.util.LinkedList;
        import java.util.Queue;

        class Mail {
          private final Queue<String> q = new LinkedList<>();
          private boolean end;

          synchronized void send(String s) {
            q.add(s);
            notifyAll();
          }

          synchronized String next() throws InterruptedException {
            while (q.isEmpty() && !end) wait(1000);
            return q.poll();
          }

          synchronized void end() {
            end = true;
          }

          public static void main(String[] a) throws Exception {
            Mail m = new Mail();
            new Thread(
                    () -> {
                      try {
                        String s;
                        while ((s = m.next()) != null) System.out.println(s);
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            for (String s : a) m.send(s);
            m.end();
          }
        }
        """);
  }

  @Test
  void signalInFinally() {
    compile(
        """
        import java.util.ArrayDeque;
        import java.util.Deque;
        import java.util.concurrent.locks.Condition;
        import java.util.concurrent.locks.Lock;
        import java.util.concurrent.locks.ReentrantLock;

        class Q {
          private final Lock lock = new ReentrantLock();
          private final Condition changed = lock.newCondition();
          private final Deque<Integer> items = new ArrayDeque<>();
          private boolean open = true;

          void put(int i) {
            lock.lock();
            try {
              items.addLast(i);
            } finally {
              changed.signal();
              lock.unlock();
            }
          }

          Integer take() throws InterruptedException {
            lock.lock();
            try {
              while (items.isEmpty() && open) changed.await();
              return items.pollFirst();
            } finally {
              lock.unlock();
            }
          }

          void close() {
            lock.lock();
            try {
              if (!open) return;
              open = false;
            } finally {
              changed.signalAll();
              lock.unlock();
            }
          }

          public static void main(String[] a) throws Exception {
            Q q = new Q();
            new Thread(
                    () -> {
                      try {
                        for (Integer i = q.take(); i != null; i = q.take()) System.out.println(i);
                      } catch (InterruptedException e) {
                      }
                    })
                .start();
            for (int i = 0; i < 9; i++) q.put(i);
            q.close();
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            StateChangeWithoutSignal.class, StateChangeWithoutSignalTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
