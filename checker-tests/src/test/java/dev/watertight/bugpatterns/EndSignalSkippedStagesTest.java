package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Stages of a pipeline that hand on the end marker which they receive. */
final class EndSignalSkippedStagesTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(EndSignalSkipped.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void failureKeepsReceivedMarker() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(this::stage).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }


              private void stage() {
                try {
                  Object o;
                  while ((o = in.take()) != END) {
                    out.put(parse(o));
                  }
                  // BUG: Diagnostic contains: 'END' is skipped
                  out.put(o);
                } catch (IOException e) {
                  System.err.println(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
""")
        .doTest();
  }

  @Test
  void failureKeepsMarkerThatIsSentBehind() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(this::stage).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }


              private void stage() {
                try {
                  while (true) {
                    Object o = in.take();
                    if (o == END) {
                      break;
                    }
                    out.put(parse(o));
                  }
                  // BUG: Diagnostic contains: 'END' is skipped
                  out.put(END);
                } catch (IOException e) {
                  System.err.println(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
""")
        .doTest();
  }

  @Test
  void failureKeepsMarkerThatIsSentInTest() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(this::stage).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }


              private void stage() {
                try {
                  while (true) {
                    Object o = in.take();
                    if (o == END) {
                      // BUG: Diagnostic contains: 'END' is skipped
                      out.put(END);
                      return;
                    }
                    out.put(parse(o));
                  }
                } catch (IOException e) {
                  System.err.println(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
""")
        .doTest();
  }

  @Test
  void failureKeepsAllThatComes() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(this::stage).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }


              private void stage() {
                try {
                  Object o;
                  do {
                    o = in.take();
                    if (o != END) {
                      parse(o);
                    }
                    // BUG: Diagnostic contains: 'END' is skipped
                    out.put(o);
                  } while (o != END);
                } catch (IOException e) {
                  System.err.println(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
""")
        .doTest();
  }

  @Test
  void catchClauseSendsMarker() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(this::stage).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }


              private void stage() {
                try {
                  while (true) {
                    Object o = in.take();
                    if (o == END) {
                      out.put(END);
                      return;
                    }
                    out.put(parse(o));
                  }
                } catch (IOException e) {
                  out.add(END);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
""")
        .doTest();
  }

  @Test
  void helperForTwoStagesCatchesFailure() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(() -> guarded(this::stage)).start();
                new Thread(() -> guarded(this::rest)).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }

              private static void guarded(Callable<?> stage) {
                try {
                  stage.call();
                } catch (Exception e) {
                  System.err.println(e);
                }
              }

              private Void rest() throws Exception {
                in.clear();
                return null;
              }


              private Void stage() throws Exception {
                Object o;
                while ((o = in.take()) != END) {
                  out.put(parse(o));
                }
                // BUG: Diagnostic contains: 'END' is skipped
                out.put(o);
                return null;
              }
            }
""")
        .doTest();
  }

  @Test
  void helperRunsStageAgain() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(() -> guarded(this::stage)).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }

              private static void guarded(Callable<?> stage) {
                for (int i = 0; i < 9; i++) {
                  try {
                    stage.call();
                    return;
                  } catch (Exception e) {
                    System.err.println(e);
                  }
                }
              }

              private Void rest() throws Exception {
                in.clear();
                return null;
              }


              private Void stage() throws Exception {
                Object o;
                while ((o = in.take()) != END) {
                  out.put(parse(o));
                }
                out.put(o);
                return null;
              }
            }
