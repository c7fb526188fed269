package dev.watertight.handles;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
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
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FateTest {
  @Test
  void direct() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              native void register(ExecutorService pool);

              void dropped() {
                // BUG: Diagnostic contains: releases [] escapes [] uses [] in [].
                Executors.newFixedThreadPool(1);
              }

              void used() {
                // BUG: Diagnostic contains: releases [] escapes [] uses [execute] in [].
                Executors.newFixedThreadPool(2).execute(() -> {});
              }

              void released() {
                // BUG: Diagnostic contains: releases [shutdownNow] escapes [] uses [] in [].
                Executors.newFixedThreadPool(3).shutdownNow();
              }

              void local() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [execute] in [pool].
                ExecutorService pool = Executors.newFixedThreadPool(4);
                pool.execute(() -> {});
                pool.shutdown();
              }

              void aliases() {
                // BUG: Diagnostic contains: releases [close] escapes [] uses [] in [first, second, third].
                ExecutorService first = Executors.newFixedThreadPool(5);
                ExecutorService second = first;
                ExecutorService third;
                third = second;
                third.close();
              }

              void escapes() {
                // BUG: Diagnostic contains: releases [] escapes [register] uses [] in [].
                register(Executors.newFixedThreadPool(6));
              }

              ExecutorService returned() {
                // BUG: Diagnostic contains: releases [] escapes [] uses [] in [] returned.
                return Executors.newFixedThreadPool(7);
              }

              void readOnly(ExecutorService other) {
                // BUG: Diagnostic contains: releases [] escapes [] uses [] in [pool].
                ExecutorService pool = Executors.newFixedThreadPool(8);
                if (pool == other || pool.equals(other)) {
                  System.out.println("pool " + pool);
                }
                synchronized (pool) {
                  assert pool != null;
                }
              }

              void expires() {
                java.util.concurrent.ForkJoinPool common =
                    java.util.concurrent.ForkJoinPool.commonPool();
                common.execute(() -> {});
                java.util.concurrent.ThreadPoolExecutor pool =
                    // BUG: Diagnostic contains: releases [] escapes [] uses [allowCoreThreadTimeOut] in [pool] expires.
                    (java.util.concurrent.ThreadPoolExecutor) Executors.newFixedThreadPool(9);
                pool.allowCoreThreadTimeOut(true);
              }
            }
            """)
        .doTest();
  }

  @Test
  void chosenByExpression() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadPoolExecutor;

            class A {
              void ternary(boolean wide) {
                ExecutorService pool =
                    wide
                        // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool].
                        ? Executors.newFixedThreadPool(1)
                        // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool].
                        : Executors.newFixedThreadPool(2);
                pool.shutdown();
              }

              void cast() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool].
                ThreadPoolExecutor pool = ((ThreadPoolExecutor) (Executors.newFixedThreadPool(3)));
                pool.shutdown();
              }

              void switchExpression(int size) {
                ExecutorService pool =
                    switch (size) {
                      // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool].
                      case 0 -> Executors.newFixedThreadPool(4);
                      case 1 -> {
                        // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [inner, pool].
                        ExecutorService inner = Executors.newFixedThreadPool(5);
                        yield inner;
                      }
                      default -> throw new IllegalArgumentException();
                    };
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void chosenByOldSwitch() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void oldSwitchExpression(int size) {
                ExecutorService pool =
                    switch (size) {
                      case 0:
                        // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool].
                        yield Executors.newFixedThreadPool(6);
                      default:
                        yield null;
                    };
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void assignedInExpression() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Objects;
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              native void register(Executor executor);

              void assignmentAsExpression() {
                ExecutorService first;
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [first, second].
                ExecutorService second = first = Executors.newFixedThreadPool(7);
                second.shutdown();
              }

              void wrapped() {
                ExecutorService pool =
                    Objects.requireNonNull(
                        // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool].
                        Executors.unconfigurableExecutorService(Executors.newFixedThreadPool(10)));
                pool.shutdown();
              }

              void fluent() {
                // BUG: Diagnostic contains: releases [] escapes [] uses [toString] in [].
                System.out.println(Executors.newFixedThreadPool(11).toString());
              }

              void throughLessSpecificType() {
                // BUG: Diagnostic contains: releases [] escapes [register] uses [] in [executor].
                Executor executor = Executors.newFixedThreadPool(12);
                register(executor);
              }
            }
            """)
        .doTest();
  }

  @Test
  void boundByPattern() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void patterns() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [isShutdown] in [executor, pool].
                Executor executor = Executors.newFixedThreadPool(8);
                if (executor instanceof ExecutorService pool && !pool.isShutdown()) {
                  pool.shutdown();
                }
              }

              void patternSwitch() {
                // BUG: Diagnostic contains: releases [] escapes [switch] uses [] in [executor].
                Executor executor = Executors.newFixedThreadPool(9);
                switch (executor) {
                  case ExecutorService pool -> pool.shutdown();
                  default -> {}
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void capturedByLambda() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static native void run(Runnable action);

              void capturedByLambda() {
                // BUG: Diagnostic contains: releases [] escapes [] uses [execute] in [pool].
                ExecutorService pool = Executors.newFixedThreadPool(1);
                run(() -> pool.execute(() -> {}));
              }

              void releasedByLambda() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool].
                ExecutorService pool = Executors.newFixedThreadPool(2);
                run(() -> pool.shutdown());
              }
            }
            """)
        .doTest();
  }

  @Test
  void methodReferences() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static native void run(Runnable action);

              void releasedByReference() {
                // BUG: Diagnostic contains: releases [shutdownNow] escapes [] uses [] in [pool].
                ExecutorService pool = Executors.newFixedThreadPool(3);
                run(pool::shutdownNow);
              }

              void usedByReference(List<Runnable> tasks) {
                // BUG: Diagnostic contains: releases [] escapes [] uses [execute] in [pool].
                ExecutorService pool = Executors.newFixedThreadPool(4);
                tasks.forEach(pool::execute);
              }
            }
            """)
        .doTest();
  }

  @Test
  void resultOfLambda() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Supplier;

            class A {
              static native void run(Runnable action);

              static native void supply(Supplier<ExecutorService> supplier);

              void lambdaResultGivenAway() {
                // BUG: Diagnostic contains: releases [] escapes [supply] uses [] in [].
                supply(() -> Executors.newFixedThreadPool(5));
              }

              void lambdaResultOfBlock() {
                supply(
                    () -> {
                      // BUG: Diagnostic contains: releases [] escapes [supply] uses [] in [].
                      return Executors.newFixedThreadPool(6);
                    });
              }

              void lambdaResultDropped() {
                // BUG: Diagnostic contains: releases [] escapes [] uses [] in [].
                run(() -> Executors.newFixedThreadPool(7));
              }
            }
            """)
        .doTest();
  }

  @Test
  void localFunctions() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Supplier;

            class A {
              void localSupplier() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [].
                Supplier<ExecutorService> supplier = () -> Executors.newFixedThreadPool(8);
                supplier.get().shutdown();
              }

              void localCallable() throws Exception {
                // BUG: Diagnostic contains: releases [] escapes [] uses [submit] in [].
                Callable<ExecutorService> callable = () -> Executors.newFixedThreadPool(9);
                callable.call().submit(() -> {});
              }
            }
            """)
        .doTest();
  }

  @Test
  void anonymousClass() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static native void run(Runnable action);

              void anonymousClass() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [execute] in [pool].
                ExecutorService pool = Executors.newFixedThreadPool(10);
                run(
                    new Runnable() {
                      @Override
                      public void run() {
                        pool.execute(() -> {});
                        pool.shutdown();
                      }
                    });
              }
            }
            """)
        .doTest();
  }

  @Test
  void passedToMethod() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static void end(ExecutorService pool) {
                pool.shutdown();
              }

              static ExecutorService same(ExecutorService pool) {
                return pool;
              }

              static void endAll(ExecutorService... pools) {
                for (ExecutorService pool : pools) {
                  pool.shutdown();
                }
              }

              void helper() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool].
                end(Executors.newFixedThreadPool(1));
              }

              void handedBack() {
                // BUG: Diagnostic contains: releases [close] escapes [] uses [] in [pool].
                same(Executors.newFixedThreadPool(2)).close();
              }

              void varargs() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pools, pool].
                endAll(null, Executors.newFixedThreadPool(3));
              }
            }
            """)
        .doTest();
  }

  @Test
  void passedToRecursiveMethods() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static void endlessly(ExecutorService pool) {
                endlessly(pool);
              }

              static void ping(ExecutorService pool) {
                pong(pool);
              }

              static void pong(ExecutorService pool) {
                ping(pool);
                pool.execute(() -> {});
              }

              void recursion() {
                // BUG: Diagnostic contains: releases [] escapes [] uses [] in [pool].
                endlessly(Executors.newFixedThreadPool(4));
              }

              void mutualRecursion() {
                // BUG: Diagnostic contains: releases [] escapes [] uses [execute] in [pool, pool].
                ping(Executors.newFixedThreadPool(5));
              }
            }
            """)
        .doTest();
  }

  @Test
  void passedToOnlyImplementation() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static void end(ExecutorService pool) {
                pool.shutdown();
              }

              interface Ender {
                void end(ExecutorService pool);
              }

              static final class ShuttingDown implements Ender {
                @Override
                public void end(ExecutorService pool) {
                  pool.shutdown();
                }
              }

              void oneImplementation(Ender ender) {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool].
                ender.end(Executors.newFixedThreadPool(6));
              }
            }
            """)
        .doTest();
  }

  @Test
  void listsAndIterators() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.Iterator;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.stream.Stream;

            class A {
              void list() {
                List<ExecutorService> pools = new ArrayList<>();
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [execute] in [pools, pool].
                pools.add(Executors.newFixedThreadPool(1));
                pools.get(0).execute(() -> {});
                for (ExecutorService pool : pools) {
                  pool.shutdown();
                }
              }

              void iterator() {
                List<ExecutorService> pools = new ArrayList<>();
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pools, i].
                pools.add(Executors.newFixedThreadPool(2));
                for (Iterator<ExecutorService> i = pools.iterator(); i.hasNext(); ) {
                  i.next().shutdown();
                  i.remove();
                }
              }

              void stream() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [isShutdown] in [pool].
                Stream.of(Executors.newFixedThreadPool(3))
                    .filter(pool -> !pool.isShutdown())
                    .forEach(ExecutorService::shutdown);
              }
            }
            """)
        .doTest();
  }

  @Test
  void maps() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void map() {
                Map<String, List<ExecutorService>> pools = new HashMap<>();
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pools, all, pool].
                pools.put("a", List.of(Executors.newFixedThreadPool(4)));
                pools.forEach((name, all) -> all.forEach(pool -> pool.shutdown()));
              }

              void mapEntries() {
                Map<String, ExecutorService> pools = new HashMap<>();
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pools, entry].
                pools.put("b", Executors.newFixedThreadPool(5));
                for (Map.Entry<String, ExecutorService> entry : pools.entrySet()) {
                  entry.getValue().shutdown();
                }
              }

              void mapKeys() {
                Map<String, ExecutorService> pools = new HashMap<>();
                // BUG: Diagnostic contains: releases [] escapes [] uses [] in [pools].
                pools.put("c", Executors.newFixedThreadPool(6));
                pools.keySet().forEach(System.out::println);
              }
            }
            """)
        .doTest();
  }

  @Test
  void queues() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayDeque;
            import java.util.Deque;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void queue() {
                Deque<ExecutorService> pools = new ArrayDeque<>();
                // BUG: Diagnostic contains: releases [close] escapes [] uses [] in [pools, pool].
                pools.push(Executors.newFixedThreadPool(7));
                ExecutorService pool;
                while ((pool = pools.poll()) != null) {
                  pool.close();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void arrays() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void array() {
                ExecutorService[] pools = new ExecutorService[1];
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pools].
                pools[0] = Executors.newFixedThreadPool(8);
                pools[0].shutdown();
              }

              void nestedArray() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pools, row, pool].
                ExecutorService[][] pools = {{Executors.newFixedThreadPool(9)}};
                for (ExecutorService[] row : pools) {
                  for (ExecutorService pool : row) {
                    pool.shutdown();
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void optionals() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.Optional;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void optional() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool].
                Optional<ExecutorService> pool = Optional.of(Executors.newFixedThreadPool(10));
                pool.ifPresent(ExecutorService::shutdown);
              }

              void optionalOrElse(Optional<ExecutorService> given) {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool].
                ExecutorService pool = given.orElse(Executors.newFixedThreadPool(11));
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void references() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.atomic.AtomicReference;
            import java.util.concurrent.atomic.AtomicReferenceArray;

            class A {
              void reference() {
                AtomicReference<ExecutorService> pool = new AtomicReference<>();
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool, old].
                pool.set(Executors.newFixedThreadPool(12));
                ExecutorService old = pool.getAndSet(null);
                old.shutdown();
              }

              void referenceArray() {
                AtomicReferenceArray<ExecutorService> pools = new AtomicReferenceArray<>(1);
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pools].
                pools.set(0, Executors.newFixedThreadPool(13));
                pools.get(0).shutdown();
              }

              void threadLocal() {
                ThreadLocal<ExecutorService> pool =
                    // BUG: Diagnostic contains: releases [] escapes [] uses [execute] in [pool].
                    ThreadLocal.withInitial(() -> Executors.newFixedThreadPool(14));
                pool.get().execute(() -> {});
              }
            }
            """)
        .doTest();
  }

  @Test
  void inheritedField() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              static class Base {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [inherited].
                protected ExecutorService inherited = Executors.newFixedThreadPool(1);
              }

              static class Derived extends Base {
                void stop() {
                  super.inherited.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldsOfAllVisibilities() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              // BUG: Diagnostic contains: releases [] escapes [] uses [] in [hidden].
              private final ExecutorService hidden = Executors.newFixedThreadPool(2);
              // BUG: Diagnostic contains: releases [] escapes [] uses [execute] in [packagePrivate].
              final ExecutorService packagePrivate = Executors.newFixedThreadPool(3);
              // BUG: Diagnostic contains: releases [] escapes [] uses [] in [shown] exposed.
              public final ExecutorService shown = Executors.newFixedThreadPool(4);

              class Inner {
                void run() {
                  packagePrivate.execute(() -> {});
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldsBehindGetters() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [gotten] exposed.
              private final ExecutorService gotten = Executors.newFixedThreadPool(5);
              private ExecutorService lazy;

              public ExecutorService getGotten() {
                return gotten;
              }

              private ExecutorService lazy() {
                if (lazy == null) {
                  // BUG: Diagnostic contains: releases [shutdownNow] escapes [] uses [] in [lazy].
                  lazy = Executors.newFixedThreadPool(9);
                }
                return lazy;
              }

              static void stop(A a) {
                a.getGotten().shutdown();
                a.lazy().shutdownNow();
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldsOfRecords() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              record Stage(String name, ExecutorService pool) {}

              record Checked(ExecutorService pool) {
                Checked {
                  if (pool == null) {
                    throw new NullPointerException();
                  }
                }
              }

              record Renamed(ExecutorService pool) {
                Renamed(ExecutorService pool) {
                  this.pool = pool;
                }
              }

              // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool, pool].
              private final Stage stage = new Stage("s", Executors.newFixedThreadPool(6));
              // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [pool, pool].
              private final Checked checked = new Checked(Executors.newFixedThreadPool(7));
              // BUG: Diagnostic contains: releases [] escapes [] uses [execute] in [pool, pool].
              private final Renamed renamed = new Renamed(Executors.newFixedThreadPool(8));

              static void stop(A a) {
                a.stage.pool().shutdown();
                a.checked.pool().shutdown();
                a.renamed.pool().execute(() -> {});
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptAndReturned() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class A {
              ExecutorService keptAndReturned() {
                // BUG: Diagnostic contains: releases [] escapes [] uses [submit] in [fresh, kept].
                ExecutorService fresh = Executors.newFixedThreadPool(10);
                kept = fresh;
                return fresh;
              }

              private ExecutorService kept;

              class Inner {
                void run() {
                  keptAndReturned().submit(() -> {});
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void annotations() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            abstract class A {
              @interface NotOwning {}

              @interface Owning {}

              @interface MustCallAlias {}

              @interface EnsuresCalledMethods {
                String[] value();

                String[] methods();
              }

              @interface Cleanup {}

              public abstract void borrow(@NotOwning ExecutorService pool);

              public abstract void take(@Owning ExecutorService pool);

              public abstract ExecutorService named(
                  String name, @MustCallAlias ExecutorService pool);

              @EnsuresCalledMethods(value = "#2", methods = "shutdown")
              public abstract void end(ExecutorService other, ExecutorService pool);

              void lent() {
                // BUG: Diagnostic contains: releases [] escapes [] uses [<borrow>] in [].
                borrow(Executors.newFixedThreadPool(1));
              }

              void taken() {
                // BUG: Diagnostic contains: releases [settled] escapes [] uses [] in [].
                take(Executors.newFixedThreadPool(2));
              }

              void handedBack() {
                // BUG: Diagnostic contains: releases [shutdown] escapes [] uses [] in [].
                named("a", Executors.newFixedThreadPool(3)).shutdown();
              }

              void ended(ExecutorService other) {
                // BUG: Diagnostic contains: releases [settled] escapes [] uses [] in [].
                end(other, Executors.newFixedThreadPool(4));
              }

              void other(ExecutorService other) {
                // BUG: Diagnostic contains: releases [] escapes [end] uses [] in [].
                end(Executors.newFixedThreadPool(5), other);
              }

              void cleanedUp() {
                // BUG: Diagnostic contains: releases [close] escapes [] uses [] in [pool].
                @Cleanup ExecutorService pool = Executors.newFixedThreadPool(6);
              }
            }
            """)
        .doTest();
  }

  @Test
  void tryWithResources() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void declared() {
                // BUG: Diagnostic contains: releases [close] escapes [] uses [] in [pool].
                try (ExecutorService pool = Executors.newFixedThreadPool(1)) {}
              }

              void existing() {
                // BUG: Diagnostic contains: releases [close] escapes [] uses [] in [pool].
                ExecutorService pool = Executors.newFixedThreadPool(2);
                try (pool) {}
              }

              void nested() {
                // BUG: Diagnostic contains: releases [close, shutdown] escapes [] uses [] in [pool, same].
                try (ExecutorService pool = Executors.newFixedThreadPool(3);
                    ExecutorService same = pool) {
                  same.shutdown();
                }
              }

              void asAutoCloseable() throws Exception {
                // BUG: Diagnostic contains: releases [close] escapes [] uses [] in [pool].
                try (AutoCloseable pool = Executors.newFixedThreadPool(4)) {}
              }
            }
            """)
        .doTest();
  }

  @Test
  void incompleteView() {
    CompilationTestHelper.newInstance(FatePrinter.class, getClass())
        .setArgs("-XDcompilePolicy=byfile")
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              // BUG: Diagnostic contains: releases [] escapes [] uses [] in [hidden].
              private final ExecutorService hidden = Executors.newFixedThreadPool(1);
              // BUG: Diagnostic contains: releases [] escapes [uses out of view] uses [] in [visible].
              final ExecutorService visible = Executors.newFixedThreadPool(2);
            }
            """)
        .doTest();
  }

  /** Prints the fate of every handle that is opened. */
  @BugPattern(summary = "Prints fates", severity = ERROR)
  public static final class FatePrinter extends BugChecker
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
          : buildDescription(tree).setMessage(text(Fates.of(opening.get(), state), state)).build();
    }

    private static String text(Fate fate, VisitorState state) {
      return "releases %s escapes %s uses %s in %s%s%s%s."
          .formatted(
              fate.releases().stream().map(Sink.Release::method).collect(toImmutableSet()),
              fate.escapes().stream().map(Sink.Escape::why).collect(toImmutableSet()),
              fate.uses().stream()
                  .map(Sink.Use::method)
                  .filter(method -> !method.isEmpty() && !method.equals("equals"))
                  .collect(toImmutableSet()),
              fate.variables(),
              fate.returned() ? " returned" : "",
              fate.isExposed() ? " exposed" : "",
              Fates.expires(fate, state) ? " expires" : "");
    }
  }
}
