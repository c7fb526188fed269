package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Subscribers of a publisher that ask for no further item, while it is sent to. */
final class AbandonedSenderSubscribersTest {
  private static final String REPORT = "// BUG: Diagnostic contains: and asks for no other";

  @Test
  void returnsWithoutRequest() {
    compile("1", "if (item.isEmpty()) { return; } use(item); subscription.request(1);", 99, REPORT);
  }

  @Test
  void requestsBehindTestOfItem() {
    compile("1", "if (seen.add(item)) { use(item); subscription.request(1); }", 99, REPORT);
  }

  @Test
  void helperRequests() {
    compile("1", "if (item.isEmpty()) { return; } use(item); next();", 99, REPORT);
  }

  @Test
  void neverRequestsAgain() {
    compile("5", "use(item);", 99, REPORT);
  }

  @Test
  void itemsAreFewerThanThereIsRoomFor() {
    compile("1", "use(item);", 7, "");
  }

  @Test
  void requestsAll() {
    compile("Long.MAX_VALUE", "if (item.isEmpty()) { return; } use(item);", 99, "");
  }

  @Test
  void requestsBatches() {
    compile("10", "if (++count % 10 == 0) { subscription.request(10); }", 99, "");
  }

  @Test
  void requestsInFinally() {
    compile(
        "1",
        "try { if (item.isEmpty()) { return; } use(item); } finally { subscription.request(1); }",
        99,
        "");
  }

  @Test
  void cancels() {
    compile(
        "1",
        "if (item.isEmpty()) { subscription.cancel(); return; } subscription.request(1);",
        99,
        "");
  }

  @Test
  void returnsWhenItIsDone() {
    compile(
        "1",
        "if (count > 3 && !item.isEmpty()) { return; } count++; subscription.request(1);",
        99,
        "");
  }

  @Test
  void taskRequests() {
    compile("1", "new Thread(() -> { use(item); subscription.request(1); }).start();", 99, "");
  }

  @Test
  void handsSubscriptionOn() {
    compile("1", "later(subscription);", 99, "");
  }

  private static void compile(String first, String code, int items, String report) {
    CompilationTestHelper.newInstance(AbandonedSender.class, AbandonedSenderSubscribersTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            """
            import java.util.HashSet;
            import java.util.Set;
            import java.util.concurrent.Flow;
            import java.util.concurrent.ForkJoinPool;
            import java.util.concurrent.SubmissionPublisher;

            final class A implements Flow.Subscriber<String> {
              private final Set<String> seen = new HashSet<>();
              private Flow.Subscription subscription;
              private int count;

              @Override
              public void onSubscribe(Flow.Subscription given) {
                subscription = given;
                subscription.request(%s);
              }

              @Override
              public void onNext(String item) {
                %s
              }

              @Override
              public void onError(Throwable failure) {}

              @Override
              public void onComplete() {}

              private void next() {
                subscription.request(1);
              }

              private static void later(Flow.Subscription given) {}

              private void use(String item) {
                System.out.println(item);
              }

              public static void main(String[] args) {
                try (SubmissionPublisher<String> publisher =
                    new SubmissionPublisher<>(ForkJoinPool.commonPool(), 4)) {
                  publisher.subscribe(new A());
                  for (int i = 0; i < %d; i++) {
                    %s
                    publisher.submit("");
                  }
                }
              }
            }
            """
                .formatted(first, code, items, report))
        .doTest();
  }
}
