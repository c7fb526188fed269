/** Who sends, receives and closes: all uses of a channel, and the tasks that they run in. */
@NullMarked
package dev.watertight.endpoints;

import org.jspecify.annotations.NullMarked;
