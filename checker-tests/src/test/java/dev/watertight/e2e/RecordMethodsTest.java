package dev.watertight.e2e;

import static com.google.common.truth.Truth.assertThat;

import dev.watertight.model.ArgumentRule;
import dev.watertight.model.Member;
import dev.watertight.model.Parameters;
import dev.watertight.model.Role;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the build writes out for records does what javac's methods would do. */
final class RecordMethodsTest {
  private static final Member OFFER = new Member("java.util.Queue", "offer", Parameters.ANY);
  private static final ArgumentRule KEPT = new ArgumentRule(OFFER, 0, Role.KEEP);

  @Test
  void sameComponentsAreEqual() {
    Member copy = new Member("java.util." + "Queue".trim(), "offer", Parameters.ANY);

    assertThat(new ArgumentRule(copy, 0, Role.KEEP)).isEqualTo(KEPT);
    assertThat(new ArgumentRule(copy, 0, Role.KEEP).hashCode()).isEqualTo(KEPT.hashCode());
  }

  @Test
  void eachComponentCounts() {
    Member poll = new Member("java.util.Queue", "poll", Parameters.ANY);

    assertThat(new ArgumentRule(poll, 0, Role.KEEP)).isNotEqualTo(KEPT);
    assertThat(new ArgumentRule(OFFER, 1, Role.KEEP)).isNotEqualTo(KEPT);
    assertThat(new ArgumentRule(OFFER, 0, Role.BORROW)).isNotEqualTo(KEPT);
  }

  @Test
  void otherObjectsAreNotEqual() {
    assertThat(KEPT.equals(null)).isFalse();
    assertThat(KEPT.equals((Object) OFFER)).isFalse();
  }

  @Test
  void hashCodeIsThatOfTheJdk() {
    assertThat(KEPT.hashCode())
        .isEqualTo(
            31 * (31 * OFFER.hashCode() + Integer.hashCode(0)) + Objects.hashCode(Role.KEEP));
  }

  @Test
  void textNamesTheComponents() {
    assertThat(OFFER.toString())
        .isEqualTo("Member[owner=java.util.Queue, name=offer, parameters=]");
  }
}
