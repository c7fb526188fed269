package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Owners whose method that releases their handle is called like the end of some activity. */
final class HandleOwnerNeverClosedEndingsTest {
  @Test
  void neverEnded() {
    uploads("", "void send() {\n" + BUG + "Uploads u = new Uploads();\nu.add(\"a\");\n}");
  }

  @Test
  void neverEndedInField() {
    uploads("", BUG + "final Uploads u = new Uploads();\nvoid send() {\nu.add(\"a\");\n}");
  }

  @Test
  void ended() {
    uploads("", "void send() {\nUploads u = new Uploads();\nu.add(\"a\");\nu.finish();\n}");
  }

  @Test
  void endedByOwnerOfOwner() {
    uploads(
        "",
        "final Uploads u = new Uploads();\nvoid send() {\nu.add(\"a\");\n}\nvoid logout() {\nu.finish();\n}");
  }

  @Test
  void endedByAFunctionThatOthersGet() {
    uploads(
        "",
        "void send(List<Runnable> ends) {\nUploads u = new Uploads();\nu.add(\"a\");\nends.add(u::finish);\n}");
  }

  @Test
  void endedByItsOwnTask() {
    uploads(
        "void addLast() {\npool.execute(this::finish);\n}",
        "void send() {\nUploads u = new Uploads();\nu.add(\"a\");\nu.addLast();\n}");
  }

  @Test
  void endedByAMethodThatReturnsIt() {
    uploads(
        "Uploads done() {\nfinish();\nreturn this;\n}",
        "void send() {\nUploads u = new Uploads();\nu.add(\"a\");\nu.done();\n}");
  }

  @Test
  void endedByItsOwnTaskInAClass() {
    uploads(
        """
        void addLast() {
          pool.execute(
              new Runnable() {
                @Override
                public void run() {
                  end();
                }
              });
        }

        private void end() {
          pool.shutdown();
        }
        """,
        "void send() {\nnew Uploads().addLast();\n}");
  }

  @Test
  void endedInPart() {
    uploads(
        "void cancel(String name) {\nif (name.isEmpty()) {\npool.shutdown();\n}\n}",
        "void send() {\nUploads u = new Uploads();\nu.add(\"a\");\nu.cancel(\"\");\n}");
  }

  private static final String BUG = "// BUG: Diagnostic contains: never ended by finish()\n";

  private void uploads(String members, String use) {
    CompilationTestHelper.newInstance(HandleOwnerNeverClosed.class, getClass())
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "Shop.java",
            """
            import java.util.List;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            class Shop {
              static final class Uploads {
                private final ExecutorService pool = Executors.newFixedThreadPool(4);

                void add(String name) {
                  pool.execute(() -> System.out.println(name));
                }

                void finish() {
                  pool.shutdown();
                }

                %s
              }

              %s
            }
            """
                .formatted(members, use))
        .doTest();
  }
}
