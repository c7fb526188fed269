package dev.watertight.reports;

import java.util.Iterator;
import java.util.Map;

/**
 * Writes JSON. A library would be on the processor path of everybody's build, next to other
 * versions of itself that processors bring; to write, unlike to read, takes no more than this.
 */
final class Json {
  private static final String UNIT = "  ";

  private final StringBuilder out = new StringBuilder();

  private Json() {}

  /** The text of a value: a map, an iterable, a string, a number or a truth value. */
  static String text(Object value) {
    Json json = new Json();
    json.add(value, "\n");
    return json.out.append('\n').toString();
  }

  private void add(Object value, String lineBreak) {
    if (value instanceof Map<?, ?> map) {
      addAll("{", map.entrySet().iterator(), "}", lineBreak);
    } else if (value instanceof Iterable<?> list) {
      addAll("[", list.iterator(), "]", lineBreak);
    } else if (value instanceof Map.Entry<?, ?> member) {
      addString(member.getKey().toString());
      out.append(": ");
      add(member.getValue(), lineBreak);
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      addString(value.toString());
    }
  }

  private void addAll(String opening, Iterator<?> elements, String closing, String lineBreak) {
    out.append(opening);
    boolean isEmpty = !elements.hasNext();
    while (elements.hasNext()) {
      out.append(lineBreak).append(UNIT);
      add(elements.next(), lineBreak + UNIT);
      out.append(elements.hasNext() ? "," : "");
    }
    out.append(isEmpty ? "" : lineBreak).append(closing);
  }

  private void addString(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          // Others than ASCII too: what reads the file may not know of its encoding.
          if (c < ' ' || c > '~') {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
