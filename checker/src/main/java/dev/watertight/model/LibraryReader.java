package dev.watertight.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Enums;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * Reads model files. One row a line, columns separated by white space, {@code #} starts a comment:
 *
 * <pre>
 * handle TYPE NOUN RELEASE[,RELEASE...]
 * open   TYPE#METHOD LIFETIME DESCRIPTION...
 * start  TYPE#METHOD LIFETIME STARTING_METHOD DESCRIPTION...
 * borrow|wrap|settle|keep|collect|link|run TYPE#METHOD INDEX|*
 * channel TYPE NOUN [CLOSE]
 * view    TYPE
 * make    TYPE#METHOD[/ARGUMENTS]|TYPE#* CAPACITY|unbounded|bounded|argument|given
 * send|receive|drain|exchange|close|cancel|read TYPE#METHOD always|timed|never|select
 * sides   TYPE SENDING_TYPE RECEIVING_TYPE
 * ask     TYPE#METHOD null|true|false|zero|any|clause|value
 * </pre>
 */
public final class LibraryReader {
  private static final Splitter LIST = Splitter.on(',').trimResults().omitEmptyStrings();

  private static final int CHANNEL_COLUMNS = 3;

  private final String source;
  private final ImmutableList.Builder<HandleKind> handles = ImmutableList.builder();
  private final ImmutableListMultimap.Builder<String, Opener> openers =
      ImmutableListMultimap.builder();
  private final ImmutableList.Builder<ChannelKind> channels = ImmutableList.builder();
  private final ImmutableSet.Builder<String> views = ImmutableSet.builder();
  private final ImmutableListMultimap.Builder<String, ChannelMaker> makers =
      ImmutableListMultimap.builder();
  private final ImmutableListMultimap.Builder<String, ChannelOperation> operations =
      ImmutableListMultimap.builder();
  private final ImmutableList.Builder<ChannelSides> sides = ImmutableList.builder();
  private final ImmutableListMultimap.Builder<String, Question> questions =
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

  /** Reads resources of ours as one model. */
  static Library readStandard(String... resources) {
    LibraryReader reader = new LibraryReader(String.join(", ", resources));
    for (String resource : resources) {
      try (InputStream stream = LibraryReader.class.getResourceAsStream(resource)) {
        String text = new String(Objects.requireNonNull(stream).readAllBytes(), UTF_8);
        reader.rows(text.lines().toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return reader.library();
  }

  static Library read(String source, List<String> lines) {
    LibraryReader reader = new LibraryReader(source);
    reader.rows(lines);
    return reader.library();
  }

  private Library library() {
    return new Library(
        handles.build(),
        openers.build(),
        channels.build(),
        views.build(),
        makers.build(),
        operations.build(),
        sides.build(),
        questions.build(),
        rulesByName.build(),
        rulesByPattern.build());
  }

  private void rows(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int comment = line.startsWith("#") ? 0 : line.indexOf(" #");
      List<String> columns = columns(comment < 0 ? line : line.substring(0, comment));
      if (!columns.isEmpty()) {
        row(i + 1, columns);
      }
    }
  }

  /* The standard model is read by every compilation: by the quickest of all ways to split. */
  private static List<String> columns(String line) {
    List<String> columns = new ArrayList<>();
    StringTokenizer tokens = new StringTokenizer(line, " \t\f\u000B");
    while (tokens.hasMoreTokens()) {
      columns.add(tokens.nextToken());
    }
    return columns;
  }

  private void row(int line, List<String> columns) {
    String keyword = columns.get(0);
    switch (keyword) {
      case "handle" -> {
        require(columns.size() == 4, line, "expected: handle TYPE NOUN RELEASE[,RELEASE...]");
        ImmutableSet<String> releases = ImmutableSet.copyOf(LIST.split(columns.get(3)));
        if (releases.isEmpty()) {
          throw error(line, "'" + columns.get(3) + "' names no release");
        }
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
      case "view" -> {
        require(columns.size() == 2, line, "expected: view TYPE");
        views.add(columns.get(1));
      }
      case "make" -> {
        require(columns.size() == 3, line, "expected: make TYPE#METHOD[/ARGUMENTS] CAPACITY");
        maker(line, columns);
      }
      case "send", "receive", "drain", "exchange", "close", "cancel", "read" -> {
        if (columns.size() != 3) {
          throw error(line, "expected: " + keyword + " TYPE#METHOD WAIT");
        }
        String[] member = member(line, columns.get(1));
        operations.put(
            member[1],
            new ChannelOperation(
                member[0],
                member[1],
                constant(ChannelOperation.Act.class, keyword, line),
                constant(ChannelOperation.Wait.class, columns.get(2), line)));
      }
      case "sides" -> {
        require(columns.size() == 4, line, "expected: sides TYPE SENDING_TYPE RECEIVING_TYPE");
        sides.add(new ChannelSides(columns.get(1), columns.get(2), columns.get(3)));
      }
      case "ask" -> {
        require(columns.size() == 3, line, "expected: ask TYPE#METHOD ANSWER");
        String[] member = member(line, columns.get(1));
        Question.Answer answer = constant(Question.Answer.class, columns.get(2), line);
        questions.put(member[1], new Question(member[0], member[1], answer));
      }
      default -> {
        Role role = constant(Role.class, keyword, line);
        if (columns.size() != 3) {
          throw error(line, "expected: " + keyword + " TYPE#METHOD INDEX|*");
        }
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
    if (method.contains("*") && !method.equals(ChannelMaker.EVERY)) {
      throw error(line, "'" + method + "' is neither a method's name nor *");
    }
    int arguments =
        slash < 0 ? ChannelMaker.ANY : number(line, member[1].substring(slash + 1), "a count");
    int capacity =
        switch (columns.get(2)) {
          case "unbounded" -> ChannelMaker.UNBOUNDED;
          case "bounded" -> ChannelMaker.BOUNDED;
          case "argument" -> ChannelMaker.ARGUMENT;
          case "given" -> ChannelMaker.GIVEN;
          default -> number(line, columns.get(2), "a capacity");
        };
    makers.put(method, new ChannelMaker(member[0], method, arguments, capacity));
  }

  private int number(int line, String text, String what) {
    if (!isNumber(text, 9)) {
      throw error(line, "'" + text + "' is not " + what);
    }
    return Integer.parseInt(text);
  }

  private static boolean isNumber(String text, int digits) {
    return !text.isEmpty()
        && text.length() <= digits
        && CharMatcher.inRange('0', '9').matchesAllOf(text);
  }

  private void rule(int line, List<String> columns, Role role) {
    String[] member = member(line, columns.get(1));
    String index = columns.get(2);
    if (!index.equals("*") && !isNumber(index, 3)) {
      throw error(line, "'" + index + "' is neither an argument's index nor *");
    }
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
    if (hash <= 0 || hash == text.length() - 1) {
      throw error(line, "'" + text + "' is not TYPE#METHOD");
    }
    return new String[] {text.substring(0, hash), text.substring(hash + 1)};
  }

  private <E extends Enum<E>> E constant(Class<E> type, String text, int line) {
    Optional<E> constant = Enums.getIfPresent(type, Ascii.toUpperCase(text)).toJavaUtil();
    if (constant.isPresent() && text.equals(Ascii.toLowerCase(text))) {
      return constant.get();
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
