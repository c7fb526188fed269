package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.ExpiringHandleNotReleased;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

/** Tasks that wait for what their starter may fail to do. */
final class HangingTasksTest {
  @Test
  void acceptForConnectionThatMayFail() {
    Repair.by(ExpiringHandleNotReleased.class)
        .turns(
            """
            import java.io.*;
            import java.net.*;
            import java.util.concurrent.*;

            class A {
              Socket connect(int port) throws Exception {
                try (ServerSocket server = new ServerSocket(port)) {
                  ExecutorService pool = Executors.newSingleThreadExecutor();
                  Future<Socket> accepted = pool.submit(server::accept);
                  Socket client = new Socket("localhost", port);
                  System.out.println(client);
                  return accepted.get();
                }
              }
            }
            """,
            """
            import java.io.*;
            import java.net.*;
            import java.util.concurrent.*;

            class A {
              Socket connect(int port) throws Exception {
                try (ServerSocket server = new ServerSocket(port)) {
                  ExecutorService pool = Executors.newSingleThreadExecutor();
                  try {
                    Future<Socket> accepted = pool.submit(server::accept);
                    Socket client = new Socket("localhost", port);
                    System.out.println(client);
                    return accepted.get();
                  } finally {
                    pool.shutdownNow();
                  }
                }
              }
            }
            """);
  }

  @Test
  void workThatEnds() {
    Repair.by(ExpiringHandleNotReleased.class)
        .turns(
            """
            import java.util.concurrent.*;

            class A {
              int sum(int n) throws Exception {
                ExecutorService pool = Executors.newSingleThreadExecutor();
                Future<Integer> sum = pool.submit(() -> n + 1);
                return sum.get();
              }
            }
            """,
            """
            import java.util.concurrent.*;

            class A {
              int sum(int n) throws Exception {
                try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
                  Future<Integer> sum = pool.submit(() -> n + 1);
                  return sum.get();
                }
              }
            }
            """);
  }
}
