/**
 * Loops around a wait for several channels at once, a select over channels or a {@code java.nio}
 * selector, that nothing ends.
 */
@NullMarked
package dev.watertight.findings.selects;

import org.jspecify.annotations.NullMarked;
