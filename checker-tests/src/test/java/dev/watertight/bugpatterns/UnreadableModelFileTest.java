package dev.watertight.bugpatterns;

import static com.google.common.base.Predicates.containsPattern;

import com.google.errorprone.CompilationTestHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnreadableModelFileTest {
  @TempDir private Path directory;

  @Test
  void identification() throws IOException {
    Path model = Files.writeString(directory.resolve("model.txt"), "handle shop.Pump pump stop\n");

    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .addSourceLines("A.java", "class A {}")
        .doTest();
    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:Watertight:Model=" + model)
        .addSourceLines("A.java", "class A {}")
        .doTest();
  }

  @Test
  void missingFile() {
    String option = "Watertight:Model=" + directory.resolve("missing.txt");

    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:" + option)
        .addSourceLines(
            "A.java",
            """
            // BUG: Diagnostic matches: MISSING
            class A {}
            """)
        .expectErrorMessage(
            "MISSING", containsPattern(Pattern.quote(option + ": cannot read the model file: ")))
        .doTest();
  }

  @Test
  void malformedRow() throws IOException {
    Path model =
        Files.writeString(
            directory.resolve("model.txt"), "handle shop.Pump pump stop\nhandle shop.Hose\n");
    String option = "Watertight:Model=" + model;

    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:" + option)
        .addSourceLines(
            "A.java",
            """
            // BUG: Diagnostic matches: MALFORMED
            class A {}
            """)
        .expectErrorMessage(
            "MALFORMED",
            containsPattern(Pattern.quote(option + ": line 2: expected: handle TYPE NOUN")))
        .doTest();
  }

  @Test
  void misspeltMethod() throws IOException {
    Path model =
        Files.writeString(
            directory.resolve("model.txt"),
            "handle java.util.Timer timer cancle\nborrow java.util.Timer#sch* *\n");

    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:Watertight:Model=" + model)
        .addSourceLines(
            "A.java",
            """
            // BUG: Diagnostic contains: java.util.Timer has no method 'cancle'
            class A {
              java.util.Timer timer;
            }
            """)
        .doTest();
  }

  @Test
  void allThatIsWrong() throws IOException {
    Path first = Files.writeString(directory.resolve("first.txt"), "opne A#b\nhandle A\n");
    Path second = Files.writeString(directory.resolve("second.txt"), "close A#b soon\n");
    String option = "Watertight:Model=";

    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:" + option + first + "," + second)
        .addSourceLines(
            "A.java",
            """
            // BUG: Diagnostic matches: ALL
            class A {}
            """)
        .expectErrorMessage(
            "ALL",
            message ->
                message.contains(option + first + ": line 1: unknown word 'opne'")
                    && message.contains(option + first + ": line 2: expected: handle TYPE")
                    && message.contains(option + second + ": line 1: unknown word 'soon'"))
        .doTest();
  }

  @Test
  void parameterThatIsNotThere() throws IOException {
    Path model =
        Files.writeString(
            directory.resolve("model.txt"),
            """
            borrow java.util.Timer#cancel 0
            borrow java.util.concurrent.ForkJoinPool#invokeAll 1
            """);

    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:Watertight:Model=" + model)
        .addSourceLines(
            "A.java",
            """
            // BUG: Diagnostic contains: java.util.Timer#cancel has no parameter 0
            class A {
              java.util.Timer timer;
              java.util.concurrent.ForkJoinPool pool;
            }
            """)
        .doTest();
  }

  @Test
  void misspeltOverload() throws IOException {
    Path model =
        Files.writeString(directory.resolve("model.txt"), "borrow java.util.Timer#<init>(int) 0\n");

    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:Watertight:Model=" + model)
        .addSourceLines(
            "A.java",
            """
            // BUG: Diagnostic contains: java.util.Timer has no method '<init>(int)'
            class A {
              java.util.Timer timer;
            }
            """)
        .doTest();
  }

  @Test
  void optionInOtherCase() {
    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:WaterTight:Model=model.txt")
        .addSourceLines(
            "A.java",
            """
            // BUG: Diagnostic contains: WaterTight:Model: there is no such option
            class A {}
            """)
        .doTest();
  }

  @Test
  void inheritedMethodsAndConstructors() throws IOException {
    Path model =
        Files.writeString(
            directory.resolve("model.txt"),
            """
            handle java.util.Timer timer cancel
            open java.util.Timer#<init> persistent timer
            borrow java.util.concurrent.ForkJoinPool#invokeAll 0
            """);

    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:Watertight:Model=" + model)
        .addSourceLines(
            "A.java", "class A { java.util.Timer timer; java.util.concurrent.ForkJoinPool pool; }")
        .doTest();
  }

  @Test
  void misspeltOption() {
    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:Watertight:Modle=model.txt")
        .addSourceLines(
            "A.java",
            """
            // BUG: Diagnostic contains: Watertight:Modle: there is no such option
            class A {}
            """)
        .doTest();
  }

  @Test
  void noFile() {
    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:Watertight:Model=")
        .addSourceLines(
            "A.java",
            """
            // BUG: Diagnostic contains: Watertight:Model=: names no file
            class A {}
            """)
        .doTest();
  }

  @Test
  void reportedOnce() {
    CompilationTestHelper.newInstance(UnreadableModelFile.class, getClass())
        .setArgs("-XepOpt:Watertight:Model=" + directory.resolve("missing.txt"))
        .addSourceLines(
            "A.java",
            """
            // BUG: Diagnostic contains: cannot read the model file
            class A {}
            """)
        .addSourceLines("B.java", "class B {}")
        .doTest();
  }

  @Test
  void standardModelInForce() {
    CompilationTestHelper.newInstance(HandleNeverReleased.class, getClass())
        .setArgs("-XepOpt:Watertight:Model=" + directory.resolve("missing.txt"))
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.Executors;

            class A {
              void run(Runnable task) {
                // BUG: Diagnostic contains: Fixed pool of 1 platform thread is thrown away
                Executors.newFixedThreadPool(1).execute(task);
              }
            }
            """)
        .doTest();
  }
}
