package dev.watertight.summaries;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.CatchClauses;

/**
 * An exception that code throws.
 *
 * @param type its type, as its class declares it, or a type variable
 * @param reason why it is thrown
 */
public record Thrown(Type type, Reason reason) {
  /** Why an exception is thrown. */
  public enum Reason {
    /** A method out of view, or one that others may override, declares it. */
    DECLARED,
    /** A statement throws it. */
    STATEMENT,
    /** A statement throws it because of the state of the object, or of the arguments. */
    REFUSAL,
    /** It tells, in a catch clause, of another exception that was caught. */
    FAILURE,
    /** It tells, in a catch clause, of an interrupt. */
    INTERRUPT,
    /** A method that reads text does not understand it. */
    INPUT,
    /** A function fails that somebody else supplies. */
    SUPPLIED,
    /**
     * A statement throws it in a case that nothing in view brings about: in a clause for what the
     * code in its block is not known to throw, or for a mistake of a caller further up.
     */
    UNLIKELY
  }

  /** What says that a caller has made a mistake. */
  private static final ImmutableSet<String> MISTAKES =
      ImmutableSet.of(
          "java.lang.AssertionError",
          "java.lang.ClassCastException",
          "java.lang.IllegalArgumentException",
          "java.lang.IllegalStateException",
          "java.lang.IndexOutOfBoundsException",
          "java.lang.NullPointerException",
          "java.lang.UnsupportedOperationException");

  /** Whether it is an interrupt, or tells of one. */
  public boolean isInterrupt() {
    return reason == Reason.INTERRUPT || CatchClauses.isInterrupt(type);
  }

  /** Whether it is an exception that methods have to declare. */
  public boolean isChecked(VisitorState state) {
    return !type.hasTag(TypeTag.TYPEVAR)
        && ASTHelpers.isCheckedExceptionType(type, state)
        && !type.tsym.equals(state.getSymtab().throwableType.tsym);
  }

  /** Whether a statement in view throws it, for another reason than an interrupt. */
  public boolean isOnPurpose() {
    return switch (reason) {
      case STATEMENT, REFUSAL, FAILURE, UNLIKELY -> true;
      default -> false;
    };
  }

  /** Whether it is an exception that nobody has to declare, and that is no {@code Error}. */
  public boolean isUnchecked(VisitorState state) {
    return ASTHelpers.isSubtype(type, state.getSymtab().runtimeExceptionType, state);
  }

  /** Whether it is an unchecked exception that comes in the ordinary course of things. */
  public boolean isRisky(VisitorState state) {
    return switch (reason) {
      case STATEMENT, FAILURE, INPUT, SUPPLIED -> isUnchecked(state);
      default -> false;
    };
  }

  static Thrown of(Type type, Reason reason) {
    return new Thrown(type.tsym.type, reason);
  }

  Thrown because(Reason other) {
    return new Thrown(type, other);
  }

  /** Whether it says that the caller, or a caller further up, has made a mistake. */
  public boolean isMistake() {
    return switch (reason) {
      case STATEMENT, REFUSAL, UNLIKELY ->
          MISTAKES.contains(type.tsym.getQualifiedName().toString());
      default -> false;
    };
  }

  /** The same, seen from one call further up: that caller may have ruled out the mistake. */
  Thrown passedOn() {
    return isMistake() ? because(Reason.UNLIKELY) : this;
  }
}
