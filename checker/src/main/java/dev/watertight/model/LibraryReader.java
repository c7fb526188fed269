package dev.watertight.model;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * Reads model files. One row a line, columns separated by white space, {@code #} starts a comment:
 *
 * <pre>
 * version NUMBER
 * remove KEYWORD TYPE[#METHOD]
 * handle TYPE NOUN RELEASE[(ARGUMENT)][,RELEASE...]
 * open   TYPE#METHOD LIFETIME DESCRIPTION...
 * start  TYPE#METHOD LIFETIME STARTING_METHOD DESCRIPTION...
 * borrow|lend|wrap|settle|keep|admit|replace|collect|discard|link|run TYPE#METHOD INDEX|*|this
 * channel TYPE NOUN [CLOSE]
 * view    TYPE
 * make    TYPE#METHOD|TYPE#* CAPACITY|unbounded|bounded|argument|given
 * send|receive|drain|exchange|close|cancel|read TYPE#METHOD always|handover|timed|never|select
 * sides   TYPE SENDING_TYPE RECEIVING_TYPE
 * ask     TYPE#METHOD null|true|false|zero|any|clause|value|optional|empty
 * closing METHOD|@ANNOTATION
 * ending  METHOD
 * count   TYPE#METHOD arguments|distinct|pairs|number|range|closed|none|endless
 * count   TYPE#METHOD same|view|fewer|collected|unique|limit|size|each|some|look|next|keeps
 * counting|uncounting|reading|receiving|replacing METHOD
 * neutral|releasing ANNOTATION
 * parting WORD
 * trait   TYPE[#METHOD] TRAIT
 * exit|log|connect|touch|quiet|refuse|memory|parse|unnamed|safe TYPES#METHODS
 * </pre>
 *
 * Behind a {@code METHOD} may stand which overloads: {@code /COUNT} or {@code (TYPE,TYPE)}.
 */
public final class LibraryReader {
  private static final Splitter LIST = Splitter.on(',').trimResults().omitEmptyStrings();

  /** The version of the format, which a file may name; it grows when old rows change meaning. */
  private static final int VERSION = 1;

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

  private final List<String> errors = new ArrayList<>();
  private final Set<String> removed = new HashSet<>();

  private LibraryReader() {}

  /**
   * Reads model files alone.
   *
   * @throws IllegalArgumentException if rows are malformed; the message names for each the file and
   *     the line
   */
  static Library read(List<ModelFile> files) {
    LibraryReader reader = new LibraryReader();
    files.forEach(reader::rows);
    return reader.library();
  }

  /** Reads the rows that the plugin brings, behind those of other files, the last file first. */
  static Library readAll(List<ModelFile> files) {
    LibraryReader reader = new LibraryReader();
    Lists.reverse(files).forEach(reader::rows);
    for (String resource : STANDARD) {
      try {
        String text =
            JarTexts.read(Objects.requireNonNull(LibraryReader.class.getResource(resource)));
        reader.rows(new ModelFile(resource, text.lines().toList()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return reader.library();
  }

  private Library library() {
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", errors));
    }
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

  private void rows(ModelFile file) {
    // Of the files in front of this one.
    ImmutableSet<String> left = ImmutableSet.copyOf(removed);
    List<String> lines = file.lines();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int comment = line.startsWith("#") ? 0 : line.indexOf(" #");
      List<String> columns = columns(comment < 0 ? line : line.substring(0, comment));
      if (!columns.isEmpty()) {
        read(new ModelRow(file.source(), i + 1, columns), left);
      }
    }
  }

  private void read(ModelRow row, ImmutableSet<String> left) {
    try {
      if (left.isEmpty() || row.size() < 2 || !left.contains(row.target(0))) {
        read(row);
      }
    } catch (IllegalArgumentException e) {
      errors.add(e.getMessage());
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
      case "version" -> {
        row.require(row.size() == 2, "expected: version NUMBER");
        int version = row.number(row.column(1), "a version");
        row.require(
            version <= VERSION,
            "version %d is newer than %d, which this release reads".formatted(version, VERSION));
      }
      case "remove" -> {
        row.require(row.size() == 3, "expected: remove KEYWORD TYPE[#METHOD]");
        removed.add(row.target(1));
      }
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
                row.size() == 3 ? Optional.empty() : Optional.of(row.column(3)),
                ImmutableSet.of()));
      }
      case "view" -> {
        row.require(row.size() == 2, "expected: view TYPE");
        views.add(row.column(1));
      }
      case "make" -> {
        row.require(row.size() == 3, "expected: make TYPE#METHOD CAPACITY");
        maker(row);
      }
      case "send", "receive", "drain", "exchange", "close", "cancel", "read" -> {
        if (row.size() != 3) {
          throw row.error("expected: " + keyword + " TYPE#METHOD WAIT");
        }
        operations.put(
            row.member().name(),
            new ChannelOperation(
                row.member(),
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
        questions.put(member.name(), new Question(member, answer));
      }
      case "closing",
          "counting",
          "ending",
          "neutral",
          "parting",
          "reading",
          "receiving",
          "releasing",
          "replacing",
          "uncounting" -> {
        row.require(row.size() == 2, "expected: " + keyword + " METHOD");
        names.put(keyword, row.column(1));
      }
      case "trait" -> {
        row.require(row.size() == 3, "expected: trait TYPE[#METHOD] TRAIT");
        trait(row);
      }
      case "exit",
          "log",
          "connect",
          "touch",
          "quiet",
          "refuse",
          "memory",
          "parse",
          "unnamed",
          "safe" -> {
        row.require(row.size() == 2, "expected: " + keyword + " TYPES#METHODS");
        Member member = row.member();
        row.require(member.parameters().equals(Parameters.ANY), "such a row is for all overloads");
        callRules.add(
            new CallRule(member.owner(), member.name(), row.constant(CallRule.Conduct.class, 0)));
      }
      case "count" -> {
        row.require(row.size() == 3, "expected: count TYPE#METHOD[/PARAMETERS] RULE");
        Member member = named(row);
        countings.put(member.name(), new Counting(member, row.constant(Counting.Rule.class, 2)));
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
            member,
            row.constant(Lifetime.class, 2),
            String.join(" ", row.columns().subList(description, row.size())),
            start));
  }

  private void maker(ModelRow row) {
    Member member = named(row);
    int capacity =
        switch (row.column(2)) {
          case "unbounded" -> ChannelMaker.UNBOUNDED;
          case "bounded" -> ChannelMaker.BOUNDED;
          case "argument" -> ChannelMaker.ARGUMENT;
          case "given" -> ChannelMaker.GIVEN;
          default -> row.number(row.column(2), "a capacity");
        };
    makers.put(member.name(), new ChannelMaker(member, capacity));
  }

  /** The methods of one name, or all of them: {@code *}. */
  private static Member named(ModelRow row) {
    Member member = row.member();
    if (member.name().contains("*") && !member.name().equals(ChannelMaker.EVERY)) {
      throw row.error("'" + member.name() + "' is neither a method's name nor *");
    }
    return member;
  }

  private void trait(ModelRow row) {
    Trait trait = row.constant(Trait.class, 2);
    Member member =
        row.column(1).contains("#")
            ? named(row)
            : new Member(row.column(1), TraitRow.NONE, Parameters.ANY);
    traits.put(member.name(), new TraitRow(member, trait));
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
    ArgumentRule rule = new ArgumentRule(member, position, role);
    if (member.name().contains("*")) {
      rulesByPattern.put(member.owner(), rule);
    } else {
      rulesByName.put(member.name(), rule);
    }
  }
}
