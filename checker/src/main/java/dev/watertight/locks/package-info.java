/** Locks with all their uses: who takes them, and who gives them back. */
@NullMarked
package dev.watertight.locks;

import org.jspecify.annotations.NullMarked;
