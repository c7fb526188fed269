package dev.watertight.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import dev.watertight.model.ModelRow.Member;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringTokenizer;

/**
 * Reads model files. One row a line, columns separated by white space, {@code #} starts a comment:
 *
 * <pre>
 * handle TYPE NOUN RELEASE[(ARGUMENT)][,RELEASE...]
 * open   TYPE#METHOD LIFETIME DESCRIPTION...
 * start  TYPE#METHOD LIFETIME STARTING_METHOD DESCRIPTION...
 * borrow|lend|wrap|settle|keep|admit|collect|discard|link|run TYPE#METHOD INDEX|*|this
 * channel TYPE NOUN [CLOSE]
 * view    TYPE
 * make    TYPE#METHOD[/ARGUMENTS]|TYPE#* CAPACITY|unbounded|bounded|argument|given
 * send|receive|drain|exchange|close|cancel|read TYPE#METHOD always|handover|timed|never|select
 * sides   TYPE SENDING_TYPE RECEIVING_TYPE
 * ask     TYPE#METHOD null|true|false|zero|any|clause|value
 * closing METHOD|@ANNOTATION
 * ending  METHOD
 * count   TYPE#METHOD[/PARAMETERS] arguments|distinct|pairs|number|range|closed|none|endless
 * count   TYPE#METHOD[/PARAMETERS] same|view|fewer|unique|limit|size|each|some|look|next
 * receiving|replacing METHOD
 * neutral ANNOTATION
 * trait   TYPE[#METHOD[/PARAMETERS]] TRAIT
 * exit|log|connect|quiet|refuse|memory|parse|unnamed|safe TYPES#METHODS
 * </pre>
 */
public final class LibraryReader {
  private static final Splitter LIST = Splitter.on(',').trimResults().omitEmptyStrings();

  private static final int CHANNEL_COLUMNS = 3;

  /* What the plugin brings. */
  private static final ImmutableList<String> STANDARD =
      ImmutableList.of(
          "names.txt",
          "calls.txt",
          "questions.txt",
          "counts.txt",
          "channels.txt",
          "traits.txt",
          "library.txt");

  private record Overload(String method, int parameters) {}

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
  private final ImmutableListMultimap.Builder<String, String> names =
      ImmutableListMultimap.builder();
  private final ImmutableListMultimap.Builder<String, Counting> countings =
      ImmutableListMultimap.builder();
  private final ImmutableListMultimap.Builder<String, TraitRow> traits =
      ImmutableListMultimap.builder();
  private final ImmutableList.Builder<CallRule> callRules = ImmutableList.builder();
  private final ImmutableListMultimap.Builder<String, ArgumentRule> rulesByName =
      ImmutableListMultimap.builder();
  private final ImmutableListMultimap.Builder<String, ArgumentRule> rulesByPattern =
      ImmutableListMultimap.builder();

  private LibraryReader() {}

  /**
   * Reads a user's model file.
   *
   * @param option the option that named the file, for the error message
   * @param file the file's path
   * @throws IllegalArgumentException if the file cannot be read or a row is malformed; the message
   *     names the option, the value and the line
   */
  public static Library readFile(String option, String file) {
    LibraryReader reader = new LibraryReader();
    reader.file(option, file);
    return reader.library();
  }

