package dev.watertight.summaries;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static java.util.stream.Collectors.joining;

import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import org.junit.jupiter.api.Test;

/** What calls of {@code call*} may do. */
final class SummariesTest {
  private static void test(String... lines) {
    CompilationTestHelper.newInstance(EffectsPrinter.class, SummariesTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", lines)
        .doTest();
  }

  @Test
  void exceptionOfLibraryMethod() {
    test(
        """
        import java.io.IOException;
        import java.io.InputStream;

        class A {
          void a(InputStream in) throws IOException {
            // BUG: Diagnostic contains: throws [IOException DECLARED]
            call(in);
          }

          private static int call(InputStream in) throws IOException {
            return in.read();
          }
        }
        """);
  }

  @Test
  void exceptionThatIsDeclaredOnly() {
    test(
        """
        import java.io.IOException;

        class A {
          void a() throws IOException {
            // BUG: Diagnostic contains: throws []
            call();
          }

          private void call() throws IOException {
            System.out.println("a");
          }
        }
        """);
  }

  @Test
  void overriderOutOfView() {
    test(
        """
        import java.io.IOException;

        public class A {
          void a() throws IOException {
            // BUG: Diagnostic contains: throws [IOException DECLARED]
            call();
          }

          protected void call() throws IOException {
            System.out.println("a");
          }
        }
        """);
  }

  @Test
  void overriderInView() {
    test(
        """
        class A {
          void a() {
            // BUG: Diagnostic contains: throws [IllegalStateException REFUSAL]
            call(true);
          }

          void call(boolean b) {}

          static class B extends A {
            @Override
            void call(boolean b) {
              if (b) {
                throw new IllegalStateException();
              }
            }
          }
        }
        """);
  }

  @Test
  void caughtInside() {
    test(
        """
        import java.io.IOException;
        import java.io.InputStream;

        class A {
          void a(InputStream in) {
            // BUG: Diagnostic contains: throws []
            call(in);
          }

          private static int call(InputStream in) {
            try {
              return in.read();
            } catch (IOException e) {
              return -1;
            }
          }
        }
        """);
  }

  @Test
  void thrownOnByClause() {
    test(
        """
        import java.io.IOException;
        import java.io.InputStream;

        class A {
          void a(InputStream in) throws IOException {
            // BUG: Diagnostic contains: throws [IOException DECLARED]
            call(in);
          }

          private static int call(InputStream in) throws IOException {
            try {
              return in.read();
            } catch (Exception e) {
              System.out.println(e);
              throw e;
            }
          }
        }
        """);
  }

  @Test
  void failureOfSomethingElse() {
    test(
        """
        import java.io.IOException;
        import java.io.InputStream;

        class A {
          void a(InputStream in) {
            // BUG: Diagnostic contains: throws [IllegalStateException FAILURE]
            call(in);
          }

          private static int call(InputStream in) {
            try {
              return in.read();
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """);
  }

  @Test
  void failureThatNeverComes() {
    test(
        """
        import java.security.MessageDigest;
        import java.security.NoSuchAlgorithmException;

        class A {
          void a() {
            // BUG: Diagnostic contains: throws [AssertionError UNLIKELY]
            call();
          }

          private static MessageDigest call() {
            try {
              return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
              throw new AssertionError(e);
            }
          }
        }
        """);
  }

  @Test
  void interruptToldOtherwise() {
    test(
        """
        class A {
          void a() {
            // BUG: Diagnostic contains: throws [IllegalStateException INTERRUPT]
            call();
          }

          private static void call() {
            try {
              Thread.sleep(1);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """);
  }

  @Test
  void typeVariableThatIsInferred() {
    test(
        """
        class A {
          interface Action<X extends Exception> {
            void run() throws X;
          }

          void a() {
            // BUG: Diagnostic contains: throws []
            call(() -> {});
          }

          static <X extends Exception> void call(Action<X> action) throws X {
            action.run();
          }
        }

        class B {
          interface Action<X extends Exception> {
            void run() throws X;
          }

          void a(Action<java.io.IOException> action) throws java.io.IOException {
            // BUG: Diagnostic contains: throws [IOException DECLARED, RuntimeException SUPPLIED]
            call(action);
          }

          static <X extends Exception> void call(Action<X> action) throws X {
            action.run();
          }
        }
        """);
  }

  @Test
  void lambdasOfPrivateInterface() {
    test(
        """
        import java.io.IOException;

        class A {
          private interface Style {
            String callWith(String s) throws IOException;
          }

          private static final Style PLAIN = s -> s;
          private static final Style LOUD = s -> s + "!";

          String a(boolean b) throws IOException {
            // BUG: Diagnostic contains: throws []
            return (b ? PLAIN : LOUD).callWith("a");
          }
        }

        class B {
          private interface Style {
            String callWith(String s) throws IOException;
          }

          private static final Style PLAIN = s -> s;
          private static final Style STRICT =
              s -> {
                throw new IOException();
              };

          String a(boolean b) throws IOException {
            // BUG: Diagnostic contains: throws [IOException STATEMENT]
            return (b ? PLAIN : STRICT).callWith("a");
          }
        }
        """);
  }

  @Test
  void methodsThatCallEachOther() {
    test(
        """
        import java.io.IOException;

        class A {
          void a(int n) throws IOException {
            // BUG: Diagnostic contains: throws [IOException REFUSAL]
            call(n);
          }

          private void call(int n) throws IOException {
            other(n - 1);
          }

          private void other(int n) throws IOException {
            int m = n / 2;
            if (m == 0) {
              throw new IOException();
            }
            call(m);
          }
        }
        """);
  }

  @Test
  void mistakeOfCallerFurtherUp() {
    test(
        """
        class A {
          void a(String s) {
            // BUG: Diagnostic contains: throws [IllegalArgumentException UNLIKELY]
            call(s);
          }

          private static void call(String s) {
            check(s);
          }

          private static void check(String s) {
            if (s.isEmpty()) {
              throw new IllegalArgumentException();
            }
          }
        }
        """);
  }

  @Test
  void parsers() {
    test(
        """
        class A {
          void a(String s) {
            // BUG: Diagnostic contains: throws [RuntimeException INPUT]
            call(s);
            // BUG: Diagnostic contains: throws []
            callTested(s);
            // BUG: Diagnostic contains: throws []
            callConstant();
            // BUG: Diagnostic contains: throws []
            callGiven("1");
          }

          private static int call(String s) {
            return Integer.parseInt(s);
          }

          private static int callTested(String s) {
            return s.matches("[0-9]+") ? Integer.parseInt(s) : 0;
          }

          private static int callConstant() {
            return Integer.parseInt("1");
          }

          private static int callGiven(String s) {
            return Integer.parseInt(s);
          }
        }
        """);
  }

  @Test
  void initializersOfFields() {
    test(
        """
        import java.io.FileInputStream;
        import java.io.IOException;

        class A {
          private final FileInputStream in = new FileInputStream("a");

          A() throws IOException {}

          void a() throws IOException {
            // BUG: Diagnostic contains: throws [FileNotFoundException DECLARED]
            call();
          }

          private static A call() throws IOException {
            return new A();
          }
        }
        """);
  }

  @Test
  void endOfProcess() {
    test(
        """
        class A {
          void a() {
            // BUG: Diagnostic contains: throws [], exits, never returns
            call();
          }

          private static void call() {
            System.err.println("bye");
            exit(1);
          }

          private static void exit(int n) {
            Runtime.getRuntime().halt(n);
          }
        }

        class B {
          void a() {
            // BUG: Diagnostic contains: throws [], exits.
            call(1);
          }

          private static void call(int n) {
            if (n > 0) {
              System.exit(n);
            }
          }
        }
        """);
  }

  @Test
  void functionThatEndsTheProcess() {
    test(
        """
        import java.util.function.IntConsumer;

        public class A {
          private final IntConsumer last = System::exit;

          void a() {
            // BUG: Diagnostic contains: throws [], exits, never returns
            call(last);
            // BUG: Diagnostic contains: throws [].
            callOther(code -> {});
          }

          private static void call(IntConsumer end) {
            end.accept(1);
          }

          private static void callOther(IntConsumer end) {
            end.accept(1);
          }

          public static class B {
            private final IntConsumer end;

            public B(IntConsumer end) {
              this.end = end;
            }

            static B ending() {
              return new B(code -> System.exit(code));
            }

            void a() {
              // BUG: Diagnostic contains: exits, never returns
              call();
            }

            private void call() {
              end.accept(1);
            }
          }
        }
        """);
  }

  @Test
  void neverReturning() {
    test(
        """
        class A {
          void throwing() {
            // BUG: Diagnostic contains: throws [UnsupportedOperationException STATEMENT].
            call();
          }

          private static int call() {
            throw new UnsupportedOperationException();
          }

          void looping() {
            // BUG: Diagnostic contains: never returns
            callLoop();
          }

          private static void callLoop() {
            while (true) {
              System.out.println();
            }
          }

          void breaking() {
            // BUG: Diagnostic contains: throws [].
            callLoopThatBreaks();
          }

          private static void callLoopThatBreaks() {
            while (true) {
              if (System.nanoTime() > 0) {
                break;
              }
            }
          }

          void returningEarly() {
            // BUG: Diagnostic contains: throws [], exits.
            callIf(true);
          }

          private static void callIf(boolean b) {
            if (b) {
              return;
            }
            System.exit(1);
          }

          void caught() {
            // BUG: Diagnostic contains: throws [], exits.
            callTry();
          }

          private static void callTry() {
            try {
              System.exit(1);
            } catch (SecurityException e) {
              System.out.println(e);
            }
          }
        }
        """);
  }

  @Test
  void codeOutOfView() {
    test(
        """
        import java.util.function.Consumer;
        import java.util.logging.Logger;

        class A {
          void a(Logger logger, Consumer<String> consumer) {
            // BUG: Diagnostic contains: throws [].
            call(logger);
            // BUG: Diagnostic contains: throws [RuntimeException SUPPLIED], calls others
            call(consumer);
          }

          private static void call(Logger logger) {
            logger.info("a");
          }

          private static void call(Consumer<String> consumer) {
            consumer.accept("a");
          }
        }
        """);
  }

  @Test
  void streamsInMemory() {
    test(
        """
        import java.io.BufferedReader;
        import java.io.IOException;
        import java.io.Reader;
        import java.io.StringReader;

        class A {
          String inMemory(String s) throws IOException {
            // BUG: Diagnostic contains: throws []
            return callWithText(s);
          }

          private static String callWithText(String s) throws IOException {
            BufferedReader in = new BufferedReader(new StringReader(s));
            return in.readLine();
          }

          String given(Reader r) throws IOException {
            // BUG: Diagnostic contains: throws [IOException DECLARED]
            return callWithReader(r);
          }

          private static String callWithReader(Reader r) throws IOException {
            BufferedReader in = new BufferedReader(r);
            return in.readLine();
          }
        }
        """);
  }

  @Test
  void functionInConstant() {
    test(
        """
        import java.io.IOException;

        class A {
          interface Mirror {
            String callOn() throws IOException;
          }

          private static final Mirror BUNDLED = () -> "a";

          String constant() throws IOException {
            // BUG: Diagnostic contains: throws [].
            return BUNDLED.callOn();
          }

          Mirror failing() {
            return () -> {
              throw new IOException();
            };
          }

          String any(Mirror mirror) throws IOException {
            // BUG: Diagnostic contains: throws [IOException STATEMENT].
            return mirror.callOn();
          }
        }
        """);
  }

  @Test
  void functionsThatRunAtOnce() {
    test(
        """
        import java.util.List;

        class A {
          void inPlace(List<String> list) {
            // BUG: Diagnostic contains: throws [RuntimeException INPUT].
            callForEach(list);
          }

          private static void callForEach(List<String> list) {
            list.forEach(s -> System.out.println(Integer.parseInt(s)));
          }

          void later(String s) {
            // BUG: Diagnostic contains: throws [].
            callThread(s);
          }

          private static void callThread(String s) {
            new Thread(() -> System.out.println(Integer.parseInt(s))).start();
          }
        }
        """);
  }

  @Test
  void refusalOfLibraryMethod() {
    test(
        """
        import java.io.IOException;
        import java.util.Optional;

        class A {
          String a(Optional<String> s) throws IOException {
            // BUG: Diagnostic contains: throws [IOException REFUSAL].
            return call(s);
          }

          private static String call(Optional<String> s) throws IOException {
            return s.orElseThrow(() -> new IOException("none"));
          }
        }
        """);
  }

  @Test
  void nativeMethod() {
    test(
        """
        import java.io.IOException;

        class A {
          void a() throws IOException {
            // BUG: Diagnostic contains: throws [IOException DECLARED].
            call();
          }

          private static native void call() throws IOException;
        }
        """);
  }

  @Test
  void waitInCallee() {
    test(
        """
        class A {
          void a(Thread other) throws Exception {
            // BUG: Diagnostic contains: throws [InterruptedException DECLARED], waits.
            call(other);
          }

          private void call(Thread other) throws InterruptedException {
            other.join();
          }
        }
        """);
  }

  @Test
  void waitInTaskApart() {
    test(
        """
        class A {
          void a(Thread other) {
            // BUG: Diagnostic contains: throws [].
            call(other);
          }

          private void call(Thread other) {
            new Thread(
                    () -> {
                      try {
                        other.join();
                      } catch (InterruptedException e) {
                        return;
                      }
                    })
                .start();
          }
        }
        """);
  }

  @Test
  void nameThatIsThere() {
    test(
        """
        import java.io.UnsupportedEncodingException;
        import java.net.URLEncoder;

        class A {
          private static final String LATIN = "ISO-8859-1";

          void a(byte[] bytes, String given) throws UnsupportedEncodingException {
            // BUG: Diagnostic contains: throws [].
            callConstants(bytes, "a");
            // BUG: Diagnostic contains: throws [UnsupportedEncodingException DECLARED].
            callGiven(bytes, given);
          }

          private String callConstants(byte[] bytes, String text)
              throws UnsupportedEncodingException {
            String name = bytes.length > 2 ? LATIN : "UTF-8";
            return new String(bytes, 0, 2, LATIN)
                + new String(bytes, name)
                + URLEncoder.encode(text, "UTF-8")
                + text.getBytes("US-ASCII").length;
          }

          private String callGiven(byte[] bytes, String name) throws UnsupportedEncodingException {
            return new String(bytes, name);
          }
        }
        """);
  }

  @Test
  void textInMemory() {
    test(
        """
        import java.io.BufferedWriter;
        import java.io.IOException;
        import java.io.StringWriter;
        import java.io.Writer;

        class A {
          void a(StringBuilder text, Writer file) throws IOException {
            // BUG: Diagnostic contains: throws [].
            callMemory(new StringBuilder());
            // BUG: Diagnostic contains: throws [IOException DECLARED].
            callFile(file);
          }

          private void callMemory(Appendable out) throws IOException {
            out.append("a").append('b').append("c");
            Appendable same = out;
            same.append("d");
            try (Writer writer = new BufferedWriter(new StringWriter())) {
              writer.write("e");
            }
          }

          private void callFile(Appendable out) throws IOException {
            out.append("a").append('b');
          }
        }
        """);
  }

  /** Prints what calls of methods do whose names start with {@code call}. */
  @BugPattern(summary = "Prints effects", severity = ERROR)
  public static final class EffectsPrinter extends BugChecker
      implements MethodInvocationTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      if (!ASTHelpers.getSymbol(tree).getSimpleName().toString().startsWith("call")
          || !ASTHelpers.findEnclosingMethod(state)
              .getName()
              .toString()
              .matches("(?!call|other).*")) {
        return Description.NO_MATCH;
      }
      Effects effects = Summaries.ofCall(state.getPath(), state);
      String thrown =
          effects.thrown().stream()
              .map(t -> t.type().tsym.getSimpleName() + " " + t.reason())
              .sorted()
              .collect(joining(", ", "throws [", "]"));
      return buildDescription(tree)
          .setMessage(
              thrown
                  + (effects.exits() ? ", exits" : "")
                  + (Summaries.neverReturns(tree, state) ? ", never returns" : "")
                  + (effects.waits() ? ", waits" : "")
                  + (effects.callsOthers() ? ", calls others" : "")
                  + ".")
          .build();
    }
  }
}
