package dev.watertight.server;

import static com.google.common.truth.Truth.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern.SeverityLevel;
import com.google.errorprone.fixes.Replacement;
import dev.watertight.reports.Found;
import java.net.URI;
import java.util.Optional;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;

/** What becomes of a finding in {@code abcdefgh} that is at {@code de}, when the text changes. */
final class ChangeTest {
  private static final String TEXT = "abcdefgh";

  @Test
  void editInFront() {
    assertThat(place("abXYcdefgh")).isEqualTo("[5, 7] replaces [5, 7]");
    assertThat(place("bcdefgh")).isEqualTo("[2, 4] replaces [2, 4]");
    assertThat(place("abcXdefgh")).isEqualTo("[4, 6] replaces [4, 6]");
  }

  @Test
  void editBehind() {
    assertThat(place("abcdefXXgh")).isEqualTo("[3, 5] replaces [3, 5]");
    assertThat(place("abcdeXfgh")).isEqualTo("[3, 5] replaces [3, 5]");
    assertThat(place("abcde")).isEqualTo("[3, 5] replaces [3, 5]");
  }

  @Test
  void noEdit() {
    assertThat(place(TEXT)).isEqualTo("[3, 5] replaces [3, 5]");
  }

  @Test
  void placeItself() {
    assertThat(place("abcXefgh")).isEqualTo("gone");
    assertThat(place("")).isEqualTo("gone");
  }

  @Test
  void onlyWhatFixReplaces() {
    assertThat(place("abcdXfgh")).isEqualTo("[3, 5] replaces nothing");
    assertThat(place("abcdXefgh")).isEqualTo("[3, 6] replaces nothing");
  }

  private static String place(String now) {
    Optional<Found> moved = Change.between(TEXT, now).move(finding());
    return moved
        .map(
            found ->
                "[%d, %d] replaces %s"
                    .formatted(
                        found.position(),
                        found.end(),
                        found.repairs().stream()
                            .flatMap(fix -> fix.replacements().stream())
                            .map(
                                edit ->
                                    "[%d, %d]".formatted(edit.startPosition(), edit.endPosition()))
                            .findFirst()
                            .orElse("nothing")))
        .orElse("gone");
  }

  private static Found finding() {
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("file:///A.java"), JavaFileObject.Kind.SOURCE) {};
    return new Found(
        "Check",
        SeverityLevel.ERROR,
        "message",
        file,
        3,
        3,
        5,
        ImmutableList.of(new Found.Edits("Fix", ImmutableList.of(Replacement.create(3, 5, "x")))),
        ImmutableList.of());
  }
}
