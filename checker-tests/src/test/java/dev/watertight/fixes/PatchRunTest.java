package dev.watertight.fixes;

import static com.google.common.truth.Truth.assertThat;

import dev.watertight.bugpatterns.BusyPolling;
import dev.watertight.bugpatterns.ChannelClosedBeforeSendersEnd;
import dev.watertight.bugpatterns.ExpiringHandleNotReleased;
import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.bugpatterns.HandleOwnerNeverClosed;
import dev.watertight.bugpatterns.NonDaemonStaticHandle;
import dev.watertight.bugpatterns.SelectorNeverWokenUp;
import dev.watertight.bugpatterns.TwoWayChannelUsedOneWay;
import org.junit.jupiter.api.Test;

/** What patch mode makes of several findings at once, and how the outcome is laid out. */
final class PatchRunTest {
  @Test
  void layout() {
    assertThat(
            PatchRun.of(HandleNeverReleased.class)
                .patch(
                    """
                    import java.util.concurrent.Executors;
                    import java.util.concurrent.ExecutorService;

                    class A {
                        int m() throws Exception {
                            // The pool.
                            ExecutorService pool = Executors.newFixedThreadPool(4); // four

                            // The task.
                            return pool.submit(
                                () -> {
                                    return \"""
                                    text
                                    \""".length();
                                }).get(); // end
                            // after
                        }

                        void n(Runnable task) {
                            ExecutorService pool = Executors.newFixedThreadPool(5); // five

                            pool.execute(task);
                        }

                        void o(Runnable task) {
                            Executors.newFixedThreadPool(6).execute(task); // six
                        }
                    }
                    """))
        .isEqualTo(
            """
            import java.util.concurrent.Executors;
            import java.util.concurrent.ExecutorService;

            class A {
                int m() throws Exception {
                    // The pool.
                    try (ExecutorService pool = Executors.newFixedThreadPool(4)) { // four

                        // The task.
                        return pool.submit(
                            () -> {
                                return \"""
                            text
                            \""".length();
                            }).get(); // end
                        // after
                    }
                }

                void n(Runnable task) {
                    ExecutorService pool = Executors.newFixedThreadPool(5); // five

                    try {
                        pool.execute(task);
                    } finally {
                        pool.shutdown();
                    }
                }

                void o(Runnable task) {
                    ExecutorService executor = Executors.newFixedThreadPool(6);
                    try {
                        executor.execute(task); // six
                    } finally {
                        executor.shutdown();
                    }
                }
            }
            """);
  }

  @Test
  void fieldsOfOneClass() {
    assertThat(
            PatchRun.of(HandleNeverReleased.class, ExpiringHandleNotReleased.class)
                .patch(
                    """
                    import java.util.concurrent.*;

                    class A {
                      private final ExecutorService one = Executors.newFixedThreadPool(1);
                      private ExecutorService two;
                      private final ExecutorService three = Executors.newCachedThreadPool();

                      void start(Runnable task) {
                        one.execute(task);
                        two = Executors.newFixedThreadPool(2);
                        two.execute(task);
                        three.execute(task);
                      }

                      static class B {
                        private final ExecutorService four = Executors.newFixedThreadPool(4);

                        void m(Runnable task) {
                          four.execute(task);
                        }
                      }
                    }
                    """))
        .isEqualTo(
            """
            import java.util.concurrent.*;

            class A implements AutoCloseable {
              private final ExecutorService one = Executors.newFixedThreadPool(1);
              private ExecutorService two;
              private final ExecutorService three = Executors.newCachedThreadPool();

              void start(Runnable task) {
                one.execute(task);
                two = Executors.newFixedThreadPool(2);
                two.execute(task);
                three.execute(task);
              }

              static class B implements AutoCloseable {
                private final ExecutorService four = Executors.newFixedThreadPool(4);

                void m(Runnable task) {
                  four.execute(task);
                }

                @Override
                public void close() {
                  four.shutdown();
                }
              }

              @Override
              public void close() {
                one.shutdown();
                if (two != null) {
                  two.shutdown();
                }
                three.shutdown();
              }
            }
            """);
  }

