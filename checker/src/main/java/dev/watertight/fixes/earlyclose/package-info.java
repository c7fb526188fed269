/** The fixes for {@code closes}: end the channel after its senders. */
@NullMarked
package dev.watertight.fixes.earlyclose;

import org.jspecify.annotations.NullMarked;
