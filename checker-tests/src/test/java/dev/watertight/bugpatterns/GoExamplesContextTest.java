package dev.watertight.bugpatterns;

import dev.watertight.model.Catalogue;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Go's programs with contexts, as Java programs with those of gRPC. */
final class GoExamplesContextTest {
  private static final String REQUEST =
      """
      import io.grpc.Context;
      import java.net.URI;
      import java.net.http.HttpClient;
      import java.net.http.HttpRequest;
      import java.net.http.HttpResponse;
      import java.time.Duration;
      import java.util.concurrent.ScheduledExecutorService;
      import java.util.concurrent.TimeUnit;

      class A {
        private final HttpClient client = HttpClient.newHttpClient();

        String inContext(URI uri, ScheduledExecutorService timers) throws Exception {
          Context.CancellableContext context =
              Context.current().withDeadlineAfter(2, TimeUnit.SECONDS, timers);
          try {
            return context.call(() -> get(uri));
          } finally {
            context.cancel(null);
          }
        }

        String inResource(URI uri, ScheduledExecutorService timers) throws Exception {
          try (Context.CancellableContext context =
              Context.current().withDeadlineAfter(2, TimeUnit.SECONDS, timers)) {
            return context.call(() -> get(uri));
          }
        }

        private String get(URI uri) throws Exception {
          HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
          return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
      }
      """;

  /** Row 18: a context with a deadline, cancelled whatever happens, around an HTTP request. */
  @Test
  void requestWithDeadline() throws IOException {
    Catalogue.helper(HandleNeverReleased.class, getClass())
        .addSourceLines("A.java", REQUEST)
        .doTest();
    Catalogue.helper(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines("A.java", REQUEST)
        .doTest();
  }

  /** Row 19: the context is dropped, be it one of its own or the child of another. */
  @Test
  void contextDropped() throws IOException {
    Catalogue.helper(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import io.grpc.Context;
            import io.grpc.Deadline;
            import java.util.concurrent.ScheduledExecutorService;
            import java.util.concurrent.TimeUnit;

            class A {
              void withCancel(Runnable task) {
                // BUG: Diagnostic contains: Cancellable context in 'context' is never cancelled
                Context.CancellableContext context = Context.current().withCancellation();
                context.run(task);
              }

              void withTimeout(Runnable task, ScheduledExecutorService timers) {
                // BUG: Diagnostic contains: Cancellable context is thrown away and never cancelled
                Context.current().withDeadlineAfter(1, TimeUnit.SECONDS, timers).run(task);
              }

              void withDeadline(Runnable task, Deadline deadline, ScheduledExecutorService timers) {
                // BUG: Diagnostic contains: Cancellable context in 'context' is never cancelled
                Context.CancellableContext context = Context.current().withDeadline(deadline, timers);
                context.run(task);
              }

              void child(Context.CancellableContext parent, Runnable task) {
                // BUG: Diagnostic contains: Cancellable context in 'child' is never cancelled
                Context.CancellableContext child = parent.withCancellation();
                child.run(task);
              }
            }
            """)
        .doTest();
  }

  /** Row 19: the cancellation is skipped on one path. */
  @Test
  void cancellationSkipped() throws IOException {
    Catalogue.helper(HandleNotReleasedOnAllPaths.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import io.grpc.Context;

            class A {
              boolean run(Runnable task, boolean dry) {
                // BUG: Diagnostic contains: Cancellable context in 'context' is not cancelled when run() returns on line 9
                Context.CancellableContext context = Context.current().withCancellation();
                context.run(task);
                if (dry) {
                  return false;
                }
                context.cancel(null);
                return true;
              }
            }
            """)
        .doTest();
  }

  /** Row 19: the end of the parent ends its children, however they come from it. */
  @Test
  void childEndsWithParent() throws IOException {
    Catalogue.helper(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import io.grpc.Context;
            import io.grpc.Context.CancellableContext;

            class A {
              private final CancellableContext own = Context.current().withCancellation();

              void childOfField(Runnable task) {
                own.withCancellation().run(task);
              }

              void grandchild(Runnable task) {
                try (CancellableContext parent = Context.current().withCancellation()) {
                  CancellableContext child = parent.withCancellation();
                  child.withCancellation().run(task);
                }
              }

              void childOfDerived(Runnable task, Context.Key<String> key, boolean named) {
                CancellableContext parent = Context.current().withCancellation();
                Context derived = named ? parent.withValue(key, "a") : parent;
                try {
                  derived.withCancellation().run(task);
                } finally {
                  parent.cancel(null);
                }
              }

              void childOfCurrent(Runnable task) {
                CancellableContext parent = open();
                parent.run(() -> Context.current().withCancellation().run(task));
                parent.cancel(null);
              }

              private static CancellableContext open() {
                return Context.current().withCancellation();
              }

              void close() {
                own.cancel(null);
              }
            }
            """)
        .doTest();
  }

  /** Row 19: children of what does not end. */
  @Test
  void childWithoutParent() throws IOException {
    Catalogue.helper(HandleNeverReleased.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import io.grpc.Context;
            import io.grpc.Context.CancellableContext;
            import java.util.concurrent.Executor;

            class A {
              void childOfDerived(Runnable task, Context.Key<String> key) {
                Context derived = Context.current();
                for (int i = 0; i < 3; i++) {
                  derived = derived.withValue(key, "a" + i);
                }
                // BUG: Diagnostic contains: Cancellable context in 'child' is never cancelled
                CancellableContext child = derived.withCancellation();
                child.run(task);
              }

              void childOfFork(Runnable task, CancellableContext parent) {
                // BUG: Diagnostic contains: Cancellable context in 'child' is never cancelled
                CancellableContext child = parent.fork().withCancellation();
                child.run(task);
              }

              void childOnExecutor(Runnable task, Executor executor) {
                executor.execute(
                    () -> {
                      // BUG: Diagnostic contains: Cancellable context in 'child' is never cancelled
                      CancellableContext child = Context.current().withCancellation();
                      child.run(task);
                    });
              }

              void parentNeverCancelled(Runnable task) {
                // BUG: Diagnostic contains: Cancellable context in 'parent' is never cancelled
                CancellableContext parent = Context.current().withCancellation();
                parent.withCancellation().run(task);
              }

              void onlyChildCancelled(Runnable task) {
                // BUG: Diagnostic contains: Cancellable context in 'parent' is never cancelled
                CancellableContext parent = Context.current().withCancellation();
                CancellableContext child = parent.withCancellation();
                try {
                  child.run(task);
                } finally {
                  child.cancel(null);
                }
              }
            }
            """)
        .doTest();
  }
}
