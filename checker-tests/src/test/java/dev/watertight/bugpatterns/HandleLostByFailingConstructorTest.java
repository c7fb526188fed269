package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleLostByFailingConstructorTest {
  @Test
  void nothingThrown() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            abstract class Owner implements AutoCloseable {
              ExecutorService pool;

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class NothingThrown extends Owner {
              NothingThrown(Runnable task) {
                pool = Executors.newFixedThreadPool(1);
                pool.execute(task);
              }
            }
            """)
        .doTest();
  }

  @Test
  void throwsBeforeTheHandle() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileInputStream;
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ThrowsBeforeOpening implements AutoCloseable {
              private final ExecutorService pool;
              private final InputStream input;

              ThrowsBeforeOpening(String file, Runnable task) throws IOException {
                input = new FileInputStream(file);
                pool = Executors.newFixedThreadPool(2);
                pool.execute(task);
              }

              int read() throws IOException {
                return input.read();
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class ThrowsBeforeFirstTask implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(3);

              ThrowsBeforeFirstTask(String file, Runnable task) throws IOException {
                new FileInputStream(file).close();
                pool.execute(task);
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void shutDownInCatch() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileInputStream;
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ShutDownInCatch implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(4);

              ShutDownInCatch(String file, Runnable task) throws IOException {
                pool.execute(task);
                try {
                  new FileInputStream(file).close();
                } catch (IOException e) {
                  pool.shutdownNow();
                  throw e;
                }
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedInCatch() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileInputStream;
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class ClosedInCatch implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(5);

              ClosedInCatch(String file, Runnable task) throws IOException {
                pool.execute(task);
                try {
                  new FileInputStream(file).close();
                } catch (IOException e) {
                  close();
                  throw e;
                }
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void checkedExceptionInMethod() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileInputStream;
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class CheckedExceptionInMethod implements AutoCloseable {
              private ExecutorService pool;

              void start(String file, Runnable task) throws IOException {
                pool = Executors.newFixedThreadPool(6);
                pool.execute(task);
                new FileInputStream(file).close();
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void neverShutDown() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileInputStream;
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class NeverShutDown {
              private final ExecutorService pool = Executors.newFixedThreadPool(7);

              NeverShutDown(String file, Runnable task) throws IOException {
                pool.execute(task);
                new FileInputStream(file).close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedByInitializer() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileInputStream;
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class OpenedByInitializer implements AutoCloseable {
              // BUG: Diagnostic contains: Fixed pool of 8 platform threads in field 'pool' is not shut down when line 12 throws IOException, and then nobody has the object that owns it; its threads never end
              private final ExecutorService pool = Executors.newFixedThreadPool(8);

              OpenedByInitializer(String file, Runnable task) throws IOException {
                pool.execute(task);
                new FileInputStream(file).close();
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void openedByConstructor() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class OpenedByConstructor implements AutoCloseable {
              private final ExecutorService pool;

              OpenedByConstructor(int port, Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 9 platform threads in field 'pool' is not shut down when line 12 throws IllegalArgumentException, and then nobody has the object
                pool = Executors.newFixedThreadPool(9);
                pool.execute(task);
                if (port < 0) {
                  throw new IllegalArgumentException("port");
                }
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void startedByOwnMethod() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.io.FileInputStream;
            import java.io.IOException;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class StartedByOwnMethod implements AutoCloseable {
              private final ExecutorService pool;

              StartedByOwnMethod(String file) throws IOException {
                // BUG: Diagnostic contains: Fixed pool of 10 platform threads in field 'pool' is not shut down when line 13 throws
                pool = Executors.newFixedThreadPool(10);
                start();
                new FileInputStream(file).close();
              }

              private void start() {
                pool.execute(() -> {});
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownMethodThrowsOnPurpose() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class OwnMethodThrowsOnPurpose implements AutoCloseable {
              private final ExecutorService pool;

              OwnMethodThrowsOnPurpose(int port, Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 11 platform threads in field 'pool' is not shut down when line 11 throws RuntimeException
                pool = Executors.newFixedThreadPool(11);
                pool.execute(task);
                validate(port);
              }

              private void validate(int port) {
                if (port < 0) {
                  throw new IllegalArgumentException("port");
                }
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void calledMethodThatFailsFirst() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class FailsFirst implements AutoCloseable {
              private final ExecutorService pool;

              FailsFirst(InputStream in) {
                pool = Executors.newFixedThreadPool(1);
                open(in);
              }

              private void open(InputStream in) {
                try {
                  int first = in.read();
                  pool.execute(() -> System.out.println(first));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class StartsFirst implements AutoCloseable {
              private final ExecutorService pool;

              StartsFirst(InputStream in) {
                // BUG: Diagnostic contains: is not shut down when line 35 throws
                pool = Executors.newFixedThreadPool(2);
                open(in);
              }

              private void open(InputStream in) {
                pool.execute(() -> System.out.println("a"));
                try {
                  System.out.println(in.read());
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void initializersWithLambdas() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.InputStream;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              private final int count = List.of("a", "b").stream().mapToInt(s -> s.length()).sum();
              private final int number = Integer.parseInt(System.getProperty("number"));
              // BUG: Diagnostic contains: is not shut down when line 15 throws IOException
              private final ExecutorService pool = Executors.newFixedThreadPool(3);

              A(InputStream in) throws IOException {
                pool.execute(() -> System.out.println(count + number));
                System.out.println(in.read());
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }
            """)
        .doTest();
  }

  @Test
  void constructorOfSubclass() {
    compileSubclass(
        "super(port);",
        "throw new IllegalArgumentException();",
        "// BUG: Diagnostic contains: line 22");
  }

  @Test
  void constructorOfSubclassCloses() {
    compileSubclass("super(port);", "close(); throw new IllegalArgumentException();", "");
  }

  @Test
  void argumentOfSuperconstructor() {
    compileSubclass("super(parse(port));", "this.port = 0;", "");
  }

  private void compileSubclass(String first, String invalid, String report) {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              %s
              private final ExecutorService pool = Executors.newFixedThreadPool(4);

              A(int port) {
                pool.execute(() -> System.out.println(port));
              }

              @Override
              public void close() {
                pool.shutdown();
              }

              static final class Udp extends A {
                Integer port;

                Udp(int port) {
                  %s
                  if (port < 9) { %s }
                }

                private static int parse(int port) {
                  if (port < 7) {
                    throw new IllegalArgumentException();
                  }
                  return port;
                }
              }
            }
            """
                .formatted(report, first, invalid))
        .doTest();
  }

  @Test
  void recordHasCheckedTheTextThatTheConstructorParses() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            /** An importer whose settings a record checks when it is made. */
            public class Ok {
              record Settings(String batch, String table) {
                Settings {
                  if (!batch.chars().allMatch(c -> c >= '0' && c <= '9') || batch.isEmpty()
                      || batch.length() > 6) {
                    throw new IllegalArgumentException("batch " + batch);
                  }
                }

                static Settings parse(String line) {
                  int at = line.indexOf('/');
                  return new Settings(line.substring(0, at), line.substring(at + 1));
                }
              }

              static final class Importer implements AutoCloseable {
                private final ExecutorService pool = Executors.newFixedThreadPool(2);
                private final int batch;
                private final String table;

                Importer(Settings settings) {
                  table = settings.table();
                  pool.execute(() -> System.out.println("prepare " + settings.table()));
                  batch = Integer.parseInt(settings.batch());
                }

                void importRows(int rows) {
                  for (int row = 0; row < rows; row += batch) {
                    int from = row;
                    pool.execute(() -> System.out.println(table + " from " + from));
                  }
                }

                @Override
                public void close() {
                  pool.shutdown();
                  try {
                    if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
                      pool.shutdownNow();
                    }
                  } catch (InterruptedException e) {
                    pool.shutdownNow();
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) {
                Settings settings = Settings.parse(System.getProperty("import", "50/customers"));
                try (Importer importer = new Importer(settings)) {
                  importer.importRows(120);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void recordHasMeasuredTheTextThatTheConstructorParses() {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Ok.java",
            """
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;
            import java.util.concurrent.TimeUnit;

            /** An importer whose settings a record checks when it is made. */
            public class Ok {
              record Settings(String batch, String table) {
                Settings {
                  if (batch.isEmpty() || batch.length() > 6) {
                    throw new IllegalArgumentException("batch " + batch);
                  }
                }

                static Settings parse(String line) {
                  int at = line.indexOf('/');
                  return new Settings(line.substring(0, at), line.substring(at + 1));
                }
              }

              static final class Importer implements AutoCloseable {
                // BUG: Diagnostic contains: when line
                private final ExecutorService pool = Executors.newFixedThreadPool(2);
                private final int batch;
                private final String table;

                Importer(Settings settings) {
                  table = settings.table();
                  pool.execute(() -> System.out.println("prepare " + settings.table()));
                  batch = Integer.parseInt(settings.batch());
                }

                void importRows(int rows) {
                  for (int row = 0; row < rows; row += batch) {
                    int from = row;
                    pool.execute(() -> System.out.println(table + " from " + from));
                  }
                }

                @Override
                public void close() {
                  pool.shutdown();
                  try {
                    if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
                      pool.shutdownNow();
                    }
                  } catch (InterruptedException e) {
                    pool.shutdownNow();
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) {
                Settings settings = Settings.parse(System.getProperty("import", "50/customers"));
                try (Importer importer = new Importer(settings)) {
                  importer.importRows(120);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void callOfOtherObjectFailsForFile() {
    compileOther("// BUG: Diagnostic contains: when line", "file", "Error", "tasks");
  }

  @Test
  void callOfOtherObjectFailsForState() {
    compileOther(
        "// BUG: Diagnostic contains: when line", "state", "IllegalStateException", "tasks");
  }

  @Test
  void nobodyCatchesWhatCallOfOtherObjectThrows() {
    compileOther("", "state", "IndexOutOfBoundsException", "tasks");
  }

  private void compileOther(String report, String method, String caught, String tasks) {
    CompilationTestHelper.newInstance(HandleLostByFailingConstructor.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.io.UncheckedIOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.Properties;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class A implements AutoCloseable {
              record Settings(Path path, Properties all) {
                String file() {
                  try {
                    return Files.readString(path);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }

                String state() {
                  String found = all.getProperty("state");
                  if (found == null) {
                    throw new IllegalStateException("state");
                  }
                  return found;
                }
              }

              private final String text;
              %s
              private final ExecutorService %s = Executors.newFixedThreadPool(5);

              A(Settings settings) {
                tasks.execute(() -> System.out.println("started"));
                text = settings.%s();
              }

              @Override
              public void close() {
                tasks.shutdown();
              }

              static void print(Settings settings) {
                try (A a = new A(settings)) {
                  System.out.println(a.text);
                } catch (%s e) {
                  System.out.println("none");
                }
              }
            }
            """
                .formatted(report, tasks, method, caught))
        .doTest();
  }
}
