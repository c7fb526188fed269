package dev.watertight.counts;

import org.junit.jupiter.api.Test;

/** Collections that are filled one by one have as many elements as are added. */
final class FilledCollectionsTest {
  @Test
  void byConstructor() {
    CountsTest.checkClass(
        """
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        private final List<String> names = new ArrayList<>();
        A(int count) {
          for (int i = 0; i < count; i++) {
            names.add("name " + i);
          }
        }
        void test() throws Exception {
          for (int i = 1; i < names.size(); i++) {
            // BUG: Diagnostic contains: count + -1 times
            queue.put(i);
          }
        }
        """);
  }

  @Test
  void sometimesByConstructor() {
    CountsTest.checkClass(
        """
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        private final List<String> names = new ArrayList<>();
        A(boolean both) {
          names.add("one");
          if (both) {
            names.add("two");
          }
        }
        void test() throws Exception {
          for (String name : names) {
            // BUG: Diagnostic contains: 1 to 2 times
            queue.put(name);
          }
        }
        """);
  }

  @Test
  void readWhereTheyAreFilled() {
    CountsTest.check(
        "0 to 3",
        "List<Integer> filled = new ArrayList<>();",
        "for (int i = 0; i < 3; i++) { filled.add(i); }",
        "for (Integer each : filled) {",
        "queue.put(each);",
        "}");
  }

  @Test
  void filledByAnotherName() {
    for (String other : new String[] {"names = filled;", "names = null; new Adder(filled);"}) {
      CountsTest.checkClass(
          """
          private final List<String> names;
          static class Adder implements Iterable<String> {
            private final List<String> added;
            Adder(List<String> added) {
              this.added = added;
              added.add("three");
            }
            @Override
            public Iterator<String> iterator() {
              return added.iterator();
            }
          }
          A() throws Exception {
            BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
            List<String> filled = new ArrayList<>();
            filled.add("one");
            OTHER
            addMore();
            for (String name : filled) {
              // BUG: Diagnostic contains: UNKNOWN times
              queue.put(name);
            }
          }
          private void addMore() {
            names.add("two");
          }
          """
              .replace("OTHER", other));
    }
  }

  @Test
  void equalElements() {
    CountsTest.check(
        "0 to 2",
        "Collection<Object> filled = new HashSet<>();",
        "filled.add(n); filled.add(n);",
        "for (Object each : filled) {",
        "queue.put(each);",
        "}");
  }

  @Test
  void emptiedElsewhere() {
    CountsTest.checkClass(
        """
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        private final List<String> names = new ArrayList<>();
        A() {
          names.add("one");
        }
        void drop() {
          names.clear();
        }
        void test() throws Exception {
          for (String name : names) {
            // BUG: Diagnostic contains: 0 to UNKNOWN times
            queue.put(name);
          }
        }
        """);
  }

  @Test
  void filledByEachOther() {
    CountsTest.check(
        "0 to UNKNOWN",
        "List<Integer> one = new ArrayList<>();",
        "List<Integer> other = new ArrayList<>();",
        "for (int i = 0; i < other.size(); i++) { one.add(i); }",
        "for (int i = 0; i < one.size(); i++) { other.add(i); }",
        "for (Integer each : one) {",
        "queue.put(each);",
        "}");
  }

  @Test
  void oneOfTwoConstructors() {
    CountsTest.checkClass(
        """
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        private final List<String> names = new ArrayList<>();
        A() {}
        A(int count) {
          names.add("one");
        }
        void test() throws Exception {
          for (String name : names) {
            // BUG: Diagnostic contains: 0 to UNKNOWN times
            queue.put(name);
          }
        }
        """);
  }
}
