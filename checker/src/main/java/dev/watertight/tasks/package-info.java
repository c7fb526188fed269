/** Which task runs a piece of code, who starts it, and who waits for it. */
@NullMarked
package dev.watertight.tasks;

import org.jspecify.annotations.NullMarked;
