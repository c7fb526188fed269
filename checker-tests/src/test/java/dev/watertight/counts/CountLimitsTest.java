package dev.watertight.counts;

import static dev.watertight.counts.CountsTest.check;
import static dev.watertight.counts.CountsTest.checkClass;

import org.junit.jupiter.api.Test;

/** What is not known of counts, although it seems so: what looks unlimited or equal is not. */
final class CountLimitsTest {
  @Test
  void smallerOfTwo() {
    check(
        "0 to 3",
        "int m = Math.min(list.size(), 3);",
        "for (int i = 0; i < m; i++) {",
        "queue.put(i);",
        "}");
  }

  @Test
  void sumsOfSums() {
    StringBuilder fields =
        new StringBuilder("private static final int A0 = Integer.getInteger(\"n\");\n");
    for (int i = 1; i < 30; i++) {
      fields.append("private static final int A%d = A%d + A%d;\n".formatted(i, i - 1, i - 1));
    }
    checkClass(
        fields
            + """
            void test() throws Exception {
              BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
              for (int i = 0; i < A29; i++) {
                // BUG: Diagnostic contains: 128 A22 times
                queue.put(i);
              }
            }
            """);
  }

  @Test
  void removedByIterator() {
    check(
        "UNBOUNDED",
        "List<String> live = new ArrayList<>(list);",
        "for (Iterator<String> i = live.iterator(); i.hasNext();) {",
        "if (i.next().isEmpty()) {",
        "i.remove();",
        "}",
        "}",
        "for (String one : live) {",
        "queue.put(one);",
        "}");
  }

  @Test
  void behindWhichItFails() {
    check("0 to 1", "if (open) {", "return;", "}", "queue.put(1);", "throw new Exception();");
  }

  @Test
  void beforeWhichItMayFail() {
    check("CountPrinter] 1", "if (open) {", "throw new Exception();", "}", "queue.put(1);");
  }

  @Test
  void readByIterator() {
    check(
        "list",
        "for (Iterator<String> i = list.iterator(); i.hasNext();) {",
        "queue.put(i.next());",
        "}");
  }

  @Test
  void stepsOfStreams() {
    checkClass(
        """
        void test(List<String> list) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          // BUG: Diagnostic contains: list times
          list.stream().map(text -> queue.add(text)).toList();
          // BUG: Diagnostic contains: 2 times
          Stream.of(1, 2, 3).map(i -> queue.add(i)).limit(2).collect(Collectors.toList());
          // BUG: Diagnostic contains: 3 times
          Stream.of(1, 2, 3).map(i -> queue.add(i)).sorted().limit(2).toList();
          // BUG: Diagnostic contains: 4 times
          Stream.of(1, 2, 3, 4).map(i -> queue.add(i)).toList().stream().limit(2).toList();
          // BUG: Diagnostic contains: 2 times
          Stream.generate(() -> queue.add(0)).limit(2).toList();
          // BUG: Diagnostic contains: 0 to UNKNOWN times
          Stream<Boolean> kept = list.stream().map(text -> queue.add(text));
        }
        """);
  }

  @Test
  void iteratorThatIsPartlyUsed() {
    check(
        "1",
        "Iterator<Integer> rest = List.of(1, 2).iterator();",
        "int first = rest.next();",
        "while (rest.hasNext()) {",
        "queue.put(first + rest.next());",
        "}");
  }

  @Test
  void iteratorThatOthersUse() {
    check(
        "0 to 2",
        "Iterator<Integer> rest = List.of(1, 2).iterator();",
        "Iterator<Integer> same = rest;",
        "same.next();",
        "while (rest.hasNext()) {",
        "queue.put(rest.next());",
        "}");
  }

  @Test
  void iteratorAmongTwoLoops() {
    checkClass(
        """
        void test() throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          Iterator<Integer> rest = List.of(1, 2, 3, 4).iterator();
          for (int i = 0; i < 2 && rest.hasNext(); i++) {
            // BUG: Diagnostic contains: 2 times, 4 in all
            queue.put(rest.next());
          }
          while (rest.hasNext()) {
            // BUG: Diagnostic contains: 0 to 4 times, 4 in all
            queue.put(rest.next());
          }
        }
        """);
  }

  @Test
  void removedFromView() {
    checkClass(
        """
        void test(Map<String, String> given, Set<String> skipped) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          Map<String, String> map = new TreeMap<>(given);
          Collection<String> values = map.values();
          map.keySet().removeAll(skipped);
          for (String value : values) {
            // BUG: Diagnostic contains: UNBOUNDED times
            queue.put(value);
          }
        }
        """);
  }

