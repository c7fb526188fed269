package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class EndMarkerNeverSentStagesTest {
  private final CompilationTestHelper helper =
      CompilationTestHelper.newInstance(EndMarkerNeverSent.class, getClass())
          .setArgs("-XDcompilePolicy=simple");

  @Test
  void loopHandsItOnBeforeItEnds() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Predicate;

            class A {
              private static final String END = "";

              record Filter(BlockingQueue<String> in, BlockingQueue<String> out) implements Runnable {
                @Override
                public void run() {
                  try {
                    String mail;
                    do {
                      mail = in.take();
                      if (mail != null) {
                        out.put(mail);
                      }
                    } while (!mail.equals(END));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
                BlockingQueue<String> mailbox = new LinkedBlockingQueue<>();
                new Thread(new Filter(inbox, mailbox)).start();
                inbox.put("lunch");
                inbox.put(END);
                for (String mail = mailbox.take(); !mail.equals(END); mail = mailbox.take()) {
                  System.out.println(mail);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void comparesWithLastOne() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Predicate;

            class A {
              private static final String END = "";

              record Filter(BlockingQueue<String> in, BlockingQueue<String> out) implements Runnable {
                @Override
                public void run() {
                  try {
                    String last = null;
                    String mail = null;
                    do {
                      last = mail;
                      mail = in.take();
                      if (mail != last) {
                        out.put(mail);
                      }
                    } while (!mail.equals(END));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
                BlockingQueue<String> mailbox = new LinkedBlockingQueue<>();
                new Thread(new Filter(inbox, mailbox)).start();
                inbox.put("lunch");
                inbox.put(END);
                for (String mail = mailbox.take(); !mail.equals(END); mail = mailbox.take()) {
                  System.out.println(mail);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void filterLetsItThrough() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Predicate;

            class A {
              private static final String END = "";

              record Filter(BlockingQueue<String> in, BlockingQueue<String> out) implements Runnable {
                @Override
                public void run() {
                  try {
                    String mail;
                    do {
                      mail = in.take();
                      if (mail.length() > 3 || mail.isEmpty()) {
                        out.put(mail);
                      }
                    } while (!mail.equals(END));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
                BlockingQueue<String> mailbox = new LinkedBlockingQueue<>();
                new Thread(new Filter(inbox, mailbox)).start();
                inbox.put("lunch");
                inbox.put(END);
                for (String mail = mailbox.take(); !mail.equals(END); mail = mailbox.take()) {
                  System.out.println(mail);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void filterSendsItItself() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Predicate;

            class A {
              private static final String END = "";

              record Filter(BlockingQueue<String> in, BlockingQueue<String> out) implements Runnable {
                @Override
                public void run() {
                  try {
                    String mail;
                    do {
                      mail = in.take();
                      if (mail.length() > 3) {
                        out.put(mail);
                      }
                    } while (!mail.equals(END));
                    out.put(END);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
                BlockingQueue<String> mailbox = new LinkedBlockingQueue<>();
                new Thread(new Filter(inbox, mailbox)).start();
                inbox.put("lunch");
                inbox.put(END);
                for (String mail = mailbox.take(); !mail.equals(END); mail = mailbox.take()) {
                  System.out.println(mail);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void oneOfSeveralPredicatesLetsItThrough() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Predicate;

            class A {
              private static final String END = "";

              record Filter(BlockingQueue<String> in, BlockingQueue<String> out, Predicate<String> wanted) implements Runnable {
                @Override
                public void run() {
                  try {
                    String mail;
                    do {
                      mail = in.take();
                      if (wanted.test(mail)) {
                        out.put(mail);
                      }
                    } while (!mail.equals(END));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
                BlockingQueue<String> mailbox = new LinkedBlockingQueue<>();
                new Thread(new Filter(inbox, mailbox, mail -> mail.length() > 3)).start();
                new Filter(inbox, mailbox, mail -> true).run();
                inbox.put("lunch");
                inbox.put(END);
                for (String mail = mailbox.take(); !mail.equals(END); mail = mailbox.take()) {
                  System.out.println(mail);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void predicateSendsIt() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Predicate;

            class A {
              private static final String END = "";
              private static final BlockingQueue<String> MAILBOX = new LinkedBlockingQueue<>();

              static boolean isWanted(String mail) {
                MAILBOX.add(mail);
                return mail.length() > 3;
              }

              record Filter(BlockingQueue<String> in, BlockingQueue<String> out, Predicate<String> wanted) implements Runnable {
                @Override
                public void run() {
                  try {
                    String mail;
                    do {
                      mail = in.take();
                      if (wanted.test(mail)) {
                        out.put(mail);
                      }
                    } while (!mail.equals(END));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
                BlockingQueue<String> mailbox = MAILBOX;
                new Thread(new Filter(inbox, mailbox, A::isWanted)).start();
                inbox.put("lunch");
                inbox.put(END);
                for (String mail = mailbox.take(); !mail.equals(END); mail = mailbox.take()) {
                  System.out.println(mail);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void filterHoldsItBack() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Predicate;

            class A {
              private static final String END = "";

              record Filter(BlockingQueue<String> in, BlockingQueue<String> out) implements Runnable {
                @Override
                public void run() {
                  try {
                    String mail;
                    do {
                      mail = in.take();
                      if (mail.length() > 3) {
                        out.put(mail);
                      }
                    } while (!mail.equals(END));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
                BlockingQueue<String> mailbox = new LinkedBlockingQueue<>();
                new Thread(new Filter(inbox, mailbox)).start();
                inbox.put("lunch");
                inbox.put(END);
                // BUG: Diagnostic contains: which nobody sends
                for (String mail = mailbox.take(); !mail.equals(END); mail = mailbox.take()) {
                  System.out.println(mail);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void predicateHoldsItBack() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Predicate;

            class A {
              private static final String END = "";

              record Filter(BlockingQueue<String> in, BlockingQueue<String> out, Predicate<String> wanted) implements Runnable {
                @Override
                public void run() {
                  try {
                    String mail;
                    do {
                      mail = in.take();
                      if (wanted.test(mail)) {
                        out.put(mail);
                      }
                    } while (!mail.equals(END));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
                BlockingQueue<String> mailbox = new LinkedBlockingQueue<>();
                new Thread(new Filter(inbox, mailbox, mail -> !mail.isBlank())).start();
                inbox.put("lunch");
                inbox.put(END);
                // BUG: Diagnostic contains: which nobody sends
                for (String mail = mailbox.take(); !mail.equals(END); mail = mailbox.take()) {
                  System.out.println(mail);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void methodAsPredicateHoldsItBack() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Predicate;

            class A {
              private static final String END = "";

              static boolean isWanted(String mail) {
                String[] words = mail.split(" ");
                return !mail.isBlank() && words.length < 10;
              }

              record Filter(BlockingQueue<String> in, BlockingQueue<String> out, Predicate<String> wanted) implements Runnable {
                @Override
                public void run() {
                  try {
                    String mail;
                    do {
                      mail = in.take();
                      if (wanted.test(mail)) {
                        out.put(mail);
                      }
                    } while (!mail.equals(END));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
                BlockingQueue<String> mailbox = new LinkedBlockingQueue<>();
                new Thread(new Filter(inbox, mailbox, A::isWanted)).start();
                inbox.put("lunch");
                inbox.put(END);
                // BUG: Diagnostic contains: which nobody sends
                for (String mail = mailbox.take(); !mail.equals(END); mail = mailbox.take()) {
                  System.out.println(mail);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void libraryPredicateSeesIt() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;
            import java.util.function.Predicate;

            class A {
              private static final String END = "";

              record Filter(BlockingQueue<String> in, BlockingQueue<String> out, Predicate<String> wanted) implements Runnable {
                @Override
                public void run() {
                  try {
                    String mail;
                    do {
                      mail = in.take();
                      if (wanted.test(mail)) {
                        out.put(mail);
                      }
                    } while (!mail.equals(END));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
                BlockingQueue<String> mailbox = new LinkedBlockingQueue<>();
                new Thread(new Filter(inbox, mailbox, String::isEmpty)).start();
                inbox.put("lunch");
                inbox.put(END);
                for (String mail = mailbox.take(); !mail.equals(END); mail = mailbox.take()) {
                  System.out.println(mail);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void copyMayBeItself() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static final class Segment {
                static final Segment LAST = new Segment("");
                final String text;

                Segment(String text) {
                  this.text = text;
                }

                Segment upper() {
                  return this == LAST ? this : new Segment(text.toUpperCase());
                }
              }

              record Step(BlockingQueue<Segment> in, BlockingQueue<Segment> out) implements Runnable {
                @Override
                public void run() {
                  try {
                    while (true) {
                      Segment segment = in.take();
                      out.put(segment.upper());
                      if (segment == Segment.LAST) {
                        break;
                      }
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<Segment> source = new LinkedBlockingQueue<>();
                BlockingQueue<Segment> target = new LinkedBlockingQueue<>();
                new Thread(new Step(source, target)).start();
                source.put(new Segment("hello"));
                source.put(Segment.LAST);
                for (Segment last = target.take(); last != Segment.LAST; last = target.take()) {
                  System.out.println(last.text);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void stageTellsItApart() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static final class Segment {
                static final Segment LAST = new Segment("");
                final String text;

                Segment(String text) {
                  this.text = text;
                }

                Segment upper() {
                  return new Segment(text.toUpperCase());
                }
              }

              record Step(BlockingQueue<Segment> in, BlockingQueue<Segment> out) implements Runnable {
                @Override
                public void run() {
                  try {
                    while (true) {
                      Segment segment = in.take();
                      out.put(segment == Segment.LAST ? segment : segment.upper());
                      if (segment == Segment.LAST) {
                        break;
                      }
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<Segment> source = new LinkedBlockingQueue<>();
                BlockingQueue<Segment> target = new LinkedBlockingQueue<>();
                new Thread(new Step(source, target)).start();
                source.put(new Segment("hello"));
                source.put(Segment.LAST);
                for (Segment last = target.take(); last != Segment.LAST; last = target.take()) {
                  System.out.println(last.text);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void copyIsEqual() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static final class Segment {
                static final Segment LAST = new Segment("");
                final String text;

                Segment(String text) {
                  this.text = text;
                }

                Segment upper() {
                  return new Segment(text.toUpperCase());
                }

                @Override
                public boolean equals(Object other) {
                  return other instanceof Segment segment && segment.text.equals(text);
                }

                @Override
                public int hashCode() {
                  return text.hashCode();
                }
              }

              record Step(BlockingQueue<Segment> in, BlockingQueue<Segment> out) implements Runnable {
                @Override
                public void run() {
                  try {
                    while (true) {
                      Segment segment = in.take();
                      out.put(segment.upper());
                      if (segment == Segment.LAST) {
                        break;
                      }
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<Segment> source = new LinkedBlockingQueue<>();
                BlockingQueue<Segment> target = new LinkedBlockingQueue<>();
                new Thread(new Step(source, target)).start();
                source.put(new Segment("hello"));
                source.put(Segment.LAST);
                for (Segment last = target.take(); !last.equals(Segment.LAST); last = target.take()) {
                  System.out.println(last.text);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void stageCopiesIt() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              static final class Segment {
                static final Segment LAST = new Segment("");
                final String text;

                Segment(String text) {
                  this.text = text;
                }

                Segment upper() {
                  return new Segment(text.toUpperCase());
                }
              }

              record Step(BlockingQueue<Segment> in, BlockingQueue<Segment> out) implements Runnable {
                @Override
                public void run() {
                  try {
                    while (true) {
                      Segment segment = in.take();
                      out.put(segment.upper());
                      if (segment == Segment.LAST) {
                        break;
                      }
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                BlockingQueue<Segment> source = new LinkedBlockingQueue<>();
                BlockingQueue<Segment> target = new LinkedBlockingQueue<>();
                new Thread(new Step(source, target)).start();
                source.put(new Segment("hello"));
                source.put(Segment.LAST);
                // BUG: Diagnostic contains: which nobody sends
                for (Segment last = target.take(); last != Segment.LAST; last = target.take()) {
                  System.out.println(last.text);
                }
              }
            }
            """)
        .doTest();
  }

  @Test
  void whatIsStrippedMayBeTheMarker() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = "";

              static class Pipeline {
                private final BlockingQueue<String> raw = new LinkedBlockingQueue<>();
                private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

                void feed(String body) throws InterruptedException {
                  for (String line : body.split("\\n")) {
                    raw.put("> " + line);
                  }
                  raw.put("  ");
                  raw.put(END);
                }

                void edit() {
                  try {
                    while (true) {
                      String line = raw.take();
                      if (line.equals(END)) {
                        break;
                      }
                      done.put(line.strip());
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void print() {
                  try {
                    while (true) {
                      String line = done.take();
                      if (line.equals(END)) {
                        break;
                      }
                      System.out.println(line);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Pipeline pipeline = new Pipeline();
                new Thread(pipeline::edit).start();
                new Thread(pipeline::print).start();
                pipeline.feed("one\\ntwo");
              }
            }
            """)
        .doTest();
  }

  @Test
  void whatAMethodCleansMayBeTheMarker() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = "";

              static class Pipeline {
                private final BlockingQueue<String> raw = new LinkedBlockingQueue<>();
                private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

                void feed(String body) throws InterruptedException {
                  for (String line : body.split("\\n")) {
                    raw.put("> " + line);
                  }
                  raw.put("  ");
                  raw.put(END);
                }

                void edit() {
                  try {
                    while (true) {
                      String line = raw.take();
                      if (line.equals(END)) {
                        break;
                      }
                      done.put(clean(line));
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                private static String clean(String line) {
                  return line.strip();
                }

                void print() {
                  try {
                    while (true) {
                      String line = done.take();
                      if (line.equals(END)) {
                        break;
                      }
                      System.out.println(line);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Pipeline pipeline = new Pipeline();
                new Thread(pipeline::edit).start();
                new Thread(pipeline::print).start();
                pipeline.feed("one\\ntwo");
              }
            }
            """)
        .doTest();
  }

  @Test
  void whatIsStrippedInPlaceMayBeTheMarker() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = "";

              static class Pipeline {
                private final BlockingQueue<String> raw = new LinkedBlockingQueue<>();
                private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

                void feed(String body) throws InterruptedException {
                  for (String line : body.split("\\n")) {
                    raw.put("> " + line);
                  }
                  raw.put("  ");
                  raw.put(END);
                }

                void edit() {
                  try {
                    while (true) {
                      String line = raw.take();
                      if (line.equals(END)) {
                        break;
                      }
                      line = line.strip();
                      done.put(line);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void print() {
                  try {
                    while (true) {
                      String line = done.take();
                      if (line.equals(END)) {
                        break;
                      }
                      System.out.println(line);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Pipeline pipeline = new Pipeline();
                new Thread(pipeline::edit).start();
                new Thread(pipeline::print).start();
                pipeline.feed("one\\ntwo");
              }
            }
            """)
        .doTest();
  }

  @Test
  void stageHandsOnOthersAsTheyAre() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = "";

              static class Pipeline {
                private final BlockingQueue<String> raw = new LinkedBlockingQueue<>();
                private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

                void feed(String body) throws InterruptedException {
                  for (String line : body.split("\\n")) {
                    raw.put("> " + line);
                  }
                  raw.put("  ");
                  raw.put(END);
                }

                void edit() {
                  try {
                    while (true) {
                      String line = raw.take();
                      if (line.equals(END)) {
                        break;
                      }
                      done.put(line);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void print() {
                  try {
                    // BUG: Diagnostic contains: Loop ends when it receives 'END'
                    while (true) {
                      String line = done.take();
                      if (line.equals(END)) {
                        break;
                      }
                      System.out.println(line);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Pipeline pipeline = new Pipeline();
                new Thread(pipeline::edit).start();
                new Thread(pipeline::print).start();
                pipeline.feed("one\\ntwo");
              }
            }
            """)
        .doTest();
  }

  @Test
  void stagePutsSomethingBeforeOthers() {
    helper
        .addSourceLines(
            "A.java",
            """
            import java.util.concurrent.BlockingQueue;
            import java.util.concurrent.LinkedBlockingQueue;

            class A {
              private static final String END = "";

              static class Pipeline {
                private final BlockingQueue<String> raw = new LinkedBlockingQueue<>();
                private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

                void feed(String body) throws InterruptedException {
                  for (String line : body.split("\\n")) {
                    raw.put("> " + line);
                  }
                  raw.put("  ");
                  raw.put(END);
                }

                void edit() {
                  try {
                    while (true) {
                      String line = raw.take();
                      if (line.equals(END)) {
                        break;
                      }
                      done.put("- " + line.strip());
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                void print() {
                  try {
                    // BUG: Diagnostic contains: Loop ends when it receives 'END'
                    while (true) {
                      String line = done.take();
                      if (line.equals(END)) {
                        break;
                      }
                      System.out.println(line);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
              }

              public static void main(String[] args) throws InterruptedException {
                Pipeline pipeline = new Pipeline();
                new Thread(pipeline::edit).start();
                new Thread(pipeline::print).start();
                pipeline.feed("one\\ntwo");
              }
            }
            """)
        .doTest();
  }
}
