package dev.watertight.bugpatterns;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.truth.Correspondence;
import com.google.errorprone.BaseErrorProneJavaCompiler;
import com.google.errorprone.FileObjects;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.scanner.ScannerSupplier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** The two shapes of {@code StructuredTaskScope}, for compilations of tests. */
public final class TaskScopeApi {
  private static final String MARKER = "// BUG: Diagnostic contains: ";
  private static final Correspondence<String, String> STARTING_WITH =
      Correspondence.from((actual, expected) -> actual.startsWith(expected), "starts with");

  /** The public face of the class as JDK 21 to 24 had it. */
  private static final String JDK_21 =
      """
      package java.util.concurrent;

      import java.time.Instant;
      import java.util.function.Supplier;

      public class StructuredTaskScope<T> implements AutoCloseable {
        public interface Subtask<T> extends Supplier<T> {
          Throwable exception();
        }

        public StructuredTaskScope() {}

        public StructuredTaskScope(String name, ThreadFactory factory) {}

        public native <U extends T> Subtask<U> fork(Callable<? extends U> task);

        public native StructuredTaskScope<T> join() throws InterruptedException;

        public native StructuredTaskScope<T> joinUntil(Instant deadline)
            throws InterruptedException, TimeoutException;

        public native void shutdown();

        @Override
        public native void close();

        public static final class ShutdownOnFailure extends StructuredTaskScope<Object> {
          @Override
          public native ShutdownOnFailure join() throws InterruptedException;

          public native void throwIfFailed() throws ExecutionException;
        }

        public static final class ShutdownOnSuccess<T> extends StructuredTaskScope<T> {
          @Override
          public native ShutdownOnSuccess<T> join() throws InterruptedException;

          public native T result() throws ExecutionException;
        }
      }
      """;

  private TaskScopeApi() {}

  /** The arguments for the running JDK's own class, which must be 25 or newer. */
  public static String[] ofRunningJdk() {
    return new String[] {
      "--enable-preview", "--release", String.valueOf(Runtime.version().feature())
    };
  }

  /**
   * Compiles a source with the class of JDK 21 to 24 in place of the running JDK's, and compares
   * what a check reports with the {@code BUG} comments.
   *
   * <p>{@link com.google.errorprone.CompilationTestHelper} cannot do that: it shares its file
   * manager, which would keep the patched module for all other tests.
   */
  public static void doTestWithJdk21(
      Class<? extends BugChecker> check, Path directory, String fileName, String source)
      throws IOException {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    boolean compiled =
        new BaseErrorProneJavaCompiler(ScannerSupplier.fromBugCheckerClasses(check))
            .getTask(
                null,
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, UTF_8),
                diagnostics,
                ImmutableList.of(
                    "--patch-module",
                    "java.base=" + compileJdk21Class(directory),
                    "-XDcompilePolicy=simple",
                    "-XDaddTypeAnnotationsToSymbol=true",
                    "-proc:none",
                    "-d",
                    directory.toString()),
                ImmutableList.of(),
                ImmutableList.of(FileObjects.forSourceLines(fileName, source)))
            .call();
    assertThat(
            diagnostics.getDiagnostics().stream()
                .map(d -> d.getLineNumber() + ": " + d.getMessage(Locale.ROOT))
                .toList())
        .comparingElementsUsing(STARTING_WITH)
        .containsExactlyElementsIn(expected(source, check));
    assertThat(compiled).isFalse();
  }

  private static ImmutableList<String> expected(String source, Class<? extends BugChecker> check) {
    ImmutableList.Builder<String> expected = ImmutableList.builder();
    List<String> lines = source.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      int marker = lines.get(i).indexOf(MARKER);
      if (marker >= 0) {
        String message = lines.get(i).substring(marker + MARKER.length());
        expected.add("%d: [%s] %s".formatted(i + 2, check.getSimpleName(), message));
      }
    }
    return expected.build();
  }

  private static Path compileJdk21Class(Path directory) throws IOException {
    Path sources = directory.resolve("sources");
    Path classes = directory.resolve("classes");
    Path source = sources.resolve("java/util/concurrent/StructuredTaskScope.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, JDK_21);
    int exitCode =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "--patch-module",
                "java.base=" + sources,
                "-d",
                classes.toString(),
                source.toString());
    assertThat(exitCode).isEqualTo(0);
    return classes;
  }
}
