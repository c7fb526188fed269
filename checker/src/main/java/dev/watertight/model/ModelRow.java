package dev.watertight.model;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.List;
import java.util.Locale;

/**
 * A row of a model file.
 *
 * @param source the file, for error messages
 * @param line the number of its line
 * @param columns its words
 */
record ModelRow(String source, int line, List<String> columns) {
  private static final Splitter TYPES = Splitter.on(',').omitEmptyStrings();

  int size() {
    return columns.size();
  }

  String column(int index) {
    return columns.get(index);
  }

  /** The keyword in a column and what stands behind it: what a row says of what. */
  String target(int index) {
    return column(index) + " " + column(index + 1);
  }

  /**
   * What the column behind the keyword names: {@code TYPE#METHOD}, and which overloads if {@code
   * /COUNT} or {@code (TYPE,TYPE)} follows.
   */
  Member member() {
    String text = column(1);
    int hash = text.indexOf('#');
    if (hash <= 0 || hash == text.length() - 1) {
      throw error("'" + text + "' is not TYPE#METHOD");
    }
    String type = text.substring(0, hash);
    String method = text.substring(hash + 1);
    int open = method.indexOf('(');
    if (open > 0) {
      require(method.endsWith(")"), "'" + method + "' is not METHOD(TYPE,TYPE)");
      List<String> types = TYPES.splitToList(method.substring(open + 1, method.length() - 1));
      return new Member(type, method.substring(0, open), Parameters.of(types));
    }
    int slash = method.indexOf('/');
    return slash < 0
        ? new Member(type, method, Parameters.ANY)
        : new Member(
            type,
            method.substring(0, slash),
            Parameters.of(number(method.substring(slash + 1), "a count")));
  }

  /** The constant that a column names in lower case. */
  <E extends Enum<E>> E constant(Class<E> type, int index) {
    String text = column(index);
    if (text.equals(text.toLowerCase(Locale.ROOT))) {
      try {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        // As below.
      }
    }
    throw error("unknown word '" + text + "'");
  }

  int number(String text, String what) {
    if (!isNumber(text, 9)) {
      throw error("'" + text + "' is not " + what);
    }
    return Integer.parseInt(text);
  }

  static boolean isNumber(String text, int digits) {
    return !text.isEmpty()
        && text.length() <= digits
        && CharMatcher.inRange('0', '9').matchesAllOf(text);
  }

  void require(boolean condition, String message) {
    if (!condition) {
      throw error(message);
    }
  }

  IllegalArgumentException error(String message) {
    return new IllegalArgumentException("%s: line %d: %s".formatted(source, line, message));
  }
}
