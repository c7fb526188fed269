package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class GivenObjectsTest {

  @Test
  void staysInItsMakersBlock() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private record Context(String name, ExecutorService pool) {
                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              void m(Runnable task) {
                Context context = new Context("a", Executors.newFixedThreadPool(1));
                context.run(task);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private record Context(String name, ExecutorService pool) {
                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              void m(Runnable task) {
                ExecutorService executor = Executors.newFixedThreadPool(1);
                try {
                  Context context = new Context("a", executor);
                  context.run(task);
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void usedWhereItIsMade() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private record Context(String name, ExecutorService pool) {
                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              void m(Runnable task) {
                new Context("a", Executors.newFixedThreadPool(1)).run(task);
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private record Context(String name, ExecutorService pool) {
                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              void m(Runnable task) {
                ExecutorService executor = Executors.newFixedThreadPool(1);
                try {
                  new Context("a", executor).run(task);
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void handedOn() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private record Context(String name, ExecutorService pool) {
                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              private Context last;

              void m(Runnable task) {
                // BUG: Diagnostic contains: never shut down
                Context context = new Context("a", Executors.newFixedThreadPool(1));
                context.run(task);
                last = context;
              }
            }
            """);
  }

  @Test
  void madeByItsOwnClass() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService pool;

              private A(ExecutorService pool) {
                this.pool = pool;
              }

              private int sum() throws Exception {
                return pool.submit(() -> 1).get();
              }

              static int m() throws Exception {
                A a = new A(Executors.newFixedThreadPool(3));
                return a.sum();
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final ExecutorService pool;

              private A(ExecutorService pool) {
                this.pool = pool;
              }

              private int sum() throws Exception {
                return pool.submit(() -> 1).get();
              }

              static int m() throws Exception {
                try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
                  A a = new A(executor);
                  return a.sum();
                }
              }
            }
            """);
  }

  @Test
  void lentToServerInField() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;
            import java.util.concurrent.Executors;

            class A {
              private HttpServer server;

              void start() throws IOException {
                server = HttpServer.create(new InetSocketAddress(0), 1);
                server.setExecutor(Executors.newFixedThreadPool(1));
                server.getExecutor().execute(() -> {});
              }

              void stop() {
                server.stop(0);
              }

              public static void main(String[] args) throws IOException {
                A a = new A();
                a.start();
                a.stop();
              }
            }
            """,
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private HttpServer server;
              private ExecutorService executor;

              void start() throws IOException {
                server = HttpServer.create(new InetSocketAddress(0), 1);
                executor = Executors.newFixedThreadPool(1);
                server.setExecutor(executor);
                server.getExecutor().execute(() -> {});
              }

              void stop() {
                server.stop(0);
                if (executor != null) {
                  executor.shutdown();
                }
              }

              public static void main(String[] args) throws IOException {
                A a = new A();
                a.start();
                a.stop();
              }
            }
            """);
  }

  @Test
  void lentToServerThatAFieldGets() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final HttpServer server;

              A() throws IOException {
                HttpServer made = HttpServer.create(new InetSocketAddress(0), 2);
                ExecutorService pool = Executors.newFixedThreadPool(2);
                made.setExecutor(pool);
                server = made;
              }

              void stop() {
                server.stop(0);
              }
            }
            """,
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              private final HttpServer server;
              private final ExecutorService pool;

              A() throws IOException {
                HttpServer made = HttpServer.create(new InetSocketAddress(0), 2);
                pool = Executors.newFixedThreadPool(2);
                made.setExecutor(pool);
                server = made;
              }

              void stop() {
                server.stop(0);
                pool.shutdown();
              }
            }
            """);
  }

  @Test
  void lentToServerInItsMakersBlock() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;
            import java.util.concurrent.Executors;

            class A {
              void serve() throws IOException {
                HttpServer server = HttpServer.create(new InetSocketAddress(0), 3);
                server.setExecutor(Executors.newFixedThreadPool(3));
                server.start();
                System.out.println(server.getAddress());
                server.stop(0);
              }
            }
            """,
            """
            import com.sun.net.httpserver.HttpServer;
            import java.io.IOException;
            import java.net.InetSocketAddress;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void serve() throws IOException {
                HttpServer server = HttpServer.create(new InetSocketAddress(0), 3);
                ExecutorService executor = Executors.newFixedThreadPool(3);
                try {
                  server.setExecutor(executor);
                  server.start();
                  System.out.println(server.getAddress());
                  server.stop(0);
                } finally {
                  executor.shutdown();
                }
              }
            }
            """);
  }

  @Test
  void lentToServerOfSomebodyElse() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import com.sun.net.httpserver.HttpServer;
            import java.util.concurrent.Executors;

            class A {
              void equip(HttpServer server) {
                // BUG: Diagnostic contains: where to release it is yours to choose
                server.setExecutor(Executors.newFixedThreadPool(4));
              }

              void stop() {
                System.out.println("stopped");
              }
            }
            """);
  }

  @Test
  void givenBesideOneThatIsReleased() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService in;
              private final ExecutorService out;

              private A(ExecutorService in, ExecutorService out) {
                this.in = in;
                this.out = out;
              }

              static A of(int threads) {
                return new A(Executors.newFixedThreadPool(threads), Executors.newFixedThreadPool(1));
              }

              void run(Runnable task) {
                in.execute(task);
                out.execute(task);
              }

              @Override
              public void close() {
                in.shutdownNow();
              }

              public static void main(String[] args) {
                try (A a = of(2)) {
                  a.run(() -> {});
                }
              }
            }
            """,
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService in;
              private final ExecutorService out;

              private A(ExecutorService in, ExecutorService out) {
                this.in = in;
                this.out = out;
              }

              static A of(int threads) {
                return new A(Executors.newFixedThreadPool(threads), Executors.newFixedThreadPool(1));
              }

              void run(Runnable task) {
                in.execute(task);
                out.execute(task);
              }

              @Override
              public void close() {
                in.shutdownNow();
                out.shutdownNow();
              }

              public static void main(String[] args) {
                try (A a = of(2)) {
                  a.run(() -> {});
                }
              }
            }
            """);
  }

  @Test
  void givenBesideOneThatTheClassOpens() {
    Repair.by(HandleNeverReleased.class)
        .keeps(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final ExecutorService in = Executors.newFixedThreadPool(2);
              private final ExecutorService out;

              private A(ExecutorService out) {
                this.out = out;
              }

              static A of() {
                // BUG: Diagnostic contains: where to release it is yours to choose
                return new A(Executors.newFixedThreadPool(1));
              }

              void run(Runnable task) {
                in.execute(task);
                out.execute(task);
              }

              @Override
              public void close() {
                in.shutdown();
              }
            }
            """);
  }
}
