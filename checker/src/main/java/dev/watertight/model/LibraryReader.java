package dev.watertight.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads model files. One row a line, columns separated by white space, {@code #} starts a comment:
 *
 * <pre>
 * handle TYPE NOUN RELEASE[,RELEASE...]
 * open   TYPE#METHOD LIFETIME DESCRIPTION...
 * start  TYPE#METHOD LIFETIME STARTING_METHOD DESCRIPTION...
 * borrow|wrap|settle|keep|collect|run TYPE#METHOD INDEX|*
 * channel TYPE NOUN [CLOSE]
 * make    TYPE#METHOD[/ARGUMENTS] CAPACITY|unbounded|argument
 * send|receive|drain|exchange|close|read TYPE#METHOD always|timed|never|select
 * </pre>
 */
public final class LibraryReader {
  private static final Splitter COLUMNS = Splitter.onPattern("\\s+").omitEmptyStrings();
  private static final Splitter LIST = Splitter.on(',').trimResults().omitEmptyStrings();

  private static final int CHANNEL_COLUMNS = 3;

  private final String source;
  private final ImmutableList.Builder<HandleKind> handles = ImmutableList.builder();
  private final ImmutableListMultimap.Builder<String, Opener> openers =
      ImmutableListMultimap.builder();
  private final ImmutableList.Builder<ChannelKind> channels = ImmutableList.builder();
  private final ImmutableListMultimap.Builder<String, ChannelMaker> makers =
      ImmutableListMultimap.builder();
  private final ImmutableListMultimap.Builder<String, ChannelOperation> operations =
      ImmutableListMultimap.builder();
  private final ImmutableListMultimap.Builder<String, ArgumentRule> rulesByName =
      ImmutableListMultimap.builder();
  private final ImmutableListMultimap.Builder<String, ArgumentRule> rulesByPattern =
      ImmutableListMultimap.builder();

  private LibraryReader(String source) {
    this.source = source;
  }

  /**
   * Reads a user's model file.
   *
   * @param option the option that named the file, for the error message
   * @param file the file's path
   * @throws IllegalArgumentException if the file cannot be read or a row is malformed; the message
   *     names the option, the value and the line
   */
  public static Library readFile(String option, String file) {
    try {
      return read(option + "=" + file, Files.readAllLines(Path.of(file)));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "%s=%s: cannot read the model file: %s".formatted(option, file, e), e);
    }
  }

  static Library readStandard(String resource) {
    try {
      return read(
          resource,
          Resources.readLines(Resources.getResource(LibraryReader.class, resource), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Library read(String source, List<String> lines) {
    LibraryReader reader = new LibraryReader(source);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int comment = line.startsWith("#") ? 0 : line.indexOf(" #");
      List<String> columns = COLUMNS.splitToList(comment < 0 ? line : line.substring(0, comment));
      if (!columns.isEmpty()) {
        reader.row(i + 1, columns);
      }
    }
    return new Library(
        reader.handles.build(),
        reader.openers.build(),
        reader.channels.build(),
        reader.makers.build(),
        reader.operations.build(),
        reader.rulesByName.build(),
        reader.rulesByPattern.build());
  }

  private void row(int line, List<String> columns) {
    String keyword = columns.get(0);
    switch (keyword) {
      case "handle" -> {
        require(columns.size() == 4, line, "expected: handle TYPE NOUN RELEASE[,RELEASE...]");
        ImmutableSet<String> releases = ImmutableSet.copyOf(LIST.split(columns.get(3)));
        require(!releases.isEmpty(), line, "'" + columns.get(3) + "' names no release");
        handles.add(new HandleKind(columns.get(1), columns.get(2), releases));
      }
      case "open" -> {
        require(columns.size() >= 4, line, "expected: open TYPE#METHOD LIFETIME DESCRIPTION");
        opener(line, columns, "", 3);
      }
      case "start" -> {
        require(
            columns.size() >= 5, line, "expected: start TYPE#METHOD LIFETIME START DESCRIPTION");
        opener(line, columns, columns.get(3), 4);
      }
      case "channel" -> {
        require(
            columns.size() == 3 || columns.size() == 4,
            line,
            "expected: channel TYPE NOUN [CLOSE]");
        channels.add(
            new ChannelKind(
                columns.get(1),
                columns.get(2),
                columns.stream().skip(CHANNEL_COLUMNS).findFirst()));
      }
      case "make" -> {
        require(columns.size() == 3, line, "expected: make TYPE#METHOD[/ARGUMENTS] CAPACITY");
        maker(line, columns);
      }
      case "send", "receive", "drain", "exchange", "close", "read" -> {
        require(columns.size() == 3, line, "expected: " + keyword + " TYPE#METHOD WAIT");
        String[] member = member(line, columns.get(1));
        operations.put(
            member[1],
            new ChannelOperation(
                member[0],
                member[1],
                constant(ChannelOperation.Act.class, keyword, line),
                constant(ChannelOperation.Wait.class, columns.get(2), line)));
      }
      default -> {
        Role role = constant(Role.class, keyword, line);
        require(columns.size() == 3, line, "expected: " + keyword + " TYPE#METHOD INDEX|*");
        rule(line, columns, role);
      }
    }
  }

  private void opener(int line, List<String> columns, String start, int description) {
    String[] member = member(line, columns.get(1));
    openers.put(
        member[1],
        new Opener(
            member[0],
            member[1],
            constant(Lifetime.class, columns.get(2), line),
            String.join(" ", columns.subList(description, columns.size())),
            start));
  }

  private void maker(int line, List<String> columns) {
    String[] member = member(line, columns.get(1));
    int slash = member[1].indexOf('/');
    String method = slash < 0 ? member[1] : member[1].substring(0, slash);
    int arguments =
        slash < 0 ? ChannelMaker.ANY : number(line, member[1].substring(slash + 1), "a count");
    int capacity =
        switch (columns.get(2)) {
          case "unbounded" -> ChannelMaker.UNBOUNDED;
          case "argument" -> ChannelMaker.ARGUMENT;
          default -> number(line, columns.get(2), "a capacity");
        };
    makers.put(method, new ChannelMaker(member[0], method, arguments, capacity));
  }

  private int number(int line, String text, String what) {
    require(text.matches("\\d{1,9}"), line, "'" + text + "' is not " + what);
    return Integer.parseInt(text);
  }

  private void rule(int line, List<String> columns, Role role) {
    String[] member = member(line, columns.get(1));
    String index = columns.get(2);
    require(
        index.equals("*") || index.matches("\\d{1,3}"),
        line,
        "'" + index + "' is neither an argument's index nor *");
    ArgumentRule rule =
        new ArgumentRule(
            member[0],
            member[1],
            index.equals("*") ? ArgumentRule.ANY : Integer.parseInt(index),
            role);
    if (member[1].contains("*")) {
      rulesByPattern.put(member[0], rule);
    } else {
      rulesByName.put(member[1], rule);
    }
  }

  private String[] member(int line, String text) {
    int hash = text.indexOf('#');
    require(hash > 0 && hash < text.length() - 1, line, "'" + text + "' is not TYPE#METHOD");
    return new String[] {text.substring(0, hash), text.substring(hash + 1)};
  }

  private <E extends Enum<E>> E constant(Class<E> type, String text, int line) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    throw error(line, "unknown word '" + text + "'");
  }

  private void require(boolean condition, int line, String message) {
    if (!condition) {
      throw error(line, message);
    }
  }

  private IllegalArgumentException error(int line, String message) {
    return new IllegalArgumentException("%s: line %d: %s".formatted(source, line, message));
  }
}
