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
}
