/** The fixes for {@code directions}: the type that has one way only. */
@NullMarked
package dev.watertight.fixes.directions;

import org.jspecify.annotations.NullMarked;
