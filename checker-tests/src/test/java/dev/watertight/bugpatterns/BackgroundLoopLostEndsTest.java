package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class BackgroundLoopLostEndsTest {
  @Test
  void constructorFailsAfterTheStart() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileReader;
            import java.io.IOException;
            import java.util.ArrayList;
            import java.util.List;

            class A implements AutoCloseable {
              private volatile boolean stopped;
              private FileReader in;

              A(String file) throws IOException {
                new Thread(this::loop).start();
                in = new FileReader(file);
              }

              private void loop() {
                // BUG: Diagnostic contains: Loop around pause() goes on: only its object ends it, and nobody has that when line 12 throws FileNotFoundException in the constructor
                while (!stopped) {
                  pause();
                }
              }

              @Override
              public void close() throws IOException {
                stopped = true;
                if (in != null) {
                  in.close();
                }
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructorFailsForInput() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileReader;
            import java.io.IOException;
            import java.util.ArrayList;
            import java.util.List;

            class A implements AutoCloseable {
              private volatile boolean stopped;
              private FileReader in;

              A(String file) throws IOException {
                Thread thread = new Thread(this::loop);
                thread.start();
                System.out.println(Integer.parseInt(file));
              }

              private void loop() {
                // BUG: Diagnostic contains: when line 13 throws RuntimeException in the constructor
                while (!stopped) {
                  pause();
                }
              }

              @Override
              public void close() throws IOException {
                stopped = true;
                if (in != null) {
                  in.close();
                }
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void opensBeforeTheStart() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileReader;
            import java.io.IOException;
            import java.util.ArrayList;
            import java.util.List;

            class A implements AutoCloseable {
              private volatile boolean stopped;
              private FileReader in;

              A(String file) throws IOException {
                in = new FileReader(file);
                new Thread(this::loop).start();
              }

              private void loop() {
                while (!stopped) {
                  pause();
                }
              }

              @Override
              public void close() throws IOException {
                stopped = true;
                if (in != null) {
                  in.close();
                }
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void endsItsThreadWhenItFails() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileReader;
            import java.io.IOException;
            import java.util.ArrayList;
            import java.util.List;

            class A implements AutoCloseable {
              private volatile boolean stopped;
              private FileReader in;

              A(String file) throws IOException {
                new Thread(this::loop).start();
                try {
                  in = new FileReader(file);
                } catch (IOException e) {
                  close();
                  throw e;
                }
              }

              private void loop() {
                while (!stopped) {
                  pause();
                }
              }

              @Override
              public void close() throws IOException {
                stopped = true;
                if (in != null) {
                  in.close();
                }
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void catchesTheFailure() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileReader;
            import java.io.IOException;
            import java.util.ArrayList;
            import java.util.List;

            class A implements AutoCloseable {
              private volatile boolean stopped;
              private FileReader in;

              A(String file) throws IOException {
                new Thread(this::loop).start();
                try {
                  in = new FileReader(file);
                } catch (IOException e) {
                  System.out.println(e);
                }
              }

              private void loop() {
                while (!stopped) {
                  pause();
                }
              }

              @Override
              public void close() throws IOException {
                stopped = true;
                if (in != null) {
                  in.close();
                }
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void registersItself() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileReader;
            import java.io.IOException;
            import java.util.ArrayList;
            import java.util.List;

            class A implements AutoCloseable {
              private volatile boolean stopped;
              private FileReader in;
              static final List<A> ALL = new ArrayList<>();

              A(String file) throws IOException {
                ALL.add(this);
                new Thread(this::loop).start();
                in = new FileReader(file);
              }

              private void loop() {
                while (!stopped) {
                  pause();
                }
              }

              @Override
              public void close() throws IOException {
                stopped = true;
                if (in != null) {
                  in.close();
                }
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void endedByHook() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileReader;
            import java.io.IOException;
            import java.util.ArrayList;
            import java.util.List;

            class A implements AutoCloseable {
              private volatile boolean stopped;
              private FileReader in;

              A(String file) throws IOException {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end()));
                new Thread(this::loop).start();
                in = new FileReader(file);
              }

              private void loop() {
                while (!stopped) {
                  pause();
                }
              }

              @Override
              public void close() throws IOException {
                stopped = true;
                if (in != null) {
                  in.close();
                }
              }

              private void end() {
                stopped = true;
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedLater() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileReader;
            import java.io.IOException;
            import java.util.ArrayList;
            import java.util.List;

            class A implements AutoCloseable {
              private volatile boolean stopped;
              private FileReader in;
              private final Thread thread;

              A(String file) throws IOException {
                thread = new Thread(this::loop);
                in = new FileReader(file);
              }

              private void loop() {
                while (!stopped) {
                  pause();
                }
              }

              @Override
              public void close() throws IOException {
                stopped = true;
                if (in != null) {
                  in.close();
                }
              }

              void start() {
                thread.start();
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclassOverridesTheEnd() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A {
              protected volatile boolean stopped;

              void start() {
                new Thread(this::loop).start();
              }

              private void loop() {
                // BUG: Diagnostic contains: Loop around pause() goes on: only stop() ends it, which B overrides without calling super; its thread never ends
                while (!stopped) {
                  pause();
                }
              }

              void stop() {
                stopped = true;
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }

            class B extends A {
              int stops;

              @Override
              void stop() {
                stops++;
              }
            }

            class User {
              void use() {
                A object = new B();
                object.start();
                object.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclassOverridesTheEndInHelper() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A {
              protected volatile boolean stopped;

              void start() {
                new Thread(this::loop).start();
              }

              private void loop() {
                // BUG: Diagnostic contains: only stop() ends it, which B overrides
                while (!stopped) {
                  pause();
                }
              }

              void stop() {
                end();
              }

              private void end() {
                stopped = true;
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }

            class B extends A {
              int stops;

              @Override
              void stop() {
                stops++;
              }
            }

            class User {
              void use() {
                A object = new B();
                object.start();
                object.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclassCallsTheEnd() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A {
              protected volatile boolean stopped;

              void start() {
                new Thread(this::loop).start();
              }

              private void loop() {
                while (!stopped) {
                  pause();
                }
              }

              void stop() {
                stopped = true;
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }

            class B extends A {
              int stops;

              @Override
              void stop() {
                stops++;
                super.stop();
              }
            }

            class User {
              void use() {
                A object = new B();
                object.start();
                object.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclassSetsTheFlag() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A {
              protected volatile boolean stopped;

              void start() {
                new Thread(this::loop).start();
              }

              private void loop() {
                while (!stopped) {
                  pause();
                }
              }

              void stop() {
                stopped = true;
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }

            class B extends A {
              int stops;

              @Override
              void stop() {
                stopped = true;
              }
            }

            class User {
              void use() {
                A object = new B();
                object.start();
                object.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclassStartsNothing() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A {
              protected volatile boolean stopped;

              void start() {
                new Thread(this::loop).start();
              }

              private void loop() {
                while (!stopped) {
                  pause();
                }
              }

              void stop() {
                stopped = true;
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }

            class B extends A {
              int stops;

              @Override
              void stop() {
                stops++;
              }

              @Override
              void start() {
                stops--;
              }
            }

            class User {
              void use() {
                A object = new B();
                object.start();
                object.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void subclassHasNoLoop() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A {
              protected volatile boolean stopped;

              void start() {
                new Thread(this::loop).start();
              }

              protected void loop() {
                while (!stopped) {
                  pause();
                }
              }

              void stop() {
                stopped = true;
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }

            class B extends A {
              int stops;

              @Override
              void stop() {
                stops++;
              }

              @Override
              protected void loop() {
                stops--;
              }
            }

            class User {
              void use() {
                A object = new B();
                object.start();
                object.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void anotherMethodEndsIt() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A {
              protected volatile boolean stopped;

              void start() {
                new Thread(this::loop).start();
              }

              private void loop() {
                while (!stopped) {
                  pause();
                }
              }

              void stop() {
                stopped = true;
              }

              void abort() {
                stopped = true;
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }

            class B extends A {
              int stops;

              @Override
              void stop() {
                stops++;
              }
            }

            class User {
              void use() {
                A object = new B();
                object.start();
                object.stop();
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedForSomeSubclassesOnly() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .addSourceLines(
            "A.java",
            """
            class A implements AutoCloseable {
              private final Thread poller = new Thread(this::poll);
              private volatile boolean open = true;
              private final long period;

              A(long period) {
                this.period = period;
                if (period > 0) {
                  poller.start();
                }
              }

              private void poll() {
                while (open) {
                  try {
                    Thread.sleep(period);
                  } catch (InterruptedException e) {
                    System.out.println("looks");
                  }
                }
              }

              @Override
              public void close() {
                open = false;
                poller.interrupt();
              }

              static final class Manual extends A {
                Manual() {
                  super(0);
                }

                @Override
                public void close() {
                  System.out.println("nothing to end");
                }
              }

              static void main(String[] args) {
                try (A manual = new Manual()) {
                  System.out.println(manual);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void factoryHasCheckedTheTextThatTheConstructorParses() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.Optional;

            /** A sampler whose settings are checked before it is made. */
            public class Ok {
              static final class Sampler implements AutoCloseable {
                private final Thread thread;
                private final int scale;
                private volatile boolean running = true;
                private volatile long samples;

                private Sampler(String digits) {
                  thread = new Thread(this::sample, "sampler");
                  thread.start();
                  scale = Integer.parseInt(digits);
                }

                static Optional<Sampler> of(String setting) {
                  String text = setting.strip();
                  return text.matches("[0-9]{1,4}") ? Optional.of(new Sampler(text)) : Optional.empty();
                }

                private void sample() {
                  while (running) {
                    samples++;
                    try {
                      Thread.sleep(10);
                    } catch (InterruptedException e) {
                      // Asks whether to go on.
                    }
                  }
                }

                long scaled() {
                  return samples * scale;
                }

                @Override
                public void close() {
                  running = false;
                  thread.interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                String settings = System.getProperty("sampler.scale", "25; fast; 1x");
                for (String setting : settings.split(";")) {
                  Optional<Sampler> made = Sampler.of(setting);
                  if (made.isPresent()) {
                    try (Sampler sampler = made.get()) {
                      Thread.sleep(40);
                      System.out.println(sampler.scaled() > 0);
                    }
                  } else {
                    System.out.println("no scale: " + setting);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void factoryHasMeasuredTheTextThatTheConstructorParses() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.Optional;

            /** A sampler whose settings are checked before it is made. */
            public class Ok {
              static final class Sampler implements AutoCloseable {
                private final Thread thread;
                private final int scale;
                private volatile boolean running = true;
                private volatile long samples;

                private Sampler(String digits) {
                  thread = new Thread(this::sample, "sampler");
                  thread.start();
                  scale = Integer.parseInt(digits);
                }

                static Optional<Sampler> of(String setting) {
                  String text = setting.strip();
                  return text.length() < 5 ? Optional.of(new Sampler(text)) : Optional.empty();
                }

                private void sample() {
                  // BUG: Diagnostic contains: in the constructor
                  while (running) {
                    samples++;
                    try {
                      Thread.sleep(10);
                    } catch (InterruptedException e) {
                      // Asks whether to go on.
                    }
                  }
                }

                long scaled() {
                  return samples * scale;
                }

                @Override
                public void close() {
                  running = false;
                  thread.interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                String settings = System.getProperty("sampler.scale", "25; fast; 1x");
                for (String setting : settings.split(";")) {
                  Optional<Sampler> made = Sampler.of(setting);
                  if (made.isPresent()) {
                    try (Sampler sampler = made.get()) {
                      Thread.sleep(40);
                      System.out.println(sampler.scaled() > 0);
                    }
                  } else {
                    System.out.println("no scale: " + setting);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void factoryHasParsedTheTextBefore() {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.Optional;

            /** A sampler whose settings are checked before it is made. */
            public class Ok {
              static final class Sampler implements AutoCloseable {
                private final Thread thread;
                private final int scale;
                private volatile boolean running = true;
                private volatile long samples;

                private Sampler(String digits) {
                  thread = new Thread(this::sample, "sampler");
                  thread.start();
                  scale = Integer.parseInt(digits);
                }

                static Optional<Sampler> of(String setting) {
                  String text = setting.strip();
                  try {
                    Integer.parseInt(text);
                  } catch (NumberFormatException e) {
                    return Optional.empty();
                  }
                  return Optional.of(new Sampler(text));
                }

                private void sample() {
                  while (running) {
                    samples++;
                    try {
                      Thread.sleep(10);
                    } catch (InterruptedException e) {
                      // Asks whether to go on.
                    }
                  }
                }

                long scaled() {
                  return samples * scale;
                }

                @Override
                public void close() {
                  running = false;
                  thread.interrupt();
                }
              }

              public static void main(String[] args) throws InterruptedException {
                String settings = System.getProperty("sampler.scale", "25; fast; 1x");
                for (String setting : settings.split(";")) {
                  Optional<Sampler> made = Sampler.of(setting);
                  if (made.isPresent()) {
                    try (Sampler sampler = made.get()) {
                      Thread.sleep(40);
                      System.out.println(sampler.scaled() > 0);
                    }
                  } else {
                    System.out.println("no scale: " + setting);
                  }
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedIfTheSubclassSaysSo() {
    pollers(
        false,
        """
        void start() {
          new Thread(this::loop).start();
        }
        """,
        """
        for (A each : all) {
          if (each.isAutomatic()) {
            each.start();
          }
        }
        """);
  }

  @Test
  void startedIfAVariableSaysSo() {
    pollers(
        false,
        """
        void start() {
          new Thread(this::loop).start();
        }
        """,
        """
        for (A each : all) {
          boolean isAutomatic = each.isAutomatic();
          if (isAutomatic) {
            each.start();
          }
        }
        """);
  }

  @Test
  void startedIfOfAnotherClass() {
    pollers(
        false,
        """
        void start() {
          new Thread(this::loop).start();
        }
        """,
        """
        for (A each : all) {
          if (!(each instanceof B)) {
            each.start();
          }
        }
        """);
  }

  @Test
  void startedIfPassedByAFilter() {
    pollers(
        false,
        """
        void start() {
          new Thread(this::loop).start();
        }
        """,
        """
        all.stream().filter(A::isAutomatic).forEach(A::start);
        """);
  }

  @Test
  void startsIfTheSubclassSaysSo() {
    pollers(
        false,
        """
        void start() {
          if (isAutomatic()) {
            launch();
          }
        }

        private void launch() {
          new Thread(this::loop).start();
        }
        """,
        """
        all.forEach(A::start);
        """);
  }

  @Test
  void anotherOneIsStarted() {
    pollers(
        false,
        """
        void start() {
          new Thread(this::loop).start();
        }
        """,
        """
        A one = new A();
        one.start();
        one.stop();
        """);
  }

  @Test
  void startsOnce() {
    pollers(
        true,
        """
        private Thread thread;

        void start() {
          if (thread == null) {
            launch();
          }
        }

        private void launch() {
          thread = new Thread(this::loop);
          thread.start();
        }
        """,
        """
        all.forEach(A::start);
        """);
  }

  private void pollers(boolean isLost, String start, String use) {
    CompilationTestHelper.newInstance(BackgroundLoopNeverEnds.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.List;

            class A {
              protected volatile boolean stopped;

              boolean isAutomatic() {
                return true;
              }

              %s

              private void loop() {
                %s
                while (!stopped) {
                  pause();
                }
              }

              void stop() {
                stopped = true;
              }

              static void pause() {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }

            class B extends A {
              @Override
              boolean isAutomatic() {
                return false;
              }

              @Override
              void stop() {
                System.out.println("by hand");
              }
            }

            class User {
              void use(List<A> all) {
                %s
                all.forEach(A::stop);
              }
            }
            """
                .formatted(
                    start, isLost ? "// BUG: Diagnostic contains: which B overrides" : "", use))
        .doTest();
  }
}
