package dev.watertight.tools;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.function.Predicate.not;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of Watertight's checks. */
final class CheckNames {
  /** The name that all of them have beside their own. */
  private static final String FAMILY = "Watertight";

  /** The flag behind which nothing is on but what later ones name. */
  static final String ALL_OFF = "-XepDisableAllChecks";

  /** The flag that switches all of them off. */
  static final String FAMILY_OFF = "-Xep:" + FAMILY + ":OFF";

  private static final Pattern SEVERITY = Pattern.compile("-Xep:(\\w+)(?::(\\w+))?");

  private CheckNames() {}

  /** All of them: each has a page. */
  static ImmutableSet<String> all() throws IOException {
    return Pages.names().stream()
        .filter(name -> Ascii.isUpperCase(name.charAt(0)))
        .filter(not(Pages.README::equals))
        .collect(toImmutableSet());
  }

  /** Whether a flag switches one of ours on, or all of them. */
  static boolean switchesOn(String flag) {
    Matcher severity = SEVERITY.matcher(flag);
    return severity.matches() && !"OFF".equals(severity.group(2)) && isOurs(severity.group(1));
  }

  /** Whether it is the name of one of ours, or that of all of them. */
  static boolean isOurs(String name) {
    return name.equals(FAMILY) || Pages.isPage(name);
  }

  /** Those that are on, by the flags of Error Prone, of which a later one counts for more. */
  static ImmutableSet<String> on(Collection<String> flags) throws IOException {
    ImmutableSet<String> all = all();
    Set<String> on = new LinkedHashSet<>(all);
    for (String flag : flags) {
      Matcher severity = SEVERITY.matcher(flag);
      if (flag.equals(ALL_OFF)) {
        on.clear();
      } else if (flag.equals("-XepAllDisabledChecksAsWarnings")) {
        on.addAll(all);
      } else if (severity.matches()) {
        String name = severity.group(1);
        ImmutableSet<String> meant = name.equals(FAMILY) ? all : ImmutableSet.of(name);
        if ("OFF".equals(severity.group(2))) {
          on.removeAll(meant);
        } else {
          on.addAll(meant);
        }
      }
    }
    on.retainAll(all);
    return ImmutableSet.copyOf(on);
  }
}
