/** Whether a loop that waits can end, and by whose hand. */
@NullMarked
package dev.watertight.loops;

import org.jspecify.annotations.NullMarked;
