/** What a call may do: throw, end the process, never return, run code that is out of view. */
@NullMarked
package dev.watertight.summaries;

import org.jspecify.annotations.NullMarked;