  @Test
  void returnedByRecursion() {
    CountsTest.checkClass(
        """
        private static List<String> make(int n) {
          List<String> list = new ArrayList<>();
          list.add("1");
          list.add("2");
          if (n > 0) {
            return make(n - 1);
          }
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (String each : list) {
            // BUG: Diagnostic contains: 2 times
            queue.offer(each);
          }
          return list;
        }

        static int size() {
          return make(2).size();
        }
        """);
  }

  @Test
  void returnedByMutualRecursion() {
    CountsTest.checkClass(
        """
        private static List<String> ping(int n) {
          List<String> list = new ArrayList<>();
          list.add("1");
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (String each : list) {
            // BUG: Diagnostic contains: 1 times
            queue.offer(each);
          }
          if (n > 5) {
            return list;
          }
          return pong(n);
        }

        private static List<String> pong(int n) {
          return ping(n + 1);
        }

        static int size() {
          return ping(2).size();
        }
        """);
  }

  @Test
  void handedOnByMutualRecursion() {
    CountsTest.checkClass(
        """
        private static void ping(List<String> names, int n) {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(names.size());
          for (String each : names) {
            // BUG: Diagnostic contains: 0 to UNKNOWN times
            queue.offer(each);
          }
          if (n > 0) {
            pong(names, n - 1);
          }
        }

        private static void pong(List<String> names, int n) {
          ping(names, n);
        }
        """);
  }

  @Test
  void copyOfMap() {
    checkClass(
        """
        void test(Map<String, String> map) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (String key : new TreeMap<>(map).keySet()) {
            // BUG: Diagnostic contains: map times
            queue.put(key);
          }
        }
        """);
  }

  @Test
  void numberThatGetsSmaller() {
    check("0 to UNKNOWN", "for (int i = n; i != 0; i >>>= 7) {", "queue.put(i);", "}");
  }

  @Test
  void numberThatDataMakeSmaller() {
    check(
        "0 to UNBOUNDED",
        "Iterator<String> i = new Scanner(System.in);",
        "int left = n;",
        "while (left > 0) {",
        "queue.put(left);",
        "left -= i.next().length();",
        "}");
  }

  @Test
  void setIsNotFilledByEachRound() {
    check(
        "0 to UNKNOWN",
        "Set<Integer> seen = new HashSet<>();",
        "while (seen.size() < 3) {",
        "queue.put(1);",
        "seen.add(new Random().nextInt(5));",
        "}");
  }

  @Test
  void partOfList() {
    check(
        "0 to UNKNOWN",
        "for (int i = 0; i < n; i += 4) {",
        "BlockingQueue<Object> page = new ArrayBlockingQueue<>(4);",
        "for (String one : list.subList(i, Math.min(i + 4, n))) {",
        "page.put(one);",
        "}",
        "}");
  }

  @Test
  void refusedIfTooMany() {
    check(
        "0 to UNKNOWN",
        "if (list.size() > 5) {",
        "throw new IllegalArgumentException();",
        "}",
        "List<String> sorted = new ArrayList<>(list);",
        "Collections.sort(sorted);",
        "for (String one : sorted) {",
        "queue.put(one);",
        "}");
  }

  @Test
  void refusedByHelper() {
    checkClass(
        """
        void test(List<String> list) throws Exception {
          requireFew(list);
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          List<String> sorted = new ArrayList<>(list);
          Collections.sort(sorted);
          for (String one : sorted) {
            // BUG: Diagnostic contains: 0 to UNKNOWN times
            queue.put(one);
          }
        }

        private static void requireFew(List<String> few) {
          if (few.size() > 5) {
            throw new IllegalArgumentException();
          }
        }
        """);
  }

  @Test
  void refusedIfNone() {
    check(
        "UNBOUNDED",
        "if (list.size() == 0) {",
        "throw new IllegalArgumentException();",
        "}",
        "List<String> sorted = new ArrayList<>(list);",
        "Collections.sort(sorted);",
        "for (String one : sorted) {",
        "queue.put(one);",
        "}");
  }

  @Test
  void iteratedWithCondition() {
    checkClass(
        """
        void test() {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          IntStream.iterate(0, i -> i < 3, i -> i + 1)
              .forEach(
                  i -> {
                    // BUG: Diagnostic contains: 0 to UNKNOWN times
                    queue.add(i);
                  });
        }
        """);
  }

  @Test
  void calledByLibrary() {
    checkClass(
        """
        private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);

        private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
              @Override
              protected void afterExecute(Runnable task, Throwable failure) {
                // BUG: Diagnostic contains: UNKNOWN times
                queue.add(task);
              }
            };
        """);
  }

  @Test
  void carriedByObjects() {
    checkClass(
        """
        record Request(BlockingQueue<Object> reply) {}

        private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

        void ask() {
          // BUG: Diagnostic contains: 1 times
          requests.add(new Request(new ArrayBlockingQueue<>(1)));
        }

        void answer() throws InterruptedException {
          while (true) {
            // BUG: Diagnostic contains: UNKNOWN times
            requests.take().reply().put(1);
          }
        }
        """);
  }

