/**
 * Which task runs a piece of code, who starts it, who waits for it, and whether anybody interrupts
 * it.
 */
@NullMarked
package dev.watertight.tasks;

import org.jspecify.annotations.NullMarked;
