package dev.watertight.model;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Enums;
import java.util.List;
import java.util.Optional;

/**
 * A row of a model file.
 *
 * @param source the file, for error messages
 * @param line the number of its line
 * @param columns its words
 */
record ModelRow(String source, int line, List<String> columns) {

  /** A method of a type; its name may be a pattern. */
  record Member(String type, String name) {}

  int size() {
    return columns.size();
  }

  String column(int index) {
    return columns.get(index);
  }

  /** What the column behind the keyword names: {@code TYPE#METHOD}. */
  Member member() {
    String text = column(1);
    int hash = text.indexOf('#');
    if (hash <= 0 || hash == text.length() - 1) {
      throw error("'" + text + "' is not TYPE#METHOD");
    }
    return new Member(text.substring(0, hash), text.substring(hash + 1));
  }

  /** The constant that a column names in lower case. */
  <E extends Enum<E>> E constant(Class<E> type, int index) {
    String text = column(index);
    Optional<E> constant = Enums.getIfPresent(type, Ascii.toUpperCase(text)).toJavaUtil();
    if (constant.isPresent() && text.equals(Ascii.toLowerCase(text))) {
      return constant.get();
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
