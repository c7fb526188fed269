package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class LocksTakenInOppositeOrderTest {
  @Test
  void inTwoThreads() {
    compile(
        """
          void run() {
            new Thread(this::ab).start();
            new Thread(this::ba).start();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes 'a' while it has 'b', and another thread takes them the other way round on line 17; both may then wait for ever
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void inTwoTasks() {
    compile(
        """
          void run() {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            pool.execute(() -> ab());
            pool.execute(() -> ba());
            pool.shutdown();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void inTwoStages() {
    compile(
        """
          void run() {
            CompletableFuture<Void> one = CompletableFuture.runAsync(this::ab);
            CompletableFuture<Void> other = CompletableFuture.runAsync(this::ba);
            CompletableFuture.allOf(one, other).join();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void inTheThreadThatStartsTheOther() {
    compile(
        """
          void run() {
            new Thread(this::ab).start();
            ba();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void inThreadsOfFields() {
    compile(
        """
          private final Thread one = new Thread(this::ab);
          private final Thread other = new Thread(() -> ba());

          void run() {
            one.start();
            other.start();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void roundAfterRound() {
    compile(
        """
          void run() {
            Thread one =
                new Thread(
                    () -> {
                      while (true) {
                        ab();
                      }
                    });
            one.start();
            ba();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void ofArguments() {
    compile(
        """
          static void both(Object one, Object other) {
            synchronized (one) {
              // BUG: Diagnostic contains: Thread takes 'other' while it has 'one', and another thread takes them the other way round; both may then wait for ever
              synchronized (other) {
                System.out.println();
              }
            }
          }

          static void run() {
            Object one = new Object();
            Object other = new Object();
            new Thread(() -> both(one, other)).start();
            new Thread(() -> both(other, one)).start();
          }
        """);
  }

  @Test
  void ofArgumentsOfConstructors() {
    compile(
        """
          static class Task extends Thread {
            private final Object one;
            private final Object other;

            Task(Object one, Object other) {
              this.one = one;
              this.other = other;
            }

            @Override
            public void run() {
              synchronized (one) {
                // BUG: Diagnostic contains: Thread takes
                synchronized (other) {
                  System.out.println();
                }
              }
            }
          }

          static void begin() {
            Object one = new Object();
            Object other = new Object();
            new Task(one, other).start();
            new Task(other, one).start();
          }
        """);
  }

  @Test
  void ofReceivers() {
    compile(
        """
          static class Shelf {
            private int boxes;

            // BUG: Diagnostic contains: Thread takes
            synchronized void add() {
              boxes++;
            }

            synchronized void move(Shelf to) {
              boxes--;
              to.add();
            }
          }

          static void run() {
            Shelf one = new Shelf();
            Shelf other = new Shelf();
            new Thread(() -> one.move(other)).start();
            new Thread(() -> other.move(one)).start();
          }
        """);
  }

  @Test
  void ofLocks() {
    compile(
        """
          private final Lock one = new ReentrantLock();
          private final ReadWriteLock other = new ReentrantReadWriteLock();

          void run() {
            Thread.startVirtualThread(this::first);
            Thread.startVirtualThread(this::second);
          }

          private void first() {
            one.lock();
            try {
              other.writeLock().lock();
              n++;
              other.writeLock().unlock();
            } finally {
              one.unlock();
            }
          }

          private void second() {
            other.writeLock().lock();
            try {
              // BUG: Diagnostic contains: Thread takes 'one' while it has 'other.writeLock()'
              one.lock();
              n++;
              one.unlock();
            } finally {
              other.writeLock().unlock();
            }
          }
        """);
  }

  @Test
  void ofReaders() {
    compile(
        """
          private final ReadWriteLock one = new ReentrantReadWriteLock();

          void run() {
            new Thread(this::first).start();
            new Thread(this::second).start();
          }

          private void first() {
            one.readLock().lock();
            synchronized (a) {
              n++;
            }
            one.readLock().unlock();
          }

          private void second() {
            synchronized (a) {
              one.readLock().lock();
              n++;
              one.readLock().unlock();
            }
          }
        """);
  }

  @Test
  void inTheSameOrder() {
    compile(
        """
          void run() {
            new Thread(this::ab).start();
            new Thread(() -> ab()).start();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void byNumber() {
    compile(
        """
          static class Shelf {
            final int number;

            Shelf(int number) {
              this.number = number;
            }
          }

          static void both(Shelf one, Shelf other) {
            Shelf first = one.number < other.number ? one : other;
            Shelf second = one.number < other.number ? other : one;
            synchronized (first) {
              synchronized (second) {
                System.out.println();
              }
            }
          }

          static void branches(Shelf one, Shelf other) {
            if (one.number < other.number) {
              synchronized (one) {
                synchronized (other) {
                  System.out.println();
                }
              }
            } else {
              synchronized (other) {
                synchronized (one) {
                  System.out.println();
                }
              }
            }
          }

          static void run() {
            Shelf one = new Shelf(1);
            Shelf other = new Shelf(2);
            new Thread(() -> both(one, other)).start();
            new Thread(() -> both(other, one)).start();
            new Thread(() -> branches(one, other)).start();
            new Thread(() -> branches(other, one)).start();
          }
        """);
  }

  @Test
  void behindOneGate() {
    compile(
        """
          void run() {
            new Thread(this::first).start();
            new Thread(this::second).start();
          }

          private synchronized void first() {
            ab();
          }

          private synchronized void second() {
            ba();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void behindASemaphore() {
    compile(
        """
          private final Semaphore gate = new Semaphore(1);

          void run() {
            new Thread(
                    () -> {
                      gate.acquireUninterruptibly();
                      ab();
                      gate.release();
                    })
                .start();
            new Thread(
                    () -> {
                      gate.acquireUninterruptibly();
                      ba();
                      gate.release();
                    })
                .start();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void behindAGateOfTheCaller() {
    compile(
        """
          void run() {
            synchronized (this) {
              begin();
            }
          }

          private void begin() {
            new Thread(
                    () -> {
                      synchronized (this) {
                        ab();
                      }
                    })
                .start();
            ba();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void oneAfterTheOther() {
    compile(
        """
          void run() throws InterruptedException {
            Thread one = new Thread(this::ab);
            one.start();
            one.join();
            new Thread(this::ba).start();
            ba();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void resultAwaited() {
    compile(
        """
          void run() throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            pool.submit(this::ab).get();
            pool.submit(this::ba);
            pool.shutdown();
            ba();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void signalAwaited() {
    compile(
        """
          void run() {
            CountDownLatch done = new CountDownLatch(1);
            new Thread(
                    () -> {
                      ab();
                      done.countDown();
                    })
                .start();
            new Thread(
                    () -> {
                      try {
                        done.await();
                      } catch (InterruptedException e) {
                        return;
                      }
                      ba();
                    })
                .start();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void inOneThread() {
    compile(
        """
          void run() {
            ExecutorService one = Executors.newSingleThreadExecutor();
            one.execute(this::ab);
            one.execute(this::ba);
            one.shutdown();
            ExecutorService fixed = Executors.newFixedThreadPool(1);
            fixed.execute(this::ab);
            fixed.execute(this::ba);
            fixed.shutdown();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void inAnyExecutor() {
    compile(
        """
          void run(ExecutorService pool, Executor executor) {
            pool.execute(this::ab);
            pool.execute(this::ba);
            executor.execute(this::ab);
            ba();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void inAnExecutorThatIsMadeLater() {
    compile(
        """
          private ExecutorService pool = null;

          void run() {
            pool = Executors.newFixedThreadPool(2);
            pool.execute(this::ab);
            pool.execute(this::ba);
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }

          private void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void eitherOfThem() {
    compile(
        """
          void run(boolean isFirst) {
            if (isFirst) {
              new Thread(this::ab).start();
            } else {
              new Thread(this::ba).start();
            }
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void asASwitchSays() {
    compile(
        """
          private final boolean isFirst = n == 0;

          void run() {
            new Thread(
                    () -> {
                      if (isFirst) {
                        ab();
                      }
                    })
                .start();
            new Thread(
                    () -> {
                      if (isFirst) {
                        return;
                      }
                      ba();
                    })
                .start();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void overridden() {
    compile(
        """
          static class Quiet extends A {
            @Override
            void reverse() {}
          }

          void reverse() {
            ba();
          }

          void run() {
            new Thread(this::ab).start();
            new Thread(this::reverse).start();
            reverse();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void ofAnotherObject() {
    compile(
        """
          void run(A other) {
            new Thread(this::ab).start();
            new Thread(() -> other.ba()).start();
            other.ba();
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void ofOneObjectPerhaps() {
    compile(
        """
          private final Object one;
          private final Object other;

          A(Object one, Object other) {
            this.one = one;
            this.other = other;
          }

          void run() {
            new Thread(
                    () -> {
                      synchronized (one) {
                        synchronized (other) {
                          n++;
                        }
                      }
                    })
                .start();
            synchronized (other) {
              synchronized (one) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void ofOneObject() {
    compile(
        """
          void run() {
            Object one = new Object();
            Object other = one;
            new Thread(
                    () -> {
                      synchronized (one) {
                        synchronized (other) {
                          n++;
                        }
                      }
                    })
                .start();
            synchronized (other) {
              synchronized (one) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void ofObjectsThatChange() {
    compile(
        """
          private Object one = new Object();
          private Object other = new Object();

          void swap() {
            Object old = one;
            one = other;
            other = old;
          }

          void run() {
            new Thread(
                    () -> {
                      synchronized (one) {
                        synchronized (other) {
                          n++;
                        }
                      }
                    })
                .start();
            synchronized (other) {
              synchronized (one) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void triedOnly() {
    compile(
        """
          private final Lock one = new ReentrantLock();

          void run() {
            new Thread(
                    () -> {
                      one.lock();
                      synchronized (a) {
                        n++;
                      }
                      one.unlock();
                    })
                .start();
            synchronized (a) {
              if (one.tryLock()) {
                n++;
                one.unlock();
              }
            }
          }
        """);
  }

  @Test
  void givenBackBefore() {
    compile(
        """
          private final Lock one = new ReentrantLock();

          void run() {
            new Thread(
                    () -> {
                      one.lock();
                      n++;
                      one.unlock();
                      synchronized (a) {
                        n++;
                      }
                    })
                .start();
            synchronized (a) {
              n++;
            }
            one.lock();
            n++;
            one.unlock();
          }
        """);
  }

  @Test
  void takenAlready() {
    compile(
        """
          void run() {
            new Thread(this::ab).start();
            synchronized (a) {
              ba();
            }
          }

          private void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }


          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void givenBackByAFunction() {
    compile(
        """
          private final Lock one = new ReentrantLock();

          void run() {
            new Thread(this::ab).start();
            new Thread(this::ba).start();
          }

          private AutoCloseable held() {
            one.lock();
            return one::unlock;
          }

          private void ab() {
            try (AutoCloseable hold = held()) {
              n++;
            } catch (Exception e) {
              n--;
            }
            synchronized (b) {
              n++;
            }
          }

          private void ba() {
            synchronized (b) {
              one.lock();
              n++;
            }
          }
        """);
  }

  @Test
  void givenBackByAnotherMethodPerhaps() {
    compile(
        """
          private final Lock one = new ReentrantLock();

          void run() {
            new Thread(this::ab).start();
            new Thread(this::ba).start();
          }

          private void free() {
            one.unlock();
          }

          private void ab() {
            one.lock();
            n++;
            if (n > 0) free();
            synchronized (b) {
              n++;
            }
          }

          private void ba() {
            synchronized (b) {
              one.lock();
              n++;
              free();
            }
          }
        """);
  }

  @Test
  void madeInEachRun() {
    compile(
        """
          private void take(Object one, Object other) {
            synchronized (one) {
              synchronized (other) {
                n++;
              }
            }
          }

          void run() {
            Supplier<Object> maker =
                () -> {
                  Object made = new Object();
                  new Thread(() -> take(made, b)).start();
                  return made;
                };
            new Thread(
                    () -> {
                      Object made = new Object();
                      take(made, b);
                      take(b, made);
                    })
                .start();
            new Thread(
                    () -> {
                      Object made = new Object();
                      take(b, made);
                    })
                .start();
            Runnable task =
                () -> {
                  Object made = new Object();
                  take(made, b);
                  take(b, made);
                };
            new Thread(task).start();
            new Thread(task).start();
          }
        """);
  }

  @Test
  void endedByInterrupts() {
    compile(
        """
          private final Lock one = new ReentrantLock();

          void run() {
            new Thread(this::ab).start();
            new Thread(this::ba).start();
          }

          private void ab() {
            one.lock();
            synchronized (b) {
              n++;
            }
            one.unlock();
          }

          private void ba() {
            synchronized (b) {
              try {
                one.lockInterruptibly();
                n++;
                one.unlock();
              } catch (InterruptedException e) {
                n--;
              }
            }
          }
        """);
  }

  @Test
  void behindGuard() {
    compile(
        """
          void run() {
            new Thread(this::ab).start();
            new Thread(this::ba).start();
          }

          private void ab() {
            synchronized (a) {
              if (n < 0) {
                throw new IllegalStateException();
              }
              synchronized (b) {
                n++;
              }
            }
          }

          private void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void behindTestThatReturns() {
    compile(
        """
          void run() {
            new Thread(this::ab).start();
            new Thread(this::ba).start();
          }

          private void ab() {
            synchronized (a) {
              if (n < 0) {
                return;
              }
              synchronized (b) {
                n++;
              }
            }
          }

          private void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void inTwoCallsOfAMethod() {
    compile(
        """
          void run() {
            move(a, b);
            move(b, a);
          }

          private void move(Object from, Object to) {
            new Thread(
                    () -> {
                      synchronized (from) {
                        // BUG: Diagnostic contains: Thread takes
                        synchronized (to) {
                          n++;
                        }
                      }
                    })
                .start();
          }
        """);
  }

  @Test
  void inTwoCallsOfAMethodInTheSameOrder() {
    compile(
        """
          void run() {
            move(a, b);
            move(a, b);
          }

          private void move(Object from, Object to) {
            new Thread(
                    () -> {
                      synchronized (from) {
                        synchronized (to) {
                          n++;
                        }
                      }
                    })
                .start();
          }
        """);
  }

  @Test
  void inMethodThatWaits() {
    compile(
        """
          void run() throws InterruptedException {
            move(a, b);
            move(b, a);
          }

          private void move(Object from, Object to) throws InterruptedException {
            Thread thread =
                new Thread(
                    () -> {
                      synchronized (from) {
                        synchronized (to) {
                          n++;
                        }
                      }
                    });
            thread.start();
            thread.join();
          }
        """);
  }

  @Test
  void waitBetweenTheCalls() {
    compile(
        """
          void run() throws InterruptedException {
            move(a, b);
            Thread.sleep(1000);
            move(b, a);
          }

          private void move(Object from, Object to) {
            new Thread(
                    () -> {
                      synchronized (from) {
                        synchronized (to) {
                          n++;
                        }
                      }
                    })
                .start();
          }
        """);
  }

  @Test
  void methodThatMayStartNothing() {
    compile(
        """
          void run() {
            move(a, b);
            move(b, a);
          }

          private void move(Object from, Object to) {
            if (n > 0) {
              return;
            }
            new Thread(
                    () -> {
                      synchronized (from) {
                        synchronized (to) {
                          n++;
                        }
                      }
                    })
                .start();
          }
        """);
  }

  @Test
  void methodThatStartsUnderATest() {
    compile(
        """
          void run() {
            move(a, b);
            move(b, a);
          }

          private void move(Object from, Object to) {
            if (n > 0) {
              new Thread(
                      () -> {
                        synchronized (from) {
                          synchronized (to) {
                            n++;
                          }
                        }
                      })
                  .start();
            }
          }
        """);
  }

  @Test
  void oneOfTwoCalls() {
    compile(
        """
          void run() {
            if (n > 0) {
              move(a, b);
            } else {
              move(b, a);
            }
          }

          private void move(Object from, Object to) {
            new Thread(
                    () -> {
                      synchronized (from) {
                        synchronized (to) {
                          n++;
                        }
                      }
                    })
                .start();
          }
        """);
  }

  @Test
  void methodThatSortsThem() {
    compile(
        """
          void run() {
            move(a, b);
            move(b, a);
          }

          private void move(Object from, Object to) {
            Object first = n > 0 ? from : to;
            Object second = first == from ? to : from;
            new Thread(
                    () -> {
                      synchronized (first) {
                        synchronized (second) {
                          n++;
                        }
                      }
                    })
                .start();
          }
        """);
  }

  @Test
  void bothInMethodUnderALock() {
    compile(
        """
          void run() {
            move(a, b);
            move(b, a);
          }

          private void move(Object from, Object to) {
            new Thread(
                    () -> {
                      synchronized (this) {
                        synchronized (from) {
                          synchronized (to) {
                            n++;
                          }
                        }
                      }
                    })
                .start();
          }
        """);
  }

  @Test
  void resultsAwaitedByALoop() {
    compile(
        """
          void run(Iterable<String> results) {
            new Thread(this::ab).start();
            for (String result : results) {
              System.out.println(result);
            }
            new Thread(this::ba).start();
          }

          void runItself(Iterable<String> results) {
            new Thread(this::ab).start();
            for (String result : results) {
              System.out.println(result);
            }
            ba();
          }
          void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }

          void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void listBetween() {
    compile(
        """
          void run(java.util.List<String> names) {
            new Thread(this::ab).start();
            for (String name : names) {
              System.out.println(name);
            }
            new Thread(this::ba).start();
          }
          void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }

          void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void awaitedByALoopOfAHelper() {
    compile(
        """
          private volatile boolean isDone;

          void run() {
            new Thread(() -> { ab(); isDone = true; }).start();
            settle();
            new Thread(this::ba).start();
          }

          private void settle() {
            while (!isDone) {
              Thread.onSpinWait();
            }
          }
          void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }

          void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void awaitedByTheEndOfAResource() {
    compile(
        """
          void run() {
            try (ExecutorService pool = Executors.newCachedThreadPool()) {
              pool.execute(this::ab);
            }
            try (ExecutorService pool = Executors.newCachedThreadPool()) {
              pool.execute(this::ba);
            }
          }

          interface Running extends AutoCloseable {
            @Override
            void close() throws InterruptedException;
          }

          static Running copy(Object from, Object to) {
            Thread thread =
                new Thread(
                    () -> {
                      synchronized (from) {
                        synchronized (to) {
                          System.out.println();
                        }
                      }
                    });
            thread.start();
            return thread::join;
          }

          static void copies() throws InterruptedException {
            Object one = new Object();
            Object other = new Object();
            try (Running forward = copy(one, other)) {
              System.out.println();
            }
            try (Running backward = copy(other, one)) {
              System.out.println();
            }
          }
          void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }

          void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void fileWrittenBetween() {
    compile(
        """
          void run() throws java.io.IOException {
            new Thread(this::ab).start();
            try (java.io.Writer out = new java.io.FileWriter("log")) {
              out.write("begun");
            }
            new Thread(this::ba).start();
          }
          void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }

          void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void stageBehindTheOther() {
    compile(
        """
          void run() {
            CompletableFuture<Void> first = CompletableFuture.runAsync(this::ab);
            CompletableFuture<Void> second = first.thenRunAsync(this::ba);
            second.join();
          }

          void runBoth() {
            CompletableFuture<Void> first = CompletableFuture.runAsync(this::ab);
            CompletableFuture.completedFuture("").runAfterBothAsync(first, this::ba).join();
          }

          void runAll() {
            CompletableFuture<Void> first = CompletableFuture.runAsync(this::ab);
            CompletableFuture<Void> all = CompletableFuture.allOf(first);
            all.thenRunAsync(this::ba);
          }

          void runAfterGate() {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            gate.thenRunAsync(this::ab);
            ba();
            gate.complete(null);
          }
          void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }

          void ba() {
            synchronized (b) {
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void stagesBehindTheSame() {
    compile(
        """
          void run(CompletableFuture<Void> ready) {
            ready.thenRunAsync(this::ab);
            ready.thenRunAsync(this::ba);
          }
          void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }

          void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void stagesBehindTheirOwn() {
    compile(
        """
          void run() {
            CompletableFuture.supplyAsync(() -> "a").thenAcceptAsync(text -> ab());
            CompletableFuture.supplyAsync(() -> "b").thenAcceptAsync(text -> ba());
          }
          void ab() {
            synchronized (a) {
              synchronized (b) {
                n++;
              }
            }
          }

          void ba() {
            synchronized (b) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (a) {
                n++;
              }
            }
          }
        """);
  }

  @Test
  void refused() {
    compile(
        """
          static void move(Object from, Object to, int cents) {
            if (cents <= 0) {
              throw new IllegalArgumentException();
            }
            synchronized (from) {
              synchronized (to) {
                System.out.println(cents);
              }
            }
          }

          static void run() {
            Object one = new Object();
            Object other = new Object();
            new Thread(() -> move(one, other, 1)).start();
            new Thread(() -> tryToMove(other, one, 0)).start();
          }

          static void tryToMove(Object from, Object to, int cents) {
            try {
              move(from, to, cents);
            } catch (IllegalArgumentException e) {
              System.out.println("refused");
            }
          }

          static void runItself() {
            Object one = new Object();
            Object other = new Object();
            new Thread(() -> move(one, other, 1)).start();
            try {
              move(other, one, 0);
            } catch (IllegalArgumentException e) {
              System.out.println("refused");
            }
          }

          static void runAsStage() {
            Object one = new Object();
            Object other = new Object();
            CompletableFuture.runAsync(() -> move(one, other, 1));
            CompletableFuture.runAsync(() -> move(other, one, 0)).exceptionally(e -> null).join();
          }

          static void runAsTask(ExecutorService pool) throws InterruptedException {
            Object one = new Object();
            Object other = new Object();
            new Thread(() -> move(one, other, 1)).start();
            Future<?> refusal = Executors.newCachedThreadPool().submit(() -> move(other, one, 0));
            try {
              refusal.get();
            } catch (ExecutionException e) {
              System.out.println("refused");
            }
          }
        """);
  }

  @Test
  void behindGuardThatNobodyCatches() {
    compile(
        """
          static void move(Object from, Object to, int cents) {
            if (cents <= 0) {
              throw new IllegalArgumentException();
            }
            synchronized (from) {
              // BUG: Diagnostic contains: Thread takes
              synchronized (to) {
                System.out.println(cents);
              }
            }
          }

          static void run() {
            Object one = new Object();
            Object other = new Object();
            new Thread(() -> move(one, other, 1)).start();
            new Thread(() -> move(other, one, 2)).start();
          }
        """);
  }

  @Test
  void loopWithoutARound() {
    compile(
        """
          static void ship(Object from, Object to, java.util.List<String> items) {
            for (String item : items) {
              synchronized (from) {
                synchronized (to) {
                  System.out.println(item);
                }
              }
            }
          }

          static void run() {
            Object one = new Object();
            Object other = new Object();
            java.util.List<String> returns = java.util.List.of();
            new Thread(() -> ship(one, other, java.util.List.of("chair"))).start();
            new Thread(() -> ship(other, one, returns)).start();
          }

          static void times(Object from, Object to, int times) {
            for (int i = 0; i < times; i++) {
              synchronized (from) {
                synchronized (to) {
                  System.out.println(i);
                }
              }
            }
          }

          static void run(String... args) {
            Object one = new Object();
            Object other = new Object();
            new Thread(() -> times(one, other, args.length)).start();
            new Thread(() -> times(other, one, 0)).start();
          }
        """);
  }

  @Test
  void loopsWithRounds() {
    compile(
        """
          static void ship(Object from, Object to, java.util.List<String> items) {
            for (String item : items) {
              synchronized (from) {
                // BUG: Diagnostic contains: Thread takes
                synchronized (to) {
                  System.out.println(item);
                }
              }
            }
          }

          static void run(java.util.List<String> items) {
            Object one = new Object();
            Object other = new Object();
            new Thread(() -> ship(one, other, java.util.List.of("chair"))).start();
            new Thread(() -> ship(other, one, items)).start();
          }
        """);
  }

  private static void compile(String members) {
    CompilationTestHelper.newInstance(
            LocksTakenInOppositeOrder.class, LocksTakenInOppositeOrderTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.*;
            import java.util.concurrent.locks.*;
            import java.util.function.*;

            class A {
              private final Object a = new Object();
              private final Object b = new Object();
              private int n;

            """
                + members
                + "}\n")
        .doTest();
  }
}
