package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class SendWithoutReceiverTest {
  @Test
  void unboundedOrEscaping() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        class A {
          void unbounded(List<String> names) throws InterruptedException {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>();
            for (String name : names) {
              queue.put(name);
            }
          }

          void escapes(List<BlockingQueue<String>> queues) throws InterruptedException {
            BlockingQueue<String> queue = new SynchronousQueue<>();
            queues.add(queue);
            queue.put("1");
          }
        }
        """);
  }

  @Test
  void withinTheBuffer() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        class A {
          void limited() {
            BlockingQueue<String> queue = new SynchronousQueue<>();
            if (!queue.offer("2")) {
              System.out.println("nobody there");
            }
          }

          void asManyAsSlots() throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
            queue.put("3");
            queue.put("4");
          }
        }
        """);
  }

  @Test
  void receivedInTask() {
    compile(
        """
        import com.softwaremill.jox.Channel;

        class A {
          void received() throws InterruptedException {
            Channel<String> channel = Channel.newRendezvousChannel();
            Thread.startVirtualThread(
                () -> {
                  try {
                    System.out.println(channel.receive());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            channel.send("5");
          }
        }
        """);
  }

  @Test
  void interruptedOnPurpose() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        class A {
          void interruptedOnPurpose() throws InterruptedException {
            BlockingQueue<String> queue = new SynchronousQueue<>();
            Thread blocked =
                Thread.startVirtualThread(
                    () -> {
                      try {
                        queue.put("6");
                      } catch (InterruptedException e) {
                        System.out.println("interrupted");
                      }
                    });
            blocked.interrupt();
            blocked.join();
          }
        }
        """);
  }

  @Test
  void neverReceived() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          void rendezvous() throws InterruptedException {
            Channel<String> channel = Channel.newRendezvousChannel();
            // BUG: Diagnostic contains: Nobody receives from 'channel'; send() waits for ever
            channel.send("7");
          }

          void bounded(List<String> names) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(8);
            for (String name : names) {
              // BUG: Diagnostic contains: Nobody receives from 'queue'; put() waits for ever once
              queue.put(name);
            }
          }
        }
        """);
  }

  @Test
  void moreThanTheBufferHolds() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          void oneTooMany() throws InterruptedException {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>(1);
            queue.put("9");
            // BUG: Diagnostic contains: Nobody receives from 'queue'
            queue.put("10");
          }
        }
        """);
  }

  @Test
  void neverTakenOver() {
    compile(
        """
        import java.util.concurrent.Exchanger;
        import java.util.concurrent.LinkedTransferQueue;

        class A {
          void transfer() throws InterruptedException {
            LinkedTransferQueue<String> queue = new LinkedTransferQueue<>();
            // BUG: Diagnostic contains: transfer() waits for ever
            queue.transfer("11");
          }

          void exchange() throws InterruptedException {
            Exchanger<String> exchanger = new Exchanger<>();
            // BUG: Diagnostic contains: An exchange through 'exchanger' finds no partner
            System.out.println(exchanger.exchange("12"));
          }
        }
        """);
  }

  @Test
  void receivedTooLateByTheSameThread() {
    compile(
        """
        import com.softwaremill.jox.Channel;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          void sameThread() throws InterruptedException {
            Channel<String> channel = Channel.newRendezvousChannel();
            // BUG: Diagnostic contains: Only this thread itself receives from 'channel'; send()
            channel.send("13");
            System.out.println(channel.receive());
          }

          void filledInTheSameThread() throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
            queue.put("14");
            queue.put("15");
            // BUG: Diagnostic contains: Only this thread itself receives from 'queue'
            queue.put("16");
            while (!queue.isEmpty()) {
              System.out.println(queue.take());
            }
          }
        }
        """);
  }

  @Test
  void receiverStartedBefore() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          static void print(BlockingQueue<String> queue) {
            try {
              while (true) {
                System.out.println(queue.take());
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void startedBefore(List<String> names) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(8);
            Thread printer = new Thread(() -> print(queue));
            printer.start();
            for (String name : names) {
              queue.put(name);
            }
          }
        }
        """);
  }

  @Test
  void fitsBeforeTheStart() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          static void print(BlockingQueue<String> queue) {
            try {
              while (true) {
                System.out.println(queue.take());
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void fits() throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
            for (String name : List.of("a", "b")) {
              queue.put(name);
            }
            new Thread(() -> print(queue)).start();
          }

          void asLargeAsNeeded(List<String> names) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(names.size());
            for (String name : names) {
              queue.put(name);
            }
            new Thread(() -> print(queue)).start();
          }
        }
        """);
  }

  @Test
  void receiverStartedByOtherMethod() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          private final BlockingQueue<String> commands = new ArrayBlockingQueue<>(4);

          static void print(BlockingQueue<String> queue) {
            try {
              while (true) {
                System.out.println(queue.take());
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void startCommands() throws InterruptedException {
            commands.put("hello");
            new Thread(() -> print(commands)).start();
          }

          void stopCommands() throws InterruptedException {
            commands.put("bye");
          }
        }
        """);
  }

  @Test
  void tooManyBeforeTheStart() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.SynchronousQueue;

        class A {
          static void print(BlockingQueue<String> queue) {
            try {
              while (true) {
                System.out.println(queue.take());
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          void tooMany(List<String> names) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(8);
            for (String name : names) {
              // BUG: Diagnostic contains: Whoever receives from 'queue' is started later, on line 26
              queue.put(name);
            }
            Thread printer = new Thread(() -> print(queue));
            printer.setDaemon(true);
            printer.start();
          }

          void handedOver(ExecutorService executor) throws InterruptedException {
            BlockingQueue<String> queue = new SynchronousQueue<>();
            // BUG: Diagnostic contains: Whoever receives from 'queue' is started later
            queue.put("first");
            executor.execute(() -> print(queue));
          }
        }
        """);
  }

  @Test
  void receiverOfFieldNotStarted() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          private final BlockingQueue<String> suggestions = new ArrayBlockingQueue<>(1);

          boolean suggest(String name) {
            return suggestions.offer(name);
          }

          void startSuggestions() throws InterruptedException {
            // BUG: Diagnostic contains: Whoever receives from 'suggestions' is started later
            suggestions.put("all");
            startWorker();
          }

          private void startWorker() {
            new Thread(this::compact).start();
          }

          private void compact() {
            try {
              System.out.println("compacting " + suggestions.take());
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        }
        """);
  }

  @Test
  void filledByConstructor() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          static void print(BlockingQueue<String> queue) {
            try {
              System.out.println(queue.take());
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          static class Fits {
            private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);

            Fits() throws InterruptedException {
              queue.put("a");
              queue.put("b");
            }

            void start() {
              new Thread(() -> print(queue)).start();
            }
          }

          static class StartsItself {
            private final BlockingQueue<String> started = new ArrayBlockingQueue<>(2);

            StartsItself(List<String> names) throws InterruptedException {
              start();
              for (String name : names) {
                started.put(name);
              }
            }

            void start() {
              new Thread(this::work).start();
            }

            private void work() {
              try {
                System.out.println(started.take());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          }

          static class TooMany {
            private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(2);

            TooMany(List<String> names) throws InterruptedException {
              for (String name : names) {
                // BUG: Diagnostic contains: Whoever receives from 'waiting' is started later
                waiting.put(name);
              }
            }

            void start() {
              new Thread(this::work).start();
            }

            private void work() {
              try {
                System.out.println(waiting.take());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          }
        }
        """);
  }

  @Test
  void appender() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          /** An appender that blocks its callers; a worker drains. */
          static class Appender {
            private BlockingQueue<String> events = new ArrayBlockingQueue<>(256);
            private final Thread worker = new Worker();

            void start() {
              worker.start();
            }

            void append(String event) {
              boolean interrupted = false;
              try {
                while (true) {
                  try {
                    events.put(event);
                    break;
                  } catch (InterruptedException e) {
                    interrupted = true;
                  }
                }
              } finally {
                if (interrupted) {
                  Thread.currentThread().interrupt();
                }
              }
            }

            private class Worker extends Thread {
              @Override
              public void run() {
                List<String> batch = new ArrayList<>();
                try {
                  batch.add(events.take());
                  events.drainTo(batch);
                } catch (InterruptedException e) {
                  return;
                }
              }
            }
          }
        }
        """);
  }

  @Test
  void idleConnections() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          /** A pool of workers: what is borrowed is given back. */
          static class Connections {
            private final BlockingQueue<StringBuilder> idle = new ArrayBlockingQueue<>(4);

            Connections() throws InterruptedException {
              for (int i = 0; i < 4; i++) {
                idle.put(new StringBuilder());
              }
            }

            int use(String text) throws InterruptedException {
              StringBuilder connection = idle.take();
              try {
                return connection.append(text).length();
              } finally {
                idle.put(connection);
              }
            }
          }
        }
        """);
  }

  @Test
  void serverWithPool() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.TimeUnit;

        class A {
          /** Accepted sockets for a handler that looks now and then. */
          static class Server {
            private final BlockingQueue<String> sockets = new ArrayBlockingQueue<>(8);
            private volatile boolean stopped;

            void accept(String socket) throws InterruptedException {
              sockets.put(socket);
            }

            void handle() throws InterruptedException {
              while (!stopped) {
                String socket = sockets.poll(1, TimeUnit.SECONDS);
                if (socket != null) {
                  System.out.println(socket);
                }
              }
            }
          }
        }
        """);
  }

  @Test
  void filledPool() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ThreadPoolExecutor;
        import java.util.concurrent.TimeUnit;

        class A {
          /** The work queue of a pool. */
          void pool(Runnable task) {
            BlockingQueue<Runnable> work = new ArrayBlockingQueue<>(16);
            ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, work);
            pool.execute(task);
            pool.shutdown();
          }
        }
        """);
  }

  @Test
  void barrierOfThreads() {
    compile(
        """
        import java.util.concurrent.ConcurrentHashMap;
        import java.util.concurrent.ConcurrentMap;
        import java.util.concurrent.SynchronousQueue;

        class A {
          /** A thread that hands over to whoever has registered. */
          static class Barrier {
            private final ConcurrentMap<String, SynchronousQueue<String>> waiting =
                new ConcurrentHashMap<>();

            void trigger(String key, String value) throws InterruptedException {
              SynchronousQueue<String> queue = new SynchronousQueue<>();
              SynchronousQueue<String> existing = waiting.putIfAbsent(key, queue);
              (existing == null ? queue : existing).put(value);
            }

            String await(String key) throws InterruptedException {
              return waiting.computeIfAbsent(key, k -> new SynchronousQueue<>()).take();
            }
          }
        }
        """);
  }

  @Test
  void swappedQueues() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.Exchanger;

        class A {
          /** Two threads that run the same code exchange with each other. */
          void swap() throws InterruptedException {
            Exchanger<String> exchanger = new Exchanger<>();
            List<Thread> threads = new ArrayList<>();
            for (String name : List.of("left", "right")) {
              threads.add(
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          System.out.println(exchanger.exchange(name));
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      }));
            }
            for (Thread thread : threads) {
              thread.join();
            }
          }
        }
        """);
  }

  @Test
  void swappedByThree() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.Exchanger;

        class A {
          void swap() {
            Exchanger<String> exchanger = new Exchanger<>();
            for (String name : List.of("left", "right", "middle")) {
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try {
                          // BUG: Diagnostic contains: An exchange through 'exchanger' finds no partner
                          System.out.println(exchanger.exchange(name));
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
            }
          }
        }
        """);
  }

  @Test
  void oddNumberOfObjectsThatExchange() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;


        class A {
          static class Trader extends Thread {
            private final Exchanger<String> market;

            Trader(Exchanger<String> market) {
              this.market = market;
            }

            @Override
            public void run() {
              try {
                // BUG: Diagnostic contains: An exchange through 'market' finds no partner
                market.exchange(getName());
              } catch (InterruptedException e) {
                return;
              }
            }
          }

          public static void main(String[] args) {
            Exchanger<String> market = new Exchanger<>();
            Trader[] traders = {new Trader(market), new Trader(market), new Trader(market)};
            for (Trader trader : traders) {
              trader.start();
            }
          }
        }
        """);
  }

  @Test
  void objectsThatExchangeAreInterrupted() {
    compile(
        """
        import java.util.*;
        import java.util.concurrent.*;


        class A {
          static class Trader extends Thread {
            private final Exchanger<String> market;

            Trader(Exchanger<String> market) {
              this.market = market;
            }

            @Override
            public void run() {
              try {
                market.exchange(getName());
              } catch (InterruptedException e) {
                return;
              }
            }
          }

          public static void main(String[] args) {
            Exchanger<String> market = new Exchanger<>();
            Trader[] traders = {new Trader(market), new Trader(market), new Trader(market)};
            for (Trader trader : traders) {
              trader.start();
            }
            for (Trader trader : traders) {
              trader.interrupt();
            }
          }
        }
        """);
  }

  @Test
  void rebuiltByTask() {
    compile(
        """
        import java.util.concurrent.Exchanger;

        class A {
          /** A listener for tests, null in production. */
          volatile Exchanger<Object> rebuilt;

          void rebuild() throws InterruptedException {
            if (rebuilt != null) {
              rebuilt.exchange(new Object());
            }
          }
        }
        """);
  }

  @Test
  void keepsTheLatest() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          /** Full: the oldest goes. */
          void latest(List<String> states) {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(2);
            for (String state : states) {
              while (!queue.offer(state)) {
                queue.poll();
              }
            }
          }
        }
        """);
  }

  @Test
  void taskGivesBack() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          /** One value in, one value out. */
          void turns(List<String> names) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
            for (String name : names) {
              queue.put(name);
              System.out.println(queue.take());
            }
          }
        }
        """);
  }

  @Test
  void filledOnDemand() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          /** Starts a worker when there is work for it. */
          void onDemand(List<String> names) throws InterruptedException {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(4);
            boolean started = false;
            for (String name : names) {
              queue.put(name);
              if (!started) {
                started = true;
                Thread.startVirtualThread(
                    () -> {
                      while (true) {
                        try {
                          System.out.println(queue.take());
                        } catch (InterruptedException e) {
                          return;
                        }
                      }
                    });
              }
            }
          }
        }
        """);
  }

  @Test
  void sendsAndReceives() {
    compile(
        """
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;
        import java.util.concurrent.SynchronousQueue;

        class A {
          /** Producers and consumers, started in whatever order. */
          void both() {
            BlockingQueue<String> queue = new SynchronousQueue<>();
            ExecutorService executor = Executors.newFixedThreadPool(2);
            executor.submit(
                () -> {
                  queue.put("value");
                  return null;
                });
            executor.submit(queue::take);
            executor.shutdown();
          }
        }
        """);
  }

  @Test
  void receivedInBatches() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.LinkedBlockingQueue;

        class A {
          /** A batch that is flushed before it is full. */
          void batches(List<String> names) throws InterruptedException {
            BlockingQueue<String> queue = new LinkedBlockingQueue<>(10);
            for (String name : names) {
              if (queue.remainingCapacity() == 0) {
                List<String> batch = new ArrayList<>();
                queue.drainTo(batch);
                System.out.println(batch);
              }
              queue.put(name);
            }
          }
        }
        """);
  }

  @Test
  void ownThreadInterrupted() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;

        class A {
          static void blockedProducer() throws InterruptedException {
            BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
            Thread me = Thread.currentThread();
            Thread.startVirtualThread(me::interrupt);
            queue.put(1);
            queue.put(2);
          }
        }
        """);
  }

  @Test
  void receivedElsewhere() {
    compile(
        """
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.SynchronousQueue;

        class A {
          static BlockingQueue<String> numbers(int n) {
            BlockingQueue<String> out = new ArrayBlockingQueue<>(2);
            Thread.startVirtualThread(
                () -> {
                  try {
                    for (int i = 0; i < n; i++) {
                      out.put("" + i);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
            return out;
          }

          static class Listener {
            private final SynchronousQueue<String> events = new SynchronousQueue<>();

            void on(String event) throws InterruptedException {
              events.put(event);
            }

            SynchronousQueue<String> events() {
              return events;
            }
          }

          static class Field {
            final BlockingQueue<String> events = new ArrayBlockingQueue<>(3);

            void on(String event) throws InterruptedException {
              events.put(event);
            }
          }

          private static class Hidden {
            private final SynchronousQueue<String> events = new SynchronousQueue<>();

            void on(String event) throws InterruptedException {
              // BUG: Diagnostic contains: Nobody receives from 'events'
              events.put(event);
            }

            SynchronousQueue<String> events() {
              return events;
            }
          }

          void use() throws InterruptedException {
            new Hidden().on("use");
          }
        }
        """);
  }

  @Test
  void wholeProgram() {
    compile(
        """
        import java.util.concurrent.SynchronousQueue;

        class A {
          private final SynchronousQueue<String> events = new SynchronousQueue<>();

          public static void main(String[] args) throws InterruptedException {
            new A().on(args[0]);
          }

          void on(String event) throws InterruptedException {
            // BUG: Diagnostic contains: Nobody receives from 'events'
            events.put(event);
          }

          SynchronousQueue<String> events() {
            return events;
          }
        }
        """);
  }

  private void compile(String source) {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }

  @Test
  void senderIsInterruptedBeforeItReceives() {
    CompilationTestHelper.newInstance(SendWithoutReceiver.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ArrayBlockingQueue;
            import java.util.concurrent.BlockingQueue;

            class A {
              void run() throws InterruptedException {
                BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
                Thread self = Thread.currentThread();
                Thread timer = new Thread(self::interrupt);
                queue.put("a");
                timer.start();
                try {
                  queue.put("b");
                } catch (InterruptedException e) {
                  timer.join();
                }
                queue.take();
              }
            }
            """)
        .doTest();
  }

  @Test
  void twoLotsIntoRoomForTwo() {
    compileLots("partitioningBy(String::isEmpty)", "Boolean", "");
  }

  @Test
  void anyNumberOfLotsIntoRoomForTwo() {
    compileLots(
        "groupingBy(String::length)", "Integer", "// BUG: Diagnostic contains: is started later");
  }

  private void compileLots(String collector, String key, String report) {
    compile(
        """
        import java.util.List;
        import java.util.Map;
        import java.util.concurrent.ArrayBlockingQueue;
        import java.util.concurrent.BlockingQueue;
        import java.util.stream.Collectors;

        class A {
          void run(List<String> words) throws InterruptedException {
            Map<%s, List<String>> lots = words.stream().collect(Collectors.%s);
            BlockingQueue<List<String>> queue = new ArrayBlockingQueue<>(2);
            for (List<String> lot : lots.values()) {
              %s
              queue.put(lot);
            }
            new Thread(() -> print(queue)).start();
          }

          static void print(BlockingQueue<List<String>> queue) {
            for (List<String> lot = queue.poll(); lot != null; lot = queue.poll()) {
              System.out.println(lot);
            }
          }
        }
        """
            .formatted(key, collector, report));
  }
}
