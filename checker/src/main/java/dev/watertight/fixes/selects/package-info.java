/** The fixes for {@code selects}: a wake-up, a closed channel, a time limit. */
@NullMarked
package dev.watertight.fixes.selects;

import org.jspecify.annotations.NullMarked;
