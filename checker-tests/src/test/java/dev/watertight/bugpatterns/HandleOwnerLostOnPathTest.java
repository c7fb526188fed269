package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class HandleOwnerLostOnPathTest {

  @Test
  void startedOnlyIfAllGoesWell() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              boolean login(String host) {
                if (host.isEmpty()) {
                  return false;
                }
                pool.execute(() -> System.out.println(host));
                return true;
              }

              void close() {
                pool.shutdown();
              }
            }

            class User {
              static Session find(List<String> hosts) {
                for (String host : hosts) {
                  Session session = new Session();
                  if (session.login(host)) {
                    return session;
                  }
                }
                return null;
              }

              void use() {
                Session session = find(List.of("a", "b"));
                session.login("c");
                session.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void closesItselfIfNotAllGoesWell() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);

              boolean login(String host) {
                pool.execute(() -> System.out.println(host));
                if (host.isEmpty()) {
                  end();
                  return false;
                }
                return true;
              }

              private void end() {
                pool.shutdown();
              }

              void close() {
                pool.shutdown();
              }
            }

            class User {
              static Session find(List<String> hosts) {
                for (String host : hosts) {
                  Session session = new Session();
                  if (session.login(host)) {
                    return session;
                  }
                }
                return null;
              }

              void use() {
                Session session = find(List.of("a", "b"));
                session.login("c");
                session.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void variableOfRetryLoopOverwritten() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final String host;

              Session(String host) {
                this.host = host;
                pool.execute(() -> System.out.println(host));
              }

              boolean isUsable() {
                return host.length() > 3;
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class User {
              static Session find(List<String> hosts) {
                Session session = null;
                for (String host : hosts) {
                  // BUG: Diagnostic contains: is overwritten on line 29 while it is open
                  session = new Session(host);
                  if (session.isUsable()) {
                    break;
                  }
                }
                return session;
              }

              void use() {
                Session session = find(List.of("a", "b"));
                session.close();
              }
            }
            """)
        .doTest();
  }

  @Test
  void returnsWithoutIt() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final String host;

              Session(String host) {
                this.host = host;
                pool.execute(() -> System.out.println(host));
              }

              boolean isUsable() {
                return host.length() > 3;
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class User {
              int count(String host) {
                // BUG: Diagnostic contains: is not closed when count() returns on line 29
                Session session = new Session(host);
                if (!session.isUsable()) {
                  return -1;
                }
                session.close();
                return 1;
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedBeforeItReturns() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final String host;

              Session(String host) {
                this.host = host;
                pool.execute(() -> System.out.println(host));
              }

              boolean isUsable() {
                return host.length() > 3;
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class User {
              int count(String host) {
                Session session = new Session(host);
                if (!session.isUsable()) {
                  session.close();
                  return -1;
                }
                session.close();
                return 1;
              }
            }
            """)
        .doTest();
  }

  @Test
  void perhapsNotStarted() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final String host;

              Session(String host) {
                this.host = host;
                if (host.length() > 3) pool.execute(() -> System.out.println(host));
              }

              boolean isUsable() {
                return host.length() > 3;
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class User {
              int count(String host) {
                Session session = new Session(host);
                if (!session.isUsable()) {
                  return -1;
                }
                session.close();
                return 1;
              }
            }
            """)
        .doTest();
  }

  @Test
  void registeredByItself() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final String host;
              static final List<Session> ALL = new ArrayList<>();

              Session(String host) {
                this.host = host;
                ALL.add(this);
                pool.execute(() -> System.out.println(host));
              }

              boolean isUsable() {
                return host.length() > 3;
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class User {
              int count(String host) {
                Session session = new Session(host);
                if (!session.isUsable()) {
                  return -1;
                }
                session.close();
                return 1;
              }
            }
            """)
        .doTest();
  }

  @Test
  void keptByOthers() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final String host;

              Session(String host) {
                this.host = host;
                pool.execute(() -> System.out.println(host));
              }

              boolean isUsable() {
                return host.length() > 3;
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class User {
              int count(String host, List<Session> unusable) {
                Session session = new Session(host);
                if (!session.isUsable()) {
                  unusable.add(session);
                  return -1;
                }
                session.close();
                return 1;
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedByTask() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final String host;

              Session(String host) {
                this.host = host;
                pool.execute(() -> System.out.println(host));
              }

              boolean isUsable() {
                return host.length() > 3;
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class User {
              int count(String host, ExecutorService closer) {
                Session session = new Session(host);
                if (!session.isUsable()) {
                  closer.execute(session::close);
                  return -1;
                }
                session.close();
                return 1;
              }
            }
            """)
        .doTest();
  }

  @Test
  void leftByException() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final String host;

              Session(String host) {
                this.host = host;
                pool.execute(() -> System.out.println(host));
              }

              boolean isUsable() {
                return host.length() > 3;
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class User {
              int count(String host) throws Exception {
                Session session = new Session(host);
                if (!session.isUsable()) {
                  throw new Exception(host);
                }
                session.close();
                return 1;
              }
            }
            """)
        .doTest();
  }

  @Test
  void closedIfUsable() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final String host;

              Session(String host) {
                this.host = host;
                pool.execute(() -> System.out.println(host));
              }

              boolean isUsable() {
                return host.length() > 3;
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class User {
              void use(String host) {
                Session session = new Session(host);
                if (session.isUsable()) {
                  session.close();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void madeOnOnePathOnly() {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Session implements AutoCloseable {
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              private final String host;

              Session(String host) {
                this.host = host;
                pool.execute(() -> System.out.println(host));
              }

              boolean isUsable() {
                return host.length() > 3;
              }

              @Override
              public void close() {
                pool.shutdown();
              }
            }

            class User {
              void use(String host) {
                Session session = null;
                if (host.length() > 3) {
                  session = new Session(host);
                }
                if (session != null) {
                  session.close();
                }
              }
            }
            """)
        .doTest();
  }
}
