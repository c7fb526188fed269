/**
 * The edits that repair a leak. Each fix is one contiguous replacement where possible: patch mode
 * drops overlapping replacements one by one, and half a fix does not compile.
 */
@NullMarked
package dev.watertight.fixes;

import org.jspecify.annotations.NullMarked;
