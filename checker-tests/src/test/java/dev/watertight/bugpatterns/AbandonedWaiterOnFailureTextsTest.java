package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Tasks that fail since the code gives them a text that they do not understand. */
final class AbandonedWaiterOnFailureTextsTest {
  private static final String REPORTED =
      "// BUG: Diagnostic contains: countDown() on 'done' is skipped when line";

  @Test
  void positionOfWhatAllContain() {
    check("", "\"a.b\", \".c\"", "print(s.substring(0, s.lastIndexOf('.')));");
  }

  @Test
  void positionIsAskedFor() {
    check(
        "",
        "\"a.b\", \"c\"",
        "int dot = s.lastIndexOf('.'); print(dot < 0 ? s : s.substring(0, dot));");
  }

  @Test
  void positionOfWhatOneLacks() {
    check(REPORTED, "\"a.b\", \"d\"", "print(s.substring(0, s.lastIndexOf('.')));");
  }

  @Test
  void failureIsCaught() {
    check(
        "",
        "\"a.b\", \"e\"",
        "try { print(s.substring(0, s.lastIndexOf('.'))); } catch (RuntimeException e) { print(s); }");
  }

  @Test
  void failureIsTold() {
    check(
        "",
        "\"a.b\", \"h\"",
        "try { print(s.substring(0, s.lastIndexOf('.'))); } catch (RuntimeException e) { print(e.getMessage()); }");
  }

  @Test
  void isCountedDownBefore() {
    check(
        "",
        "\"a.b\", \"f\"",
        "if (!s.contains(\".\")) { done.countDown(); return; } print(s.substring(0, s.lastIndexOf('.')));");
  }

  @Test
  void partThatAllHave() {
    check("", "\"a=1\", \"b=2\"", "print(s.split(\"=\")[1]);");
  }

  @Test
  void partThatOneLacks() {
    check(REPORTED, "\"a=3\", \"b\"", "String[] parts = s.split(\"=\"); print(parts[1]);");
  }

  @Test
  void partsAreCounted() {
    check(
        "",
        "\"a=4\", \"b\"",
        "String[] parts = s.split(\"=\"); if (parts.length > 1) { print(parts[1]); }");
  }

  @Test
  void partMayBeFilledIn() {
    check(
        "",
        "\"a=5\", \"b\"",
        "String[] parts = s.split(\"=\"); parts[0] = \"x\"; if (parts[0].equals(\"b\")) { print(s.substring(9)); }");
  }

  @Test
  void elementThatOneLacks() {
    check(
        REPORTED,
        "\"a@6\", \"b\"",
        "List<String> parts = Arrays.asList(s.split(\"@\")); print(parts.get(1));");
  }

  @Test
  void elementsAreCounted() {
    check(
        "",
        "\"a@7\", \"b\"",
        "List<String> parts = List.of(s.split(\"@\")); print(parts.size() == 2 ? parts.get(1) : s);");
  }

  @Test
  void characterBehindTheEnd() {
    check(REPORTED, "\"ab\", \"c\"", "print(\"\" + s.charAt(1));");
  }

  @Test
  void numberThatIsInTheTable() {
    check("", "\"tea\", \"tea\"", "int price = PRICES.get(s); print(\"\" + price);");
  }

  @Test
  void numberThatIsInNoTable() {
    check(REPORTED, "\"tea\", \"milk\"", "int price = PRICES.get(s); print(\"\" + price);");
  }

  @Test
  void objectThatMayBeMissing() {
    check("", "\"tea\", \"rice\"", "Integer price = PRICES.get(s); print(\"\" + price);");
  }

  @Test
  void listThatIsNeverPut() {
    check(REPORTED, "\"x\", \"y\"", "print(\"\" + groups.get(s).size());");
  }

  @Test
  void listThatIsAskedFor() {
    check("", "\"x\", \"z\"", "if (groups.containsKey(s)) { print(\"\" + groups.get(s).size()); }");
  }

  @Test
  void methodOfAnotherObject() {
    check(REPORTED, "\"a.b\", \"g\"", "print(stem(s));");
  }

  @Test
  void mapThatOthersFill() {
    check("", "\"x\", \"u\"", "groups.putAll(more); print(\"\" + groups.get(s).size());");
  }

  private void check(String comment, String values, String statement) {
    CompilationTestHelper.newInstance(AbandonedWaiterOnFailure.class, getClass())
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;
            class A {
              private static final Map<String, Integer> PRICES = Map.of("tea", 2);
              private final Map<String, List<String>> groups = new HashMap<>();
              private final Map<String, List<String>> more = new HashMap<>();
              private final ExecutorService pool = Executors.newFixedThreadPool(2);
              A() {
                groups.put("x", List.of());
              }
              static void print(String s) {
                System.out.println(s);
              }
              static String stem(String s) {
                int dot = s.indexOf('.');
                return s.substring(0, dot);
              }
              void run(List<String> all) throws InterruptedException {
                CountDownLatch done = new CountDownLatch(all.size());
                for (String s : all) {
                  pool.execute(() -> one(s, done));
                }
                done.await();
              }
              private void one(String s, CountDownLatch done) {
                STATEMENT
                COMMENT
                done.countDown();
              }
            }
            class Main {
              public static void main(String[] args) throws InterruptedException {
                new A().run(List.of(VALUES));
              }
            }
            """
                .replace("STATEMENT", statement)
                .replace("COMMENT", comment)
                .replace("VALUES", values))
        .doTest();
  }
}