  @Test
  void localsOfOneBlock() {
    PatchRun run = PatchRun.of(HandleNeverReleased.class);
    String once =
        run.patch(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() throws Exception {
                ExecutorService one = Executors.newFixedThreadPool(1);
                ExecutorService two = Executors.newFixedThreadPool(2);
                int i = one.submit(() -> 1).get() + two.submit(() -> 2).get();
                return i;
              }
            }
            """);
    assertThat(run.patch(once))
        .isEqualTo(
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A {
              int m() throws Exception {
                try (ExecutorService one = Executors.newFixedThreadPool(1)) {
                  try (ExecutorService two = Executors.newFixedThreadPool(2)) {
                    int i = one.submit(() -> 1).get() + two.submit(() -> 2).get();
                    return i;
                  }
                }
              }
            }
            """);
  }

  @Test
  void lineEndsOfTheFile() {
    assertThat(
            PatchRun.of(HandleNeverReleased.class)
                .patch(
                    crlf(
                        """
                        import java.util.concurrent.*;

                        class A {
                          int m() throws Exception {
                            ExecutorService pool = Executors.newFixedThreadPool(1);

                            return pool.submit(() -> 1).get();
                          }
                        }
                        """)))
        .isEqualTo(
            crlf(
                """
                import java.util.concurrent.*;

                class A {
                  int m() throws Exception {
                    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                      return pool.submit(() -> 1).get();
                    }
                  }
                }
                """));
  }

  @Test
  void importsAreAddedOnceAndAloneToTheirGroup() {
    String code =
        """
          void m() throws InterruptedException {
            Channel<Integer> numbers = Channel.newUnlimitedChannel();
            for (int i = 0; i < 3; i++) {
              Thread.startVirtualThread(() -> send(numbers));
            }
            numbers.done();
            numbers.forEach(System.out::println);
          }
        """;
    String patched =
        PatchRun.of(ChannelClosedBeforeSendersEnd.class)
            .patch(
                crlf(
                    """
                    import java.util.Map;
                    import java.io.IOException; // of nobody

                    import com.softwaremill.jox.Channel;
                    import static java.lang.Math.max;

                    class A {
                    """
                        + code
                        + code.replace("m()", "n()")
                        + """
                          private static void send(Channel<Integer> numbers) {
                            try {
                              numbers.send(1);
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          }
                        }
                        """));
    assertThat(patched.replace("\r\n", "")).doesNotContain("\n");
    assertThat(patched)
        .startsWith(
            crlf(
                """
                import java.util.ArrayList;
                import java.util.List;
                import java.util.Map;
                import java.io.IOException; // of nobody

                import com.softwaremill.jox.Channel;
                import static java.lang.Math.max;

                class A {
                """));
    assertThat(patched.split("new ArrayList")).hasLength(3);
  }

  @Test
  void firstImports() {
    assertThat(
            PatchRun.of(ChannelClosedBeforeSendersEnd.class)
                .patch(
                    crlf(
                        """
                        package a; // one

                        class A {
                          void m() throws InterruptedException {
                            com.softwaremill.jox.Channel<Integer> numbers =
                                com.softwaremill.jox.Channel.newUnlimitedChannel();
                            for (int i = 0; i < 3; i++) {
                              Thread.startVirtualThread(
                                  () -> {
                                    try {
                                      numbers.send(1);
                                    } catch (InterruptedException e) {
                                      Thread.currentThread().interrupt();
                                    }
                                  });
                            }
                            numbers.done();
                            numbers.forEach(System.out::println);
                          }
                        }
                        """)))
        .startsWith(
            crlf(
                """
                package a; // one

                import java.util.ArrayList;
                import java.util.List;

                class A {
                """));
  }

  @Test
  void importIsReplaced() {
    assertThat(
            PatchRun.of(TwoWayChannelUsedOneWay.class)
                .patch(
                    """
                    import java.util.Map;
                    import com.softwaremill.jox.Channel;
                    import java.util.List;

                    class A {
                      static void m(Channel<Integer> target) throws InterruptedException {
                        target.send(1);
                      }
                    }
                    """))
        .isEqualTo(
            """
            import java.util.Map;
            import com.softwaremill.jox.Sink;
            import java.util.List;

            class A {
              static void m(Sink<Integer> target) throws InterruptedException {
                target.send(1);
              }
            }
            """);
  }

  @Test
  void bracesOnTheirOwnLine() {
    assertThat(
            PatchRun.of(HandleNeverReleased.class)
                .patch(
                    """
                    import java.util.concurrent.*;

                    class A
                    {
                        private final ExecutorService pool = Executors.newFixedThreadPool(4);

                        void start(Runnable task)
                        {
                            pool.execute(task);
                        }

                        int m() throws Exception
                        {
                            ExecutorService one = Executors.newFixedThreadPool(1);
                            return one.submit(() -> {
                                return 1;
                            }).get();
                        }

                        void n(Runnable task)
                        {
                            ExecutorService two = Executors.newFixedThreadPool(2);
                            two.execute(task);
                        }
                    }
                    """))
        .isEqualTo(
            """
            import java.util.concurrent.*;

            class A implements AutoCloseable
            {
                private final ExecutorService pool = Executors.newFixedThreadPool(4);

                void start(Runnable task)
                {
                    pool.execute(task);
                }

                int m() throws Exception
                {
                    try (ExecutorService one = Executors.newFixedThreadPool(1))
                    {
                        return one.submit(() -> {
                            return 1;
                        }).get();
                    }
                }

                void n(Runnable task)
                {
                    ExecutorService two = Executors.newFixedThreadPool(2);
                    try
                    {
                        two.execute(task);
                    }
                    finally
                    {
                        two.shutdown();
                    }
                }

                @Override
                public void close()
                {
                    pool.shutdown();
                }
            }
            """);
  }

  @Test
  void clausesBelowBraces() {
    assertThat(
            PatchRun.of(BusyPolling.class)
                .patch(
                    """
                    import java.util.Queue;
                    import java.util.concurrent.LinkedBlockingQueue;

                    class A
                    {
                        private final LinkedBlockingQueue<String> words = new LinkedBlockingQueue<>();
                        private volatile boolean stopped;

                        void run()
                        {
                            while (!stopped)
                            {
                                String word = words.poll();
                                if (word != null)
                                {
                                    System.out.println(word);
                                }
                            }
                        }
                    }
                    """))
        .contains(
            """
                        if (word != null)
                        {
                            System.out.println(word);
                        }
                        else
                        {
                            LockSupport.parkNanos(10_000_000);
                        }
            """);
  }

  @Test
  void lambdaWithTheIndentationOfTheFile() {
    assertThat(
            PatchRun.of(NonDaemonStaticHandle.class)
                .with("--release", "17")
                .patch(
                    """
                    import java.util.concurrent.*;

                    class A {
                    \tprivate static final ExecutorService POOL = Executors.newFixedThreadPool(2);

                    \tstatic void add(String text) {
                    \t\tPOOL.execute(() -> System.out.println(text));
                    \t}

                    \tpublic static void main(String[] args) throws Exception {
                    \t\tSystem.out.println(POOL.submit(() -> 1).get());
                    \t}
                    }
                    """))
        .contains(
            """
            newFixedThreadPool(2, task -> {
            \t\tThread thread = new Thread(task);
            \t\tthread.setDaemon(true);
            \t\treturn thread;
            \t});
            """);
  }

  @Test
  void makersAreToldNext() {
    String before =
        """
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class A {
          private final ExecutorService pool = Executors.newFixedThreadPool(1);

          ExecutorService pool() {
            return pool;
          }

          public static void main(String[] args) throws Exception {
            A a = new A();
            System.out.println(a.pool().submit(() -> 1).get());
          }
        }
        """;
    PatchRun run = PatchRun.of(HandleNeverReleased.class, HandleOwnerNeverClosed.class);
    String once = run.patch(before);
    assertThat(once).contains("class A implements AutoCloseable {");
    assertThat(run.patch(once)).contains("try (A a = new A()) {");
  }

  @Test
  void ownersInArraysAndMaps() {
    String before =
        """
        import java.util.HashMap;
        import java.util.Map;
        import java.util.concurrent.ExecutorService;
        import java.util.concurrent.Executors;

        class A {
          static final class Lane implements AutoCloseable {
            private final ExecutorService pool = Executors.newFixedThreadPool(1);

            void run(Runnable task) throws Exception {
              pool.submit(task).get();
            }

            @Override
            public void close() {
              pool.shutdown();
            }
          }

          static final class Road {
            private final Map<String, Lane> byName = new HashMap<>();

            Road(String... names) {
              for (String name : names) {
                byName.put(name, new Lane());
              }
            }

            void run(String name, Runnable task) throws Exception {
              byName.get(name).run(task);
            }
          }

          static final class Numbered {
            private final Lane[] lanes = {new Lane(), new Lane()};

            void run(Runnable task) throws Exception {
              lanes[1].run(task);
            }
          }

          public static void main(String[] args) throws Exception {
            Road road = new Road("left", "right");
            road.run("left", () -> System.out.println("ran"));
            Numbered numbered = new Numbered();
            numbered.run(() -> System.out.println("ran"));
          }
        }
        """;
    PatchRun run = PatchRun.of(HandleOwnerNeverClosed.class);
    String once = run.patch(before);
    assertThat(once).contains("byName.values().forEach(Lane::close);");
    assertThat(once).contains("for (Lane lane : lanes) {");
    assertThat(run.patch(once)).contains("try (Road road = new Road(\"left\", \"right\")) {");
    assertThat(run.patch(once)).contains("try (Numbered numbered = new Numbered()) {");
  }

  @Test
  void fixThatNeedsTheSameLinesWaits() {
    String before =
        """
        import java.io.IOException;
        import java.nio.channels.Selector;

        class A {
          private volatile boolean ended;

          A() {
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              Selector keys = Selector.open();
              while (true) {
                keys.select();
                keys.selectedKeys().clear();
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }

          void stop() {
            ended = true;
          }
        }
        """;
    PatchRun run = PatchRun.of(HandleNeverReleased.class, SelectorNeverWokenUp.class);
    String once = run.patch(before);
    assertThat(once).contains("try (Selector keys = Selector.open()) {");
    assertThat(once).doesNotContain("wakeup()");
    String twice = run.patch(once);
    assertThat(twice).contains("this.keys = keys;");
    assertThat(twice).contains("while (!ended) {");
    assertThat(twice).contains("keys.wakeup();");
    assertThat(run.patch(twice)).isEqualTo(twice);
  }

  private static String crlf(String text) {
    return text.replace("\n", "\r\n");
  }
}
