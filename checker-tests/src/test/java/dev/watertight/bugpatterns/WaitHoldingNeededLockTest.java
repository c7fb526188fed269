package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class WaitHoldingNeededLockTest {
  @Test
  void takenOnOneSideOnly() {
    compile(
        """
          void put(String one) {
            queue.add(one);
          }

          synchronized String take() throws InterruptedException {
            return queue.take();
          }
        """);
  }

  @Test
  void twoMonitors() {
    compile(
        """
          void put(String two) {
            synchronized (lock) {
              queue.add(two);
            }
          }

          synchronized String take() throws InterruptedException {
            return queue.take();
          }
        """);
  }

  @Test
  void sometimesWithout() {
    compile(
        """
          synchronized void put(String three) {
            queue.add(three);
          }

          A() {
            queue.add("3");
          }

          synchronized String take() throws InterruptedException {
            return queue.take();
          }
        """);
  }

  @Test
  void waitedBefore() {
    compile(
        """
          synchronized void put(String four) {
            queue.add(four);
            notifyAll();
          }

          synchronized String take() throws InterruptedException {
            while (isEmpty) {
              wait();
            }
            return queue.take();
          }

          private boolean isEmpty;
        """);
  }

  @Test
  void permitBefore() {
    compile(
        """
          private final Semaphore permits = new Semaphore(0);

          void put(String five) {
            synchronized (this) {
              queue.add(five);
            }
            permits.release();
          }

          void print() throws InterruptedException {
            permits.acquire();
            System.out.println(take());
          }

          private synchronized String take() throws InterruptedException {
            return queue.take();
          }
        """);
  }

  @Test
  void counted() {
    compile(
        """
          private int count;

          synchronized void put(String six) {
            queue.add(six);
            count++;
          }

          synchronized String take() throws InterruptedException {
            return count-- > 0 ? queue.take() : null;
          }
        """);
  }

  @Test
  void sentBefore() {
    compile(
        """
          synchronized void put(String seven) {
            queue.add(seven);
          }

          synchronized String swap(String seven) throws InterruptedException {
            put(seven);
            return queue.take();
          }
        """);
  }

  @Test
  void timeLimit() {
    compile(
        """
          synchronized void put(String eight) {
            queue.add(eight);
          }

          synchronized String take() throws InterruptedException {
            return queue.poll(8, TimeUnit.SECONDS);
          }
        """);
  }

  @Test
  void givenBackBefore() {
    compile(
        """
          private final Lock own = new ReentrantLock();

          void put(String nine) {
            own.lock();
            queue.add(nine);
            own.unlock();
          }

          String take() throws InterruptedException {
            own.lock();
            try {
              own.unlock();
              return queue.take();
            } finally {
              own.lock();
              own.unlock();
            }
          }
        """);
  }

  @Test
  void readers() {
    compile(
        """
          private final ReadWriteLock both = new ReentrantReadWriteLock();

          void put(String ten) {
            both.readLock().lock();
            queue.add(ten);
            both.readLock().unlock();
          }

          String take() throws InterruptedException {
            both.readLock().lock();
            try {
              return queue.take();
            } finally {
              both.readLock().unlock();
            }
          }
        """);
  }

  @Test
  void sharedByTwoObjects() {
    compile(
        """
          private static class B {
            private final BlockingQueue<String> shared;

            B(BlockingQueue<String> shared) {
              this.shared = shared;
            }

            synchronized void put(String eleven) {
              shared.add(eleven);
            }

            synchronized String take() throws InterruptedException {
              return shared.take();
            }
          }

          private String both() throws InterruptedException {
            BlockingQueue<String> shared = new LinkedBlockingQueue<>();
            B one = new B(shared);
            B other = new B(shared);
            new Thread(() -> one.put("11")).start();
            return other.take();
          }
        """);
  }

  @Test
  void joinedBehind() {
    compile(
        """
          private boolean on = true;
          private final Thread thread = new Thread(this::run);

          private void run() {
            while (on) {
              synchronized (this) {
                queue.poll();
              }
            }
          }

          void stop() throws InterruptedException {
            synchronized (this) {
              on = false;
            }
            thread.join();
          }
        """);
  }

  @Test
  void gateAtTheStart() {
    compile(
        """
          private boolean on;
          private final Thread thread = new Thread(this::run);

          private void run() {
            try {
              synchronized (this) {
                while (!on) {
                  wait();
                }
              }
              Thread.sleep(13);
            } catch (InterruptedException e) {
              System.out.println("thirteen");
            }
          }

          synchronized void open() {
            on = true;
            notifyAll();
          }

          synchronized void stop() throws InterruptedException {
            thread.join();
          }
        """);
  }

  @Test
  void endTold() {
    compile(
        """
          private boolean done;
          private final Thread thread = new Thread(this::run);

          private void run() {
            synchronized (this) {
              done = true;
              notifyAll();
            }
          }

          synchronized void stop() throws InterruptedException {
            while (!done) {
              wait();
            }
            thread.join();
          }
        """);
  }

  @Test
  void endedBeforeAnybodyWaits() {
    compile(
        """
          private final CountDownLatch loaded = new CountDownLatch(1);

          private synchronized void load() {
            loaded.countDown();
          }

          private synchronized void print() throws InterruptedException {
            loaded.await();
            System.out.println("fourteen");
          }

          void show() throws InterruptedException {
            load();
            print();
          }
        """);
  }

  @Test
  void permitsForAll() {
    compile(
        """
          private static class Seats {
            private final Semaphore free = new Semaphore(2);

            private synchronized void sit() throws InterruptedException {
              free.acquire();
            }

            private synchronized void rise() {
              free.release();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            Seats seats = new Seats();
            new Thread(seats::rise).start();
            for (int i = 0; i < 2; i++) {
              seats.sit();
            }
          }
        """);
  }

  @Test
  void moreThanThePermits() {
    compile(
        """
          private static class Seats {
            private final Semaphore free = new Semaphore(2);

            private synchronized void sit() throws InterruptedException {
              // BUG: Diagnostic contains: acquire() waits while it holds a monitor
              free.acquire();
            }

            private synchronized void rise() {
              free.release();
            }
          }

          public static void main(String[] args) throws InterruptedException {
            Seats seats = new Seats();
            new Thread(seats::rise).start();
            for (int i = 0; i < 3; i++) {
              seats.sit();
            }
          }
        """);
  }

  @Test
  void roomForAll() {
    compile(
        """
          private static class Log {
            private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(2);

            private synchronized void write(String line) throws InterruptedException {
              lines.put(line);
            }

            private synchronized void flush() {
              System.out.println(lines.poll());
            }
          }

          public static void main(String[] args) throws InterruptedException {
            Log log = new Log();
            new Thread(log::flush).start();
            for (String line : new String[] {"16", "sixteen"}) {
              log.write(line);
            }
          }
        """);
  }

  @Test
  void queueThatIsFullAtFirst() {
    compile(
        """
          private final BlockingQueue<String> names = new LinkedBlockingQueue<>(List.of("17"));

          synchronized void put(String name) {
            names.add(name);
          }

          synchronized String take() throws InterruptedException {
            return names.take();
          }
        """);
  }

  @Test
  void interruptedBeforeTheJoin() {
    compile(
        """
          private final Lock own = new ReentrantLock();
          private final Thread thread = new Thread(this::run);

          private void run() {
            try {
              while (true) {
                own.lockInterruptibly();
                try {
                  if (queue.poll() == null) {
                    return;
                  }
                } finally {
                  own.unlock();
                }
              }
            } catch (InterruptedException e) {
              System.out.println("eighteen");
            }
          }

          void stop() throws InterruptedException {
            own.lock();
            try {
              thread.interrupt();
              thread.join();
            } finally {
              own.unlock();
            }
          }
        """);
  }

  @Test
  void runByWhoeverWaits() {
    compile(
        """
          private synchronized int count() {
            return queue.size();
          }

          synchronized int get() throws Exception {
            FutureTask<Integer> task = new FutureTask<>(this::count);
            task.run();
            return task.get();
          }
        """);
  }

  @Test
  void runInPlace() {
    compile(
        """
          private synchronized void flush() {
            queue.clear();
          }

          synchronized void close() {
            CompletableFuture<Void> flushed = CompletableFuture.runAsync(this::flush, Runnable::run);
            flushed.join();
          }
        """);
  }

  @Test
  void runsItselfAgain() {
    compile(
        """
          private final Thread thread = new Thread(this::run);

          private void run() {
            queue.clear();
            run();
          }

          synchronized void close() throws InterruptedException {
            thread.join();
          }
        """);
  }

  @Test
  void takenAgainAndAgain() {
    compile(
        """
          private synchronized void send(String letter) {
            queue.add(letter);
          }

          private synchronized String next() throws InterruptedException {
            // BUG: Diagnostic contains: take() waits while it holds a monitor
            return queue.take();
          }

          private void print() {
            try {
              while (true) {
                System.out.println(next());
              }
            } catch (InterruptedException e) {
              return;
            }
          }

          public static void main(String[] args) {
            A a = new A();
            a.send("20");
            new Thread(a::print).start();
          }
        """);
  }

  @Test
  void receive() {
    compile(
        """
          synchronized void put(String one) {
            queue.add(one);
          }

          synchronized String take() throws InterruptedException {
            // BUG: Diagnostic contains: take() waits while it holds a monitor that line 10 needs
            return queue.take();
          }
        """);
  }

  @Test
  void send() {
    compile(
        """
          private final BlockingQueue<String> small = new ArrayBlockingQueue<>(2);

          void put(String two) throws InterruptedException {
            synchronized (lock) {
              // BUG: Diagnostic contains: put() waits while it holds a monitor
              small.put(two);
            }
          }

          String poll() {
            synchronized (lock) {
              return small.poll();
            }
          }
        """);
  }

  @Test
  void latchUnderALock() {
    compile(
        """
          private final CountDownLatch ready = new CountDownLatch(3);
          private final Lock own = new ReentrantLock();

          void count() {
            own.lock();
            try {
              ready.countDown();
            } finally {
              own.unlock();
            }
          }

          void await() throws InterruptedException {
            own.lock();
            try {
              // BUG: Diagnostic contains: await() waits while it holds a lock that line 15 needs
              ready.await();
            } finally {
              own.unlock();
            }
          }
        """);
  }

  @Test
  void endInAMethodOfItsOwn() {
    compile(
        """
          private final CompletableFuture<String> answer = new CompletableFuture<>();

          synchronized void set(String four) {
            complete(four);
          }

          private void complete(String four) {
            answer.complete(four);
          }

          synchronized String get() {
            // BUG: Diagnostic contains: join() waits while it holds a monitor that line 16 needs
            return answer.join();
          }
        """);
  }

  @Test
  void localQueue() {
    compile(
        """
          String first() throws InterruptedException {
            BlockingQueue<String> own = new LinkedBlockingQueue<>();
            synchronized (lock) {
              new Thread(
                      () -> {
                        synchronized (lock) {
                          own.add("five");
                        }
                      })
                  .start();
              // BUG: Diagnostic contains: take() waits while it holds a monitor that line 15 needs
              return own.take();
            }
          }
        """);
  }

  @Test
  void threadThatWaits() {
    compile(
        """
          private boolean on = true;
          private final Thread thread = new Thread(this::run);

          private void run() {
            try {
              while (true) {
                synchronized (this) {
                  while (on && queue.isEmpty()) {
                    wait();
                  }
                  if (!on) {
                    return;
                  }
                }
                System.out.println(queue.poll());
              }
            } catch (InterruptedException e) {
              System.out.println("six");
            }
          }

          synchronized void stop() throws InterruptedException {
            on = false;
            notifyAll();
            // BUG: Diagnostic contains: join() waits while it holds a monitor that line 17 needs
            thread.join();
          }
        """);
  }

  @Test
  void threadWithRounds() {
    compile(
        """
          private volatile boolean on = true;
          private final Thread thread =
              new Thread(
                  () -> {
                    while (on) {
                      synchronized (lock) {
                        queue.poll();
                      }
                    }
                  });

          void stop() throws InterruptedException {
            synchronized (lock) {
              on = false;
              if (thread != null) {
                // BUG: Diagnostic contains: join() waits while it holds a monitor that line 14 needs
                thread.join();
              }
            }
          }
        """);
  }

  @Test
  void taskThatEndsSo() {
    compile(
        """
          String last(ExecutorService pool) throws Exception {
            synchronized (lock) {
              Future<?> task =
                  pool.submit(
                      () -> {
                        System.out.println("eight");
                        synchronized (lock) {
                          queue.add("8");
                        }
                      });
              // BUG: Diagnostic contains: get() waits while it holds a monitor that line 15 needs
              task.get();
            }
            return queue.poll();
          }
        """);
  }

  @Test
  void threadToldUnderTheMonitor() {
    compile(
        """
          private boolean closed;
          private final Thread thread = new Thread(this::run);

          private void run() {
            while (true) {
              synchronized (this) {
                if (closed) {
                  return;
                }
              }
              System.out.println(queue.poll());
            }
          }

          synchronized void close() throws InterruptedException {
            closed = true;
            // BUG: Diagnostic contains: join() waits while it holds a monitor that line 16 needs
            thread.join();
          }
        """);
  }

  @Test
  void tasksOfAnExecutor() {
    compile(
        """
          private final CountDownLatch counted = new CountDownLatch(2);

          void countAll(ExecutorService pool) throws InterruptedException {
            synchronized (this) {
              pool.execute(this::count);
              pool.execute(this::count);
              // BUG: Diagnostic contains: await() waits while it holds a monitor that line 21 needs
              counted.await();
            }
          }

          private synchronized void count() {
            counted.countDown();
          }
        """);
  }

  /** Each thread needs its own monitor. */
  @Test
  void anotherObjectOfTheClass() {
    compile(
        """
          private int sum;

          static class Sorter extends Thread {
            private final int depth;
            private int sum;

            Sorter(int depth) {
              this.depth = depth;
            }

            @Override
            public synchronized void run() {
              if (depth > 0) {
                Sorter left = new Sorter(depth - 1);
                left.start();
                try {
                  left.join();
                } catch (InterruptedException e) {
                  return;
                }
              }
              sum++;
            }
          }
        """);
  }

  @Test
  void threadOfAnotherObject() {
    compile(
        """
          private final Thread thread = new Thread(this::count);
          private int n;

          void start() {
            thread.start();
          }

          private synchronized void count() {
            n++;
          }

          synchronized void await(A other) throws InterruptedException {
            other.thread.join();
          }
        """);
  }

  @Test
  void taskThatIsOverridden() {
    compile(
        """
          static class Counter implements Runnable {
            private final Thread thread = new Thread(this);
            private int n;

            void begin() {
              thread.start();
            }

            @Override
            public synchronized void run() {
              n++;
            }

            synchronized void end() throws InterruptedException {
              thread.join();
            }
          }

          static class Printer extends Counter {
            @Override
            public void run() {
              System.out.println("none");
            }
          }
        """);
  }

  @Test
  void endBehindTheMonitor() {
    compile(
        """
          private final List<String> found = new CopyOnWriteArrayList<>();

          private synchronized void add(String name) {
            found.add(name);
          }

          synchronized void find(List<String> names) throws InterruptedException {
            CountDownLatch done = new CountDownLatch(names.size());
            for (String name : names) {
              new Thread(
                      () -> {
                        try {
                          add(name);
                        } finally {
                          done.countDown();
                        }
                      })
                  .start();
            }
            // BUG: Diagnostic contains: await() waits while it holds a monitor that line 21 needs
            done.await();
          }
        """);
  }

  @Test
  void endPerhapsBehindTheMonitor() {
    compile(
        """
          private final List<String> found = new CopyOnWriteArrayList<>();

          private synchronized void add(String name) {
            found.add(name);
          }

          synchronized void find(List<String> names) throws InterruptedException {
            CountDownLatch done = new CountDownLatch(names.size());
            for (String name : names) {
              new Thread(
                      () -> {
                        try {
                          if (!name.isEmpty()) {
                            add(name);
                          }
                        } finally {
                          done.countDown();
                        }
                      })
                  .start();
            }
            done.await();
          }
        """);
  }

  @Test
  void endBehindTheMonitorOfAnother() {
    compile(
        """
          private final List<String> found = new CopyOnWriteArrayList<>();

          private final A other = new A();

          private synchronized void add(String name) {
            found.add(name);
          }

          synchronized void find(List<String> names) throws InterruptedException {
            CountDownLatch done = new CountDownLatch(names.size());
            for (String name : names) {
              new Thread(
                      () -> {
                        try {
                          other.add(name);
                        } finally {
                          done.countDown();
                        }
                      })
                  .start();
            }
            done.await();
          }
        """);
  }

  @Test
  void taskStartedUnderTheLock() {
    compile(
        """
          private final Lock own = new ReentrantLock();

          int count(ExecutorService pool) throws Exception {
            own.lock();
            try {
              Future<Integer> count =
                  pool.submit(
                      () -> {
                        own.lock();
                        try {
                          return queue.size();
                        } finally {
                          own.unlock();
                        }
                      });
              // BUG: Diagnostic contains: get() waits while it holds a lock
              return count.get();
            } finally {
              own.unlock();
            }
          }
        """);
  }

  @Test
  void taskStartedBeforeTheLock() {
    compile(
        """
          private final Lock own = new ReentrantLock();

          int count(ExecutorService pool) throws Exception {
            Future<Integer> count =
                pool.submit(
                    () -> {
                      own.lock();
                      try {
                        return queue.size();
                      } finally {
                        own.unlock();
                      }
                    });
            own.lock();
            try {
              return count.get();
            } finally {
              own.unlock();
            }
          }
        """);
  }

  @Test
  void conditionUnderAMonitor() {
    compile(
        """
          private final Lock inner = new ReentrantLock();
          private final Condition opened = inner.newCondition();
          private boolean open;

          synchronized void open() {
            inner.lock();
            try {
              open = true;
              opened.signalAll();
            } finally {
              inner.unlock();
            }
          }

          synchronized void pass() throws InterruptedException {
            inner.lock();
            try {
              while (!open) {
                // BUG: Diagnostic contains: await() waits while it holds a monitor that line 17 needs
                opened.await();
              }
            } finally {
              inner.unlock();
            }
          }
        """);
  }

  @Test
  void conditionSignalledWithoutTheMonitor() {
    compile(
        """
          private final Lock inner = new ReentrantLock();
          private final Condition opened = inner.newCondition();
          private boolean open;

          void open() {
            inner.lock();
            try {
              open = true;
              opened.signalAll();
            } finally {
              inner.unlock();
            }
          }

          synchronized void pass() throws InterruptedException {
            inner.lock();
            try {
              while (!open) {
                opened.await();
              }
            } finally {
              inner.unlock();
            }
          }
        """);
  }

  @Test
  void monitorUnderAMonitor() {
    compile(
        """
          private int pieces;

          synchronized void add() {
            synchronized (lock) {
              pieces++;
              lock.notifyAll();
            }
          }

          synchronized void take() throws InterruptedException {
            synchronized (lock) {
              while (pieces == 0) {
                // BUG: Diagnostic contains: wait() waits while it holds a monitor that line 14 needs
                lock.wait();
              }
              pieces--;
            }
          }
        """);
  }

  @Test
  void monitorTakenTwice() {
    compile(
        """
          private int pieces;

          void add() {
            synchronized (lock) {
              pieces++;
              lock.notifyAll();
            }
          }

          void take() throws InterruptedException {
            synchronized (lock) {
              synchronized (lock) {
                while (pieces == 0) {
                  lock.wait();
                }
              }
              pieces--;
            }
          }
        """);
  }

  @Test
  void monitorHandedOut() {
    compile(
        """
          private int pieces;

          synchronized void add() {
            synchronized (lock) {
              pieces++;
              lock.notifyAll();
            }
          }

          Object lock() {
            return lock;
          }

          synchronized void take() throws InterruptedException {
            synchronized (lock) {
              while (pieces == 0) {
                lock.wait();
              }
              pieces--;
            }
          }
        """);
  }

  @Test
  void moreThanThereAreAtFirst() {
    compile(
        """
          private static class Desks {
            private final BlockingQueue<String> free = new LinkedBlockingQueue<>();

            Desks() {
              free.add("left");
              free.add("right");
            }

            synchronized String rent() throws InterruptedException {
              // BUG: Diagnostic contains: take() waits while it holds a monitor
              return free.take();
            }

            synchronized void leave(String desk) {
              free.add(desk);
            }
          }

          private static void work(Desks desks) {
            try {
              desks.leave(desks.rent());
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }

          public static void main(String[] args) {
            Desks desks = new Desks();
            for (int i = 0; i < 3; i++) {
              new Thread(() -> work(desks)).start();
            }
          }
        """);
  }

  @Test
  void enoughForAllAtFirst() {
    compile(
        """
          private static class Desks {
            private final BlockingQueue<String> free = new LinkedBlockingQueue<>();

            Desks() {
              free.add("left");
              free.add("right");
            }

            synchronized String rent() throws InterruptedException {
              return free.take();
            }

            synchronized void leave(String desk) {
              free.add(desk);
            }
          }

          private static void work(Desks desks) {
            try {
              desks.leave(desks.rent());
            } catch (InterruptedException e) {
              System.out.println(e);
            }
          }

          public static void main(String[] args) {
            Desks desks = new Desks();
            for (int i = 0; i < 2; i++) {
              new Thread(() -> work(desks)).start();
            }
          }
        """);
  }

  @Test
  void helperGivesLockBack() {
    compile(
        """
          private final Lock ledger = new ReentrantLock();
          private final Lock log = new ReentrantLock();
          private final Object funds = new Object();
          private int balance;

          void take() throws InterruptedException {
            ledger.lock();
            enter();
            synchronized (funds) {
              while (balance == 0) {
                funds.wait();
              }
            }
          }

          void put() {
            ledger.lock();
            try {
              synchronized (funds) {
                balance++;
                funds.notifyAll();
              }
            } finally {
              ledger.unlock();
            }
          }

          private void enter() {
            try {
              System.out.println(balance);
            } finally {
              ledger.unlock();
            }
          }
        """);
  }

  @Test
  void helperGivesLockBackThatItIsGiven() {
    compile(
        """
          private final Lock ledger = new ReentrantLock();
          private final Lock log = new ReentrantLock();
          private final Object funds = new Object();
          private int balance;

          void take() throws InterruptedException {
            ledger.lock();
            free(ledger);
            synchronized (funds) {
              while (balance == 0) {
                funds.wait();
              }
            }
          }

          void put() {
            ledger.lock();
            try {
              synchronized (funds) {
                balance++;
                funds.notifyAll();
              }
            } finally {
              ledger.unlock();
            }
          }

          private static void free(Lock lock) {
            lock.unlock();
          }
        """);
  }

  @Test
  void conditionGivesLockBack() {
    compile(
        """
          private final Lock ledger = new ReentrantLock();
          private final Lock log = new ReentrantLock();
          private final Object funds = new Object();
          private int balance;

          void take() throws InterruptedException {
            ledger.lock();
            if (free()) {
              synchronized (funds) {
                while (balance == 0) {
                  funds.wait();
                }
              }
            }
          }

          void put() {
            ledger.lock();
            try {
              synchronized (funds) {
                balance++;
                funds.notifyAll();
              }
            } finally {
              ledger.unlock();
            }
          }

          private boolean free() {
            ledger.unlock();
            return true;
          }
        """);
  }

  @Test
  void referenceGivesLockBack() {
    compile(
        """
          private final Lock ledger = new ReentrantLock();
          private final Lock log = new ReentrantLock();
          private final Object funds = new Object();
          private int balance;

          void take() throws InterruptedException {
            ledger.lock();
            now(ledger::unlock);
            synchronized (funds) {
              while (balance == 0) {
                funds.wait();
              }
            }
          }

          void put() {
            ledger.lock();
            try {
              synchronized (funds) {
                balance++;
                funds.notifyAll();
              }
            } finally {
              ledger.unlock();
            }
          }

          private static void now(Runnable action) {
            action.run();
          }
        """);
  }

  @Test
  void lambdaGivesLockBack() {
    compile(
        """
          private final Lock ledger = new ReentrantLock();
          private final Lock log = new ReentrantLock();
          private final Object funds = new Object();
          private int balance;

          void take() throws InterruptedException {
            ledger.lock();
            now(() -> ledger.unlock());
            synchronized (funds) {
              while (balance == 0) {
                funds.wait();
              }
            }
          }

          void put() {
            ledger.lock();
            try {
              synchronized (funds) {
                balance++;
                funds.notifyAll();
              }
            } finally {
              ledger.unlock();
            }
          }

          private static void now(Runnable action) {
            action.run();
          }
        """);
  }

  @Test
  void helperTakesLockAndGivesItBack() {
    compile(
        """
          private final Lock ledger = new ReentrantLock();
          private final Lock log = new ReentrantLock();
          private final Object funds = new Object();
          private int balance;

          void take() throws InterruptedException {
            ledger.lock();
            try {
              count();
              synchronized (funds) {
                while (balance == 0) {
                  // BUG: Diagnostic contains: wait() waits while it holds a lock
                  funds.wait();
                }
              }
            } finally {
              ledger.unlock();
            }
          }

          void put() {
            ledger.lock();
            try {
              synchronized (funds) {
                balance++;
                funds.notifyAll();
              }
            } finally {
              ledger.unlock();
            }
          }

          private void count() {
            ledger.lock();
            try {
              System.out.println(balance);
            } finally {
              ledger.unlock();
            }
          }
        """);
  }

  @Test
  void helperGivesAnotherLockBack() {
    compile(
        """
          private final Lock ledger = new ReentrantLock();
          private final Lock log = new ReentrantLock();
          private final Object funds = new Object();
          private int balance;

          void take() throws InterruptedException {
            ledger.lock();
            log.lock();
            try {
              free();
              synchronized (funds) {
                while (balance == 0) {
                  // BUG: Diagnostic contains: wait() waits while it holds a lock
                  funds.wait();
                }
              }
            } finally {
              ledger.unlock();
            }
          }

          void put() {
            ledger.lock();
            try {
              synchronized (funds) {
                balance++;
                funds.notifyAll();
              }
            } finally {
              ledger.unlock();
            }
          }

          private void free() {
            log.unlock();
          }
        """);
  }

  private static void compile(String members) {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, WaitHoldingNeededLockTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.*;
            import java.util.concurrent.locks.*;

            class A {
              private final Object lock = new Object();
              private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

            """
                + members
                + "}\n")
        .doTest();
  }

  @Test
  void monitorGivenBackBeforeTheSignal() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.locks.Condition;
            import java.util.concurrent.locks.ReentrantLock;

            class A {
              private final Object settings = new Object();
              private final ReentrantLock lock = new ReentrantLock();
              private final Condition through = lock.newCondition();
              private boolean done;

              void start() {
                new Thread(this::run).start();
              }

              private void run() {
                synchronized (settings) {
                  System.out.println("configured");
                }
                lock.lock();
                try {
                  done = true;
                  through.signalAll();
                } finally {
                  lock.unlock();
                }
              }

              void end() throws InterruptedException {
                synchronized (settings) {
                  lock.lock();
                  try {
                    while (!done) {
                      through.await();
                    }
                  } finally {
                    lock.unlock();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void conditionOfSeveralObjects() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A {
              private final Object court;
              private final int side;
              private int[] next;

              A(Object court, int side, int[] next) {
                this.court = court;
                this.side = side;
                this.next = next;
              }

              private synchronized void await() throws InterruptedException {
                synchronized (court) {
                  while (next[0] != side) {
                    court.wait();
                  }
                }
              }

              private synchronized void pass() {
                synchronized (court) {
                  next[0] = 1 - side;
                  court.notifyAll();
                }
              }

              private void play() {
                try {
                  await();
                  pass();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              static void match() {
                Object court = new Object();
                int[] next = new int[1];
                A server = new A(court, 0, next);
                A returner = new A(court, 1, next);
                new Thread(server::play).start();
                new Thread(returner::play).start();
              }
            }
            """)
        .doTest();
  }

  @Test
  void twoObjectsOfALocalClass() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;

            class A {
              void pass() throws InterruptedException {
                CountDownLatch green = new CountDownLatch(1);
                class Signal {
                  synchronized void await() {
                    try {
                      green.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }

                  synchronized void open() {
                    green.countDown();
                  }
                }
                Signal entry = new Signal();
                Signal exit = new Signal();
                new Thread(entry::await).start();
                exit.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneObjectOfALocalClass() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;

            class A {
              void pass() throws InterruptedException {
                CountDownLatch green = new CountDownLatch(1);
                class Signal {
                  synchronized void await() {
                    try {
                      // BUG: Diagnostic contains: await() waits while it holds
                      green.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }

                  synchronized void open() {
                    green.countDown();
                  }
                }
                Signal entry = new Signal();
                new Thread(entry::await).start();
                entry.open();
              }
            }
            """)
        .doTest();
  }

  @Test
  void objectsOfAnAnonymousClassMadeInALoop() {
    CompilationTestHelper.newInstance(WaitHoldingNeededLock.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CountDownLatch;

            class A {
              interface Runner {
                void run() throws InterruptedException;

                void finish();
              }

              void race() throws InterruptedException {
                CountDownLatch baton = new CountDownLatch(1);
                Runner[] runners = new Runner[2];
                for (int i = 0; i < 2; i++) {
                  runners[i] =
                      new Runner() {
                        @Override
                        public synchronized void run() throws InterruptedException {
                          baton.await();
                        }

                        @Override
                        public synchronized void finish() {
                          baton.countDown();
                        }
                      };
                }
                new Thread(
                        () -> {
                          try {
                            runners[1].run();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .start();
                runners[0].finish();
              }
            }
            """)
        .doTest();
  }
}
