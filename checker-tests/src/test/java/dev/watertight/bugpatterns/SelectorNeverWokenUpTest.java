package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class SelectorNeverWokenUpTest {
  private static final String HEADER =
      """
      import java.io.IOException;
      import java.net.InetSocketAddress;
      import java.net.Socket;
      import java.nio.channels.ClosedSelectorException;
      import java.nio.channels.Selector;
      import java.nio.channels.SelectionKey;
      import java.nio.channels.ServerSocketChannel;
      import java.nio.channels.SocketChannel;
      import java.util.ArrayDeque;
      import java.util.Queue;
      import java.util.concurrent.Executor;
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;
      import java.util.concurrent.atomic.AtomicBoolean;
      """;

  @Test
  void wokenUpByAcceptors() {
    compile(
        """
        class Acceptors {
          private volatile boolean stopped = true;
          private Acceptor acceptor;

          abstract class SelectThread extends Thread {
            protected final Selector selector;

            SelectThread() throws IOException {
              selector = Selector.open();
            }

            void wakeupSelector() {
              selector.wakeup();
            }

            void closeSelector() {
              try {
                selector.close();
              } catch (IOException e) {
                System.out.println(e);
              }
            }
          }

          private class Acceptor extends SelectThread {
            Acceptor(ServerSocketChannel socket) throws IOException {
              socket.register(selector, SelectionKey.OP_ACCEPT);
            }

            @Override
            public void run() {
              try {
                while (!stopped) {
                  select();
                }
              } finally {
                closeSelector();
              }
            }

            private void select() {
              try {
                selector.select();
                selector.selectedKeys().clear();
              } catch (IOException e) {
                System.out.println(e);
              }
            }
          }

          void start(ServerSocketChannel socket) throws IOException {
            stopped = false;
            acceptor = new Acceptor(socket);
            acceptor.start();
          }

          void stop() {
            stopped = true;
            acceptor.wakeupSelector();
          }
        }
        """);
  }

  @Test
  void wokenUpByReactor() {
    compile(
        """
        class Reactor implements Runnable {
          private final Selector selector = Selector.open();
          private final AtomicBoolean closed = new AtomicBoolean();

          Reactor(ExecutorService boss) throws IOException {
            boss.execute(this);
          }

          @Override
          public void run() {
            try {
              while (!closed.get()) {
                selector.select();
              }
            } catch (ClosedSelectorException | IOException e) {
              System.out.println(e);
            }
          }

          void shutdown() throws IOException {
            if (closed.compareAndSet(false, true)) {
              for (SelectionKey key : selector.keys()) {
                key.channel().close();
              }
              selector.close();
            }
          }
        }
        """);
  }

  @Test
  void wokenUpForActions() {
    compile(
        """
        class Actions {
          private final Selector selector = Selector.open();
          private final Queue<Runnable> actions = new ArrayDeque<>();
          private volatile boolean running = true;

          Actions() throws IOException {
            new Thread(this::loop).start();
          }

          private void loop() {
            while (running) {
              try {
                selector.select();
                synchronized (actions) {
                  actions.forEach(Runnable::run);
                }
              } catch (IOException e) {
                System.out.println(e);
              }
            }
          }

          void submit(Runnable action) {
            synchronized (actions) {
              actions.add(action);
            }
            selector.wakeup();
          }

          void stop() {
            submit(() -> running = false);
          }
        }
        """);
  }

  @Test
  void wokenUpByKey() {
    compile(
        """
        class ByKey {
          private final Selector selector = Selector.open();
          private final SelectionKey key;
          private volatile boolean running = true;

          ByKey(ServerSocketChannel server) throws IOException {
            key = server.register(selector, SelectionKey.OP_ACCEPT);
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              while (running) {
                selector.select();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() {
            running = false;
            key.selector().wakeup();
          }
        }
        """);
  }

  @Test
  void limited() {
    compile(
        """
        class TimedWait {
          private final Selector selector = Selector.open();
          private volatile boolean running = true;

          TimedWait() throws IOException {
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              while (running) {
                int ready = selector.select(10);
                if (ready == 0) {
                  continue;
                }
                selector.selectedKeys().clear();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() {
            running = false;
          }
        }

        class NoWait {
          private final Selector selector = Selector.open();
          private volatile boolean running = true;

          NoWait() throws IOException {
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              while (running) {
                selector.selectNow();
                Thread.sleep(20);
              }
            } catch (IOException | InterruptedException e) {
              System.out.println(e);
            }
          }

          void stop() {
            running = false;
          }
        }

        class Once {
          private final Selector selector = Selector.open();

          Once() throws IOException {
            new Thread(this::connect).start();
          }

          private void connect() {
            try {
              selector.select();
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() {
            System.out.println("stopped");
          }
        }
        """);
  }

  @Test
  void selectorThreadInterrupted() {
    compile(
        """
        class Interrupted {
          private final Selector selector = Selector.open();
          private final Thread thread = new Thread(this::loop);
          private volatile boolean running = true;

          Interrupted() throws IOException {
            thread.start();
          }

          private void loop() {
            try {
              while (running && !thread.isInterrupted()) {
                selector.select();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() {
            running = false;
            thread.interrupt();
          }
        }
        """);
  }

  @Test
  void poolShutDownNow() {
    compile(
        """
        class ByPool {
          private final Selector selector = Selector.open();
          private final ExecutorService pool = Executors.newSingleThreadExecutor();
          private volatile boolean running = true;

          ByPool() throws IOException {
            pool.submit(this::loop);
          }

          private void loop() {
            try {
              while (running) {
                selector.select();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() {
            running = false;
            pool.shutdownNow();
          }
        }
        """);
  }

  @Test
  void closesChannel() {
    compile(
        """
        class ClosesChannel {
          private final Selector selector = Selector.open();
          private final SocketChannel server;
          private volatile boolean running = true;

          ClosesChannel(SocketChannel server) throws IOException {
            this.server = server;
            server.register(selector, SelectionKey.OP_READ);
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              while (running) {
                selector.select();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() throws IOException {
            running = false;
            server.close();
          }
        }
        """);
  }

  @Test
  void connectsToItself() {
    compile(
        """
        class ConnectsToItself {
          private final Selector selector = Selector.open();
          private final int port;
          private volatile boolean running = true;

          ConnectsToItself(ServerSocketChannel server) throws IOException {
            port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            server.register(selector, SelectionKey.OP_ACCEPT);
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              while (running) {
                selector.select();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() throws IOException {
            running = false;
            new Socket("localhost", port).close();
          }
        }
        """);
  }

  @Test
  void stoppedFromWithin() {
    compile(
        """
        class StoppedFromWithin {
          private final Selector selector = Selector.open();
          private volatile boolean running = true;

          StoppedFromWithin() throws IOException {
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              while (running) {
                selector.select();
                if (selector.keys().isEmpty()) {
                  finish();
                }
              }
            } catch (IOException e) {
              finish();
            }
          }

          private void finish() {
            running = false;
          }
        }
        """);
  }

  @Test
  void flagOfTheLoop() {
    compile(
        """
        class Connector {
          private final Selector selector = Selector.open();
          private final Handler handler = new Handler();

          interface Listener {
            void connected();
          }

          class Handler implements Listener {
            volatile boolean connected;

            @Override
            public void connected() {
              connected = true;
            }
          }

          Connector() throws IOException {
            new Thread(() -> connect(handler)).start();
          }

          private void connect(Listener listener) {
            try {
              while (!handler.connected) {
                selector.select();
                listener.connected();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }
        }

        class Both {
          private final Selector selector = Selector.open();
          private volatile boolean idle;

          Both() throws IOException {
            new Thread(this::drain).start();
          }

          private void drain() {
            try {
              while (!idle) {
                selector.select();
                if (selector.keys().isEmpty()) {
                  rest();
                }
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void rest() {
            idle = true;
          }
        }
        """);
  }

  @Test
  void nobodyMeansToStop() {
    compile(
        """
        class Forever {
          private final Selector selector = Selector.open();

          Forever() throws IOException {
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              while (true) {
                selector.select();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }
        }

        class EndsByItself implements AutoCloseable {
          private final Selector selector = Selector.open();

          EndsByItself() throws IOException {
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              while (true) {
                selector.select();
                if (selector.keys().isEmpty()) {
                  break;
                }
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          @Override
          public void close() {
            System.out.println("no more");
          }
        }
        """);
  }

  @Test
  void selectorGiven() {
    compile(
        """
        class Given {
          private final Selector selector;
          private volatile boolean running = true;

          Given(Selector selector) {
            this.selector = selector;
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              while (running) {
                selector.select();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() {
            running = false;
          }
        }
        """);
  }

  @Test
  void selectorHandedOver() {
    compile(
        """
        public class A {
          public static class Shown {
            private final Selector selector = Selector.open();
            private volatile boolean running = true;

            public Shown() throws IOException {
              new Thread(this::loop).start();
            }

            public Selector getSelector() {
              return selector;
            }

            private void loop() {
              try {
                while (running) {
                  selector.select();
                }
              } catch (IOException e) {
                System.out.println(e);
              }
            }

            void stop() {
              running = false;
            }
          }
        }
        """);
  }

  @Test
  void executorOfTheCaller() {
    compile(
        """
        class ExecutorOfTheCaller {
          private final Selector selector = Selector.open();
          private volatile boolean running = true;

          ExecutorOfTheCaller(Executor executor) throws IOException {
            executor.execute(this::loop);
          }

          private void loop() {
            try {
              while (running) {
                selector.select();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() {
            running = false;
          }
        }
        """);
  }

  @Test
  void selectorRegistered() {
    compile(
        """
        class Registers {
          private final Selector selector = Selector.open();
          private volatile boolean running = true;

          Registers(Hub hub) throws IOException {
            hub.add(selector);
            new Thread(this::loop).start();
          }

          interface Hub {
            void add(Selector selector);
          }

          private void loop() {
            try {
              while (running) {
                selector.select();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() {
            running = false;
          }
        }
        """);
  }

  @Test
  void onlyTheFlag() {
    compile(
        """
        class FlagOnly {
          private final Selector selector = Selector.open();
          private volatile boolean running = true;

          FlagOnly(SocketChannel channel) throws IOException {
            channel.register(selector, SelectionKey.OP_READ);
          }

          void start() {
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              while (running) {
                // BUG: Diagnostic contains: stop() sets 'running', but nobody wakes 'selector'
                selector.select();
              }
            } catch (IOException e) {
              System.out.println(e);
            } finally {
              try {
                selector.close();
              } catch (IOException e) {
                System.out.println(e);
              }
            }
          }

          void stop() {
            running = false;
          }
        }
        """);
  }

  @Test
  void atomicFlag() {
    compile(
        """
        class AtomicFlag implements Runnable {
          private Selector keys;
          private final AtomicBoolean closed = new AtomicBoolean();

          void open() throws IOException {
            keys = Selector.open();
            new Thread(this).start();
          }

          private boolean isClosed() {
            return closed.get();
          }

          @Override
          public void run() {
            while (!isClosed() && keys.isOpen()) {
              try {
                // BUG: Diagnostic contains: close() sets 'closed', but nobody wakes 'keys'
                keys.select(key -> System.out.println(key), 0);
              } catch (IOException e) {
                System.out.println(e);
              }
            }
          }

          void close() {
            if (closed.compareAndSet(false, true)) {
              System.out.println("closed");
            }
          }
        }
        """);
  }

  @Test
  void selectorInAcceptorThread() {
    compile(
        """
        class Acceptor extends Thread {
          private final Selector selector;
          private boolean stopped;

          Acceptor() throws IOException {
            selector = Selector.open();
          }

          @Override
          public void run() {
            for (; ; ) {
              if (stopped) {
                return;
              }
              await();
            }
          }

          private void await() {
            try {
              // BUG: Diagnostic contains: quit() sets 'stopped', but nobody wakes 'selector'
              selector.select();
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void quit() throws InterruptedException {
            stopped = true;
            join();
          }

          public static void main(String[] args) throws Exception {
            Acceptor acceptor = new Acceptor();
            acceptor.start();
            acceptor.quit();
          }
        }
        """);
  }

  @Test
  void selectorNotClosed() {
    compile(
        """
        class ClosesNothing implements AutoCloseable {
          private final Selector selector = Selector.open();

          ClosesNothing() throws IOException {
            Executors.newSingleThreadExecutor().execute(this::loop);
          }

          private void loop() {
            while (true) {
              try {
                // BUG: Diagnostic contains: close() neither wakes nor closes 'selector'
                selector.select();
              } catch (IOException e) {
                return;
              }
            }
          }

          @Override
          public void close() {
            System.out.println("closed");
          }
        }
        """);
  }

  @Test
  void inThreadsOfCallers() {
    compile(
        """
        class RunByOthers {
          private final Selector selector = Selector.open();
          private volatile boolean running = true;

          RunByOthers() throws IOException {}

          void listen() throws IOException {
            while (running) {
              // BUG: Diagnostic contains: stop() sets 'running', but nobody wakes 'selector'
              selector.select();
            }
          }

          void stop() {
            running = false;
          }
        }

        class AsksForInterrupts {
          private final Selector selector = Selector.open();
          private volatile boolean running = true;

          AsksForInterrupts() throws IOException {}

          void listen() throws IOException {
            while (running && !Thread.currentThread().isInterrupted()) {
              selector.select();
            }
          }

          void stop() {
            running = false;
          }
        }
        """);
  }

  @Test
  void localSelector() {
    compile(
        """
        class A {
          private volatile boolean stopped;

          A() {
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              Selector selector = Selector.open();
              while (true) {
                // BUG: Diagnostic contains: stop() neither wakes nor closes 'selector'
                selector.select();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() {
            stopped = true;
          }
        }
        """);
  }

  @Test
  void stoppedByHandlers() {
    compile(
        """
        class A {
          private final Selector selector;
          private volatile boolean running = true;

          A() throws IOException {
            selector = Selector.open();
          }

          void start() {
            new Thread(
                    () -> {
                      try {
                        while (running) {
                          selector.select();
                          for (SelectionKey key : selector.selectedKeys()) {
                            ((Runnable) key.attachment()).run();
                          }
                        }
                        selector.close();
                      } catch (IOException e) {
                        System.err.println(e);
                      }
                    })
                .start();
          }

          void attach(SocketChannel channel) throws IOException {
            channel.register(selector, SelectionKey.OP_READ, (Runnable) this::onQuit);
          }

          private void onQuit() {
            stop();
          }

          void stop() {
            running = false;
          }
        }

        class Recursive {
          private Recursive parent;
          private Selector selector;

          boolean isClosed() {
            return !isOpen();
          }

          boolean isOpen() {
            return !parent.isClosed();
          }

          void run() throws IOException {
            while (!isClosed()) {
              selector.select();
              selector.selectedKeys().clear();
            }
            selector.close();
          }
        }
        """);
  }

  @Test
  void stoppedByMethodThatClosesSomethingElse() {
    compile(
        """
        class Server implements Runnable {
          private final Selector selector = Selector.open();
          private final ExecutorService workers = Executors.newFixedThreadPool(2);
          private final ServerSocketChannel door = ServerSocketChannel.open();
          private volatile boolean running = true;

          Server() throws IOException {
            new Thread(this).start();
          }

          @Override
          public void run() {
            try {
              while (running) {
                // BUG: Diagnostic contains: stop() sets 'running', but nobody wakes 'selector'
                selector.select();
                selector.selectedKeys().clear();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() {
            running = false;
            workers.shutdown();
          }
        }
        """);
  }

  private static String closedByItsMaker(String stop, String report) {
    return """
    class Server implements Runnable {
      private final Selector selector;
      private volatile boolean running = true;

      Server(Selector selector) {
        this.selector = selector;
      }

      @Override
      public void run() {
        try {
          while (running) {
            %s
            selector.select();
            selector.selectedKeys().clear();
          }
        } catch (IOException e) {
          System.out.println(e);
        }
      }

      void stop() {
        running = false;
      }
    }

    class Program {
      static void serve() throws Exception {
        try (Selector selector = Selector.open()) {
          Server server = new Server(selector);
          Thread reactor = new Thread(server);
          reactor.start();
          try {
            System.out.println(selector.keys());
          } finally {
            server.stop();
            %s
          }
        }
      }
    }
    """
        .formatted(report, stop);
  }

  @Test
  void closedOnlyAfterTheThreadHasEnded() {
    compile(
        closedByItsMaker(
            "reactor.join();",
            "// BUG: Diagnostic contains: stop() sets 'running', but nobody wakes 'selector'"));
  }

  @Test
  void closedAfterAWaitWithALimit() {
    compile(closedByItsMaker("reactor.join(1000);", ""));
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(SelectorNeverWokenUp.class, SelectorNeverWokenUpTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", HEADER + source)
        .doTest();
  }

  @Test
  void keysForAMethodReference() {
    CompilationTestHelper.newInstance(SelectorNeverWokenUp.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.channels.SelectionKey;
            import java.nio.channels.Selector;
            import java.nio.channels.ServerSocketChannel;
            import java.nio.channels.SocketChannel;

            class A {
              private final Selector selector;
              private final ServerSocketChannel server;
              private volatile boolean closed;

              A(Selector selector, ServerSocketChannel server) throws IOException {
                this.selector = Selector.open();
                this.server = server;
                new Thread(this::listen).start();
              }

              private void listen() {
                try {
                  while (!closed) {
                    // BUG: Diagnostic contains: nobody wakes 'selector'
                    selector.select(this::answer);
                  }
                } catch (IOException e) {
                  System.out.println(e);
                }
              }

              private void answer(SelectionKey key) {
                try (SocketChannel client = server.accept()) {
                  System.out.println(client);
                } catch (IOException e) {
                  key.cancel();
                }
              }

              void close() {
                closed = true;
              }
            }
            """)
        .doTest();
  }

  @Test
  void wokenByAnotherLoopOfItsClass() {
    CompilationTestHelper.newInstance(SelectorNeverWokenUp.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.nio.channels.Selector;

            class A implements Runnable {
              static volatile boolean open = true;
              private final Selector selector;
              private final A next;

              A(A next) throws IOException {
                this.selector = Selector.open();
                this.next = next;
              }

              @Override
              public void run() {
                try (selector) {
                  while (open) {
                    if (next == null) {
                      selector.select();
                    } else {
                      selector.select(100);
                    }
                    selector.selectedKeys().clear();
                  }
                  if (next != null) {
                    next.selector.wakeup();
                  }
                } catch (IOException e) {
                  System.out.println(e);
                }
              }

              static void serve() throws IOException {
                A last = new A(null);
                new Thread(last).start();
                new Thread(new A(last)).start();
              }

              static void stop() {
                open = false;
              }
            }
            """)
        .doTest();
  }

  @Test
  void clientHasWaitedForAnswersBefore() {
    served("// BUG: Diagnostic contains: nobody wakes", "server.stop();", "");
  }

  @Test
  void clientSendsAgain() {
    served("", "server.stop();", "client.send(ByteBuffer.allocate(1), server.address());");
  }

  @Test
  void clientSendsInItsOwnThread() {
    served(
        "",
        "new Thread(() -> { try { server.next(); client.send(ByteBuffer.allocate(1),"
            + " server.address()); } catch (IOException | InterruptedException e) {"
            + " System.out.println(e); } }).start();",
        "server.stop();");
  }

  private static void served(String report, String first, String second) {
    CompilationTestHelper.newInstance(SelectorNeverWokenUp.class, SelectorNeverWokenUpTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Server.java",
            """
            import java.io.IOException;
            import java.net.InetSocketAddress;
            import java.net.SocketAddress;
            import java.nio.ByteBuffer;
            import java.nio.channels.DatagramChannel;
            import java.nio.channels.SelectionKey;
            import java.nio.channels.Selector;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class Server {
              private final BlockingQueue<String> packets = new LinkedBlockingQueue<>();
              private final DatagramChannel channel;
              private final Selector selector = Selector.open();
              private final Thread loop;
              private volatile boolean stopping;

              Server() throws IOException {
                channel = DatagramChannel.open().bind(new InetSocketAddress("localhost", 0));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                loop = new Thread(this::serve);
                loop.start();
              }

              SocketAddress address() throws IOException {
                return channel.getLocalAddress();
              }

              private void serve() {
                ByteBuffer buffer = ByteBuffer.allocate(256);
                try (channel; selector) {
                  %s
                  for (selector.select(); !stopping; selector.select()) {
                    selector.selectedKeys().clear();
                    while (channel.receive(buffer.clear()) != null) {
                      packets.add(buffer.flip().toString());
                    }
                  }
                } catch (IOException e) {
                  System.out.println(e);
                }
              }

              String next() throws InterruptedException {
                return packets.take();
              }

              void stop() throws InterruptedException {
                stopping = true;
                loop.join();
              }

              public static void main(String[] args) throws IOException, InterruptedException {
                Server server = new Server();
                DatagramChannel client = DatagramChannel.open();
                for (int i = 0; i < 2; i++) {
                  client.send(ByteBuffer.allocate(i), server.address());
                  System.out.println(server.next());
                }
                %s
                %s
              }
            }
            """
                .formatted(report, first, second))
        .doTest();
  }
}
