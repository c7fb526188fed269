package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Constructors whose calls refuse some arguments. */
final class HandleLostByFailingConstructorArgumentsTest {
  @Test
  void argumentsThatAreThere() {
    compile(
        """
        import java.util.*;
        class A {
          private final Map<String, Object> all = new HashMap<>();
          private final Timer timer;
          A() {
            timer = new Timer("clean");
            timer.schedule(new TimerTask() {
              @Override public void run() {
                all.clear();
              }
            }, 10, 10);
            add("/stats", new Object());
          }
          final void add(String path, Object handler) {
            if (handler == null || path == null) {
              throw new NullPointerException("null");
            }
            all.put(path, handler);
          }
          void stop() {
            timer.cancel();
          }
        }
        """);
  }

  @Test
  void argumentOfTheCaller() {
    compile(
        """
        import java.util.*;
        class A {
          private final Map<String, Object> all = new HashMap<>();
          private final Timer timer;
          A(String path) {
            // BUG: Diagnostic contains: is not cancelled when line
            timer = new Timer("clean");
            timer.schedule(new TimerTask() {
              @Override public void run() {
                all.clear();
              }
            }, 10, 10);
            add(path, new Object());
          }
          final void add(String path, Object handler) {
            if (handler == null || path == null) {
              throw new NullPointerException("null");
            }
            all.put(path, handler);
          }
          void stop() {
            timer.cancel();
          }
        }
        """);
  }

  @Test
  void argumentThatIsNone() {
    compile(
        """
        import java.util.*;
        class A {
          private final Map<String, Object> all = new HashMap<>();
          private final Timer timer;
          A() {
            // BUG: Diagnostic contains: is not cancelled when line
            timer = new Timer("clean");
            timer.schedule(new TimerTask() {
              @Override public void run() {
                all.clear();
              }
            }, 10, 10);
            add(null, new Object());
          }
          final void add(String path, Object handler) {
            if (handler == null || path == null) {
              throw new NullPointerException("null");
            }
            all.put(path, handler);
          }
          void stop() {
            timer.cancel();
          }
        }
        """);
  }

  @Test
  void stateThatNobodyKnows() {
    compile(
        """
        import java.util.*;
        class A {
          private final Map<String, Object> all = new HashMap<>();
          private final Timer timer;
          A() {
            // BUG: Diagnostic contains: is not cancelled when line
            timer = new Timer("clean");
            timer.schedule(new TimerTask() {
              @Override public void run() {
                all.clear();
              }
            }, 10, 10);
            add("/stats", new Object());
          }
          final void add(String path, Object handler) {
            if (handler == null || path == null) {
              throw new NullPointerException("null");
            }
            if (all.containsKey(path)) {
              throw new IllegalStateException("twice");
            }
            all.put(path, handler);
          }
          void stop() {
            timer.cancel();
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            HandleLostByFailingConstructor.class, HandleLostByFailingConstructorArgumentsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
