/**
 * The signals by which senders say that no more values come: a close, an end marker (a "poison
 * pill"), a flag. Who never gives one, gives it on some paths only, or too few times.
 */
@NullMarked
package dev.watertight.findings.endsignals;

import org.jspecify.annotations.NullMarked;