""")
        .doTest();
  }

  @Test
  void stageStartsItselfAgain() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(this::stage).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }


              private void stage() {
                try {
                  while (true) {
                    Object o = in.take();
                    if (o == END) {
                      out.put(END);
                      return;
                    }
                    out.put(parse(o));
                  }
                } catch (IOException e) {
                  new Thread(this::stage).start();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
""")
        .doTest();
  }

  @Test
  void twoThreadsRunStage() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(this::stage).start();
                new Thread(this::stage).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }


              private void stage() {
                try {
                  Object o;
                  while ((o = in.take()) != END) {
                    out.put(parse(o));
                  }
                  in.put(o);
                  out.put(o);
                } catch (IOException e) {
                  System.err.println(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
""")
        .doTest();
  }

  @Test
  void restGoesOn() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(this::stage).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }


              private void stage() {
                try {
                  Object o;
                  while ((o = in.take()) != END) {
                    out.put(parse(o));
                  }
                  out.put(o);
                } catch (IOException e) {
                  in.drainTo(out);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
""")
        .doTest();
  }

  @Test
  void failedOneIsHandedOnAsMarker() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(this::stage).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }


              private static Object convert(Object o) {
                try {
                  return parse(o);
                } catch (IOException e) {
                  return END;
                }
              }

              private void stage() {
                try {
                  while (true) {
                    Object o = in.take();
                    Object converted = o == END ? o : convert(o);
                    out.put(converted);
                    if (converted == END) {
                      return;
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
""")
        .doTest();
  }

  @Test
  void receiverIsAskedForToo() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws InterruptedException {
                new Thread(this::stage).start();
                in.put("one");
                in.put(END);
                while (true) {
                  Object o = out.take();
                  if (o == END) {
                    break;
                  }
                  System.out.println(o);
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }

              private final boolean prints = Boolean.getBoolean("prints");


              private void stage() {
                try {
                  while (true) {
                    Object o = in.take();
                    if (o == END) {
                      if (prints) {
                        out.put(END);
                      }
                      return;
                    }
                    out.put(parse(o));
                  }
                } catch (IOException e) {
                  System.err.println(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
""")
        .doTest();
  }

  @Test
  void optionalIsHandedOn() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.Optional;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private final BlockingQueue<Optional<String>> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Optional<String>> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                A a = new A();
                new Thread(a::stage).start();
                a.in.put(Optional.of("one"));
                a.in.put(Optional.empty());
                for (Optional<String> o = a.out.take(); o.isPresent(); o = a.out.take()) {
                  System.out.println(o.get());
                }
              }

              private void stage() {
                try {
                  Optional<String> o;
                  while ((o = in.take()).isPresent()) {
                    out.put(Optional.of(parse(o.get())));
                  }
                  // BUG: Diagnostic contains: Optional.empty() is skipped
                  out.put(o);
                } catch (IOException e) {
                  System.err.println(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private static String parse(String text) throws IOException {
                if (text.isEmpty()) {
                  throw new IOException("empty");
                }
                return text;
              }
            }
""")
        .doTest();
  }

  @Test
  void firstThreadFailsBesideDaemon() {
    helper
        .addSourceLines(
            "A.java",
"""
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.Callable;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> in = new LinkedBlockingQueue<>();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              public static void main(String[] args) throws Exception {
                new A().run();
              }

              private void run() throws Exception {
                Thread printer = new Thread(this::print);
                printer.setDaemon(true);
                printer.start();
                in.put("one");
                in.put(END);
                stage();
              }

              private void print() {
                try {
                  while (true) {
                    Object o = out.take();
                    if (o == END) {
                      break;
                    }
                    System.out.println(o);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private static Object[] parse(Object text) throws IOException {
                if (text.toString().isEmpty()) {
                  throw new IOException("empty");
                }
                return new Object[] {text};
              }


              private void stage() throws Exception {
                Object o;
                while ((o = in.take()) != END) {
                  out.put(parse(o));
                }
                out.put(o);
              }
            }
""")
        .doTest();
  }

  @Test
  void functionsOfStagesMayNotFail() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();

              interface Step {
                Object apply(Object in) throws IOException;
              }

              static void stage(BlockingQueue<Object> in, BlockingQueue<Object> out, Step step) {
                try {
                  Object o;
                  while ((o = in.take()) != END) {
                    out.put(step.apply(o));
                  }
                  out.put(o);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } catch (IOException e) {
                  System.err.println(e);
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<Object> in = new LinkedBlockingQueue<>();
                BlockingQueue<Object> out = new LinkedBlockingQueue<>();
                new Thread(() -> stage(in, out, x -> x + "1")).start();
                in.put("one");
                in.put(END);
                for (Object o; (o = out.take()) != END; ) {
                  System.out.println(o);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void receiverHasWaitedForTheTask() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.io.IOException;
            import java.util.List;
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Future;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final Object END = new Object();
              private final BlockingQueue<Object> out = new LinkedBlockingQueue<>();

              private Void read() throws Exception {
                for (String text : List.of("one", "")) {
                  if (text.isEmpty()) {
                    throw new IOException("empty");
                  }
                  out.put(new Object[] {text});
                }
                out.put(END);
                return null;
              }

              void print(ExecutorService executor) throws Exception {
                Future<Void> read = executor.submit(this::read);
                read.get();
                for (Object o; (o = out.take()) != END; ) {
                  System.out.println(o);
                }
              }
            }
            """)
        .doTest();
  }
}
