/** Tasks that go on when they are interrupted, which is all that is done to end them. */
@NullMarked
package dev.watertight.findings.interrupts;

import org.jspecify.annotations.NullMarked;
