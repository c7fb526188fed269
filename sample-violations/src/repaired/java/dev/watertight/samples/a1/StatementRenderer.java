package dev.watertight.samples.a1;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Renders account statements in the background, as a component of an application. */
public final class StatementRenderer implements AutoCloseable {
  private final ExecutorService executor = Executors.newFixedThreadPool(2);

  public static void main(String[] args) throws Exception {
    Application application = new Application();
    StatementRenderer renderer = application.add(new StatementRenderer());
    for (List<Integer> bookings : List.of(List.of(100, -30), List.of(5, 5, -1), List.of(7))) {
      System.out.println(renderer.render(bookings).join());
    }
    application.stop();
  }

  CompletableFuture<String> render(List<Integer> bookings) {
    return CompletableFuture.supplyAsync(() -> bookings + " = " + sum(bookings), executor);
  }

  private static int sum(List<Integer> bookings) {
    return bookings.stream().mapToInt(Integer::intValue).sum();
  }

  /** Keeps the components and on stop closes those that can be closed, last added first. */
  private static final class Application {
    private final Deque<Object> components = new ArrayDeque<>();

    <T> T add(T component) {
      components.push(component);
      return component;
    }

    void stop() throws Exception {
      for (Object component : components) {
        if (component instanceof AutoCloseable closeable) {
          closeable.close();
        }
      }
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
