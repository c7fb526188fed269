/** The loops in which a task waits for values, and the ways out of them. */
@NullMarked
package dev.watertight.loops;

import org.jspecify.annotations.NullMarked;
