package dev.watertight.handles;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.NewClassTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OpeningsTest {
  @Test
  void library() {
    CompilationTestHelper.newInstance(OpeningPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import com.google.common.util.concurrent.MoreExecutors;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ForkJoinPool;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ScheduledThreadPoolExecutor;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              static final int SIZE = 5;

              void noOpener(ExecutorService given) {
                ForkJoinPool.commonPool();
                MoreExecutors.newDirectExecutorService();
                MoreExecutors.listeningDecorator(given);
                Executors.unconfigurableExecutorService(given);
                Executors.defaultThreadFactory();
              }

              void executors(int cores, Integer boxed) {
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 1 platform thread.
                Executors.newFixedThreadPool(1);
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 5 platform threads.
                Executors.newFixedThreadPool(SIZE);
                // BUG: Diagnostic contains: PERSISTENT fixed pool of cores * 2 platform threads.
                Executors.newFixedThreadPool(cores * 2);
                // BUG: Diagnostic contains: PERSISTENT fixed pool of platform threads.
                Executors.newFixedThreadPool(boxed);
                // BUG: Diagnostic contains: PERSISTENT fixed pool of platform threads.
                Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()));
                // BUG: Diagnostic contains: PERSISTENT scheduled pool of 2 platform threads.
                Executors.newScheduledThreadPool(2);
                // BUG: Diagnostic contains: PERSISTENT scheduler with one platform thread.
                Executors.newSingleThreadScheduledExecutor();
                // BUG: Diagnostic contains: COLLECTED single platform thread.
                Executors.newSingleThreadExecutor();
                // BUG: Diagnostic contains: EXPIRING cached pool of platform threads.
                Executors.newCachedThreadPool();
                // BUG: Diagnostic contains: EXPIRING work-stealing pool.
                Executors.newWorkStealingPool();
                // BUG: Diagnostic contains: VIRTUAL virtual-thread executor.
                Executors.newVirtualThreadPerTaskExecutor();
                // BUG: Diagnostic contains: VIRTUAL thread-per-task executor.
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory());
              }

              void constructors(int core) {
                // BUG: Diagnostic contains: PERSISTENT pool of 3 platform threads.
                new ThreadPoolExecutor(3, 6, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                // BUG: Diagnostic contains: PERSISTENT pool of core platform threads.
                new ThreadPoolExecutor(core, 6, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                // BUG: Diagnostic contains: ENDING pool of 0 platform threads.
                new ThreadPoolExecutor(0, 6, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                // BUG: Diagnostic contains: PERSISTENT scheduled pool of 7 platform threads.
                new ScheduledThreadPoolExecutor(7);
                // BUG: Diagnostic contains: EXPIRING fork-join pool.
                new ForkJoinPool(4);
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclasses() {
    CompilationTestHelper.newInstance(OpeningPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import com.google.common.util.concurrent.AbstractScheduledService;
            import com.google.common.util.concurrent.ForwardingExecutorService;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class A {
              static class Pool extends ThreadPoolExecutor {
                Pool(int size) {
                  super(size, size, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                }

                Pool() {
                  this(9);
                }
              }

              static class Tracing extends ForwardingExecutorService {
                private final ExecutorService delegate;

                Tracing(ExecutorService delegate) {
                  this.delegate = delegate;
                }

                @Override
                protected ExecutorService delegate() {
                  return delegate;
                }
              }

              static class Beat extends AbstractScheduledService {
                @Override
                protected void runOneIteration() {}

                @Override
                protected Scheduler scheduler() {
                  return null;
                }
              }

              void make(ExecutorService given) {
                // BUG: Diagnostic contains: PERSISTENT pool of 2 platform threads.
                new Pool(2);
                // BUG: Diagnostic contains: PERSISTENT pool of platform threads.
                new Pool();
                // BUG: Diagnostic contains: PERSISTENT pool of 3 platform threads.
                new Pool(3) {};
                new Tracing(given);
                // BUG: Diagnostic contains: PERSISTENT scheduled service with one platform thread, started by startAsync.
                new Beat();
              }
            }
            """)
        .doTest();
  }

  @Test
  void freshByFactory() {
    CompilationTestHelper.newInstance(OpeningPrinter.class, getClass())
        .addSourceLines(
            "Pools.java",
            """
            import java.util.Objects;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Pools {
              static ExecutorService direct() {
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 1 platform thread.
                return Executors.newFixedThreadPool(1);
              }

              static ExecutorService throughAnother() {
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 1 platform thread.
                return direct();
              }

              static ExecutorService throughLocal() {
                // BUG: Diagnostic contains: EXPIRING cached pool of platform threads.
                ExecutorService pool = Executors.newCachedThreadPool();
                pool.execute(() -> {});
                return pool;
              }

              static ExecutorService throughCastAndWrapper() {
                return (ExecutorService)
                    (Executors.unconfigurableExecutorService(
                        // BUG: Diagnostic contains: PERSISTENT fixed pool of 2 platform threads.
                        Objects.requireNonNull(Executors.newFixedThreadPool(2))));
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void openings() {
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 1 platform thread.
                Pools.direct();
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 1 platform thread.
                Pools.throughAnother();
                // BUG: Diagnostic contains: EXPIRING cached pool of platform threads, started by <init>.
                Pools.throughLocal();
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 2 platform threads.
                Pools.throughCastAndWrapper();
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneOfSeveral() {
    CompilationTestHelper.newInstance(OpeningPrinter.class, getClass())
        .addSourceLines(
            "Pools.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Pools {
              static ExecutorService eitherOfTwo(boolean many) {
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 3 platform threads.
                return many ? Executors.newFixedThreadPool(3)
                    // BUG: Diagnostic contains: PERSISTENT fixed pool of 4 platform threads.
                    : Executors.newFixedThreadPool(4);
              }

              static ExecutorService nullOrFresh(boolean parallel) {
                if (!parallel) {
                  return null;
                }
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 5 platform threads.
                return Executors.newFixedThreadPool(5);
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void openings() {
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 3 platform threads.
                Pools.eitherOfTwo(true);
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 5 platform threads.
                Pools.nullOrFresh(true);
              }
            }
            """)
        .doTest();
  }

  @Test
  void expiringByFactory() {
    CompilationTestHelper.newInstance(OpeningPrinter.class, getClass())
        .addSourceLines(
            "Pools.java",
            """
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.concurrent.ThreadPoolExecutor;
            import java.util.concurrent.TimeUnit;

            class Pools {
              static ThreadPoolExecutor timingOut() {
                ThreadPoolExecutor pool =
                    // BUG: Diagnostic contains: PERSISTENT pool of 6 platform threads.
                    new ThreadPoolExecutor(6, 6, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
                pool.allowCoreThreadTimeOut(true);
                return pool;
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void openings() {
                // BUG: Diagnostic contains: ENDING pool of 6 platform threads.
                Pools.timingOut();
              }
            }
            """)
        .doTest();
  }

  @Test
  void givenToFactory() {
    CompilationTestHelper.newInstance(OpeningPrinter.class, getClass())
        .addSourceLines(
            "Pools.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Pools {
              static ExecutorService given(ExecutorService pool) {
                return pool;
              }

              static ExecutorService givenOrFresh(ExecutorService pool) {
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 7 platform threads.
                return pool == null ? Executors.newFixedThreadPool(7) : pool;
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void others(Pools pools) {
                Pools.given(null);
                Pools.givenOrFresh(null);
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptByFactory() {
    CompilationTestHelper.newInstance(OpeningPrinter.class, getClass())
        .addSourceLines(
            "Pools.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Pools {
              private static ExecutorService shared;
              // BUG: Diagnostic contains: PERSISTENT fixed pool of 90 platform threads.
              private final ExecutorService own = Executors.newFixedThreadPool(90);

              static ExecutorService kept() {
                if (shared == null) {
                  // BUG: Diagnostic contains: PERSISTENT fixed pool of 8 platform threads.
                  shared = Executors.newFixedThreadPool(8);
                }
                return shared;
              }

              static ExecutorService keptThroughLocal() {
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 9 platform threads.
                ExecutorService pool = Executors.newFixedThreadPool(9);
                shared = pool;
                return pool;
              }

              ExecutorService getter() {
                return own;
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void others(Pools pools) {
                Pools.kept();
                Pools.keptThroughLocal();
                pools.getter();
              }
            }
            """)
        .doTest();
  }

  @Test
  void recursiveFactory() {
    CompilationTestHelper.newInstance(OpeningPrinter.class, getClass())
        .addSourceLines(
            "Pools.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Pools {
              static ExecutorService recursive(int depth) {
                // BUG: Diagnostic contains: PERSISTENT fixed pool of depth platform threads.
                return depth > 3 ? Executors.newFixedThreadPool(depth) : recursive(depth + 1);
              }

              static ExecutorService mutuallyA() {
                return mutuallyB();
              }

              static ExecutorService mutuallyB() {
                return mutuallyA();
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void others(Pools pools) {
                Pools.recursive(1);
                Pools.mutuallyA();
              }
            }
            """)
        .doTest();
  }

  @Test
  void factoryOutOfView() {
    CompilationTestHelper.newInstance(OpeningPrinter.class, getClass())
        .addSourceLines(
            "Pools.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Pools {
              ExecutorService overridden() {
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 10 platform threads.
                return Executors.newFixedThreadPool(10);
              }

              static native ExecutorService outOfView();

              static class Child extends Pools {
                @Override
                ExecutorService overridden() {
                  return null;
                }
              }
            }
            """)
        .addSourceLines(
            "A.java",
            """
            class A {
              void others(Pools pools) {
                pools.overridden();
                Pools.outOfView();
              }
            }
            """)
        .doTest();
  }

  @Test
  void annotations() {
    CompilationTestHelper.newInstance(OpeningPrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            abstract class A {
              @interface MustBeClosed {}

              @interface NotOwning {}

              @NotOwning
              ExecutorService lent() {
                // BUG: Diagnostic contains: PERSISTENT fixed pool of 1 platform thread.
                return Executors.newFixedThreadPool(1);
              }

              @MustBeClosed
              abstract ExecutorService fresh();

              abstract ExecutorService unknown();

              void run() {
                lent();
                // BUG: Diagnostic contains: PERSISTENT executor of fresh().
                fresh();
                unknown();
              }
            }
            """)
        .doTest();
  }

  /** Prints what every opening opens. */
  @BugPattern(summary = "Prints openings", severity = ERROR)
  public static final class OpeningPrinter extends BugChecker
      implements MethodInvocationTreeMatcher, NewClassTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      return print(tree, state);
    }

    @Override
    public Description matchNewClass(NewClassTree tree, VisitorState state) {
      return print(tree, state);
    }

    private Description print(ExpressionTree tree, VisitorState state) {
      Optional<Opening> opening = Openings.at(state.getPath(), state);
      return opening.isEmpty()
          ? Description.NO_MATCH
          : buildDescription(tree).setMessage(text(opening.get())).build();
    }

    private static String text(Opening opening) {
      return "%s %s%s."
          .formatted(
              opening.lifetime(),
              opening.description(),
              opening.starts().isEmpty()
                  ? ""
                  : ", started by " + String.join(", ", opening.starts()));
    }
  }
}
