/** The fixes for {@code directions}: the type that has one way only. */
@NullMarked
package dev.watertight.fixes.oneway;

import org.jspecify.annotations.NullMarked;
