package dev.watertight.bugpatterns;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.FileObjects;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.scanner.ScannerSupplier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

/** All checks at once over code that is legal and odd, or not legal at all: nothing may crash. */
final class OddCodeTest {
  /** The checks as users get them. */
  private static final ImmutableList<Class<? extends BugChecker>> CHECKS =
      ServiceLoader.load(BugChecker.class).stream()
          .<Class<? extends BugChecker>>map(ServiceLoader.Provider::type)
          .filter(check -> check.getPackageName().startsWith("dev.watertight."))
          .collect(toImmutableList());

  @TempDir private Path directory;

  private OddCode allChecks() {
    return new OddCode(directory);
  }

  @Test
  void checksAreRegistered() {
    assertThat(CHECKS)
        .containsAtLeast(
            HandleLostByFailingConstructor.class,
            HandleNeverReleased.class,
            HandleNotReleasedOnAllPaths.class,
            HandleOverwrittenWhileOpen.class,
            HandleOwnerNeverClosed.class,
            HandleReleaseSkipped.class,
            ExpiringHandleNotReleased.class,
            ExposedHandleNeverReleased.class,
            NonDaemonStaticHandle.class,
            TaskScopeNotJoined.class,
            UnreadableBaseline.class,
            UnreadableModelFile.class);
  }

