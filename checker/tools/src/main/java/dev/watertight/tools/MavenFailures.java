package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why modules were not built, as Maven says it at its end. */
final class MavenFailures {
  /** What stands for a module where a failure is that of none. */
  static final String BUILD = "the build";

  private static final Pattern FAILURE =
      Pattern.compile(
          "\\[ERROR] Failed to execute goal (?:\\S+ (?:\\(\\S+\\) )?)?on project (\\S+): (.*)",
          Pattern.DOTALL);
  private static final Pattern HELP = Pattern.compile("\\s*-> \\[Help \\d+].*", Pattern.DOTALL);
  private static final String END = "[INFO] BUILD FAILURE";

  private final Map<String, String> ofModules = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();

  private MavenFailures() {}

  /**
   * Those of the modules, and of {@link #BUILD} if there is one.
   *
   * @param entries all that was printed
   * @param modules those that Maven came to
   */
  static ImmutableMap<String, String> in(List<String> entries, List<String> modules) {
    MavenFailures failures = new MavenFailures();
    failures.read(entries);
    failures.assign(idle(entries, modules));
    return ImmutableMap.copyOf(failures.ofModules);
  }

  /** Each is told in a line or more, the last of which refers to help. */
  private void read(List<String> entries) {
    boolean ended = false;
    Optional<String> module = Optional.empty();
    String other = "";
    for (String entry : entries) {
      ended |= entry.startsWith(END);
      Matcher failure = FAILURE.matcher(entry);
      String text = "";
      if (failure.matches()) {
        module = Optional.of(failure.group(1));
        text = failure.group(2);
      } else if (entry.startsWith(MavenLog.MESSAGE)) {
        text = entry.substring(MavenLog.MESSAGE.length());
      }
      String line = HELP.matcher(text).replaceFirst("").strip();
      boolean last = HELP.matcher(text).find();
      if (module.isPresent()) {
        ofModules.merge(module.orElseThrow(), line, MavenFailures::join);
      } else if (ended) {
        other = join(other, line);
      }
      if (last) {
        if (module.isEmpty() && !other.isEmpty()) {
          others.add(other);
        }
        module = Optional.empty();
        other = "";
      }
    }
  }

  /** What names no module keeps one from its first goal, such as a plugin that is not there. */
  private void assign(ImmutableList<String> idle) {
    ImmutableList<String> modules =
        idle.stream().filter(module -> !ofModules.containsKey(module)).collect(toImmutableList());
    if (modules.size() == others.size()) {
      for (int i = 0; i < modules.size(); i++) {
        ofModules.put(modules.get(i), others.get(i));
      }
    } else if (!others.isEmpty()) {
      String all = String.join(" / ", others);
      (modules.isEmpty() ? ImmutableList.of(BUILD) : modules)
          .forEach(module -> ofModules.put(module, all));
    }
  }

  /** The modules of which no goal was run. */
  private static ImmutableList<String> idle(List<String> entries, List<String> modules) {
    ImmutableList<String> busy =
        entries.stream()
            .map(MavenLog.GOAL::matcher)
            .filter(Matcher::matches)
            .map(goal -> goal.group(1))
            .collect(toImmutableList());
    return modules.stream().filter(module -> !busy.contains(module)).collect(toImmutableList());
  }

  private static String join(String first, String next) {
    return (first + " " + next).strip();
  }
}
