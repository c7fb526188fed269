package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class AbandonedSenderEndCountsTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(AbandonedSender.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void allEnds() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.LinkedTransferQueue;
            import java.util.concurrent.TransferQueue;

            class A {
              static List<String> search(List<List<String>> shards, int limit) throws InterruptedException {
                TransferQueue<String> hits = new LinkedTransferQueue<>();
                for (List<String> documents : shards) {
                  new Thread(
                          () -> {
                            try {
                              for (String document : documents) {
                                hits.transfer(document);
                              }
                              hits.put("");
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                int active = shards.size();
                List<String> found = new ArrayList<>();
                while (active > 0) {
                  String hit = hits.take();
                  if (hit.isEmpty()) {
                    active--;
                  } else {
                    found.add(hit);
                  }
                }
                return found;
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(search(List.of(List.of(args), List.of("a", "b")), 2));
              }
            }
            """)
        .doTest();
  }

  @Test
  void limitOfWhatIsSent() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.LinkedTransferQueue;
            import java.util.concurrent.TransferQueue;

            class A {
              static List<String> search(List<List<String>> shards, int total) throws InterruptedException {
                TransferQueue<String> hits = new LinkedTransferQueue<>();
                for (List<String> documents : shards) {
                  new Thread(
                          () -> {
                            try {
                              for (String document : documents) {
                                hits.transfer(document);
                              }
                              hits.put("");
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                int active = shards.size();
                List<String> found = new ArrayList<>();
                while (active > 0 && found.size() < total) {
                  String hit = hits.take();
                  if (hit.isEmpty()) {
                    active--;
                  } else {
                    found.add(hit);
                  }
                }
                return found;
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(search(List.of(List.of(args), List.of(args)), args.length * 2));
              }
            }
            """)
        .doTest();
  }

  @Test
  void takesTheRest() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.LinkedTransferQueue;
            import java.util.concurrent.TransferQueue;

            class A {
              static List<String> search(List<List<String>> shards, int limit) throws InterruptedException {
                TransferQueue<String> hits = new LinkedTransferQueue<>();
                for (List<String> documents : shards) {
                  new Thread(
                          () -> {
                            try {
                              for (String document : documents) {
                                hits.transfer(document);
                              }
                              hits.put("");
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                int active = shards.size();
                List<String> found = new ArrayList<>();
                while (active > 0 && found.size() < limit) {
                  String hit = hits.take();
                  if (hit.isEmpty()) {
                    active--;
                  } else {
                    found.add(hit);
                  }
                }
                while (active > 0) {
                  if (hits.take().isEmpty()) {
                    active--;
                  }
                }
                return found;
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(search(List.of(List.of(args), List.of("a", "b")), 2));
              }
            }
            """)
        .doTest();
  }

  @Test
  void counterOfOtherValues() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.LinkedTransferQueue;
            import java.util.concurrent.TransferQueue;

            class A {
              static List<String> search(List<List<String>> shards, int limit) throws InterruptedException {
                TransferQueue<String> hits = new LinkedTransferQueue<>();
                for (List<String> documents : shards) {
                  new Thread(
                          () -> {
                            try {
                              for (String document : documents) {
                                hits.transfer(document);
                              }
                              hits.put("");
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                int active = shards.size();
                List<String> found = new ArrayList<>();
                while (active > 0 && found.size() < limit) {
                  String hit = hits.take();
                  if (hit.startsWith("x")) {
                    active--;
                  } else {
                    found.add(hit);
                  }
                }
                return found;
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(search(List.of(List.of(args), List.of("a", "b")), 2));
              }
            }
            """)
        .doTest();
  }

  @Test
  void putsWithoutWaiting() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.LinkedTransferQueue;
            import java.util.concurrent.TransferQueue;

            class A {
              static List<String> search(List<List<String>> shards, int limit) throws InterruptedException {
                TransferQueue<String> hits = new LinkedTransferQueue<>();
                for (List<String> documents : shards) {
                  new Thread(
                          () -> {
                            try {
                              for (String document : documents) {
                                hits.put(document);
                              }
                              hits.put("");
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                int active = shards.size();
                List<String> found = new ArrayList<>();
                while (active > 0 && found.size() < limit) {
                  String hit = hits.take();
                  if (hit.isEmpty()) {
                    active--;
                  } else {
                    found.add(hit);
                  }
                }
                return found;
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(search(List.of(List.of(args), List.of("a", "b")), 2));
              }
            }
            """)
        .doTest();
  }

  @Test
  void sendersStopToo() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.LinkedTransferQueue;
            import java.util.concurrent.TransferQueue;

            class A {
              static List<String> search(List<List<String>> shards, int limit) throws InterruptedException {
                TransferQueue<String> hits = new LinkedTransferQueue<>();
                for (List<String> documents : shards) {
                  new Thread(
                          () -> {
                            try {
                              for (String document : documents) {
                                if (document.isBlank()) {
                                  break;
                                }
                                hits.transfer(document);
                              }
                              hits.put("");
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                int active = shards.size();
                List<String> found = new ArrayList<>();
                while (active > 0 && found.size() < limit) {
                  String hit = hits.take();
                  if (hit.isEmpty()) {
                    active--;
                  } else {
                    found.add(hit);
                  }
                }
                return found;
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(search(List.of(List.of(args), List.of("a", "b")), 2));
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownLimitBesideCountOfEnds() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.LinkedTransferQueue;
            import java.util.concurrent.TransferQueue;

            class A {
              static List<String> search(List<List<String>> shards, int limit) throws InterruptedException {
                TransferQueue<String> hits = new LinkedTransferQueue<>();
                for (List<String> documents : shards) {
                  new Thread(
                          () -> {
                            try {
                              for (String document : documents) {
                                // BUG: Diagnostic contains: can leave early
                                hits.transfer(document);
                              }
                              hits.put("");
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                int active = shards.size();
                List<String> found = new ArrayList<>();
                while (active > 0 && found.size() < limit) {
                  String hit = hits.take();
                  if (hit.isEmpty()) {
                    active--;
                  } else {
                    found.add(hit);
                  }
                }
                return found;
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(search(List.of(List.of(args), List.of("a", "b")), 2));
              }
            }
            """)
        .doTest();
  }

  @Test
  void ownLimitBesideCountOfEndsUpwards() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.ArrayList;
            import java.util.List;
            import java.util.concurrent.LinkedTransferQueue;
            import java.util.concurrent.TransferQueue;

            class A {
              static List<String> search(List<List<String>> shards, int limit) throws InterruptedException {
                TransferQueue<String> hits = new LinkedTransferQueue<>();
                for (List<String> documents : shards) {
                  new Thread(
                          () -> {
                            try {
                              for (String document : documents) {
                                hits.transfer(document);
                              }
                              hits.put("");
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          })
                      .start();
                }
                int ended = 0;
                List<String> found = new ArrayList<>();
                while (found.size() < limit && ended < shards.size()) {
                  String hit = hits.take();
                  if (hit.isEmpty()) {
                    ended++;
                    continue;
                  }
                  found.add(hit);
                }
                return found;
              }

              public static void main(String[] args) throws InterruptedException {
                System.out.println(search(List.of(List.of(args), List.of("a", "b")), 2));
              }
            }
            """)
        .doTest();
  }
}
