package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Several objects, each with a channel that holds one value: sends to several do not add up. */
final class SendWithoutReceiverObjectsTest {
  private static final String REPORT = "// BUG: Diagnostic contains: Nobody receives from 'cars'";

  @Test
  void oneToEachOfTwoFields() {
    check("", "Lane left = new Lane(), right = new Lane()", "left.enter(); right.enter();");
  }

  @Test
  void twoToOneOfTwoFields() {
    check(
        REPORT,
        "Lane left = new Lane(), right = new Lane()",
        "left.enter(); right.enter(); left.enter();");
  }

  @Test
  void twoToTheOnlyObject() {
    check(REPORT, "Lane lane = new Lane()", "lane.enter(); lane.enter();");
  }

  @Test
  void oneToEachElementOfList() {
    check(
        "",
        "List<Lane> lanes = List.of(new Lane(), new Lane())",
        "for (int i = 0; i < lanes.size(); i++) { lanes.get(i).enter(); }");
  }

  @Test
  void oneToEachElementOfArray() {
    check("", "Lane[] lanes = {new Lane(), new Lane()}", "lanes[0].enter(); lanes[1].enter();");
  }

  @Test
  void oneToEachThatMethodFinds() {
    check(
        "",
        "List<Lane> lanes = List.of(new Lane(), new Lane())",
        "lane(0).enter(); lane(1).enter(); } Lane lane(int number) { return lanes.get(number);");
  }

  private static void check(String report, String fields, String queue) {
    CompilationTestHelper.newInstance(
            SendWithoutReceiver.class, SendWithoutReceiverObjectsTest.class)
        .addSourceLines(
            "Ferry.java",
            """
            import java.util.List;
            import java.util.concurrent.*;

            class Ferry {
              private final %s;

              static final class Lane {
                private final BlockingQueue<String> cars = new ArrayBlockingQueue<>(1);

                void enter() throws InterruptedException {
                  %s
                  cars.put("car");
                }
              }

              void queue() throws InterruptedException {
                %s
              }

              public static void main(String[] args) throws InterruptedException {
                new Ferry().queue();
              }
            }
            """
                .formatted(fields, report, queue))
        .doTest();
  }
}
