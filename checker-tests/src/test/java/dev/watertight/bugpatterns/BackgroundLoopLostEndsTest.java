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
                // BUG: Diagnostic contains: Loop around pause() goes on, which only its object ends, and nobody has that when line 12 throws FileNotFoundException in the constructor
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
                // BUG: Diagnostic contains: Loop around pause() goes on, which stop() ends, which B overrides without calling it on super; its thread never ends
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
                // BUG: Diagnostic contains: which stop() ends, which B overrides
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
}
