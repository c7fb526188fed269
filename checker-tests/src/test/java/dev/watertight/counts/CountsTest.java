package dev.watertight.counts;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.errorprone.BugPattern;
import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.MethodInvocationTree;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import org.junit.jupiter.api.Test;

/** How often values are sent for each channel. */
final class CountsTest {
  /** One method {@code test}, in which a call of {@code queue.put(..)} is counted. */
  static void check(String expected, String... lines) {
    StringBuilder body = new StringBuilder();
    for (String line : lines) {
      if (line.contains(".put(")) {
        body.append("// BUG: Diagnostic contains: ").append(expected).append(" times\n");
      }
      body.append(line).append('\n');
    }
    checkClass(
        "void test(int n, List<String> list, boolean open) throws Exception {\n"
            + "BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);\n"
            + body
            + "}\n");
  }

  /** The members of one class. */
  static void checkClass(String... members) {
    CompilationTestHelper.newInstance(CountPrinter.class, CountsTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines(
            "A.java",
            "import java.nio.file.*;",
            "import java.time.*;",
            "import java.util.*;",
            "import java.util.concurrent.*;",
            "import java.util.stream.*;",
            "class A {",
            String.join("\n", members),
            "}")
        .doTest();
  }

  @Test
  void once() {
    check("1", "queue.put(1);");
  }

  @Test
  void conditionally() {
    check("0 to 1", "if (open) {", "queue.put(1);", "}");
  }

  @Test
  void oneOfTwoBranches() {
    checkClass(
        """
        void test(boolean open) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          if (open) {
            // BUG: Diagnostic contains: 0 to 1 times, 1 in all
            queue.put(1);
          } else {
            // BUG: Diagnostic contains: 0 to 1 times, 1 in all
            queue.put(2);
          }
        }
        """);
  }

  @Test
  void countedUp() {
    check("10", "for (int i = 0; i < 10; i++) {", "queue.put(i);", "}");
  }

  @Test
  void countedUpInTwos() {
    check("5", "for (int i = 0; i < 10; i += 2) {", "queue.put(i);", "}");
  }

  @Test
  void countedDown() {
    check("3", "for (int i = 3; i > 0; i--) {", "queue.put(i);", "}");
  }

  @Test
  void doubled() {
    check("4", "for (int i = 1; i < 16; i *= 2) {", "queue.put(i);", "}");
  }

  @Test
  void characters() {
    check("3", "for (char c = 'a'; c < 'd'; c++) {", "queue.put(c);", "}");
  }

  @Test
  void toVariable() {
    check("n", "for (int i = 0; i < n; i++) {", "queue.put(i);", "}");
  }

  @Test
  void toVariableFromOne() {
    check("n + -1", "for (int i = 1; i < n; i++) {", "queue.put(i);", "}");
  }

  @Test
  void limitOnTheLeft() {
    check("2 n", "for (int i = 0; 2 * n > i; i++) {", "queue.put(i);", "}");
  }

  @Test
  void nested() {
    check(
        "3 n",
        "for (int i = 0; i < n; i++) {",
        "for (int j = 0; j < 3; j++) {",
        "queue.put(i);",
        "}",
        "}");
  }

  @Test
  void withOtherConditions() {
    check("0 to 4", "for (int i = 0; i < 4 && open; i++) {", "queue.put(i);", "}");
  }

  @Test
  void everySecond() {
    check("2", "for (int i = 0; i < 4; i++) {", "if (i % 2 == 0) {", "queue.put(i);", "}", "}");
  }

  @Test
  void leftByBreak() {
    check("3", "for (int i = 0; ; i++) {", "if (i == 3) {", "break;", "}", "queue.put(i);", "}");
  }

  @Test
  void mayBeLeft() {
    check(
        "0 to 8",
        "for (int i = 0; i < 8; i++) {",
        "if (open) {",
        "break;",
        "}",
        "queue.put(i);",
        "}");
  }

  @Test
  void skippedByContinue() {
    check(
        "2",
        "for (int i = 0; i < 4; i++) {",
        "if (i < 2) {",
        "continue;",
        "}",
        "queue.put(i);",
        "}");
  }

  @Test
  void labelled() {
    check(
        "1",
        "outer: for (int i = 0; i < 4; i++) {",
        "for (int j = 0; j < 4; j++) {",
        "queue.put(i);",
        "break outer;",
        "}",
        "}");
  }

  @Test
  void whileCountedDown() {
    check("3", "int k = 3;", "while (k-- > 0) {", "queue.put(k);", "}");
  }

  @Test
  void whileToVariable() {
    check("n", "int k = 0;", "while (k < n) {", "queue.put(k);", "k++;", "}");
  }

  @Test
  void doWhile() {
    check("5", "int k = 0;", "do {", "queue.put(k);", "} while (++k < 5);");
  }

  @Test
  void endless() {
    check("UNBOUNDED", "while (true) {", "queue.put(1);", "}");
  }

  @Test
  void endlessAndCounted() {
    check("UNBOUNDED", "for (int i = 2; ; i++) {", "queue.put(i);", "}");
  }

  @Test
  void endlessInATask() {
    checkClass(
        """
        int test() throws InterruptedException {
          BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(5);
          Thread.startVirtualThread(
              () -> {
                try {
                  for (int i = 2; ; i++) {
                    // BUG: Diagnostic contains: UNBOUNDED times
                    queue.put(i);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
          return queue.take();
        }
        """);
  }

  @Test
  void untilCollectionIsFull() {
    check(
        "n",
        "List<Object> page = new ArrayList<>();",
        "while (page.size() < n) {",
        "queue.put(n);",
        "page.add(n);",
        "}");
  }

  @Test
  void asDataSay() {
    check("0 to UNBOUNDED", "while (System.in.read() > 0) {", "queue.put(1);", "}");
  }

  @Test
  void computedInWaysUnknown() {
    check(
        "0 to UNKNOWN",
        "String words = \"a b\";",
        "for (String word : words.split(\" \")) {",
        "queue.put(word);",
        "}");
  }

  @Test
  void elementsOfParameter() {
    check("list", "for (String s : list) {", "queue.put(s);", "}");
  }

  @Test
  void elementsOfLiteral() {
    check("2", "for (String s : List.of(\"a\", \"b\")) {", "queue.put(s);", "}");
  }

  @Test
  void elementsOfCopies() {
    check("n", "for (String s : Collections.nCopies(n, \"a\")) {", "queue.put(s);", "}");
  }

  @Test
  void sizeOfParameter() {
    check("list", "for (int i = 0; i < list.size(); i++) {", "queue.put(i);", "}");
  }

  @Test
  void filtered() {
    check(
        "0 to list",
        "List<String> some = list.stream().filter(s -> s.isEmpty()).toList();",
        "for (String s : some) {",
        "queue.put(s);",
        "}");
  }

  @Test
  void iterator() {
    check(
        "2",
        "Iterator<Integer> it = List.of(1, 2).iterator();",
        "while (it.hasNext()) {",
        "queue.put(it.next());",
        "}");
  }

  @Test
  void exceptionsAreExceptions() {
    check(
        "4",
        "for (int i = 0; i < 4; i++) {",
        "try {",
        "queue.put(i);",
        "} catch (RuntimeException e) {",
        "return;",
        "}",
        "}");
  }

  @Test
  void switches() {
    check(
        "0 to 1", "switch (n) {", "case 1:", "queue.put(1);", "break;", "default:", "break;", "}");
  }

  @Test
  void allConstantsOfAnEnum() {
    checkClass(
        """
        enum Half { LEFT, RIGHT }

        void test(List<Half> halves) {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (Half half : halves) {
            switch (half) {
              case LEFT:
                // BUG: Diagnostic contains: halves in all
                queue.add(1);
                break;
              case RIGHT:
                // BUG: Diagnostic contains: halves in all
                queue.add(2);
                break;
            }
          }
        }
        """);
  }

  @Test
  void streams() {
    checkClass(
        """
        void test(int n) {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          // BUG: Diagnostic contains: 3 times
          IntStream.range(0, 3).forEach(i -> queue.add(i));
          // BUG: Diagnostic contains: 0 to n times
          IntStream.range(0, n).filter(i -> i > 2).forEach(i -> queue.add(i));
          // BUG: Diagnostic contains: UNBOUNDED times
          Stream.generate(() -> 1).forEach(i -> queue.add(i));
        }
        """);
  }

  @Test
  void helperCalledInLoop() {
    checkClass(
        """
        private static void send(BlockingQueue<Object> queue) {
          // BUG: Diagnostic contains: 6 times
          queue.add(1);
        }

        void test() {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (int i = 0; i < 3; i++) {
            send(queue);
            send(queue);
          }
        }
        """);
  }

  @Test
  void recursion() {
    checkClass(
        """
        private static void send(BlockingQueue<Object> queue, int n) {
          // BUG: Diagnostic contains: UNKNOWN times
          queue.add(1);
          if (n > 0) {
            send(queue, n - 1);
          }
        }

        void test() {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          send(queue, 3);
        }
        """);
  }

  @Test
  void channelMadeInLoop() {
    checkClass(
        """
        void test() {
          for (int i = 0; i < 3; i++) {
            BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
            // BUG: Diagnostic contains: 1 times
            queue.add(1);
          }
        }
        """);
  }

  @Test
  void tasks() {
    checkClass(
        """
        void test(int n) {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (int i = 0; i < n; i++) {
            // BUG: Diagnostic contains: 2 n times
            new Thread(() -> { for (int j = 0; j < 2; j++) queue.add(1); }).start();
          }
        }
        """);
  }

  @Test
  void tasksThatAreObjects() {
    checkClass(
        """
        static class Sender implements Runnable {
          private final BlockingQueue<Object> to;
          private final int times;

          Sender(BlockingQueue<Object> to, int times) {
            this.to = to;
            this.times = times;
          }

          @Override
          public void run() {
            for (int i = 0; i < times; i++) {
              // BUG: Diagnostic contains: 6 times
              to.add(1);
            }
          }
        }

        void test() {
          int each = 5 / 2;
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (int i = 0; i < 3; i++) {
            new Thread(new Sender(queue, each)).start();
          }
        }
        """);
  }

  @Test
  void componentOfRecord() {
    checkClass(
        """
        private record Sender(BlockingQueue<Object> to, int times) {
          void send() {
            for (int i = 0; i < times; i++) {
              // BUG: Diagnostic contains: 4 times
              to.add(1);
            }
          }
        }

        void test() {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          new Sender(queue, 4).send();
        }
        """);
  }

  @Test
  void countedDownFromVariable() {
    check("n", "int left = n;", "while (left > 0) {", "queue.put(left);", "left--;", "}");
  }

  @Test
  void limitThatIsNotCounted() {
    check(
        "0 to UNKNOWN",
        "int sent = 0;",
        "for (int i = 0; i < n && sent < 3; i++) {",
        "if (open) {",
        "queue.put(i);",
        "sent++;",
        "}",
        "}");
  }

  @Test
  void countedInBothBranches() {
    check(
        "6",
        "int i = 0;",
        "while (i < 6) {",
        "queue.put(i);",
        "if (open) {",
        "i++;",
        "} else {",
        "i += 1;",
        "}",
        "}");
  }

  @Test
  void notCountedInSomeRounds() {
    check(
        "0 to UNKNOWN",
        "int i = 0;",
        "while (i < n) {",
        "queue.put(i);",
        "if (open) {",
        "continue;",
        "}",
        "i++;",
        "}");
  }

  @Test
  void fieldsPerObject() {
    checkClass(
        """
        private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);

        private void send() {
          // BUG: Diagnostic contains: 3 times
          queue.add(1);
        }

        void close() {
          for (int i = 0; i < 3; i++) {
            send();
          }
        }

        static void closeAll(List<A> all) {
          for (A one : all) {
            one.close();
          }
        }
        """);
  }

  @Test
  void objectsApart() {
    checkClass(
        """
        private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);

        void send() {
          // BUG: Diagnostic contains: 1 to 2 times
          queue.add(1);
        }

        static void inTurn() {
          new A().send();
          A other = new A();
          other.send();
          other.send();
          new A().send();
        }
        """);
  }

  @Test
  void objectUsedByTasks() {
    checkClass(
        """
        private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);

        void send() {
          // BUG: Diagnostic contains: 3 times
          queue.add(1);
        }

        static void apart() {
          A one = new A();
          for (int i = 0; i < 3; i++) {
            new Thread(() -> one.send()).start();
          }
        }
        """);
  }

  @Test
  void variablesForOneObject() {
    checkClass(
        """
        private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);

        void send() {
          // BUG: Diagnostic contains: 2 times
          queue.add(1);
        }

        static void inTurn() {
          A one = new A();
          one.send();
          A same = one;
          same.send();
        }
        """);
  }

  @Test
  void carriersOfOneObject() {
    checkClass(
        """
        private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);

        void send() {
          // BUG: Diagnostic contains: 2 times
          queue.add(1);
        }

        record Carrier(A carried) {
          void run() {
            carried.send();
          }
        }

        static void inTurn(A one) {
          new Carrier(one).run();
          new Carrier(one).run();
        }
        """);
  }

  /** Prints how often each send is reached for each channel. */
  @BugPattern(summary = "Prints how often code runs", severity = ERROR)
  public static final class CountPrinter extends BugChecker implements MethodInvocationTreeMatcher {
    private static final long serialVersionUID = 1L;

    @Override
    public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
      for (Topology channel : Topologies.all(state)) {
        for (Endpoint send : channel.sends()) {
          if (send.path().getLeaf() == tree) {
            return buildDescription(tree)
                .setMessage(
                    "%s times, %s in all"
                        .formatted(
                            Runs.of(send.path(), channel, state),
                            Runs.of(
                                channel.sends().stream().map(Endpoint::path).toList(),
                                channel,
                                state)))
                .build();
          }
        }
      }
      return Description.NO_MATCH;
    }
  }
}
