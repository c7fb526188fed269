package dev.watertight.bugpatterns;

import com.google.errorprone.CompilationTestHelper;
import org.junit.jupiter.api.Test;

final class CompletionServiceTakeWithoutTaskChecksTest {
  @Test
  void taskChecksItsOwnData() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.CompletionService;
        import java.util.concurrent.ExecutorCompletionService;
        import java.util.concurrent.ExecutorService;

        class Links {
          record Link(String url) {
            boolean isExternal() {
              return !url.contains("example.org");
            }
          }

          List<String> check(ExecutorService pool, List<Link> links) throws Exception {
            CompletionService<String> checks = new ExecutorCompletionService<>(pool);
            for (Link link : links) {
              if (link.isExternal()) {
                continue;
              }
              checks.submit(() -> probe(link));
            }
            List<String> report = new ArrayList<>();
            for (int i = 0; i < links.size(); i++) {
              // BUG: Diagnostic contains: does not get a task each time
              report.add(checks.take().get());
            }
            return report;
          }

          private String probe(Link link) {
            if (link.url().endsWith("/gone")) {
              throw new IllegalStateException(link.url());
            }
            return link.url();
          }
        }
        """);
  }

  @Test
  void checkedBefore() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.CompletionService;
        import java.util.concurrent.ExecutorCompletionService;
        import java.util.concurrent.ExecutorService;

        class Links {
          record Link(String url) {
            boolean isExternal() {
              return !url.contains("example.org");
            }
          }

          List<String> check(ExecutorService pool, List<Link> links) throws Exception {
            for (Link link : links) {
              probe(link);
            }
            CompletionService<String> checks = new ExecutorCompletionService<>(pool);
            for (Link link : links) {
              if (link.isExternal()) {
                continue;
              }
              checks.submit(() -> probe(link));
            }
            List<String> report = new ArrayList<>();
            for (int i = 0; i < links.size(); i++) {
              report.add(checks.take().get());
            }
            return report;
          }

          private String probe(Link link) {
            if (!link.url().endsWith("example.org")) {
              throw new IllegalStateException(link.url());
            }
            return link.url();
          }
        }
        """);
  }

  @Test
  void alwaysSubmitted() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.CompletionService;
        import java.util.concurrent.ExecutorCompletionService;
        import java.util.concurrent.ExecutorService;

        class Links {
          record Link(String url) {
            boolean isExternal() {
              return false;
            }
          }

          List<String> check(ExecutorService pool, List<Link> links) throws Exception {
            CompletionService<String> checks = new ExecutorCompletionService<>(pool);
            for (Link link : links) {
              if (!link.isExternal()) checks.submit(() -> link.url());
            }
            List<String> report = new ArrayList<>();
            for (Link link : links) {
              report.add(checks.take().get());
            }
            return report;
          }
        }
        """);
  }

  @Test
  void refusedAltogether() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.concurrent.CompletionService;
        import java.util.concurrent.ExecutorCompletionService;
        import java.util.concurrent.ExecutorService;

        class Links {
          record Link(String url) {
            boolean isExternal() {
              return !url.contains("example.org");
            }
          }

          List<String> check(ExecutorService pool, List<Link> links) throws Exception {
            if (links.stream().anyMatch(Link::isExternal)) throw new IllegalArgumentException();
            CompletionService<String> checks = new ExecutorCompletionService<>(pool);
            for (Link link : links) {
              if (!link.isExternal()) checks.submit(() -> link.url());
            }
            List<String> report = new ArrayList<>();
            for (Link link : links) {
              report.add(checks.take().get());
            }
            return report;
          }
        }
        """);
  }

  @Test
  void factoryMakesNoOther() {
    compile(
        """
        import java.util.ArrayList;
        import java.util.List;
        import java.util.Optional;
        import java.util.concurrent.CompletionService;
        import java.util.concurrent.ExecutorCompletionService;
        import java.util.concurrent.ExecutorService;

        class Links {
          record Link(String url) {
            boolean isExternal() {
              return !url.contains("example.org");
            }

            static Optional<Link> of(String u) {
              Link l = new Link(u);
              return l.isExternal() ? Optional.empty() : Optional.of(l);
            }
          }

          List<String> check(ExecutorService pool, List<Link> links) throws Exception {
            CompletionService<String> checks = new ExecutorCompletionService<>(pool);
            for (Link link : links) {
              if (!link.isExternal()) checks.submit(() -> link.url());
            }
            List<String> report = new ArrayList<>();
            for (Link link : links) {
              report.add(checks.take().get());
            }
            return report;
          }
        }
        """);
  }

  @Test
  void elementHasComeBefore() {
    compile(
        """
        import java.util.HashMap;
        import java.util.List;
        import java.util.Map;
        import java.util.concurrent.CompletionService;
        import java.util.concurrent.ExecutorCompletionService;
        import java.util.concurrent.ExecutorService;

        class Counter {
          private final Map<String, Integer> known = new HashMap<>();

          void count(ExecutorService pool, List<String> texts) throws Exception {
            CompletionService<Integer> counts = new ExecutorCompletionService<>(pool);
            for (String text : texts) {
              if (known.containsKey(text)) {
                continue;
              }
              known.put(text, 0);
              counts.submit(() -> text.length());
            }
            for (int i = 0; i < texts.size(); i++) {
              // BUG: Diagnostic contains: does not get a task each time
              counts.take();
            }
          }
        }
        """);
  }

  @Test
  void elementsOfSetComeOnce() {
    compile(
        """
        import java.util.HashSet;
        import java.util.Set;
        import java.util.concurrent.CompletionService;
        import java.util.concurrent.ExecutorCompletionService;
        import java.util.concurrent.ExecutorService;

        class Counter {
          void count(ExecutorService pool, Set<String> texts) throws Exception {
            CompletionService<Integer> counts = new ExecutorCompletionService<>(pool);
            Set<String> seen = new HashSet<>();
            for (String text : texts) {
              if (seen.add(text)) {
                counts.submit(() -> text.length());
              }
            }
            for (int i = 0; i < texts.size(); i++) {
              counts.take();
            }
          }
        }
        """);
  }

  @Test
  void firstRoundIsLeftOut() {
    compile(
        """
        import java.util.List;
        import java.util.concurrent.CompletionService;
        import java.util.concurrent.ExecutorCompletionService;
        import java.util.concurrent.ExecutorService;

        class Pairs {
          void compare(ExecutorService pool, List<String> texts) throws Exception {
            CompletionService<Integer> results = new ExecutorCompletionService<>(pool);
            String before = null;
            for (String text : texts) {
              if (before != null) {
                String left = before;
                results.submit(() -> left.compareTo(text));
              }
              before = text;
            }
            for (int i = 1; i < texts.size(); i++) {
              results.take();
            }
          }
        }
        """);
  }

  private static void compile(String source) {
    CompilationTestHelper.newInstance(
            CompletionServiceTakeWithoutTask.class,
            CompletionServiceTakeWithoutTaskChecksTest.class)
        .setArgs("-XDcompilePolicy=simple")
        .addSourceLines("A.java", source)
        .doTest();
  }
}
