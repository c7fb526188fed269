/** The fixes for {@code waits}: a time limit, and as many results as there are tasks. */
@NullMarked
package dev.watertight.fixes.unbounded;

import org.jspecify.annotations.NullMarked;
