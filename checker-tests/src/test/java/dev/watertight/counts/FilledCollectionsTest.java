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
  void readBehindWhereTheyAreFilled() {
    CountsTest.check(
        "3",
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

  @Test
  void passedToAMethod() {
    CountsTest.checkClass(
        """
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        void test() throws Exception {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            names.add("n" + i);
          }
          send(names);
        }
        private void send(List<String> all) throws Exception {
          for (String name : all) {
            // BUG: Diagnostic contains: 5 times
            queue.put(name);
          }
        }
        """);
  }

  @Test
  void keptByAConstructor() {
    CountsTest.checkClass(
        """
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        void test() throws Exception {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            names.add("n" + i);
          }
          new Job(names).send();
        }
        private final class Job {
          private final List<String> all;
          Job(List<String> all) {
            this.all = all;
          }
          void send() throws Exception {
            for (String name : all) {
              // BUG: Diagnostic contains: 5 times
              queue.put(name);
            }
          }
        }
        """);
  }

  @Test
  void passedToAMethodThatAddsOne() {
    CountsTest.checkClass(
        """
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        void test() throws Exception {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            names.add("n" + i);
          }
          send(names);
        }
        private void send(List<String> all) throws Exception {
          all.add("last");
          for (String name : all) {
            // BUG: Diagnostic contains: 0 to UNKNOWN times
            queue.put(name);
          }
        }
        """);
  }

  @Test
  void passedToAMethodThatHandsThemOn() {
    CountsTest.checkClass(
        """
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        void test() throws Exception {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            names.add("n" + i);
          }
          send(names);
        }
        private void send(List<String> all) throws Exception {
          java.util.Collections.reverse(all);
          for (String name : all) {
            // BUG: Diagnostic contains: 0 to UNKNOWN times
            queue.put(name);
          }
        }
        """);
  }

  @Test
  void passedWhileTheyAreFilled() {
    CountsTest.checkClass(
        """
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        void test() throws Exception {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            names.add("n" + i);
            if (i == 2) {
              send(names);
            }
          }
        }
        private void send(List<String> all) throws Exception {
          for (String name : all) {
            // BUG: Diagnostic contains: 0 to 5 times
            queue.put(name);
          }
        }
        """);
  }

  @Test
  void keptByARecord() {
    CountsTest.checkClass(
        """
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        void test() throws Exception {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            names.add("n" + i);
          }
          new Job(names).send(queue);
        }
        private record Job(List<String> all) {
          void send(BlockingQueue<Object> queue) throws Exception {
            all.add("last");
            for (String name : all) {
              // BUG: Diagnostic contains: 0 to UNKNOWN times
              queue.put(name);
            }
          }
        }
        """);
  }
}
