/**
 * The fixes for {@code receives}: a stop flag that is seen, an interrupt that is sent, and one that
 * ends the loop.
 */
@NullMarked
package dev.watertight.fixes.receives;

import org.jspecify.annotations.NullMarked;
