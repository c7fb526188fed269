package dev.watertight.fixes.selects;

import dev.watertight.bugpatterns.StopFlagWithoutWakeup;
import dev.watertight.fixes.Repair;
import org.junit.jupiter.api.Test;

final class ClosingFixesTest {
  private static final String FIELD =
      "private final ServerSocket in;\n\n  A() throws IOException {\n    in = new ServerSocket(0);\n  }";
  private static final String NOTED = "if (!stopped) {\n        System.out.println(e);\n      }";
  private static final String UNCHECKED = "import java.io.UncheckedIOException;\n";

  @Test
  void closedWhereTheFlagIsSet() {
    turns(
        program("", FIELD, NOTED, "stop() throws IOException", "stopped = true;"),
        program("", FIELD, NOTED, "stop() throws IOException", "stopped = true;\n    in.close();"));
  }

  @Test
  void exceptionThatMayNotBeThrown() {
    turns(
        program("", FIELD, NOTED, "stop()", "stopped = true;"),
        program(
            UNCHECKED,
            FIELD,
            NOTED,
            "stop()",
            """
            stopped = true;
                try {
                  in.close();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }"""));
  }

  @Test
  void socketThatNeedNotBeThere() {
    String field =
        "private ServerSocket in;\n\n  A() throws IOException { in = new ServerSocket(0); }";
    turns(
        program("", field, NOTED, "stop() throws IOException", "stopped = true;"),
        program(
            "",
            field,
            NOTED,
            "stop() throws IOException",
            "stopped = true;\n    if (in != null) {\n      in.close();\n    }"));
  }

  @Test
  void failureThatIsToBeToldOfNone() {
    Repair.by(StopFlagWithoutWakeup.class)
        .keeps(
            program("", FIELD, "throw new IllegalStateException(e);", "stop()", "stopped = true;")
                .replace(
                    "      in.accept()",
                    "      // BUG: Diagnostic contains: close it where the flag is set\n"
                        + "      in.accept()"));
  }

  private static void turns(String before, String after) {
    Repair.by(StopFlagWithoutWakeup.class).turns(before, after);
  }

  private static String program(
      String imports, String field, String caught, String stop, String stopping) {
    return """
        import java.io.IOException;
        %simport java.net.ServerSocket;

        class A {
          %s
          private volatile boolean stopped;

          void start() {
            new Thread(this::loop).start();
          }

          private void loop() {
            try {
              while (!stopped) {
                in.accept().close();
              }
              in.close();
            } catch (IOException e) {
              %s
            }
          }

          void %s {
            %s
          }

          public static void main(String[] args) throws IOException {
            A a = new A();
            a.start();
            a.stop();
          }
        }
        """
        .formatted(imports, field, caught, stop, stopping);
  }
}
