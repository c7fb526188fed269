package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Methods that open a handle for their object and are called more than once. */
final class HandlesOpenedAgainTest {
  @Test
  void calledAgainByMethodOfObject() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "Connection.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Connection {
              private ExecutorService lost;
              private ExecutorService asked;

              void connect() {
                // BUG: Diagnostic contains: Field 'lost' is given another fixed pool of 1 platform thread
                lost = Executors.newFixedThreadPool(1);
                lost.execute(() -> {});
              }

              void open() {
                asked = Executors.newFixedThreadPool(2);
                asked.execute(() -> {});
              }

              void onFailure(boolean open) {
                connect();
                if (!open) {
                  open();
                }
              }

              void disconnect() {
                lost.shutdown();
                asked.shutdown();
              }

              public static void main(String[] args) {
                Connection connection = new Connection();
                connection.connect();
                connection.open();
                connection.onFailure(true);
                connection.disconnect();
              }
            }
            """)
        .doTest();
  }

  @Test
  void releasedBetweenOrElsewhere() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "Connection.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Connection {
              private ExecutorService pool;

              void connect() {
                pool = Executors.newFixedThreadPool(1);
                pool.execute(() -> {});
              }

              void disconnect() {
                pool.shutdown();
              }

              static void handedOver(Connection connection) {
                connection.disconnect();
              }

              public static void main(String[] args) {
                Connection between = new Connection();
                between.connect();
                between.disconnect();
                between.connect();
                Connection given = new Connection();
                given.connect();
                handedOver(given);
                given.connect();
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructorThatOpens() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "Engine.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Engine {
              private ExecutorService pool;

              Engine() {
                start();
              }

              void start() {
                // BUG: Diagnostic contains: Field 'pool' is given another
                pool = Executors.newFixedThreadPool(1);
                pool.execute(() -> {});
              }

              void stop() {
                pool.shutdown();
              }

              public static void main(String[] args) {
                Engine engine = new Engine();
                engine.start();
                engine.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void samePlaceInMap() {
    CompilationTestHelper.newInstance(HandleOverwrittenWhileOpen.class, getClass())
        .addSourceLines(
            "Lanes.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Lanes {
              private final Map<String, ExecutorService> replaced = new HashMap<>();
              private final Map<String, ExecutorService> different = new HashMap<>();

              void add(String name) {
                // BUG: Diagnostic contains: Field 'replaced' is given another
                replaced.put(name, Executors.newFixedThreadPool(1));
              }

              void register(String name) {
                different.put(name, Executors.newFixedThreadPool(2));
              }

              void run(String name, Runnable task) {
                replaced.get(name).execute(task);
                different.get(name).execute(task);
              }

              void close() {
                replaced.values().forEach(ExecutorService::shutdown);
                different.values().forEach(ExecutorService::shutdown);
              }

              public static void main(String[] args) {
                Lanes lanes = new Lanes();
                lanes.add("a");
                lanes.add("a");
                lanes.register("b");
                lanes.register("c");
                lanes.close();
              }
            }
            """)
        .doTest();
  }
}
