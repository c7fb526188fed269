package dev.watertight.paths;

/**
 * A condition on one expression.
 *
 * @param subject what is tested
 * @param ifTrue the values it may have if the condition holds
 * @param ifFalse the values it may have otherwise
 * @param becomes the values it has after that if the condition held: others where the test sets it
 */
record Test(Expression subject, Range ifTrue, Range ifFalse, Range becomes) {
  Test(Expression subject, Range ifTrue, Range ifFalse) {
    this(subject, ifTrue, ifFalse, ifTrue);
  }
}
