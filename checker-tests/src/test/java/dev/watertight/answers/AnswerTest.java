package dev.watertight.answers;

import static com.google.common.truth.Truth.assertThat;
import static dev.watertight.answers.Answer.NO;
import static dev.watertight.answers.Answer.UNKNOWN;
import static dev.watertight.answers.Answer.YES;

import com.google.common.collect.ImmutableSet;
import org.junit.jupiter.api.Test;

final class AnswerTest {
  @Test
  void or() {
    assertThat(YES.or(UNKNOWN)).isEqualTo(YES);
    assertThat(NO.or(UNKNOWN)).isEqualTo(UNKNOWN);
    assertThat(NO.or(NO)).isEqualTo(NO);
  }

  @Test
  void anyOfSomeInView() {
    assertThat(new Known<>(ImmutableSet.of(1), false).any(i -> i == 1)).isEqualTo(YES);
    assertThat(new Known<>(ImmutableSet.of(1), false).any(i -> i == 2)).isEqualTo(UNKNOWN);
    assertThat(Known.all(ImmutableSet.of(1)).any(i -> i == 2)).isEqualTo(NO);
  }

  @Test
  void allOfNone() {
    assertThat(Known.<Integer>all(ImmutableSet.of()).all(i -> i == 1)).isEqualTo(UNKNOWN);
    assertThat(Known.<Integer>unknown().any()).isEqualTo(UNKNOWN);
  }

  @Test
  void allOfSomeInView() {
    assertThat(new Known<>(ImmutableSet.of(1, 2), false).all(i -> i == 1)).isEqualTo(NO);
    assertThat(new Known<>(ImmutableSet.of(1), false).all(i -> i == 1)).isEqualTo(UNKNOWN);
    assertThat(Known.all(ImmutableSet.of(1)).all(i -> i == 1)).isEqualTo(YES);
  }
}
