package dev.watertight.tools;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error that a compiler has reported, as Maven prints it.
 *
 * @param place the name of the file and the line; nothing if it is of no source
 * @param message what is wrong, and with which symbol
 */
record CompilerError(String place, String message) {
  /** How javac prints one: Maven shows that of a compiler which has a JVM of its own. */
  private static final Pattern OF_JAVAC = Pattern.compile("(?:(.+\\.java):(\\d+): )?error: (.+)");

  /** How Maven prints one. It may take what stands in front of the first for a part of it. */
  private static final Pattern OF_MAVEN =
      Pattern.compile("(?:\\[ERROR] )?(.+\\.java):\\[(\\d+)(?:,\\d+)?] (?:error: )?(.+)");

  private static final Pattern SYMBOL = Pattern.compile("\\s+symbol:\\s+(.+)");

  /** What a check has found begins with its name. */
  private static final Pattern FINDING = Pattern.compile("\\[[A-Z]\\w*] .*");

  /** That warnings are errors is what the project wants. */
  private static final Pattern NOISE =
      Pattern.compile(
          "warnings found and -Werror specified|To suppress warnings .*|Usage: .*|\\s*"
              + "|COMPILATION ERROR : ?|-{3,}");

  private static final Pattern END_OF_BUILD = Pattern.compile("\\[INFO] -{3,}");
  private static final String ERROR = "[ERROR] ";

  /** Whether a check reports it; else, the code or how it is compiled is wrong. */
  boolean isFinding() {
    return FINDING.matcher(message).matches();
  }

  /** The errors among what was printed, in the order of javac. */
  static ImmutableList<CompilerError> in(List<String> entries) {
    List<CompilerError> ofJavac = new ArrayList<>();
    List<CompilerError> ofMaven = new ArrayList<>();
    for (String entry : entries) {
      if (END_OF_BUILD.matcher(entry).matches()) {
        break;
      }
      if (entry.startsWith("[DEBUG]")) {
        read(entry, OF_JAVAC, ofJavac);
      } else if (entry.startsWith(ERROR) && !read(entry, OF_MAVEN, ofMaven)) {
        String text = entry.substring(ERROR.length()).lines().findFirst().orElse("");
        add("", text.replaceFirst("^error: ", ""), ofMaven);
      }
    }
    return ImmutableList.copyOf(ofJavac.isEmpty() ? ofMaven : ofJavac);
  }

  /** Whether there are errors in these lines. */
  private static boolean read(String entry, Pattern pattern, List<CompilerError> errors) {
    boolean found = false;
    for (String line : entry.lines().toList()) {
      Matcher error = pattern.matcher(line);
      Matcher symbol = SYMBOL.matcher(line);
      if (error.matches()) {
        found = true;
        add(place(error), error.group(3), errors);
      } else if (found && symbol.matches() && !errors.isEmpty()) {
        CompilerError last = errors.remove(errors.size() - 1);
        errors.add(
            new CompilerError(last.place, "%s: %s".formatted(last.message, symbol.group(1))));
      }
    }
    return found;
  }

  private static void add(String place, String message, List<CompilerError> errors) {
    if (!NOISE.matcher(message).matches()) {
      errors.add(new CompilerError(place, message.strip()));
    }
  }

  private static String place(Matcher error) {
    String file = error.group(1);
    return file == null ? "" : file.replaceFirst(".*[/\\\\]", "") + ":" + error.group(2);
  }

  @Override
  public String toString() {
    return place.isEmpty() ? message : place + ": " + message;
  }
}