  @Test
  void channelsOfOneObjectAfterTheOther() {
    checkClass(
        """
        static class Request {
          final BlockingQueue<Object> reply = new ArrayBlockingQueue<>(1);
        }

        void answer(Iterator<Request> requests) throws InterruptedException {
          Request request = requests.next();
          while (requests.hasNext()) {
            // BUG: Diagnostic contains: UNKNOWN times
            request.reply.put(1);
            request = requests.next();
          }
        }
        """);
  }

  @Test
  void clamped() {
    check(
        "0 to 2",
        "int m = Math.clamp(list.size(), 0, 2);",
        "for (int i = 0; i < m; i++) {",
        "queue.put(i);",
        "}");
  }

  @Test
  void refusedData() {
    check(
        "0 to 2",
        "for (String text : List.of(\"1\", \"x\")) {",
        "try {",
        "int number = Integer.parseInt(text);",
        "queue.put(number);",
        "} catch (NumberFormatException e) {",
        "list.remove(text);",
        "}",
        "}");
  }

  @Test
  void severalElementsARound() {
    check(
        "2",
        "Iterator<Integer> parts = List.of(1, 2, 3, 4).iterator();",
        "while (parts.hasNext()) {",
        "queue.put(parts.next() + parts.next());",
        "}");
  }

  @Test
  void equalElements() {
    check(
        "1",
        "for (Thread.State s : EnumSet.of(Thread.State.NEW, Thread.State.NEW)) {",
        "queue.put(s);",
        "}");
  }

  @Test
  void partOfAnArray() {
    check(
        "0 to UNKNOWN",
        "for (int i : Arrays.stream(new int[] {1, 2, 3}, 0, 2).toArray()) {",
        "queue.put(i);",
        "}");
  }

  @Test
  void equalElementsOfAList() {
    check("2", "for (String s : Set.copyOf(List.of(\"a\", \"b\", \"a\"))) {", "queue.put(1);", "}");
  }

  @Test
  void equalElementsOfAStream() {
    check(
        "2", "for (int i : List.of(1, 2, 1).stream().distinct().toList()) {", "queue.put(i);", "}");
  }

  @Test
  void elementsThatAFunctionMayMakeEqual() {
    check(
        "0 to 3",
        "for (int i : List.of(1, 2, 3).stream().map(k -> k % 2).distinct().toList()) {",
        "queue.put(i);",
        "}");
  }

  @Test
  void setOfKeys() {
    checkClass(
        """
        void test(Map<String, String> map) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          List<String> keys = new ArrayList<>(map.keySet());
          for (String key : new HashSet<>(keys)) {
            // BUG: Diagnostic contains: map times
            queue.put(1);
          }
        }
        """);
  }

  @Test
  void setOfValues() {
    checkClass(
        """
        void test(Map<String, String> map) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          List<String> values = new ArrayList<>(map.values());
          for (String value : new HashSet<>(values)) {
            // BUG: Diagnostic contains: 0 to map times
            queue.put(1);
          }
        }
        """);
  }

  @Test
  void partsOfHowAnObjectWritesItself() {
    check(
        "0 to UNKNOWN",
        "for (String s : UUID.randomUUID().toString().split(\"-\")) {",
        "queue.put(s);",
        "}");
  }

  @Test
  void partsOfAnyText() {
    check(
        "0 to UNBOUNDED",
        "for (String s : System.getProperty(\"x\").split(\"-\")) {",
        "queue.put(s);",
        "}");
  }

  @Test
  void lotsOfACollectorThatNoRowKnows() {
    check(
        "0 to UNKNOWN",
        "for (List<String> lot :",
        "list.stream().collect(Collectors.partitioningBy(String::isEmpty)).values()) {",
        "queue.put(lot);",
        "}");
  }

  @Test
  void groups() {
    check(
        "0 to list",
        "Map<Integer, List<String>> lots ="
            + " list.stream().collect(Collectors.groupingBy(String::length));",
        "for (List<String> lot : lots.values()) {",
        "queue.put(lot);",
        "}");
  }

  @Test
  void filledByAMethodOfItsOwn() {
    checkClass(
        """
        void test() throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (String card : deck()) {
            // BUG: Diagnostic contains: 0 to UNKNOWN times
            queue.put(card);
          }
        }

        private static List<String> deck() {
          List<String> deck = new ArrayList<>();
          for (int i = 0; i < 52; i++) {
            deck.add("card " + i);
          }
          Collections.shuffle(deck);
          return deck;
        }
        """);
  }

  @Test
  void linesOfAFile() {
    check(
        "0 to UNBOUNDED",
        "for (String line : Files.readAllLines(Path.of(\"x\"))) {",
        "queue.put(line);",
        "}");
  }

