package dev.watertight.model;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.reflect.TypeToken;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibraryReaderTest {
  private static final String SOURCE = "pumps.txt";

  @Test
  void standard() {
    Library library = Library.standard();

    assertThat(library.handles().stream().map(HandleKind::noun))
        .containsAtLeast("task_scope", "executor", "service")
        .inOrder();
    assertThat(library.openersByName()).containsKey("<init>");
    assertThat(library.openersByName()).containsKey("newFixedThreadPool");
    assertThat(library.rulesByName()).containsKey("requireNonNull");
    assertThat(library.rulesByPattern()).containsKey("java.util.concurrent.CompletableFuture");
  }

  @Test
  void questionsAndSides() {
    Library library =
        read(
            """
            sides shop.Pipe shop.Inlet shop.Outlet
            ask shop.Tank#level zero
            ask shop.Tank#valve any
            """);

    assertThat(library.sides())
        .containsExactly(new ChannelSides("shop.Pipe", "shop.Inlet", "shop.Outlet"));
    assertThat(library.questionsByName().get("level"))
        .containsExactly(
            new Question(new Member("shop.Tank", "level", Parameters.ANY), Question.Answer.ZERO));
    assertThat(library.questionsByName().get("valve").get(0).isPoll()).isFalse();
  }

  /** What an opener of the standard model gives is of a kind that the model has. */
  @Test
  void standardOpensHandles() throws ClassNotFoundException {
    for (Opener opener : Library.standard().openersByName().values()) {
      assertThat(opener.description()).isNotEmpty();
      if (opener.member().owner().startsWith("java.")) {
        assertThat(opensHandle(opener)).isTrue();
      }
    }
  }

  @Test
  void rows() {
    Library library =
        read(
            """
            # A comment.

            handle shop.Pump    pump stop,shutdownNow # the best one first
            open   shop.Pump#<init> persistent pump with {0} valves
            start  shop.Pumps#newPump expiring begin lazy pump
            borrow shop.Meter#read 0
            wrap shop.Pumps#checked *
            settle shop.Guard#with* 1
            keep shop.Tank#add *
            collect shop.Tank#of *
            link shop.Hose#plug 0
            run shop.Shift#begin 1
            """);

    assertThat(library.handles())
        .containsExactly(
            new HandleKind("shop.Pump", "pump", ImmutableSet.of("stop", "shutdownNow")));
    assertThat(library.handles().get(0).preferredRelease()).isEqualTo("stop");
    assertThat(library.openersByName().get("<init>"))
        .containsExactly(
            new Opener(
                new Member("shop.Pump", "<init>", Parameters.ANY),
                Lifetime.PERSISTENT,
                "pump with {0} valves",
                ""));
    assertThat(library.openersByName().get("newPump"))
        .containsExactly(
            new Opener(
                new Member("shop.Pumps", "newPump", Parameters.ANY),
                Lifetime.EXPIRING,
                "lazy pump",
                "begin"));
    assertThat(library.rulesByName().values())
        .containsExactly(
            new ArgumentRule(new Member("shop.Meter", "read", Parameters.ANY), 0, Role.BORROW),
            new ArgumentRule(
                new Member("shop.Pumps", "checked", Parameters.ANY), ArgumentRule.ANY, Role.WRAP),
            new ArgumentRule(
                new Member("shop.Tank", "add", Parameters.ANY), ArgumentRule.ANY, Role.KEEP),
            new ArgumentRule(
                new Member("shop.Tank", "of", Parameters.ANY), ArgumentRule.ANY, Role.COLLECT),
            new ArgumentRule(new Member("shop.Hose", "plug", Parameters.ANY), 0, Role.LINK),
            new ArgumentRule(new Member("shop.Shift", "begin", Parameters.ANY), 1, Role.RUN));
    assertThat(library.rulesByPattern().get("shop.Guard"))
        .containsExactly(
            new ArgumentRule(new Member("shop.Guard", "with*", Parameters.ANY), 1, Role.SETTLE));
  }

  @Test
  void channelRows() {
    Library library =
        read(
            """
            channel shop.Belt belt
            view shop.Belt.End
            make shop.Belt#<init>/1 argument
            make shop.Belts#sized 8
            make shop.Belts#endless unbounded
            make shop.Belts#some bounded
            make shop.Handler#* given
            send shop.Belt#load always
            receive shop.Belt#unload timed
            drain shop.Belt#clear always
            exchange shop.Belt#swap always
            close shop.Belt#stop never
            cancel shop.Belt#jam never
            read shop.Belt#length never
            receive shop.Belt#whenLoaded select
            """);

    assertThat(library.channels())
        .containsExactly(new ChannelKind("shop.Belt", "belt", Optional.empty(), ImmutableSet.of()));
    assertThat(library.views()).containsExactly("shop.Belt.End");
    assertThat(library.makersByName().values())
        .containsExactly(
            new ChannelMaker(
                new Member("shop.Belt", "<init>", Parameters.of(1)), ChannelMaker.ARGUMENT),
            new ChannelMaker(new Member("shop.Belts", "sized", Parameters.ANY), 8),
            new ChannelMaker(
                new Member("shop.Belts", "endless", Parameters.ANY), ChannelMaker.UNBOUNDED),
            new ChannelMaker(
                new Member("shop.Belts", "some", Parameters.ANY), ChannelMaker.BOUNDED),
            new ChannelMaker(new Member("shop.Handler", "*", Parameters.ANY), ChannelMaker.GIVEN));
    assertThat(library.operationsByName().values())
        .containsExactly(
            new ChannelOperation(
                new Member("shop.Belt", "load", Parameters.ANY), Act.SEND, Wait.ALWAYS),
            new ChannelOperation(
                new Member("shop.Belt", "unload", Parameters.ANY), Act.RECEIVE, Wait.TIMED),
            new ChannelOperation(
                new Member("shop.Belt", "clear", Parameters.ANY), Act.DRAIN, Wait.ALWAYS),
            new ChannelOperation(
                new Member("shop.Belt", "swap", Parameters.ANY), Act.EXCHANGE, Wait.ALWAYS),
            new ChannelOperation(
                new Member("shop.Belt", "stop", Parameters.ANY), Act.CLOSE, Wait.NEVER),
            new ChannelOperation(
                new Member("shop.Belt", "jam", Parameters.ANY), Act.CANCEL, Wait.NEVER),
            new ChannelOperation(
                new Member("shop.Belt", "length", Parameters.ANY), Act.READ, Wait.NEVER),
            new ChannelOperation(
                new Member("shop.Belt", "whenLoaded", Parameters.ANY), Act.RECEIVE, Wait.SELECT));
  }

  @Test
  void traitRows() {
    Library library =
        read(
            """
            trait shop.Belt stream
            trait shop.Belts#drive/2 awaits_task
            trait shop.*#* in_place
            """);

    assertThat(library.traitsByName().values())
        .containsExactly(
            new TraitRow(new Member("shop.Belt", TraitRow.NONE, Parameters.ANY), Trait.STREAM),
            new TraitRow(new Member("shop.Belts", "drive", Parameters.of(2)), Trait.AWAITS_TASK),
            new TraitRow(new Member("shop.*", TraitRow.EVERY, Parameters.ANY), Trait.IN_PLACE));
  }

  @Test
  void argumentsCovered() {
    ArgumentRule second =
        new ArgumentRule(new Member("shop.Meter", "read", Parameters.ANY), 1, Role.BORROW);
    ArgumentRule all =
        new ArgumentRule(
            new Member("shop.Meter", "read", Parameters.ANY), ArgumentRule.ANY, Role.BORROW);

    assertThat(second.covers(1)).isTrue();
    assertThat(second.covers(0)).isFalse();
    assertThat(all.covers(0)).isTrue();
    assertThat(all.covers(7)).isTrue();
  }

  @Test
  void userRowsFirst(@TempDir Path directory) throws IOException {
    Path user =
        Files.writeString(
            directory.resolve(SOURCE),
            """
            handle shop.Pump pump stop
            borrow java.util.Objects#requireNonNull 0
            """);

    Library joined =
        LibraryReader.readAll(
            ImmutableList.of(ModelFile.named("Watertight:Model", user.toString())));

    assertThat(joined.handles().get(0).noun()).isEqualTo("pump");
    assertThat(joined.handles()).containsAtLeastElementsIn(Library.standard().handles());
    assertThat(joined.rulesByName().get("requireNonNull").get(0).role()).isEqualTo(Role.BORROW);
    assertThat(joined.openersByName()).isEqualTo(Library.standard().openersByName());
  }

  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          pump shop.Pump                       ; unknown word 'pump'
          HANDLE shop.Pump pump stop           ; unknown word 'HANDLE'
          handle shop.Pump pump                ; expected: handle TYPE NOUN RELEASE[,RELEASE...]
          handle shop.Pump water pump stop     ; expected: handle TYPE NOUN RELEASE[,RELEASE...]
          handle shop.Pump pump ,              ; ',' names no release
          open shop.Pump#<init> persistent     ; expected: open TYPE#METHOD LIFETIME DESCRIPTION
          open shop.Pump persistent pump       ; 'shop.Pump' is not TYPE#METHOD
          open shop.Pump# persistent pump      ; 'shop.Pump#' is not TYPE#METHOD
          open shop.Pump#open eternal pump     ; unknown word 'eternal'
          start shop.Pump#open persistent run  ; expected: start TYPE#METHOD LIFETIME START DESCRIPTION
          sides shop.Pipe shop.Inlet           ; expected: sides TYPE SENDING_TYPE RECEIVING_TYPE
          ask shop.Pump#level                  ; expected: ask TYPE#METHOD ANSWER
          ask shop.Pump#level full             ; unknown word 'full'
          borrow shop.Pump#open                ; expected: borrow TYPE#METHOD INDEX|*|this
          borrow shop.Pump#open 0 1            ; expected: borrow TYPE#METHOD INDEX|*|this
          borrow shop.Pump#open first          ; 'first' is neither an argument's index nor * nor this
          keep shop.Pump#open -1               ; '-1' is neither an argument's index nor * nor this
          wrap shop.Pump#open 1234             ; '1234' is neither an argument's index nor * nor this
          link shop.Hose#plug                  ; expected: link TYPE#METHOD INDEX|*|this
          run shop.Shift#begin now             ; 'now' is neither an argument's index nor * nor this
          channel shop.Belt                    ; expected: channel TYPE NOUN [CLOSE]
          channel shop.Belt moving belt halt   ; expected: channel TYPE NOUN [CLOSE]
          view                                 ; expected: view TYPE
          view shop.Belt.End end               ; expected: view TYPE
          make shop.Belt#<init>                ; expected: make TYPE#METHOD CAPACITY
          make shop.Belt 3                     ; 'shop.Belt' is not TYPE#METHOD
          make shop.Belt#<init> endless        ; 'endless' is not a capacity
          make shop.Belt#<init> -1             ; '-1' is not a capacity
          make shop.Belt#<init>/one 3          ; 'one' is not a count
          make shop.Belts#new* 3               ; 'new*' is neither a method's name nor *
          send shop.Belt#load                  ; expected: send TYPE#METHOD WAIT
          receive shop.Belt#unload a while     ; expected: receive TYPE#METHOD WAIT
          drain shop.Belt#clear sometimes      ; unknown word 'sometimes'
          exchange shop.Belt always            ; 'shop.Belt' is not TYPE#METHOD
          close shop.Belt#stop NEVER           ; unknown word 'NEVER'
          cancel shop.Belt#jam                 ; expected: cancel TYPE#METHOD WAIT
          trait shop.Belt                      ; expected: trait TYPE[#METHOD] TRAIT
          trait shop.Belt shiny                ; unknown word 'shiny'
          trait shop.Belt#ship/x in_place      ; 'x' is not a count
          trait shop.Belt#ship* in_place       ; 'ship*' is neither a method's name nor *
          read shop.Belt# never                ; 'shop.Belt#' is not TYPE#METHOD
          borrow shop.Pump#open(int 0          ; 'open(int' is not METHOD(TYPE,TYPE)
          quiet shop.Pump#open/1               ; such a row is for all overloads
          version                              ; expected: version NUMBER
          version two                          ; 'two' is not a version
          version 2                            ; version 2 is newer than 1, which this release reads
          remove handle                        ; expected: remove KEYWORD TYPE[#METHOD]
          """,
      quoteCharacter = '"')
  @ParameterizedTest
  void malformedRow(String row, String expectedMessage) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> read("handle shop.Hose hose close\n\n" + row + "\n"));

    assertThat(e).hasMessageThat().isEqualTo("pumps.txt: line 3: " + expectedMessage);
  }

  @Test
  void everyMalformedRow() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> read("handle shop.Hose\nhandle shop.Pump pump stop\nopne shop.Pump#of\n"));

    assertThat(e)
        .hasMessageThat()
        .isEqualTo(
            """
            pumps.txt: line 1: expected: handle TYPE NOUN RELEASE[,RELEASE...]
            pumps.txt: line 3: unknown word 'opne'\
            """);
  }

  @Test
  void overloads() {
    Library library =
        read(
            """
            version 1
            borrow shop.Meter#read(shop.Pump,int[]) 0
            settle shop.Meter#read/1 0
            keep shop.Meter#reset() this
            """);

    assertThat(library.rulesByName().values().stream().map(rule -> rule.member().parameters()))
        .containsExactly(
            Parameters.of(ImmutableList.of("shop.Pump", "int[]")),
            Parameters.of(1),
            Parameters.of(0));
  }

  @Test
  void removedRows() {
    Library library =
        LibraryReader.readAll(
            ImmutableList.of(
                new ModelFile(
                    SOURCE,
                    ImmutableList.of(
                        "remove handle java.util.Timer",
                        "remove wrap java.util.Objects#requireNonNull",
                        "borrow java.util.Objects#requireNonNull 0"))));

    assertThat(library.handles().stream().map(HandleKind::typeName))
        .doesNotContain("java.util.Timer");
    assertThat(library.handles()).hasSize(Library.standard().handles().size() - 1);
    assertThat(library.rulesByName().get("requireNonNull").stream().map(ArgumentRule::role))
        .containsExactly(Role.BORROW);
  }

  @Test
  void file(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve(SOURCE), "handle shop.Pump pump stop\n");

    Library library =
        LibraryReader.read(ImmutableList.of(ModelFile.named("Watertight:Model", file.toString())));

    assertThat(library.handles().stream().map(HandleKind::typeName).collect(toImmutableSet()))
        .containsExactly("shop.Pump");
  }

  @Test
  void missingFile(@TempDir Path directory) {
    String file = directory.resolve("missing.txt").toString();

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> ModelFile.named("Watertight:Model", file));

    assertThat(e)
        .hasMessageThat()
        .startsWith("Watertight:Model=" + file + ": cannot read the model file: ");
    assertThat(e).hasMessageThat().contains("NoSuchFileException");
  }

  @Test
  void invalidPath() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> ModelFile.named("Watertight:Model", "a\0b"));

    assertThat(e).hasMessageThat().contains("cannot read the model file");
  }

  @Test
  void malformedFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve(SOURCE), "\nhandle shop.Pump\n");

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                LibraryReader.read(
                    ImmutableList.of(ModelFile.named("Watertight:Model", file.toString()))));

    assertThat(e)
        .hasMessageThat()
        .isEqualTo(
            "Watertight:Model=%s: line 2: expected: handle TYPE NOUN RELEASE[,RELEASE...]"
                .formatted(file));
  }

  private static Library read(String text) {
    return LibraryReader.read(ImmutableList.of(new ModelFile(SOURCE, text.lines().toList())));
  }

  private static boolean opensHandle(Opener opener) throws ClassNotFoundException {
    Class<?> owner = Class.forName(opener.member().owner());
    return opener.member().name().equals("<init>")
        ? isHandle(owner)
        : Arrays.stream(owner.getMethods())
            .filter(method -> method.getName().equals(opener.member().name()))
            .allMatch(method -> isHandle(method.getReturnType()));
  }

  private static boolean isHandle(Class<?> type) {
    Set<String> names =
        TypeToken.of(type).getTypes().rawTypes().stream()
            .map(Class::getName)
            .collect(toImmutableSet());
    return Library.standard().handles().stream().anyMatch(kind -> names.contains(kind.typeName()));
  }
}
