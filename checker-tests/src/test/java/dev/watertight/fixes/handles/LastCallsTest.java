package dev.watertight.fixes.handles;

import dev.watertight.bugpatterns.HandleNeverReleased;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

/** Methods that end an object, whatever their names. */
final class LastCallsTest {
  @Test
  void calledLastOnWhatIsTakenOut() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.*;

            class A {
              static class Tenant {
                private final Timer timer = new Timer();
                private int entries = 100;

                void start() {
                  timer.schedule(new TimerTask() {
                    @Override public void run() {
                      entries--;
                    }
                  }, 1000, 1000);
                }

                void clear() {
                  entries = 0;
                }
              }

              private final Map<String, Tenant> all = new HashMap<>();

              void add(String name) {
                Tenant tenant = new Tenant();
                all.put(name, tenant);
                tenant.start();
              }

              void remove(String name) {
                Tenant tenant = all.remove(name);
                if (tenant != null) {
                  tenant.clear();
                }
              }
            }
            """,
            """
            import java.util.*;

            class A {
              static class Tenant {
                private final Timer timer = new Timer();
                private int entries = 100;

                void start() {
                  timer.schedule(new TimerTask() {
                    @Override public void run() {
                      entries--;
                    }
                  }, 1000, 1000);
                }

                void clear() {
                  entries = 0;
                  timer.cancel();
                }
              }

              private final Map<String, Tenant> all = new HashMap<>();

              void add(String name) {
                Tenant tenant = new Tenant();
                all.put(name, tenant);
                tenant.start();
              }

              void remove(String name) {
                Tenant tenant = all.remove(name);
                if (tenant != null) {
                  tenant.clear();
                }
              }
            }
            """);
  }

  @Test
  void calledOnWhatStays() {
    Repair.by(HandleNeverReleased.class)
        .turns(
            """
            import java.util.*;

            class A {
              static class Tenant {
                private final Timer timer = new Timer();
                private int entries = 100;

                void start() {
                  timer.schedule(new TimerTask() {
                    @Override public void run() {
                      entries--;
                    }
                  }, 1000, 1000);
                }

                void clear() {
                  entries = 0;
                }
              }

              private final Map<String, Tenant> all = new HashMap<>();

              void add(String name) {
                Tenant tenant = new Tenant();
                all.put(name, tenant);
                tenant.start();
              }

              void remove(String name) {
                Tenant tenant = all.get(name);
                if (tenant != null) {
                  tenant.clear();
                }
              }
            }
            """,
            """
            import java.util.*;

            class A {
              static class Tenant implements AutoCloseable {
                private final Timer timer = new Timer();
                private int entries = 100;

                void start() {
                  timer.schedule(new TimerTask() {
                    @Override public void run() {
                      entries--;
                    }
                  }, 1000, 1000);
                }

                void clear() {
                  entries = 0;
                }

                @Override
                public void close() {
                  timer.cancel();
                }
              }

              private final Map<String, Tenant> all = new HashMap<>();

              void add(String name) {
                Tenant tenant = new Tenant();
                all.put(name, tenant);
                tenant.start();
              }

              void remove(String name) {
                Tenant tenant = all.get(name);
                if (tenant != null) {
                  tenant.clear();
                }
              }
            }
            """);
  }
}
