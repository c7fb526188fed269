package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Owners that a method takes out of a map, where another releases what it takes out. */
final class ElementTakenOutTest {
  private static final String REPORT = "// BUG: Diagnostic contains: is taken out on line";

  @Test
  void oneMethodReleasesWhatItTakesOutAndOneDoesNot() {
    compile("if (sessions.size() > 3) { evict(); }", "", REPORT);
  }

  @Test
  void anotherOneIsReleasedBefore() {
    compile(
        "if (sessions.containsKey(\"b\")) { sessions.remove(\"b\"); }", "logout(\"a\");", REPORT);
  }

  @Test
  void sameOneIsReleasedBefore() {
    compile("", "logout(\"a\"); forget(\"a\");", "");
  }

  @Test
  void elementIsLookedAt() {
    compile("Session s = sessions.get(\"a\"); s.end(); sessions.remove(\"a\");", "", "");
  }

  private static void compile(String eviction, String calls, String report) {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, ElementTakenOutTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Sessions.java",
            """
            import java.util.Map;
            import java.util.Timer;
            import java.util.TimerTask;
            import java.util.concurrent.ConcurrentHashMap;

            final class Sessions {
              static final class Session {
                private final Timer heartbeat = new Timer("beat");

                Session(Runnable beat) {
                  TimerTask task =
                      new TimerTask() {
                        @Override
                        public void run() {
                          beat.run();
                        }
                      };
                  heartbeat.schedule(task, 0, 100);
                }

                void end() {
                  heartbeat.cancel();
                }
              }

              private final Map<String, Session> sessions = new ConcurrentHashMap<>();

              Session login(String user, Runnable beat) {
                %s
                %s
                return sessions.computeIfAbsent(user, u -> new Session(beat));
              }

              void logout(String user) {
                Session s = sessions.remove(user);
                if (s != null) {
                  s.end();
                }
              }

              private void evict() {
                sessions.keySet().stream().findFirst().ifPresent(user -> {%s});
              }

              private void forget(String user) {
                %s
              }

              void close() {
                %s
                sessions.values().forEach(Session::end);
              }
            }
            """
                .formatted(
                    eviction,
                    report,
                    eviction.contains("evict") ? "sessions.remove(user);" : "",
                    calls.contains("forget") ? "sessions.remove(user);" : "",
                    calls))
        .doTest();
  }

  @Test
  void anotherMethodReleasesWhatItReplaces() {
    compileReplaced("users.remove(user);", REPORT);
  }

  @Test
  void whatIsTakenOutIsReleasedToo() {
    compileReplaced("Worker w = users.remove(user); if (w != null) { w.close(); }", "");
  }

  private static void compileReplaced(String logout, String report) {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, ElementTakenOutTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Users.java",
            """
            import java.util.HashMap;
            import java.util.Map;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            final class Users {
              static final class Worker implements AutoCloseable {
                private final ExecutorService pool = Executors.newFixedThreadPool(2);

                Worker(String user) {
                  pool.execute(() -> System.out.println(user));
                }

                @Override
                public void close() {
                  pool.shutdown();
                }
              }

              private final Map<String, Worker> users = new HashMap<>();

              void login(String user) {
                %s
                Worker old = users.put(user, new Worker(user));
                if (old != null) {
                  old.close();
                }
              }

              void logout(String user) {
                %s
              }

              void close() {
                users.values().forEach(Worker::close);
                users.clear();
              }

              public static void main(String[] args) {
                Users users = new Users();
                users.login("ann");
                users.logout("ann");
                users.close();
              }
            }
            """
                .formatted(report, logout))
        .doTest();
  }
}
