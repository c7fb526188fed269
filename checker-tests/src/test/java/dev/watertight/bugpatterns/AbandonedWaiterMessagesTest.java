package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

/** Waits for a signal that somebody is sent together with a request, or finds in a registry. */
final class AbandonedWaiterMessagesTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(AbandonedWaiter.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void kindThatIsNotAnswered() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              record Request(String kind, CompletableFuture<Integer> reply) {}

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                try {
                  while (true) {
                    Request request = requests.take();
                    switch (request.kind()) {
                      case "one":
                        // BUG: Diagnostic contains: complete() on 'reply' is skipped by a way that leads around it; join()
                        request.reply().complete(1);
                        break;
                      case "two":
                        request.reply().complete(2);
                        break;
                      default:
                        System.out.println("unknown: " + request.kind());
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              int ask(String kind) {
                CompletableFuture<Integer> reply = new CompletableFuture<>();
                requests.add(new Request(kind, reply));
                return reply.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void allKindsAreAnswered() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              record Request(String kind, CompletableFuture<Integer> reply) {}

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                try {
                  while (true) {
                    Request request = requests.take();
                    switch (request.kind()) {
                      case "three":
                        request.reply().complete(3);
                        break;
                      default:
                        request.reply().completeExceptionally(new IllegalArgumentException());
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              int ask(String kind) {
                CompletableFuture<Integer> reply = new CompletableFuture<>();
                requests.add(new Request(kind, reply));
                return reply.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void messageThatIsPutBack() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              record Request(int number, CompletableFuture<Integer> reply) {}

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                try {
                  while (true) {
                    Request request = requests.take();
                    if (request.number() > requests.size()) {
                      requests.add(request);
                    } else {
                      request.reply().complete(4);
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              int ask(int number) {
                CompletableFuture<Integer> reply = new CompletableFuture<>();
                requests.add(new Request(number, reply));
                return reply.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void sendersSayByConstantsWhatIsAnswered() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              record Request(boolean isAsked, CompletableFuture<Integer> reply) {}

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                try {
                  while (true) {
                    Request request = requests.take();
                    if (request.isAsked()) {
                      request.reply().complete(5);
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              int ask() {
                CompletableFuture<Integer> reply = new CompletableFuture<>();
                requests.add(new Request(true, reply));
                return reply.join();
              }

              void tell() {
                requests.add(new Request(false, null));
              }
            }
            """)
        .doTest();
  }

  @Test
  void senderAsksTheSameBeforeItWaits() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              record Request(String text, CompletableFuture<Integer> reply) {}

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                try {
                  while (true) {
                    Request request = requests.take();
                    if (request.text().isEmpty()) {
                      continue;
                    }
                    request.reply().complete(6);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void ask(String text) {
                CompletableFuture<Integer> reply = new CompletableFuture<>();
                requests.add(new Request(text, reply));
                if (!text.isEmpty()) {
                  reply.join();
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void nothingHasComeSoFar() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              record Request(int number, CompletableFuture<Integer> reply) {}

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                try {
                  while (true) {
                    Request request = requests.poll(7, TimeUnit.SECONDS);
                    if (request != null) {
                      request.reply().complete(7);
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              int ask(int number) {
                CompletableFuture<Integer> reply = new CompletableFuture<>();
                requests.add(new Request(number, reply));
                return reply.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void methodThatIsGivenTheMessage() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              record Request(int number, CompletableFuture<Integer> reply) {}

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                try {
                  while (true) {
                    check(requests.take());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private static void check(Request request) {
                if (request.number() < 8) {
                  return;
                }
                // BUG: Diagnostic contains: complete() on 'reply' is skipped when line 25 returns
                request.reply().complete(8);
              }

              int ask(int number) {
                CompletableFuture<Integer> reply = new CompletableFuture<>();
                requests.add(new Request(number, reply));
                return reply.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void methodForEachKind() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;

            class A {
              record Request(int number, CompletableFuture<Integer> reply) {}

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                try {
                  while (true) {
                    Request request = requests.take();
                    if (request.number() == 9) {
                      // BUG: Diagnostic contains: complete() on 'reply' is skipped by a way that leads around it
                      first(request);
                    } else if (request.number() == 10) {
                      second(request);
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              private static void first(Request request) {
                request.reply().complete(9);
              }

              private static void second(Request request) {
                request.reply().complete(10);
              }

              int ask(int number) {
                CompletableFuture<Integer> reply = new CompletableFuture<>();
                requests.add(new Request(number, reply));
                return reply.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void beanWithGetters() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              static class Request {
                private final int number;
                private final CompletableFuture<Integer> reply = new CompletableFuture<>();

                Request(int number) {
                  this.number = number;
                }

                int getNumber() {
                  return number;
                }

                CompletableFuture<Integer> getReply() {
                  return reply;
                }
              }

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                while (true) {
                  try {
                    Request request = requests.take();
                    if (request.getNumber() > 11) {
                      // BUG: Diagnostic contains: complete() on 'reply' is skipped by a way that leads around it
                      request.getReply().complete(11);
                    }
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }

              int ask(int number) {
                Request request = new Request(number);
                requests.add(request);
                return request.getReply().join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void caseOfOneKindOfMessage() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              interface Message {}

              static final class Request implements Message {
                final int number;
                final CompletableFuture<Integer> reply;

                Request(int number, CompletableFuture<Integer> reply) {
                  this.number = number;
                  this.reply = reply;
                }
              }

              static final class Tick implements Message {}

              private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
                messages.add(new Tick());
              }

              private void serve() {
                try {
                  while (true) {
                    Message message = messages.take();
                    if (message instanceof Request request) {
                      if (request.number > 12) {
                        // BUG: Diagnostic contains: complete() on 'reply' is skipped by a way that leads around it
                        request.reply.complete(12);
                      }
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              int ask(int number) {
                CompletableFuture<Integer> reply = new CompletableFuture<>();
                messages.add(new Request(number, reply));
                return reply.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void removedFromARegistry() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final Map<Integer, CompletableFuture<String>> open = new ConcurrentHashMap<>();
              private final ExecutorService executor;

              A(ExecutorService executor) {
                this.executor = executor;
              }

              private CompletableFuture<String> call(int id, int status) {
                CompletableFuture<String> reply = new CompletableFuture<>();
                open.put(id, reply);
                executor.execute(() -> arrived(id, status));
                return reply;
              }

              String ask(int id, int status) throws Exception {
                return call(id, status).get();
              }

              private void arrived(int id, int status) {
                CompletableFuture<String> reply = open.remove(id);
                if (reply != null && status == 13) {
                  // BUG: Diagnostic contains: complete() on 'reply' is skipped by a way that leads around it
                  reply.complete("" + id);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void seenAsAFuture() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final Map<Integer, CompletableFuture<String>> open = new ConcurrentHashMap<>();
              private final ExecutorService executor;

              A(ExecutorService executor) {
                this.executor = executor;
              }

              private Future<String> call(int id, int status) {
                CompletableFuture<String> reply = new CompletableFuture<>();
                open.put(id, reply);
                executor.execute(() -> arrived(id, status));
                return reply;
              }

              String ask(int id, int status) throws Exception {
                return call(id, status).get();
              }

              private void arrived(int id, int status) {
                CompletableFuture<String> reply = open.remove(id);
                if (reply != null && status == 13) {
                  // BUG: Diagnostic contains: complete() on 'reply' is skipped by a way that leads around it
                  reply.complete("" + id);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void leftInARegistry() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              private final Map<Integer, CompletableFuture<String>> open = new ConcurrentHashMap<>();
              private final ExecutorService executor;

              A(ExecutorService executor) {
                this.executor = executor;
              }

              private CompletableFuture<String> call(int id, int status) {
                CompletableFuture<String> reply = new CompletableFuture<>();
                open.put(id, reply);
                executor.execute(() -> arrived(id, status));
                return reply;
              }

              String ask(int id, int status) throws Exception {
                return call(id, status).get();
              }

              private void arrived(int id, int status) {
                CompletableFuture<String> reply = open.get(id);
                if (reply != null && status == 13) {
                  reply.complete("" + id);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void permitInAMessage() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.*;
            import java.util.concurrent.*;


            class A {
              record Job(int pages, Semaphore done) {}

              private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                try {
                  while (true) {
                    Job job = jobs.take();
                    if (job.pages() < 14) {
                      // BUG: Diagnostic contains: release() on 'done' is skipped by a way that leads around it
                      job.done().release();
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              void print(int pages) throws InterruptedException {
                Semaphore done = new Semaphore(0);
                jobs.add(new Job(pages, done));
                done.acquire();
              }
            }
            """)
        .doTest();
  }

  @Test
  void askedAgainByTheRequest() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              record Question(String key, CompletableFuture<String> answer) {
                void shorten(BlockingQueue<Question> again) {
                  again.add(new Question(key.substring(0, 4), answer));
                }
              }

              private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                try {
                  while (true) {
                    Question question = questions.take();
                    if (question.key().length() > 4) {
                      question.shorten(questions);
                      continue;
                    }
                    question.answer().complete(question.key());
                  }
                } catch (InterruptedException e) {
                  return;
                }
              }

              String ask(String key) {
                CompletableFuture<String> answer = new CompletableFuture<>();
                questions.add(new Question(key, answer));
                return answer.join();
              }
            }
            """)
        .doTest();
  }

  @Test
  void onlySomeWaitForAnAnswer() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              record Request(String line, CompletableFuture<String> reply) {}

              private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

              void start() {
                new Thread(this::serve).start();
              }

              private void serve() {
                try {
                  while (true) {
                    Request request = requests.take();
                    String line = request.line();
                    if (line.startsWith("get ")) {
                      request.reply().complete(line.substring(4));
                    }
                  }
                } catch (InterruptedException e) {
                  return;
                }
              }

              private CompletableFuture<String> send(String line) {
                CompletableFuture<String> reply = new CompletableFuture<>();
                requests.add(new Request(line, reply));
                return reply;
              }

              void put(String key) {
                send("put " + key);
              }

              String get(String key) {
                return send("get " + key).join();
              }
            }
            """)
        .doTest();
  }
}
