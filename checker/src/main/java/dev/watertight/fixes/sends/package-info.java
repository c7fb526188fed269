/**
 * The fixes for {@code sends}: room in the channel, another order, and word to the sender that the
 * receiver has left.
 */
@NullMarked
package dev.watertight.fixes.sends;

import org.jspecify.annotations.NullMarked;