  /** Reads the rows that the plugin brings, behind those of a user's files, the last file first. */
  static Library readAll(String option, List<String> files) {
    LibraryReader reader = new LibraryReader();
    Lists.reverse(files).forEach(file -> reader.file(option, file));
    for (String resource : STANDARD) {
      try (InputStream stream = LibraryReader.class.getResourceAsStream(resource)) {
        String text = new String(Objects.requireNonNull(stream).readAllBytes(), UTF_8);
        reader.rows(resource, text.lines().toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return reader.library();
  }

  private void file(String option, String file) {
    try {
      rows(option + "=" + file, Files.readAllLines(Path.of(file)));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "%s=%s: cannot read the model file: %s".formatted(option, file, e), e);
    }
  }

  static Library read(String source, List<String> lines) {
    LibraryReader reader = new LibraryReader();
    reader.rows(source, lines);
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
        names.build(),
        countings.build(),
        traits.build(),
        callRules.build(),
        rulesByName.build(),
        rulesByPattern.build());
  }

  private void rows(String source, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int comment = line.startsWith("#") ? 0 : line.indexOf(" #");
      List<String> columns = columns(comment < 0 ? line : line.substring(0, comment));
      if (!columns.isEmpty()) {
        read(new ModelRow(source, i + 1, columns));
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

  private void read(ModelRow row) {
    String keyword = row.column(0);
    switch (keyword) {
      case "handle" -> {
        row.require(row.size() == 4, "expected: handle TYPE NOUN RELEASE[,RELEASE...]");
        handle(row);
      }
      case "open" -> {
        row.require(row.size() >= 4, "expected: open TYPE#METHOD LIFETIME DESCRIPTION");
        opener(row, "", 3);
      }
      case "start" -> {
        row.require(row.size() >= 5, "expected: start TYPE#METHOD LIFETIME START DESCRIPTION");
        opener(row, row.column(3), 4);
      }
      case "channel" -> {
        row.require(row.size() == 3 || row.size() == 4, "expected: channel TYPE NOUN [CLOSE]");
        channels.add(
            new ChannelKind(
                row.column(1),
                row.column(2),
                row.columns().stream().skip(CHANNEL_COLUMNS).findFirst(),
                ImmutableSet.of()));
      }
      case "view" -> {
        row.require(row.size() == 2, "expected: view TYPE");
        views.add(row.column(1));
      }
      case "make" -> {
        row.require(row.size() == 3, "expected: make TYPE#METHOD[/ARGUMENTS] CAPACITY");
        maker(row);
      }
      case "send", "receive", "drain", "exchange", "close", "cancel", "read" -> {
        if (row.size() != 3) {
          throw row.error("expected: " + keyword + " TYPE#METHOD WAIT");
        }
        operations.put(
            row.member().name(),
            new ChannelOperation(
                row.member().type(),
                row.member().name(),
                row.constant(ChannelOperation.Act.class, 0),
                row.constant(ChannelOperation.Wait.class, 2)));
      }
      case "sides" -> {
        row.require(row.size() == 4, "expected: sides TYPE SENDING_TYPE RECEIVING_TYPE");
        sides.add(new ChannelSides(row.column(1), row.column(2), row.column(3)));
      }
      case "ask" -> {
        row.require(row.size() == 3, "expected: ask TYPE#METHOD ANSWER");
        Member member = row.member();
        Question.Answer answer = row.constant(Question.Answer.class, 2);
        questions.put(member.name(), new Question(member.type(), member.name(), answer));
      }
      case "closing", "ending", "receiving", "replacing", "neutral" -> {
        row.require(row.size() == 2, "expected: " + keyword + " METHOD");
        names.put(keyword, row.column(1));
      }
      case "trait" -> {
        row.require(row.size() == 3, "expected: trait TYPE[#METHOD] TRAIT");
        trait(row);
      }
      case "exit", "log", "connect", "quiet", "refuse", "memory", "parse", "unnamed", "safe" -> {
        row.require(row.size() == 2, "expected: " + keyword + " TYPES#METHODS");
        Member member = row.member();
        callRules.add(
            CallRule.of(member.type(), member.name(), row.constant(CallRule.Conduct.class, 0)));
      }
      case "count" -> {
        row.require(row.size() == 3, "expected: count TYPE#METHOD[/PARAMETERS] RULE");
        Overload overload = overload(row);
        countings.put(
            overload.method(),
            new Counting(
                row.member().type(),
                overload.method(),
                overload.parameters(),
                row.constant(Counting.Rule.class, 2)));
      }
      default -> {
        Role role = row.constant(Role.class, 0);
        if (row.size() != 3) {
          throw row.error("expected: " + keyword + " TYPE#METHOD INDEX|*|this");
        }
        rule(row, role);
      }
    }
  }

  private void handle(ModelRow row) {
    List<String> calls = LIST.splitToList(row.column(3));
    row.require(!calls.isEmpty(), "'" + row.column(3) + "' names no release");
    String best = calls.get(0);
    int open = best.indexOf('(');
    row.require(open < 0 || best.endsWith(")"), "'" + best + "' is no call");
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    names.add(open < 0 ? best : best.substring(0, open));
    names.addAll(calls.subList(1, calls.size()));
    String arguments = open < 0 ? "" : best.substring(open + 1, best.length() - 1);
    handles.add(new HandleKind(row.column(1), row.column(2), names.build(), arguments));
  }

  private void opener(ModelRow row, String start, int description) {
    Member member = row.member();
    openers.put(
        member.name(),
        new Opener(
            member.type(),
            member.name(),
            row.constant(Lifetime.class, 2),
            String.join(" ", row.columns().subList(description, row.size())),
            start));
  }

  private void maker(ModelRow row) {
    Overload overload = overload(row);
    int capacity =
        switch (row.column(2)) {
          case "unbounded" -> ChannelMaker.UNBOUNDED;
          case "bounded" -> ChannelMaker.BOUNDED;
          case "argument" -> ChannelMaker.ARGUMENT;
          case "given" -> ChannelMaker.GIVEN;
          default -> row.number(row.column(2), "a capacity");
        };
    makers.put(
        overload.method(),
        new ChannelMaker(row.member().type(), overload.method(), overload.parameters(), capacity));
  }

  /** What {@code METHOD/PARAMETERS} or {@code *} names. */
  private static Overload overload(ModelRow row) {
    String name = row.member().name();
    int slash = name.indexOf('/');
    String method = slash < 0 ? name : name.substring(0, slash);
    if (method.contains("*") && !method.equals(ChannelMaker.EVERY)) {
      throw row.error("'" + method + "' is neither a method's name nor *");
    }
    return new Overload(
        method, slash < 0 ? ChannelMaker.ANY : row.number(name.substring(slash + 1), "a count"));
  }

  private void trait(ModelRow row) {
    Trait trait = row.constant(Trait.class, 2);
    if (!row.column(1).contains("#")) {
      traits.put(TraitRow.NONE, new TraitRow(row.column(1), TraitRow.NONE, TraitRow.ANY, trait));
      return;
    }
    Overload overload = overload(row);
    traits.put(
        overload.method(),
        new TraitRow(row.member().type(), overload.method(), overload.parameters(), trait));
  }

  private void rule(ModelRow row, Role role) {
    Member member = row.member();
    String index = row.column(2);
    if (!index.equals("*") && !index.equals("this") && !ModelRow.isNumber(index, 3)) {
      throw row.error("'" + index + "' is neither an argument's index nor * nor this");
    }
    int position =
        switch (index) {
          case "*" -> ArgumentRule.ANY;
          case "this" -> ArgumentRule.RECEIVER;
          default -> Integer.parseInt(index);
        };
    ArgumentRule rule = new ArgumentRule(member.type(), member.name(), position, role);
    if (member.name().contains("*")) {
      rulesByPattern.put(member.type(), rule);
    } else {
      rulesByName.put(member.name(), rule);
    }
  }
}