  @Test
  void argumentsThatCallsPass() {
    checkClass(
        """
        private void test(String... words) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (String word : words) {
            // BUG: Diagnostic contains: 1 to 3 times
            queue.put(word);
          }
        }

        void run() throws Exception {
          test("a", "b", "c");
          test("d");
        }
        """);
  }

  @Test
  void arrayThatACallPasses() {
    checkClass(
        """
        private void test(String... words) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (String word : words) {
            // BUG: Diagnostic contains: given times
            queue.put(word);
          }
        }

        void run(String[] given) throws Exception {
          test(given);
        }
        """);
  }

  @Test
  void daysOfAMonth() {
    checkClass(
        """
        void test(YearMonth month) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(31);
          LocalDate last = month.atEndOfMonth();
          for (LocalDate day = month.atDay(1); !day.isAfter(last); day = day.plusDays(1)) {
            // BUG: Diagnostic contains: UNKNOWN times
            queue.put(day);
          }
        }
        """);
  }

  @Test
  void untilToldByAnotherThread() {
    checkClass(
        """
        void test(java.util.concurrent.atomic.AtomicBoolean open) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(31);
          while (open.get()) {
            // BUG: Diagnostic contains: UNBOUNDED times
            queue.put(1);
          }
        }
        """);
  }

  @Test
  void counterBehindAnotherLimit() {
    check(
        "0 to 3",
        "int m = 0;",
        "Iterator<String> all = list.iterator();",
        "while (all.hasNext() && m < 3) {",
        "queue.put(all.next());",
        "m++;",
        "}");
  }

  @Test
  void counterBeforeAnotherLimit() {
    check(
        "0 to 3",
        "Iterator<String> all = list.iterator();",
        "for (int m = 0; m < 3 && all.hasNext(); m++) {",
        "queue.put(all.next());",
        "}");
  }

  /** A loop that sends only if a condition holds, which is about what former rounds have left. */
  private static void checkRemembered(String before, String test, String then) {
    check(
        "0 to UNKNOWN",
        before,
        "for (String s : list) {",
        "if (" + test + ") {",
        "queue.put(s);",
        then,
        "}",
        "}");
  }

  @Test
  void asLongAsACounterSays() {
    checkRemembered("int m = 0;", "m < 3", "m++;");
  }

  @Test
  void onlyTheFirst() {
    checkRemembered("boolean first = true;", "first", "first = false;");
  }

  @Test
  void whileNothingIsKept() {
    checkRemembered("String first = null;", "first == null", "first = s;");
  }

  @Test
  void eachOnce() {
    checkRemembered("Set<Object> seen = new HashSet<>();", "seen.add(s.length() % 3)", "");
  }

  @Test
  void eachOnceByAnArray() {
    checkRemembered(
        "boolean[] seen = new boolean[3];",
        "!seen[s.length() % 3]",
        "seen[s.length() % 3] = true;");
  }

  @Test
  void eachOnceByAMethodThatRemembers() {
    checkClass(
        """
        private int last;

        private boolean isNew(String s) {
          boolean isLonger = s.length() > last;
          last = s.length();
          return isLonger;
        }

        void test(List<String> list) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (String s : list) {
            if (!isNew(s)) {
              continue;
            }
            // BUG: Diagnostic contains: 0 to UNKNOWN times
            queue.put(s);
          }
        }
        """);
  }

  @Test
  void asOftenAsTheElementsAreSo() {
    check("0 to list", "for (String s : list) {", "if (!s.isBlank()) {", "queue.put(s);", "}", "}");
  }

  @Test
  void defaultBehindAllConstants() {
    checkClass(
        """
        enum Side {
          LEFT,
          RIGHT
        }

        void test(Side side) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          switch (side) {
            case LEFT:
              // BUG: Diagnostic contains: 0 to 1 times, 1 in all
              queue.put(1);
              break;
            case RIGHT:
              // BUG: Diagnostic contains: 0 to 1 times, 1 in all
              queue.put(2);
              break;
            default:
              System.err.println(side);
          }
        }
        """);
  }

  @Test
  void defaultBehindPatterns() {
    checkClass(
        """
        void test(List<Object> all) throws Exception {
          BlockingQueue<Object> queue = new ArrayBlockingQueue<>(5);
          for (Object one : all) {
            switch (one) {
              // BUG: Diagnostic contains: 0 to all times
              case String text -> queue.put(text);
              default -> System.out.println(one);
            }
          }
        }
        """);
  }

  @Test
  void linesOfTextInMemory() {
    check(
        "0 to UNKNOWN",
        "java.io.BufferedReader text =",
        "new java.io.BufferedReader(new java.io.StringReader(\"a\\nb\"));",
        "for (String line = text.readLine(); line != null; line = text.readLine()) {",
        "queue.put(line);",
        "}");
  }
}