  @Test
  void emptyUnits() {
    allChecks()
        .addSourceLines("Empty.java", "")
        .addSourceLines("Comment.java", "// Nothing here.")
        .addSourceLines("Semicolon.java", ";")
        .addSourceLines(
            "shop/package-info.java",
            """
            /** A package. */
            @Deprecated
            package shop;
            """)
        .addSourceLines(
            "shop/Annotated.java",
            """
            package shop;

            @interface Annotated {
              Class<? extends java.util.concurrent.ExecutorService>[] value() default {};

              java.util.concurrent.ExecutorService POOL = null;
            }
            """)
        .addSourceLines("shop/Nothing.java", "package shop; interface Nothing { ; }")
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void module() {
    allChecks()
        .addSourceLines("module-info.java", "module shop { exports shop; }")
        .addSourceLines(
            "shop/A.java",
            """
            package shop;

            import java.util.concurrent.Executors;

            public class A {
              void run() {
                // BUG: Diagnostic contains: Fixed pool of 1 platform thread is thrown away
                Executors.newFixedThreadPool(1).execute(() -> {});
              }
            }
            """)
        .doTest();
  }

  /** The class of arrays is owned by no package. */
  @Test
  void methodsOfArrays() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<String[]> queue = new LinkedBlockingQueue<>();
              private volatile boolean closed;

              void start() {
                new Thread(this::run).start();
              }

              private void run() {
                try {
                  while (!closed) {
                    print(queue.take().clone());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private void print(String[] words) {
                if (words.clone().length == 0) {
                  close();
                }
              }

              private void close() {
                closed = true;
              }

              void add(String[] words) {
                queue.add(words.clone());
              }
            }
            """)
        .doTest();
  }

  @Test
  void records() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              record Empty() {}

              record Compact(ExecutorService pool, String... names) {
                static int count;

                Compact {
                  names = names.clone();
                  // BUG: Diagnostic contains: Fixed pool of 1 platform thread in field 'pool' is never shut down
                  pool = pool == null ? Executors.newFixedThreadPool(1) : pool;
                  count++;
                }

                Compact(String name) {
                  // BUG: Diagnostic contains: Fixed pool of 2 platform threads in field 'pool' is never shut down
                  this(Executors.newFixedThreadPool(2), name);
                }

                void run(Runnable task) {
                  pool.execute(task);
                }
              }

              record Generic<T extends ExecutorService & Comparable<T>>(T pool, List<? super T> all) {
                T pool(int ignored) {
                  return pool;
                }
              }

              record Closing(ExecutorService pool) implements AutoCloseable {
                Closing() {
                  this(Executors.newFixedThreadPool(3));
                }

                @Override
                public void close() {
                  pool.shutdown();
                }
              }

              void local() {
                record Pair(ExecutorService left, ExecutorService right) {}
                enum Mode {
                  ON {
                    @Override
                    ExecutorService open() {
                      return Executors.newFixedThreadPool(4);
                    }
                  },
                  OFF;

                  ExecutorService open() {
                    return null;
                  }
                }
                interface Opener {
                  ExecutorService open();
                }
                Opener opener = () -> Executors.newFixedThreadPool(5);
                Pair pair = new Pair(Mode.ON.open(), opener.open());
                pair.left().shutdown();
                pair.right().shutdown();
                try (Closing closing = new Closing()) {
                  closing.pool().execute(() -> {});
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void recordPatterns() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              sealed interface Worker permits Pooled, Pair, Idle {}

              record Pooled(ExecutorService pool) implements Worker {}

              record Pair(Worker left, Worker right) implements Worker {}

              enum Idle implements Worker {
                INSTANCE
              }

              static void stop(Worker worker) {
                switch (worker) {
                  case Pooled(ExecutorService pool) when !pool.isShutdown() -> pool.shutdown();
                  case Pooled(var pool) -> System.out.println(pool);
                  case Pair(Pooled(ExecutorService left), Worker right) -> {
                    left.shutdown();
                    stop(right);
                  }
                  case Pair(Worker left, Worker right) -> {
                    stop(left);
                    stop(right);
                  }
                  case Idle.INSTANCE -> {}
                }
              }

              void run(Object anything) {
                Worker worker = new Pair(new Pooled(null), Idle.INSTANCE);
                if (worker instanceof Pooled(ExecutorService pool)) {
                  pool.execute(() -> {});
                }
                if (!(anything instanceof ExecutorService pool)) {
                  return;
                }
                pool.execute(() -> {});
                String text =
                    switch (anything) {
                      case null -> "null";
                      case ExecutorService e when e.isShutdown() -> "down";
                      case ExecutorService[] es -> "many " + es.length;
                      case Integer i when i > 3 -> {
                        try {
                          yield "big";
                        } finally {
                          stop(worker);
                        }
                      }
                      default -> "other";
                    };
                System.out.println(text);
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void recordPatternOfField() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              record Stage(ExecutorService pool) {}

              private final Stage stage = new Stage(Executors.newFixedThreadPool(1));

              void run(Runnable task) {
                stage.pool().execute(task);
              }

              void stop() {
                if (stage instanceof Stage(ExecutorService pool)) {
                  pool.shutdown();
                }
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @EnabledForJreRange(minVersion = 22)
  @Test
  void unnamedVariables() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              record Named(String name, ExecutorService pool) {}

              void run(List<ExecutorService> pools, Map<String, ExecutorService> map, Object any) {
                var _ = Executors.newFixedThreadPool(1);
                ExecutorService _ = Executors.newFixedThreadPool(2);
                try (var _ = Executors.newFixedThreadPool(3)) {
                  System.out.println("busy");
                } catch (RuntimeException _) {
                  System.out.println("failed");
                }
                for (ExecutorService _ : pools) {
                  System.out.println("one more");
                }
                map.forEach((_, pool) -> pool.shutdown());
                map.computeIfAbsent("a", _ -> Executors.newFixedThreadPool(4));
                switch (any) {
                  case Named(String _, ExecutorService pool) when pool.isShutdown() -> {}
                  case Named(_, _) -> System.out.println("named");
                  case ExecutorService _ -> System.out.println("pool");
                  default -> {}
                }
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void instanceMain() {
    allChecks()
        .addSourceLines(
            "Main.java",
            """
            import module java.base;

            private final ExecutorService shared = Executors.newFixedThreadPool(1);

            void main() {
              shared.execute(() -> IO.println("hello"));
              shared.shutdown();
              // BUG: Diagnostic contains: Fixed pool of 2 platform threads in 'pool' is never shut down
              ExecutorService pool = Executors.newFixedThreadPool(2);
              pool.execute(() -> IO.println("world"));
            }
            """)
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void fieldOfImplicitClass() {
    allChecks()
        .addSourceLines(
            "Main.java",
            """
            import java.util.concurrent.*;

            final ExecutorService shared = Executors.newFixedThreadPool(1);

            void main() {
              shared.execute(() -> IO.println("hello"));
              shared.shutdown();
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @EnabledForJreRange(minVersion = 25)
  @Test
  void statementsBeforeSuper() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static class Base {
                Base(ExecutorService pool) {
                  pool.execute(() -> {});
                }
              }

              static class Derived extends Base implements AutoCloseable {
                private final ExecutorService pool;

                Derived(int size) throws IOException {
                  if (size < 0) {
                    throw new IOException();
                  }
                  ExecutorService fresh = Executors.newFixedThreadPool(size);
                  this.pool = fresh;
                  super(fresh);
                }

                @Override
                public void close() {
                  pool.shutdown();
                }
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void generics() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.io.Serializable;
            import java.util.ArrayList;
            import java.util.Collection;
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.Optional;
            import java.util.concurrent.Callable;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Function;
            import java.util.function.Supplier;

            class A<P extends ExecutorService, C extends Collection<? extends P>> {
              private final Map<String, Map<Integer, Optional<List<? super P>>>> deep = new HashMap<>();
              private P pool;

              interface Tree<T extends Tree<T>> extends List<T> {}

              <T extends Tree<T>> void recursiveBound(Tree<? extends Tree<?>> tree, T other) {
                other.add(null);
                Object first = tree.get(0);
                System.out.println(first);
              }

              void set(P given, C all) {
                pool = given;
                for (P each : all) {
                  each.shutdown();
                }
                deep.values().forEach(inner -> inner.values().forEach(o -> o.ifPresent(List::clear)));
              }

              @SuppressWarnings({"unchecked", "rawtypes"})
              void raw() {
                List pools = new ArrayList();
                pools.add(Executors.newFixedThreadPool(1));
                ((ExecutorService) pools.get(0)).shutdown();
                Supplier supplier = () -> Executors.newFixedThreadPool(2);
                ((P) supplier.get()).shutdown();
              }

              void intersection() {
                Object pool = (ExecutorService & Serializable) Executors.newFixedThreadPool(3);
                Runnable task = (Runnable & Serializable) () -> ((ExecutorService) pool).shutdown();
                task.run();
                var both = choose(Executors.newFixedThreadPool(4), "text");
                System.out.println(both);
              }

              static native <T> T choose(T left, T right);

              <X extends Exception> void thrower(Callable<X> callable) throws X, Exception {
                ExecutorService own = Executors.newFixedThreadPool(5);
                try {
                  own.submit(callable).get();
                  throw callable.call();
                } finally {
                  own.shutdown();
                }
              }

              Function<Integer, Function<Integer, ExecutorService>> curried() {
                return core -> max -> Executors.newFixedThreadPool(core + max);
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void handleInAnonymousClass() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executor;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Function;

            class A {
              private final Executor anonymous =
                  new Executor() {
                    private final ExecutorService inner = Executors.newFixedThreadPool(1);

                    {
                      inner.execute(() -> {});
                    }

                    @Override
                    public void execute(Runnable task) {
                      inner.execute(task);
                      inner.shutdown();
                    }
                  };

              static class VarargsPool {
                VarargsPool(ExecutorService... pools) {
                  for (ExecutorService pool : pools) {
                    pool.shutdown();
                  }
                }
              }

              void varargs() {
                Function<ExecutorService, VarargsPool> constructor = VarargsPool::new;
                constructor.apply(Executors.newFixedThreadPool(6));
                new VarargsPool();
                new VarargsPool(Executors.newFixedThreadPool(7), Executors.newFixedThreadPool(8));
                new VarargsPool(new ExecutorService[] {Executors.newFixedThreadPool(9)});
                A outer = new A();
                A.Inner inner = outer.new Inner(Executors.newFixedThreadPool(10));
                inner.pool.shutdown();
              }

              class Inner {
                final ExecutorService pool;

                Inner(ExecutorService pool) {
                  A.this.anonymous.execute(() -> {});
                  this.pool = pool;
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldsThatReferToThemselves() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.ThreadFactory;
            import java.util.function.Supplier;

            class A {
              private final ExecutorService self = this.self == null ? null : this.self;
              private static final ThreadFactory FACTORY = task -> A.FACTORY.newThread(task);
              private static final ExecutorService FROM_SELF =
                  Executors.newFixedThreadPool(2, A.FACTORY);
              private final Supplier<ExecutorService> recursive =
                  // BUG: Diagnostic contains: Fixed pool of 3 platform threads is thrown away and never shut down
                  () -> this.recursive == null ? Executors.newFixedThreadPool(3) : this.recursive.get();

              static {
                FROM_SELF.execute(() -> {});
                FROM_SELF.shutdown();
              }

              void run(Runnable task) {
                recursive.get().execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void functionsInFields() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Function;
            import java.util.function.IntFunction;

            class A {
              private final Function<String, ExecutorService> factory;
              private final IntFunction<ExecutorService> reference = Executors::newFixedThreadPool;
              private final IntFunction<ExecutorService[]> array = ExecutorService[]::new;

              {
                factory = name -> this.reference.apply(name.length());
              }
            }
            """)
        .doTest();
  }

  @Test
  void constantsWithBodies() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Supplier;

            class A {
              enum Kind {
                SMALL(() -> Executors.newFixedThreadPool(4)) {
                  @Override
                  void stop() {
                    super.stop();
                  }
                },
                LARGE(Executors::newCachedThreadPool);

                private final Supplier<ExecutorService> supplier;
                private ExecutorService pool;

                Kind(Supplier<ExecutorService> supplier) {
                  this.supplier = supplier;
                }

                void start() {
                  pool = supplier.get();
                }

                void stop() {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void interfaceWithFieldsAndMethods() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              interface WithDefault {
                ExecutorService POOL = Executors.newCachedThreadPool();

                default ExecutorService open() {
                  return helper();
                }

                private ExecutorService helper() {
                  return Executors.newFixedThreadPool(5);
                }

                static void close(ExecutorService pool) {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void fieldsThatReferToEachOther() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;

            class A {
              private A next = new A();
              private ExecutorService left = right();
              private ExecutorService right = left;
              private Runnable loop = () -> this.loop.run();

              private ExecutorService right() {
                return left();
              }

              private ExecutorService left() {
                return this.right();
              }
            }
            """)
        .doTest();
  }

  @Test
  void recursiveMethods() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.function.Supplier;

            class A {
              private ExecutorService left = right();
              private ExecutorService right = left;

              private ExecutorService right() {
                return left();
              }

              private ExecutorService left() {
                return this.right();
              }

              static ExecutorService even(int n) {
                return n == 0 ? Executors.newFixedThreadPool(1) : odd(n - 1);
              }

              static ExecutorService odd(int n) {
                return n == 0 ? null : even(n - 1);
              }

              static void pass(ExecutorService pool, List<ExecutorService> pools) {
                pools.forEach(each -> each.shutdown());
                pass(pool, pools);
              }

              void run(List<ExecutorService> pools) {
                even(4).shutdown();
                // BUG: Diagnostic contains: Fixed pool of 2 platform threads in 'pool' is never shut down
                pass(Executors.newFixedThreadPool(2), pools);
                Supplier<Supplier<ExecutorService>> nested = () -> () -> Executors.newFixedThreadPool(4);
                nested.get().get().shutdown();
                ExecutorService self = Executors.newFixedThreadPool(5);
                self = self;
                self.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void objectsThatWrapThemselves() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              static ExecutorService wrapsItself() {
                ExecutorService pool = Executors.newFixedThreadPool(7);
                pool = Executors.unconfigurableExecutorService(pool);
                return pool;
              }

              static ExecutorService swapsWithItself(ExecutorService given) {
                ExecutorService pool = given;
                given = pool;
                return pool;
              }

              void runOnCycles(Runnable task) {
                wrapsItself().shutdown();
                swapsWithItself(null).shutdown();
                swapsWithItself(Executors.newFixedThreadPool(8)).shutdown();
                // BUG: Diagnostic contains: is never shut down
                ExecutorService wrapped = wrapsItself();
                wrapped.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void cyclicInheritance() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Cyclic extends CyclicChild.Nested {
              private final CyclicChild child = new CyclicChild();
            }

            class CyclicChild {
              static class Nested {
                private final Cyclic parent = new Cyclic();
                private final ExecutorService pool = Executors.newFixedThreadPool(6);

                void close() {
                  pool.shutdown();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void statements() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            abstract class A {
              native ExecutorService nativeMethod();

              abstract ExecutorService abstractMethod();

              final synchronized void everything(int n, ExecutorService[] pools) {
                ;
                {
                }
                label:
                if (n > 1) break label;
                for (; ; ) {
                  if (n-- < 0) break;
                }
                for (ExecutorService a = Executors.newFixedThreadPool(1), b = a; n > 0; b.shutdown()) {
                  n--;
                }
                do ; while (n > 0);
                switch (n) {
                }
                switch (n) {
                  case 0:
                    ExecutorService inCase = Executors.newFixedThreadPool(2);
                    inCase.shutdown();
                  case 1:
                  default:
                    inCase = Executors.newFixedThreadPool(3);
                    inCase.execute(() -> {});
                    inCase.shutdown();
                }
                pools[n] = pools[n + 1] = Executors.newFixedThreadPool(4);
                pools[n].shutdown();
                (pools[0]) = null;
                synchronized (Executors.newFixedThreadPool(5)) {
                  n++;
                }
                try {
                  throw (RuntimeException) (Object) Executors.newFixedThreadPool(6);
                } catch (ClassCastException | IllegalStateException e) {
                  n = 0;
                } finally {
                  if (n == 0) {
                    return;
                  }
                }
                assert Executors.newFixedThreadPool(7) != null : Executors.newFixedThreadPool(8);
                String text = "" + Executors.newFixedThreadPool(9) + n;
                boolean test = Executors.newFixedThreadPool(10) instanceof Object;
                Class<?> type = ExecutorService.class;
                int[] numbers = {n, Executors.newFixedThreadPool(11).hashCode()};
                new Object() {
                  final ExecutorService hidden = Executors.newFixedThreadPool(12);

                  void stop() {
                    hidden.shutdown();
                  }
                }.stop();
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void suppressed() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              @SuppressWarnings("HandleNeverReleased")
              private final ExecutorService field = Executors.newFixedThreadPool(1);

              @SuppressWarnings("HandleNeverReleased")
              void method() {
                Executors.newFixedThreadPool(2).execute(() -> field.execute(() -> {}));
              }

              void local() {
                @SuppressWarnings("HandleNeverReleased")
                ExecutorService pool = Executors.newFixedThreadPool(3);
                pool.execute(() -> {});
              }
            }
            """)
        .expectNoDiagnostics()
        .doTest();
  }

  @Test
  void unknownTypes() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            // BUG: Diagnostic contains: cannot find symbol
            class A extends Missing<String> {
              // BUG: Diagnostic contains: cannot find symbol
              private final Unknown unknown = new Unknown(Executors.newFixedThreadPool(1));

              void run() {
                ExecutorService pool = Executors.newFixedThreadPool(2);
                // BUG: Diagnostic contains: cannot find symbol
                pool.executeAll(() -> missing());
                // BUG: Diagnostic contains: cannot find symbol
                Other other = pool;
              }
            }
            """)
        .addSourceLines(
            "B.java",
            """
            import java.util.concurrent.ExecutorService;

            class B {
              // BUG: Diagnostic contains: has private access
              ExecutorService pool = new A().unknown;
            }
            """)
        .expectJavacErrors()
        .doTest();
  }

  @Test
  void typeErrors() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              // BUG: Diagnostic contains: cannot be applied
              private final ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor(1, 2, 3);

              void run() {
                // BUG: Diagnostic contains: incompatible types
                String text = Executors.newFixedThreadPool(1);
                // BUG: Diagnostic contains: incompatible types
                ExecutorService other = () -> {};
                // BUG: Diagnostic contains: incompatible types
                Executors.newFixedThreadPool("two").execute(null);
              }
            }
            """)
        .expectJavacErrors()
        .doTest();
  }

  @Test
  void syntaxErrors() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              void run() {
                // BUG: Diagnostic contains: ';' expected
                ExecutorService pool = Executors.newFixedThreadPool(1)
                pool.execute(() -> {});
              }
            }
            """)
        .expectJavacErrors()
        .doTest();
  }

  @Test
  void flowErrors() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int run(Runnable task) {
                ExecutorService pool;
                // BUG: Diagnostic contains: might not have been initialized
                pool.execute(task);
                return 1;
                // BUG: Diagnostic contains: unreachable statement
                Executors.newFixedThreadPool(2).execute(task);
              }
            }
            """)
        .expectJavacErrors()
        .doTest();
  }

  @Test
  void tasksWithoutCode() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            abstract class A implements Runnable {
              private final Thread thread = new Thread(this);

              void begin() {
                thread.start();
              }

              @Override
              public abstract void run();

              synchronized void end() throws InterruptedException {
                thread.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void namesOfEachOther() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            class A {
              static final Object LOCK = B.LOCK;
              private Thread thread = new Thread(() -> {});

              void end() throws InterruptedException {
                synchronized (LOCK) {
                  thread.join();
                }
              }
            }

            class B {
              static final Object LOCK = A.LOCK;
            }
            """)
        .doTest();
  }

  @Test
  void stageThatFollowsItself() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CountDownLatch;

            class A {
              private final CountDownLatch done = new CountDownLatch(1);
              private CompletableFuture<Void> tail = null;

              void add() {
                tail = tail.thenRun(done::countDown);
              }

              void end() throws InterruptedException {
                done.await();
              }
            }
            """)
        .doTest();
  }

  @Test
  void callerChecksTheFieldThatItPasses() {
    allChecks()
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Semaphore;

            class A {
              private final Semaphore places = new Semaphore(1);
              private final int limit;

              A(int limit) {
                this.limit = limit;
              }

              void start() throws InterruptedException {
                if (limit == 0) {
                  return;
                }
                work(limit);
              }

              private void work(int pieces) throws InterruptedException {
                places.acquire();
                if (pieces > 5) {
                  return;
                }
                System.out.println(pieces);
                places.release();
              }
            }
            """)
        .doTest();
  }

  /**
   * A compilation with all checks, which must report what the sources say and must not give up on
   * any expression.
   */
  private static final class OddCode {
    private final ScannerSupplier checks = ScannerSupplier.fromBugCheckerClasses(CHECKS);
    private final CompilationTestHelper helper =
        CompilationTestHelper.newInstance(checks, OddCodeTest.class);
    private final List<JavaFileObject> sources = new ArrayList<>();
    private final Path directory;

    OddCode(Path directory) {
      this.directory = directory;
    }

    OddCode addSourceLines(String path, String lines) {
      helper.addSourceLines(path, lines);
      sources.add(FileObjects.forSourceLines(path, lines));
      return this;
    }

    OddCode expectNoDiagnostics() {
      helper.expectNoDiagnostics();
      return this;
    }

    OddCode expectJavacErrors() {
      helper.matchAllDiagnostics();
      return this;
    }

    void doTest() {
      helper.doTest();
      String output = CompilerOutput.of(checks, directory, ImmutableList.of(), sources);
      assertThat(output).doesNotContain("Watertight could not analyse");
    }
  }
}
